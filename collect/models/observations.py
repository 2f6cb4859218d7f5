"""CLASS instruments (structure is data), observations, cycles and scores."""

from __future__ import annotations

from peewee import (
    AutoField,
    BooleanField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from collect.models.base import InstantField, Model
from collect.models.organisation import Department
from collect.models.people import Person


class Instrument(Model):
    """A version of CLASS in an edition; owns its domains and dimensions."""

    id = AutoField()
    version = TextField()  # infant, toddler, prek
    edition = IntegerField(default=1)
    is_active = BooleanField(default=True)
    label_nb = TextField()
    label_nn = TextField()
    label_en = TextField()

    class Meta:
        indexes = ((("version", "edition"), True),)

    def __str__(self) -> str:
        return self.label_nb


class Domain(Model):
    """A domain of an instrument. Names only: descriptions belong to the publisher."""

    id = AutoField()
    instrument = ForeignKeyField(Instrument, on_delete="RESTRICT", index=False, backref="domains")
    instrument_id: int
    key = TextField()
    position = IntegerField()
    scale: list[Dimension]  # its dimensions in order, where `structure` read them
    label_nb = TextField()
    label_nn = TextField()
    label_en = TextField()

    class Meta:
        indexes = ((("instrument", "key"), True),)

    def __str__(self) -> str:
        return self.label_nb


class Dimension(Model):
    """A dimension of a domain, scored 1 to 7 in each cycle."""

    id = AutoField()
    domain = ForeignKeyField(Domain, on_delete="RESTRICT", index=False, backref="dimensions")
    domain_id: int
    key = TextField()
    position = IntegerField()
    is_reversed = BooleanField(default=False)  # counts as 8 - mean inside the domain mean
    label_nb = TextField()
    label_nn = TextField()
    label_en = TextField()
    help_text = TextField(default="")  # what the municipality is licensed to show

    class Meta:
        indexes = ((("domain", "key"), True),)

    def __str__(self) -> str:
        return self.label_nb


class Observation(Model):
    """One CLASS visit to one department in one semester."""

    id = AutoField()
    reference = TextField(unique=True)
    department = ForeignKeyField(
        Department, on_delete="RESTRICT", index=False, backref="observations"
    )
    department_id: int
    semester = TextField()  # such as 2025-autumn
    instrument = ForeignKeyField(Instrument, on_delete="RESTRICT", backref="observations")
    instrument_id: int
    observer = ForeignKeyField(Person, on_delete="RESTRICT", index=False, backref="observations")
    observer_id: int
    observed_on = DateField()
    relation = TextField(
        constraints=[Check("relation IN ('external', 'internal', 'own_department')")]
    )
    certificate = TextField()  # state of the observer's certificate on that day
    cycles_required = IntegerField()
    received_at = InstantField()
    released_at = InstantField(
        null=True
    )  # when the department and its leaders were given the scores

    class Meta:
        indexes = (
            (("department", "semester"), False),
            (("observer", "observed_on"), False),
            (("observed_on",), False),
        )

    def __str__(self) -> str:
        return self.reference


class Cycle(Model):
    """One of the visit's cycles: when, how many were there, what went on."""

    id = AutoField()
    observation = ForeignKeyField(Observation, on_delete="RESTRICT", index=False, backref="cycles")
    observation_id: int
    number = IntegerField(constraints=[Check("number BETWEEN 1 AND 8")])
    started_at = TextField()  # local time of day, HH:MM
    ended_at = TextField()
    adults = IntegerField(constraints=[Check("adults BETWEEN 0 AND 99")])
    children = IntegerField(constraints=[Check("children BETWEEN 0 AND 199")])
    activity = TextField(default="")
    note = TextField(default="")

    class Meta:
        indexes = ((("observation", "number"), True),)


class Score(Model):
    """A score: an integer from 1 to 7 for one dimension in one cycle. A missing one has no row."""

    id = AutoField()
    observation = ForeignKeyField(Observation, on_delete="RESTRICT", index=False, backref="scores")
    observation_id: int
    cycle = IntegerField()
    dimension = ForeignKeyField(Dimension, index=False, on_delete="RESTRICT", backref="scores")
    dimension_id: int
    value = IntegerField(constraints=[Check("value BETWEEN 1 AND 7")])

    class Meta:
        indexes = ((("observation", "dimension", "cycle"), True),)
