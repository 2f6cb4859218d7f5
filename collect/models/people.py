"""People, their dated employments, programme functions and flags."""

from peewee import SQL, AutoField, Check, DateField, ForeignKeyField, IntegerField, TextField

from collect.models.base import Model, SortField
from collect.models.organisation import Department, Kindergarten, Network


class Person(Model):
    """A grown-up of the programme. No national identity number, no private address."""

    keeps_numbers = True
    id = AutoField()
    name = TextField()
    sort = SortField()
    search = TextField()
    email = TextField(null=True)
    email_key = TextField(null=True, unique=True)
    merged_into = ForeignKeyField(  # who this record turned out to be; then it is listed nowhere
        "self", null=True, on_delete="RESTRICT", index=False, backref="merged"
    )
    merged_into_id: int | None

    def __str__(self) -> str:
        return self.name


# Lists are ordered and searched in one index, without a look at the rows that do not fit.
Person.add_index(
    Person.index(Person.sort, Person.id, Person.search, Person.merged_into, name="person_listed")
)
# Of the merged alone: SQLite would take an index of all for few rows, and sort everybody else.
Person.add_index(
    Person.index(Person.merged_into, where=SQL("merged_into_id IS NOT NULL"), name="person_merged")
)


class Employment(Model):
    """Where a person works, as what, from a day to a day (both counted)."""

    id = AutoField()
    person = ForeignKeyField(Person, on_delete="RESTRICT", index=False, backref="employments")
    person_id: int
    kindergarten = ForeignKeyField(
        Kindergarten, on_delete="RESTRICT", index=False, backref="employments"
    )
    kindergarten_id: int
    department = ForeignKeyField(Department, null=True, on_delete="RESTRICT", backref="employments")
    department_id: int | None
    position = TextField()
    fte_percent = IntegerField(default=100, constraints=[Check("fte_percent BETWEEN 1 AND 100")])
    valid_from = DateField()
    valid_to = DateField(null=True)

    class Meta:
        indexes = ((("person", "valid_from"), False), (("kindergarten", "valid_to"), False))


class ProgrammeFunction(Model):
    """A function beside the position: mentor, talk champion, resource observer, resource person."""

    id = AutoField()
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="functions")
    person_id: int
    function = TextField()
    kindergarten = ForeignKeyField(
        Kindergarten, null=True, on_delete="RESTRICT", index=False, backref="functions"
    )
    kindergarten_id: int | None
    network = ForeignKeyField(Network, null=True, on_delete="RESTRICT", backref="functions")
    network_id: int | None
    valid_from = DateField()
    valid_to = DateField(null=True)

    class Meta:
        indexes = ((("kindergarten", "function"), False),)


class PersonFlag(Model):
    """Something that holds for a person for a time: new_hire, newly_qualified, new_director."""

    id = AutoField()
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="flags")
    person_id: int
    flag = TextField()
    valid_from = DateField()
    valid_to = DateField(null=True)
