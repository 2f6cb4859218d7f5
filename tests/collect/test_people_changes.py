"""One declaration, and every list follows on its day without another keystroke."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from collect import accounts, courses_audience, people
from collect import accounts_sessions as sessions
from collect import certificates_risk as risk
from collect import courses_missing as missing
from collect import people_changes as changes
from collect import programme_talking as talking
from collect.models.accounts import Account, RoleGrant
from collect.models.journal import JournalEntry
from collect.models.people import Employment, Person
from collect.people_changes import ChangeAnswers
from collect.people_changes_preview import Consequences, preview
from collect.rules.access import HOUSE, Grant, Identity
from collect.rules.refusals import NotFound, RuleBroken
from tests.factories import (
    NOW,
    PASSWORD,
    TODAY,
    a_certificate,
    a_cohort,
    a_course,
    a_department,
    a_kindergarten,
    a_person,
    an_identity,
)
from tests.halls import a_registration

FIRST, LAST = date(2025, 11, 1), date(2025, 10, 31)  # of the new; of what was


class World:
    """Ada directs; Bo leads Maur in her kindergarten and observes; Cy directs another."""

    def __init__(self) -> None:
        cohort = a_cohort()
        self.here, self.far = a_kindergarten("Her", cohort), a_kindergarten("Fjern", cohort)
        self.old, self.new = a_department(self.here, "Maur"), a_department(self.here, "Bie")
        self.foreign = a_department(self.far, "Rev")
        boss = a_person("Ada", self.here, None, "director")
        self.ada = an_identity("director", self.here, None, boss)
        self.cy = an_identity("director", self.far, None, a_person("Cy", self.far))
        self.bo = a_person("Bo", self.here, self.old, "pedagogical_leader")
        token = accounts.add_account(self.bo, "leader", self.here, self.old, by=HOUSE, now=NOW)
        accounts.set_password(token, PASSWORD, now=NOW)

    def declare(self, answers: ChangeAnswers, sent: str = "", by: Identity | None = None) -> str:
        return changes.declare(
            self.bo,
            self.here,
            answers,
            by=by or self.ada,
            submission_id=sent or str(uuid.uuid4()),
            now=NOW,
        )

    def preview(self, answers: ChangeAnswers) -> Consequences:
        return preview(self.bo, self.here, answers, by=self.ada, minimum=1, now=NOW)

    def jobs(self) -> list[Any]:
        rows = Employment.select().where(Employment.person == self.bo).order_by(Employment.id)
        return [
            (
                row.position,
                row.department and row.department.name,
                row.valid_from,
                row.valid_to,
            )
            for row in rows
        ]

    def grants_on(self, day: date) -> set[Grant]:
        """The roles Bo holds when logging in on a day."""
        at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        token = sessions.log_in(str(self.bo.email), PASSWORD, address="here", now=at)
        found = sessions.login_of(
            token, idle=timedelta(hours=1), longest=timedelta(hours=8), now=at
        )
        assert found is not None
        return set(found.identity.grants)


@pytest.fixture
def world(house: str) -> World:
    return World()


def test_another_position_ends_the_row_the_day_before_and_begins_a_new_one(world: World) -> None:
    world.declare(ChangeAnswers("position", FIRST, "skilled_worker"))
    assert world.jobs() == [
        ("pedagogical_leader", "Maur", date(2021, 8, 1), LAST),
        ("skilled_worker", "Maur", FIRST, None),
    ]
    acts = [row.act for row in JournalEntry.select().order_by(JournalEntry.id.desc()).limit(5)]
    assert acts == [
        "onboarding.begin",
        "grant.add",
        "grant.end",
        "employment.end",
        "employment.add",
    ]


def test_another_department_takes_the_lead_along(world: World) -> None:
    found = world.preview(ChangeAnswers("department", FIRST, None, world.new.id))
    assert found.roles == (("leader", "Maur", "leader", "Bie"),)
    world.declare(ChangeAnswers("department", FIRST, None, world.new.id))
    assert world.jobs()[1] == ("pedagogical_leader", "Bie", FIRST, None)
    assert world.grants_on(LAST) == {Grant("leader", world.here.id, world.old.id)}
    assert world.grants_on(FIRST) == {Grant("leader", world.here.id, world.new.id)}


def test_who_leaves_ends_on_the_last_day_with_all_roles(world: World) -> None:
    world.declare(ChangeAnswers("leaves", LAST))
    assert world.jobs() == [("pedagogical_leader", "Maur", date(2021, 8, 1), LAST)]
    assert world.grants_on(LAST) == {Grant("leader", world.here.id, world.old.id)}
    assert world.grants_on(FIRST) == set()


def test_a_last_day_that_was_known_stays_with_the_new_row(world: World) -> None:
    world.declare(ChangeAnswers("leaves", date(2026, 1, 31)))
    world.declare(ChangeAnswers("position", FIRST, "skilled_worker"))
    assert world.jobs()[1] == ("skilled_worker", "Maur", FIRST, date(2026, 1, 31))
    assert world.grants_on(FIRST) == {
        Grant("staff", world.here.id),
        Grant("staff", world.here.id, world.old.id),
    }
    assert world.grants_on(date(2026, 2, 1)) == set()


def test_sent_twice_it_is_made_once(world: World) -> None:
    sent, answers = str(uuid.uuid4()), ChangeAnswers("position", FIRST, "skilled_worker")
    assert world.declare(answers, sent) == world.declare(answers, sent)
    assert len(world.jobs()) == 2
    assert RoleGrant.select().join(Account).where(Account.person == world.bo).count() == 2
    with pytest.raises(RuleBroken) as refused:
        world.declare(ChangeAnswers("leaves", LAST), sent)
    assert refused.value.code == "submission.changed"
    assert changes.is_received(sent, by=world.ada)
    assert not changes.is_received(str(uuid.uuid4()), by=world.ada)
    assert not changes.is_received("", by=world.ada)


@pytest.mark.parametrize(
    ("answers", "code", "field"),
    [
        (("resigns", FIRST), "choice.unknown", "kind"),
        (("leaves", date(2021, 7, 31)), "change.far", "day"),
        (("leaves", date.max), "change.far", "day"),
        (("position", FIRST), "required", "position"),
        (("position", FIRST, "king"), "choice.unknown", "position"),
        (("position", FIRST, "pedagogical_leader"), "change.same", "position"),
        (("department", FIRST), "required", "department_id"),
        (("department", FIRST, None, 999_999), "department.unknown", "department_id"),
    ],
)
def test_what_cannot_be_declared_is_refused(
    world: World, answers: Any, code: str, field: str
) -> None:
    assert refusal(world, ChangeAnswers(*answers)) == (code, field)


def refusal(world: World, answers: ChangeAnswers) -> tuple[str, str | None]:
    before = world.jobs()
    with pytest.raises(RuleBroken) as refused:
        world.declare(answers)
    with pytest.raises(RuleBroken):
        world.preview(answers)
    assert world.jobs() == before
    return refused.value.code, refused.value.field


def test_departments_elsewhere_closed_or_the_same_are_refused(world: World) -> None:
    world.new.closed_on = LAST
    world.new.save()
    for room, code in (
        (world.foreign, "department.elsewhere"),
        (world.new, "department.closed"),
        (world.old, "change.same"),
    ):
        answers = ChangeAnswers("department", FIRST, None, room.id)
        assert refusal(world, answers) == (code, "department_id")


def test_days_before_the_start_after_the_end_or_across_another_row_are_refused(
    world: World,
) -> None:
    Employment.update(valid_from=TODAY).where(Employment.person == world.bo).execute()
    before = ChangeAnswers("position", TODAY, "assistant")
    assert refusal(world, before) == ("change.before_start", "day")
    assert refusal(world, ChangeAnswers("leaves", TODAY - timedelta(days=1)))[0] == (
        "change.before_start"
    )
    world.declare(ChangeAnswers("position", FIRST, "skilled_worker"))
    crossing = ChangeAnswers("position", date(2025, 10, 20), "assistant")
    assert refusal(world, crossing) == ("change.overlapping", "day")
    assert refusal(world, ChangeAnswers("leaves", date(2025, 10, 20)))[0] == "change.overlapping"
    world.declare(ChangeAnswers("leaves", date(2025, 11, 30)))
    after = ChangeAnswers("position", date(2025, 12, 1), "assistant")
    assert refusal(world, after) == ("change.after_end", "day")


def test_who_has_two_posts_at_once_is_for_the_coordinator(world: World) -> None:
    Employment.create(
        person=world.bo, kindergarten=world.here, position="assistant", valid_from=TODAY
    )
    assert refusal(world, ChangeAnswers("leaves", LAST)) == ("change.several", None)


def test_a_stranger_finds_nobody_and_may_declare_nothing(world: World) -> None:
    assert changes.subject(world.ada, world.bo.id, TODAY) == (world.bo, world.here)
    assert changes.subject(HOUSE, world.bo.id, TODAY, world.here.id)[1] == world.here
    for who, place in ((world.cy, None), (world.cy, world.here.id), (HOUSE, world.far.id)):
        with pytest.raises(NotFound):
            changes.subject(who, world.bo.id, TODAY, place)
    with pytest.raises(NotFound):
        world.declare(ChangeAnswers("leaves", LAST), by=world.cy)
    assert len(world.jobs()) == 1


def test_the_preview_tells_all_and_writes_nothing(world: World) -> None:
    course = a_course(positions=["pedagogical_leader"], min_programme_year=0)
    a_registration(course, world.bo, world.ada)
    a_certificate(world.bo, passed_on=date(2025, 9, 1))
    people.appoint(world.bo, "talk_champion", world.here, TODAY, by=HOUSE, now=NOW)
    lines = JournalEntry.select().count()
    found = world.preview(ChangeAnswers("leaves", LAST))
    assert found.roles == (("leader", "Maur", "", ""),)
    assert [(one.course.title, reasons) for one, reasons in found.courses] == [
        (course.title, ("course.not_employed",))
    ]
    assert (found.short, found.is_champion, found.is_quiet) == ((("toddler", 0),), True, False)
    moved = world.preview(ChangeAnswers("position", FIRST, "skilled_worker"))
    assert moved.roles == (("leader", "Maur", "staff", ""),)
    assert [reasons for _, reasons in moved.courses] == [("course.position",)]
    assert (moved.short, moved.is_champion) == ((), False)
    late = world.preview(ChangeAnswers("leaves", date(2025, 11, 10)))
    assert late.courses == ()
    assert JournalEntry.select().count() == lines


def test_when_the_day_has_passed_every_list_agrees(world: World) -> None:
    a_certificate(world.bo, passed_on=date(2025, 9, 1))
    leaders = a_course(positions=["pedagogical_leader"], min_programme_year=0)
    people.appoint(world.bo, "talk_champion", world.here, TODAY, by=HOUSE, now=NOW)
    assert _lists(world, leaders, TODAY) == ({"Ada", "Bo"}, [], {"Bo"}, 1, 1)
    world.declare(ChangeAnswers("leaves", LAST))
    assert _lists(world, leaders, LAST) == (
        {"Ada", "Bo"},
        ["course.not_employed"],
        set(),
        1,
        1,
    )
    assert _lists(world, leaders, FIRST) == ({"Ada"}, ["course.not_employed"], set(), 0, 0)
    assert world.grants_on(FIRST) == set()


def test_when_the_position_has_changed_every_list_agrees(world: World) -> None:
    leaders = a_course(positions=["pedagogical_leader"], min_programme_year=0)
    workers = a_course(positions=["skilled_worker"], min_programme_year=0)
    world.declare(ChangeAnswers("position", FIRST, "skilled_worker"))
    assert people.employment_on(world.bo.id, LAST).position == "pedagogical_leader"  # type: ignore[union-attr]
    assert people.employment_on(world.bo.id, FIRST).position == "skilled_worker"  # type: ignore[union-attr]
    assert _lists(world, leaders, FIRST)[:3] == ({"Ada", "Bo"}, ["course.position"], set())
    assert _lists(world, workers, FIRST)[1:3] == ([], {"Bo"})
    assert Grant("staff", world.here.id, world.old.id) in world.grants_on(FIRST)
    assert not any(one.role == "leader" for one in world.grants_on(FIRST))


def _lists(world: World, course: Any, on: date) -> tuple[Any, ...]:
    """Staff list, reasons against a course, who misses it, observers today, champions."""
    staff = {row.person.name for row in people.employments(world.ada, on)}
    against = courses_audience.reasons(course, Person.get_by_id(world.bo.id).id)
    without = {one.name for one in missing.missing(course, world.ada, on)}
    (house,) = risk.risks(world.ada, on, 1)
    observers = house.outlooks[0].counts[0]
    return staff, against, without, observers, len(talking.champions(world.here.id, on))
