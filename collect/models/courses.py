"""Courses, their days, and the registrations."""

from peewee import (
    SQL,
    AutoField,
    BooleanField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    TextField,
)

from collect.models.base import InstantField, Model, SortField
from collect.models.organisation import Kindergarten
from collect.models.people import Person


class Course(Model):
    """A course with a limited number of seats; its days are one package."""

    keeps_numbers = True
    id = AutoField()
    title = TextField()
    sort = SortField()
    search = TextField()
    kind = TextField()
    first_day = DateField(index=True)
    place = TextField(default="")
    seats = IntegerField(default=25, constraints=[Check("seats BETWEEN 1 AND 500")])
    positions = TextField(default="")  # codes with a comma between; empty: open to all
    min_programme_year = IntegerField(default=0, constraints=[Check("min_programme_year >= 0")])
    register_by = DateField(null=True)
    withdraw_by = DateField(null=True)  # after this one's seat is given up in the office only
    is_cancelled = BooleanField(default=False)
    description = TextField(default="")
    freeze_days = IntegerField(default=0)  # so long before the first day nobody moves up
    cancel_reason = TextField(default="")  # what those who were registered were told
    offer_hours = IntegerField(default=0)  # so long one has to answer an offer; 0: a seat at once
    share = IntegerField(null=True)  # seats one kindergarten may have until the registration ends

    def __str__(self) -> str:
        return self.title


class CourseDay(Model):
    """A day of a course, with local times HH:MM."""

    id = AutoField()
    course = ForeignKeyField(Course, on_delete="RESTRICT", index=False, backref="days")
    course_id: int
    day = DateField()
    starts_at = TextField(default="09:00")
    ends_at = TextField(default="15:00")
    mark = TextField(default="")  # its name in calendars; none: its date, which it then still has

    class Meta:
        indexes = ((("course", "day"), True),)


class DroppedDay(Model):
    """A day that a course no longer has; calendars that hold it are told to let it go."""

    id = AutoField()
    course = ForeignKeyField(Course, on_delete="RESTRICT", backref="dropped_days")
    course_id: int
    day = DateField()
    starts_at = TextField()
    ends_at = TextField()
    mark = TextField()
    dropped_at = InstantField()


class RegistrationGroup(Model):
    """Several whom one person registered in one act, and the seats that still lack a name."""

    id = AutoField()
    reference = TextField(unique=True)
    course = ForeignKeyField(Course, on_delete="RESTRICT", backref="groups")
    course_id: int
    kindergarten = ForeignKeyField(Kindergarten, on_delete="RESTRICT", backref="groups")
    kindergarten_id: int
    rule = TextField(default="each", constraints=[Check("rule IN ('each', 'all', 'one')")])
    registered_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="groups")
    registered_by_id: int | None
    registered_at = InstantField()
    name_by = DateField(null=True)  # the last day to name the seats; then they go to the line
    unnamed = IntegerField(default=0, constraints=[Check("unnamed >= 0")])


class Registration(Model):
    """A person's place in a course or in its line. A person has at most one that is not withdrawn."""

    id = AutoField()
    reference = TextField(unique=True)
    course = ForeignKeyField(Course, on_delete="RESTRICT", index=False, backref="registrations")
    course_id: int
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="registrations")
    person_id: int
    status = TextField(
        constraints=[Check("status IN ('placed', 'offered', 'waiting', 'withdrawn')")]
    )
    needs = TextField(default="")  # allergies and other needs; wiped after the course
    note = TextField(default="")
    registered_at = InstantField()
    withdrawn_at = InstantField(null=True)
    group = ForeignKeyField(
        RegistrationGroup, null=True, on_delete="RESTRICT", backref="registrations"
    )
    group_id: int | None
    offered_until = InstantField(null=True)  # when the offer of a seat ran, or runs, out
    override_reason = TextField(default="")  # why the rule for whom the course is was set aside
    follows = ForeignKeyField(  # the registration that this one came from: swapped, or moved
        "self", null=True, on_delete="RESTRICT", unique=True, backref="successors"
    )
    follows_id: int | None

    class Meta:
        indexes = ((("course", "status", "id"), False),)


class LineNote(Model):
    """Why somebody in a course's line moved up at a moment, or did not."""

    id = AutoField()
    course = ForeignKeyField(Course, on_delete="RESTRICT", backref="line_notes")
    course_id: int
    registration = ForeignKeyField(
        Registration, null=True, on_delete="RESTRICT", backref="line_notes"
    )
    registration_id: int | None
    group = ForeignKeyField(
        RegistrationGroup, null=True, on_delete="RESTRICT", backref="line_notes"
    )
    group_id: int | None
    at = InstantField()
    code = TextField()
    figures = JSONField(default=dict)  # what the sentence of the code needs


Registration.add_index(
    Registration.index(
        Registration.course,
        Registration.person,
        unique=True,
        where=SQL("status <> 'withdrawn'"),
        name="registration_once",
    )
)
