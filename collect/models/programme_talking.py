"""Snakke med barn: when a kindergarten went through each of the seven modules, and who was there."""

from peewee import (
    AutoField,
    BooleanField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
)

from collect.models.base import InstantField, Model
from collect.models.organisation import Kindergarten
from collect.models.people import Person


class TalkSession(Model):
    """A day on which a kindergarten went through a module; those who missed it may have another."""

    id = AutoField()
    kindergarten = ForeignKeyField(
        Kindergarten, on_delete="RESTRICT", index=False, backref="talk_sessions"
    )
    kindergarten_id: int
    module = IntegerField(constraints=[Check("module BETWEEN 1 AND 7")])
    held_on = DateField()

    class Meta:
        indexes = ((("kindergarten", "module", "held_on"), True),)


class TalkAttendance(Model):
    """Whether somebody who worked there that day went through the module; no row: not marked."""

    id = AutoField()
    session = ForeignKeyField(TalkSession, on_delete="RESTRICT", index=False, backref="marks")
    session_id: int
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="talks")
    person_id: int
    is_present = BooleanField()
    marked_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="talks_marked")
    marked_by_id: int | None
    marked_at = InstantField()

    class Meta:
        indexes = ((("session", "person"), True),)
