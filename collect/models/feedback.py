"""Feedback on an observation: written by its observer, given orally too, confirmed by the department."""

from peewee import AutoField, Check, DateField, ForeignKeyField, IntegerField, TextField

from collect.models.base import InstantField, Model
from collect.models.observations import Observation
from collect.models.people import Person


class Feedback(Model):
    """What the observer tells the whole department. Released with the scores: see Observation."""

    id = AutoField()
    observation = ForeignKeyField(
        Observation, unique=True, on_delete="RESTRICT", backref="feedback"
    )
    observation_id: int
    strengths = TextField(default="")
    areas = TextField(default="")
    next_step = TextField(default="")
    oral_on = DateField(null=True)
    oral_count = IntegerField(null=True, constraints=[Check("oral_count BETWEEN 0 AND 199")])
    version = IntegerField(default=1)
    saved_at = InstantField()
    confirmed_on = DateField(null=True)  # when the department had talked it through
    confirmed_count = IntegerField(
        null=True, constraints=[Check("confirmed_count BETWEEN 0 AND 199")]
    )
    confirmed_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="confirmed")
    confirmed_by_id: int | None


class FeedbackVersion(Model):
    """What a released feedback said before it was corrected. Not in the journal: others read that."""

    id = AutoField()
    feedback = ForeignKeyField(Feedback, on_delete="RESTRICT", index=False, backref="versions")
    feedback_id: int
    number = IntegerField()
    strengths = TextField()
    areas = TextField()
    next_step = TextField()
    reason = TextField()  # why it was corrected
    saved_at = InstantField()
    replaced_at = InstantField()

    class Meta:
        indexes = ((("feedback", "number"), True),)
