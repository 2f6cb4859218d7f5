"""Drafts of observations: kept while one writes, gone when the observation is received."""

from peewee import AutoField, BooleanField, ForeignKeyField, IntegerField, JSONField, TextField

from collect.models.base import InstantField, Model
from collect.models.observations import Instrument, Observation, Visit
from collect.models.organisation import Department
from collect.models.people import Person


class Draft(Model):
    """What an observer has written so far. Only the observer reads it; it counts nowhere."""

    id = AutoField()
    key = TextField(unique=True)  # UUID made by the page; becomes the submission's id
    person = ForeignKeyField(Person, on_delete="RESTRICT", index=False, backref="drafts")
    person_id: int
    department = ForeignKeyField(Department, on_delete="RESTRICT", backref="drafts")
    department_id: int
    instrument = ForeignKeyField(Instrument, on_delete="RESTRICT", backref="drafts")
    instrument_id: int
    visit = ForeignKeyField(Visit, null=True, on_delete="RESTRICT", backref="drafts")
    visit_id: int | None
    corrects = ForeignKeyField(Observation, null=True, on_delete="RESTRICT", backref="drafts")
    corrects_id: int | None  # the sent observation that this is to correct
    is_practice = BooleanField(default=False)  # never counted, never sent, wiped
    content = JSONField()  # name of the form field -> text
    version = IntegerField(
        default=1
    )  # rises with each save; a save from an older one is a conflict
    device = TextField(default="")  # a name the browser made up for itself
    opened_at = InstantField()
    saved_at = InstantField()

    class Meta:
        indexes = ((("person", "saved_at"), False),)
