"""Taking in the staff: what differs from what is known is declared, and all follows on its day."""

from datetime import date
from typing import Any

import pytest

from collect import accounts, people_imports
from collect.models.accounts import Account, RoleGrant
from collect.models.notices import Notice
from collect.models.onboarding import OnboardingPlan
from collect.models.people import Employment, Person
from collect.models.people_changes import Declaration
from collect.rules.access import HOUSE
from collect.rules.refusals import NotAllowed
from collect.rules.tables import Report
from forms.tables import read_table
from tests.factories import (
    NOW,
    a_cohort,
    a_department,
    a_kindergarten,
    a_person,
    an_identity,
)
from tests.tables import outcomes

HEADINGS = "E-post;Navn;Orgnr;Stilling;Avdeling;Fra og med;Siste arbeidsdag"
FIRST, LAST = date(2025, 11, 1), date(2025, 10, 31)


@pytest.fixture
def world(house: str) -> Any:
    """Bo is an assistant in Maur, in the kindergarten that Ada directs."""

    class World:
        cohort = a_cohort()
        here, far = a_kindergarten("Her", cohort), a_kindergarten("Fjern", cohort)
        maur, bie = a_department(here, "Maur"), a_department(here, "Bie")
        rev = a_department(far, "Rev")
        ada = an_identity("director", here)
        bo = a_person("Bo", here, maur, "assistant")

        def row(self, **told: str) -> str:
            values = {
                "email": str(self.bo.email),
                "name": "",
                "place": self.here.org_number,
                "position": "Assistent",
                "room": "Maur",
                "day": "2021-08-01",
                "last": "",
            } | told
            return ";".join(values.values())

    return World()


def take_in(*rows: str, dry_run: bool = False, by: Any = HOUSE) -> Report:
    table = read_table("t.csv", "\n".join((HEADINGS, *rows)).encode())
    return people_imports.import_people(table, by=by, now=NOW, dry_run=dry_run)


def jobs(person: Person) -> list[Any]:
    rows = Employment.select().where(Employment.person == person).order_by(Employment.id)
    return [
        (row.kindergarten.name, row.department and row.department.name, row.position, row.valid_to)
        for row in rows
    ]


def test_what_is_known_stays_and_what_differs_is_declared(world: Any) -> None:
    assert outcomes(take_in(world.row())) == [(world.bo.email, "unchanged")]
    changed = world.row(position="Pedagogisk leder", room="Bie", day="01.11.2025")
    assert outcomes(take_in(changed, dry_run=True)) == [(world.bo.email, "changed")]
    assert Declaration.select().count() == 0
    assert take_in(changed).written
    assert jobs(world.bo) == [
        ("Her", "Maur", "assistant", LAST),
        ("Her", "Bie", "pedagogical_leader", None),
    ]
    (grant,) = RoleGrant.select().join(Account).where(Account.person == world.bo)
    assert (grant.role, grant.department_id, grant.valid_from) == ("leader", world.bie.id, FIRST)
    plan = OnboardingPlan.get(OnboardingPlan.person == world.bo)
    assert plan.template.key == "pedagogical_leader"
    (told,) = Declaration.select()
    assert (told.kind, told.person_id, told.day) == ("position", world.bo.id, FIRST)
    assert outcomes(take_in(changed)) == [(world.bo.email, "unchanged")]


def test_another_department_and_a_last_day(world: Any) -> None:
    assert take_in(world.row(room="Bie", day="2025-11-01", last="2026-06-30")).written
    assert jobs(world.bo) == [
        ("Her", "Maur", "assistant", LAST),
        ("Her", "Bie", "assistant", date(2026, 6, 30)),
    ]
    assert [row.kind for row in Declaration.select().order_by(Declaration.id)] == [
        "department",
        "leaves",
    ]


