"""Letters that belong to a course and are sent so many days before or after its first day."""

from datetime import date

from peewee import AutoField, Check, ForeignKeyField, IntegerField, TextField

from collect.models.base import InstantField, Model
from collect.models.courses import Course


class CourseLetter(Model):
    """A letter to those who have a seat in a course, wait for one, or have not evaluated it yet."""

    id = AutoField()
    course = ForeignKeyField(Course, on_delete="RESTRICT", backref="letters")
    course_id: int
    last_day: date  # of its course, once it was asked for
    # After the first day; after the last one when it asks for an evaluation.
    days = IntegerField(constraints=[Check("days BETWEEN -120 AND 60")])
    status = TextField(
        constraints=[Check("status IN ('placed', 'waiting', 'unanswered')")]
    )  # to whom
    subject = TextField()
    text = TextField()  # none: the house's own words, in each reader's language
    created_at = InstantField()
    stopped_at = InstantField(null=True)  # not sent after this
    queued_at = InstantField(null=True)  # when it first went to somebody; not changed after that
