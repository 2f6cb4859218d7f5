"""Cohorts, networks, kindergartens and departments, with dated structure."""

from __future__ import annotations

from peewee import (
    AutoField,
    BooleanField,
    Check,
    DateField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from collect.models.base import Model, SortField


class Cohort(Model):
    """A pulje: kindergartens that began the programme together."""

    id = AutoField()
    number = IntegerField(unique=True)
    start = DateField()  # first day of the start month

    def __str__(self) -> str:
        return f"Pulje {self.number}"


class StatedFigure(Model):
    """A figure somebody else states about a cohort (no cohort: the control total); never a sum of ours."""

    id = AutoField()
    cohort = ForeignKeyField(Cohort, null=True, on_delete="RESTRICT", index=False, backref="stated")
    cohort_id: int | None
    measure = TextField()  # kindergartens, departments, children, staff
    value = IntegerField(constraints=[Check("value >= 0")])

    class Meta:
        indexes = ((("cohort", "measure"), True),)


class Network(Model):
    """A styrernettverk: directors who observe in each other's kindergartens."""

    keeps_numbers = True
    id = AutoField()
    name = TextField(unique=True)
    sort = SortField()

    def __str__(self) -> str:
        return self.name


class Kindergarten(Model):
    """A unit with an organisation number of its own."""

    id = AutoField()
    org_number = TextField(unique=True)
    name = TextField()
    sort = SortField(index=True)
    search = TextField()
    owner = TextField(default="")
    ownership = TextField(constraints=[Check("ownership IN ('public', 'private')")])
    address = TextField(default="")
    postal_code = TextField(default="")
    city = TextField(default="")
    min_age = IntegerField(null=True)
    max_age = IntegerField(null=True)
    registered_children = IntegerField(null=True)  # as the public register says
    latitude = FloatField(null=True)
    longitude = FloatField(null=True)
    is_active = BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Affiliation(Model):
    """Which cohort and network a kindergarten belongs to, from a day to a day (both counted)."""

    id = AutoField()
    kindergarten = ForeignKeyField(
        Kindergarten, on_delete="RESTRICT", index=False, backref="affiliations"
    )
    kindergarten_id: int
    cohort = ForeignKeyField(Cohort, null=True, on_delete="RESTRICT", backref="affiliations")
    cohort_id: int | None
    network = ForeignKeyField(Network, null=True, on_delete="RESTRICT", backref="affiliations")
    network_id: int | None
    valid_from = DateField()
    valid_to = DateField(null=True)

    class Meta:
        indexes = ((("kindergarten", "valid_from"), True),)


class Department(Model):
    """An avdeling of a kindergarten; the unit that is observed."""

    keeps_numbers = True
    id = AutoField()
    kindergarten = ForeignKeyField(
        Kindergarten, on_delete="RESTRICT", index=False, backref="departments"
    )
    kindergarten_id: int
    name = TextField()
    sort = SortField()
    search = TextField()
    opened_on = DateField()
    closed_on = DateField(null=True)  # last day open
    departmentperiod: DepartmentPeriod  # where a query joins it; so is `period`
    period: DepartmentPeriod

    class Meta:
        indexes = ((("kindergarten", "sort"), False),)

    def __str__(self) -> str:
        return self.name


class DepartmentPeriod(Model):
    """A department's age group and number of children, from a day to a day (both counted)."""

    id = AutoField()
    department = ForeignKeyField(Department, on_delete="RESTRICT", index=False, backref="periods")
    department_id: int
    age_group = TextField(constraints=[Check("age_group IN ('toddler', 'preschool', 'mixed')")])
    children = IntegerField(constraints=[Check("children >= 0")])
    valid_from = DateField()
    valid_to = DateField(null=True)

    class Meta:
        indexes = ((("department", "valid_from"), True),)