def test_another_kindergarten_is_a_move_and_both_is_a_second_job(world: Any) -> None:
    accounts.add_account(world.bo, "staff", world.here, by=HOUSE, now=NOW)
    moved = {"place": world.far.org_number, "room": "Rev", "day": "2025-11-01"}
    cy = a_person("Cy", world.here, world.maur, "assistant")
    both = (world.row(email=cy.email), world.row(email=cy.email, **moved))
    moved["position"] = "Pedagogisk leder"
    report = take_in(world.row(**moved), *both)
    assert [kind for _, kind in outcomes(report)] == ["changed", "unchanged", "new"]
    assert jobs(world.bo)[0] == ("Her", "Maur", "assistant", LAST)
    assert jobs(world.bo)[1] == ("Fjern", "Rev", "pedagogical_leader", None)
    assert [job[0] for job in jobs(cy)] == ["Her", "Fjern"]
    roles = RoleGrant.select().join(Account).where(Account.person == world.bo)
    later = {(one.role, one.kindergarten_id) for one in roles if one.valid_to is None}
    assert later == {("staff", world.far.id), ("leader", world.far.id)}
    assert Notice.select().where(Notice.kind == "moves").count() == 1  # the one director there is


def test_who_is_not_known_begins_and_one_who_is_new_gets_a_plan(world: Any) -> None:
    new = world.row(email="Liv@eksempel.no", name="Liv", position="Fagarbeider", day="2025-11-01")
    old = world.row(email="per@eksempel.no", name="Per", day="2015-11-01", room="")
    assert [kind for _, kind in outcomes(take_in(new, old))] == ["new", "new"]
    liv = Person.get(Person.name == "Liv")
    assert jobs(liv) == [("Her", "Maur", "skilled_worker", None)]
    assert [row.person_id for row in OnboardingPlan.select()] == [liv.id]
    assert [kind for _, kind in outcomes(take_in(new, old))] == ["unchanged", "unchanged"]


def test_one_who_came_and_goes_is_taken_in_with_both_days(world: Any) -> None:
    row = world.row(email="per@eksempel.no", name="Per", day="2025-10-01", last="2025-12-31")
    assert take_in(row).written
    assert jobs(Person.get(Person.name == "Per"))[0][3] == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("told", "code", "column"),
    [
        ({"position": "Konge"}, "choice.unknown", "Stilling"),
        ({"room": "Ukjent"}, "department.elsewhere", "Avdeling"),
        ({"place": "910000001"}, "org_number.wrong", "Orgnr"),
        ({"day": ""}, "required", "Fra og med"),
        ({"email": "ny@eksempel.no"}, "required", "Navn"),
        ({"position": "Fagarbeider", "day": "2020-01-01"}, "change.far", "Fra og med"),
        ({"position": "Fagarbeider"}, "change.far", "Fra og med"),
        ({"last": "2030-01-01"}, "change.far", "Siste arbeidsdag"),
    ],
)
def test_a_row_that_cannot_be_keeps_all_out(
    world: Any, told: dict[str, str], code: str, column: str
) -> None:
    good = world.row(email="liv@eksempel.no", name="Liv")
    report = take_in(good, world.row(**told))
    refused = report.lines[1].refusals[0]
    assert (refused.code, refused.column, report.written) == (code, column, False)
    assert not Person.select().where(Person.name == "Liv").exists()
    assert len(jobs(world.bo)) == 1


def test_the_same_person_stands_once_in_a_kindergarten(world: Any) -> None:
    report = take_in(world.row(), world.row())
    assert report.lines[1].refusals[0].code == "import.twice"


def test_a_director_takes_in_no_table(world: Any) -> None:
    with pytest.raises(NotAllowed):
        take_in(world.row(), by=world.ada)


def test_many_rows_are_read_with_the_same_queries(world: Any, count_queries: Any) -> None:
    found = []
    for number in (1, 5):
        people = [a_person(None, world.here, world.maur, "assistant") for _ in range(number)]
        rows = [world.row(email=person.email) for person in people]
        with count_queries() as asked:
            take_in(*rows, dry_run=True)
        found.append(len(asked))
    assert found == [found[0]] * 2
