"""CLASS instruments (structure is data), visits planned and made, their cycles and scores."""

from __future__ import annotations

from peewee import (
    AutoField,
    BooleanField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    TextField,
)

from collect.models.base import InstantField, Model
from collect.models.organisation import Department, Kindergarten
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


RELATION = "relation IN ('external', 'internal', 'own_department')"


class Visit(Model):
    """A visit that is planned: who observes which department, and when. Not yet an observation."""

    id = AutoField()
    uid = TextField(unique=True)  # what a calendar knows it by; stays through every change
    department = ForeignKeyField(Department, on_delete="RESTRICT", index=False, backref="visits")
    department_id: int
    semester = TextField()
    observer = ForeignKeyField(
        Person, null=True, on_delete="RESTRICT", index=False, backref="visits"
    )
    observer_id: int | None
    instrument = ForeignKeyField(Instrument, null=True, on_delete="RESTRICT", backref="visits")
    instrument_id: int | None  # none: the observer chooses on the day (a mixed department)
    doubles = ForeignKeyField("self", null=True, on_delete="RESTRICT", backref="doubled_by")
    doubles_id: int | None  # the visit whose cycles this one codes as well, unseen by each other
    planned_on = DateField(null=True)
    starts_at = TextField(default="")  # local, HH:MM
    status = TextField(
        default="proposed",
        constraints=[
            Check(
                "status IN ('proposed', 'asked', 'accepted', 'declined', 'cancelled', 'observed')"
            )
        ],
    )
    relation = TextField(default="external", constraints=[Check(RELATION)])
    reasons = JSONField(default=list)  # why this pair: [[code, {values}], ...]
    note = TextField(default="")  # to the one who is asked, or from the one who declines
    sequence = IntegerField(default=0)  # which edition of the calendar entry
    changed_at = InstantField()
    asked_at = InstantField(null=True)
    answered_at = InstantField(null=True)

    class Meta:
        indexes = (
            (("department", "semester"), False),
            (("observer", "planned_on"), False),
            (("semester", "status"), False),
        )


class ExchangeOffer(Model):
    """A director's word that the kindergarten's observers visit others in the network this semester."""

    id = AutoField()
    kindergarten = ForeignKeyField(
        Kindergarten, on_delete="RESTRICT", index=False, backref="exchange_offers"
    )
    kindergarten_id: int
    semester = TextField()
    visits = IntegerField(constraints=[Check("visits BETWEEN 0 AND 99")])
    note = TextField(default="")
    agreed_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="exchange_offers")
    agreed_by_id: int | None
    agreed_at = InstantField()

    class Meta:
        indexes = ((("kindergarten", "semester"), True),)


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
    relation = TextField(constraints=[Check(RELATION)])
    certificate = TextField()  # state of the observer's certificate on that day
    cycles_required = IntegerField()
    received_at = InstantField()
    released_at = InstantField(
        null=True
    )  # when the department was given its feedback and its leaders the scores
    visit = ForeignKeyField(Visit, null=True, on_delete="RESTRICT", backref="observations")
    visit_id: int | None  # the plan it came of, if any
    is_double = BooleanField(default=False)  # the second coding of a visit: never counted twice
    version = IntegerField(default=1)
    returned_at = InstantField(null=True)  # when it was sent back to be corrected, until it is
    return_note = TextField(default="")

    class Meta:
        indexes = (
            (("department", "semester"), False),
            (("observer", "observed_on"), False),
            (("observed_on",), False),
        )

    def __str__(self) -> str:
        return self.reference


class ObservationVersion(Model):
    """What an observation said before it was corrected; the observation itself says what holds now."""

    id = AutoField()
    observation = ForeignKeyField(
        Observation, on_delete="RESTRICT", index=False, backref="versions"
    )
    observation_id: int
    number = IntegerField()
    content = JSONField()  # the answers as they were: observed_on, semester, cycles with scores
    reason = TextField()  # why it was corrected
    return_note = TextField(default="")  # what it was sent back with, if it was
    sent_at = InstantField()
    replaced_at = InstantField()

    class Meta:
        indexes = ((("observation", "number"), True),)


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
    length_reason = TextField(default="")  # why it lasted shorter or longer than is usual

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
