"""Ada, who was entered twice, and the whole database to compare before and after."""

import uuid
from datetime import date, timedelta
from typing import Any

from peewee import ForeignKeyField

from collect import people_merging as merging
from collect.database import db
from collect.models.base import Model
from collect.models.observations_drafts import Draft
from collect.models.organisation import Department
from collect.models.people import Person
from collect.models.people_merging import Merge
from collect.rules.access import HOUSE
from collect.rules.refusals import RuleBroken
from tests import factories as make
from tests.factories import NOW, a_department, a_kindergarten, a_person

LATER = NOW + timedelta(days=1)


def keys_to(target: type[Model]) -> set[Any]:
    """Every foreign key of every table to one table."""
    models = Model.__subclasses__()
    assert len(models) > 45
    return {
        field
        for model in models
        if model.__module__.startswith("collect.models.")
        for field in model._meta.sorted_fields
        if isinstance(field, ForeignKeyField) and field.rel_model is target
    }


def whole() -> dict[str, list[Any]]:
    """All rows of all tables but those that only grow: the journal and the merges."""
    left_out = ("journal_entry", "merge", "schema_migration", "login_session")
    tables = sorted(set(db.obj.get_tables()) - set(left_out))
    return {
        name: sorted(map(str, db.execute_sql(f'SELECT * FROM "{name}"').fetchall()))
        for name in tables
    }


def make_one(kept: Person, gone: Person, reason: str = "Giftet seg", **choices: str) -> Merge:
    seen = merging.fingerprint(Person.get_by_id(kept.id), Person.get_by_id(gone.id))
    return merging.merge(kept, gone, choices, reason, seen, by=HOUSE, now=LATER)


def codes(errors: list[RuleBroken]) -> list[str]:
    return [error.code for error in errors]


def a_pair() -> tuple[Person, Person]:
    """Ada, who was entered twice in the same kindergarten."""
    place = a_kindergarten("Solsikken")
    room = a_department(place)
    kept = a_person("Ada Larsen", place, room)
    return kept, a_person("Ada Larsen", place, room, since=date(2023, 8, 1))


def a_draft(person: Person) -> None:
    Draft.create(
        key=str(uuid.uuid4()),
        person=person,
        department=Department.get(),
        instrument=make.an_instrument(),
        content={"note": "Utkast"},
        opened_at=NOW,
        saved_at=NOW,
    )
