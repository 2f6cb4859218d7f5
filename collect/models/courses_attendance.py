"""Who was at a course, day by day, and the proof of a course that was attended from first to last."""

from peewee import AutoField, BooleanField, ForeignKeyField, TextField

from collect.models.base import InstantField, Model
from collect.models.courses import CourseDay, Registration
from collect.models.people import Person


class Attendance(Model):
    """Whether one who had a seat was there on a day of the course; no row: not marked yet."""

    id = AutoField()
    registration = ForeignKeyField(
        Registration, on_delete="RESTRICT", index=False, backref="attendances"
    )
    registration_id: int
    course_day = ForeignKeyField(CourseDay, on_delete="RESTRICT", backref="attendances")
    course_day_id: int
    is_present = BooleanField()
    marked_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="marked")
    marked_by_id: int | None  # none: the house itself
    marked_at = InstantField()

    class Meta:
        indexes = ((("registration", "course_day"), True),)


class CourseProof(Model):
    """The proof of a course that was attended on all its days; revoked, not removed."""

    id = AutoField()
    registration = ForeignKeyField(
        Registration, on_delete="RESTRICT", unique=True, backref="proofs"
    )
    registration_id: int
    code = TextField(unique=True)  # who holds the paper holds the code: it cannot be guessed
    issued_at = InstantField()
    revoked_at = InstantField(null=True)
