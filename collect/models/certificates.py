"""Observers' certificates."""

from peewee import AutoField, DateField, ForeignKeyField, IntegerField, TextField

from collect.models.base import Model
from collect.models.observations import Instrument
from collect.models.people import Person


class Certificate(Model):
    """A certification or recertification: course, test, and from when to when it holds (both counted)."""

    id = AutoField()
    person = ForeignKeyField(Person, on_delete="RESTRICT", index=False, backref="certificates")
    person_id: int
    instrument = ForeignKeyField(Instrument, on_delete="RESTRICT", backref="certificates")
    instrument_id: int
    course_completed_on = DateField(null=True)
    attempts = IntegerField(default=0)
    result_percent = IntegerField(null=True)
    passed_on = DateField(null=True)
    valid_from = DateField(null=True)
    valid_to = DateField(null=True)
    source = TextField(default="")

    class Meta:
        indexes = ((("person", "instrument", "valid_to"), False),)
