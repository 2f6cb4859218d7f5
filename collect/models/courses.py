"""Courses, their days, and the registrations."""

from peewee import (
    SQL,
    AutoField,
    BooleanField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from collect.models.base import InstantField, Model, SortField
from collect.models.people import Person


class Course(Model):
    """A course with a limited number of seats; its days are one package."""

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
    is_cancelled = BooleanField(default=False)
    description = TextField(default="")

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

    class Meta:
        indexes = ((("course", "day"), True),)


class Registration(Model):
    """A person's place in a course or in its line. A person has at most one that is not withdrawn."""

    id = AutoField()
    reference = TextField(unique=True)
    course = ForeignKeyField(Course, on_delete="RESTRICT", index=False, backref="registrations")
    course_id: int
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="registrations")
    person_id: int
    status = TextField(constraints=[Check("status IN ('placed', 'waiting', 'withdrawn')")])
    needs = TextField(default="")  # allergies and other needs; wiped after the course
    note = TextField(default="")
    registered_at = InstantField()
    withdrawn_at = InstantField(null=True)

    class Meta:
        indexes = ((("course", "status", "id"), False),)


Registration.add_index(
    Registration.index(
        Registration.course,
        Registration.person,
        unique=True,
        where=SQL("status <> 'withdrawn'"),
        name="registration_once",
    )
)
