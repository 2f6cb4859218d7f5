"""Observers' certificates, the attempts at the test, and the days a certified teacher is bought free."""

from peewee import (
    AutoField,
    BooleanField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from collect.models.base import Model
from collect.models.observations import Instrument
from collect.models.people import Person


class Certificate(Model):
    """A certification or recertification: course, test, and from when to when it holds (both counted)."""

    keeps_numbers = True
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
    test_until = DateField(
        null=True
    )  # last day of the test window, as the rules were at the course

    class Meta:
        indexes = ((("person", "instrument", "valid_to"), False),)


class CertificateAttempt(Model):
    """An attempt at the test after a course; the percent of codes that agreed with the master's."""

    id = AutoField()
    certificate = ForeignKeyField(
        Certificate, on_delete="RESTRICT", index=False, backref="tests_taken"
    )
    certificate_id: int
    number = IntegerField(constraints=[Check("number >= 1")])
    taken_on = DateField()
    result_percent = IntegerField(constraints=[Check("result_percent BETWEEN 0 AND 100")])
    is_passed = BooleanField()

    class Meta:
        indexes = ((("certificate", "number"), True),)
