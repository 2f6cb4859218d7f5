"""What follows from a declaration without another keystroke, on its day and not before."""

import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from collect import certificates_risk as risk
from collect import courses_audience, courses_leavers, onboarding, people
from collect import observations_proposals as proposals
from collect import observations_visits_leavers as leavers
from collect import people_declarations as declarations
from collect.models.accounts import Account, RoleGrant
from collect.models.courses import Registration
from collect.models.notices import Notice
from collect.models.observations import Visit
from collect.models.onboarding import OnboardingPlan, PlanTask
from collect.models.people import Employment, ProgrammeFunction
from collect.people_changes import ChangeAnswers
from collect.rules.access import HOUSE, Grant
from collect.rules.refusals import NotFound, RuleBroken
from tests.collect.test_people_changes import FIRST, LAST, World
from tests.factories import NOW, TODAY, a_certificate, a_course, a_department, a_person, a_visit
from tests.halls import a_registration


@pytest.fixture
def world(house: str) -> World:
    return World()


def at(day: date) -> datetime:
    return NOW + (day - TODAY)


def test_functions_end_with_the_employment_and_follow_when_it_is_moved(world: World) -> None:
    for function in ("talk_champion", "resource_person"):
        people.appoint(world.bo, function, world.here, TODAY, by=HOUSE, now=NOW)
    people.appoint(world.bo, "mentor", world.far, TODAY, by=HOUSE, now=NOW)
    found = world.preview(ChangeAnswers("leaves", LAST))
    assert (found.functions, found.champions) == (("resource_person",), 0)
    world.declare(ChangeAnswers("leaves", LAST))
    world.declare(ChangeAnswers("leaves", FIRST))
    ends = {row.function: row.valid_to for row in ProgrammeFunction.select()}
    assert ends == {"talk_champion": FIRST, "resource_person": FIRST, "mentor": None}


def test_a_coming_visit_needs_somebody_else_at_once_and_is_asked_for_again(world: World) -> None:
    a_certificate(world.bo, passed_on=date(2025, 9, 1))
    before = a_visit(world.new, world.bo, date(2025, 10, 20), "accepted")
    after = a_visit(a_department(world.here, "Ugle"), world.bo, date(2025, 11, 11), "accepted")
    found = world.preview(ChangeAnswers("leaves", LAST))
    assert [one.id for one in found.visits] == [after.id]
    world.declare(ChangeAnswers("leaves", LAST))
    assert Visit.get_by_id(before.id).status == "accepted"
    freed = Visit.get_by_id(after.id)
    assert (freed.status, freed.reasons[-1]) == ("declined", ["gone", {}])
    (told,) = declarations.of_person(world.ada, world.bo, TODAY)
    declarations.cancel(told.id, by=world.ada, now=NOW)
    again = Visit.get_by_id(after.id)
    assert (again.status, ["gone", {}] in again.reasons) == ("asked", False)


def test_a_visit_of_one_whose_employment_ended_otherwise_is_found_by_the_clock(
    world: World,
) -> None:
    a_certificate(world.bo, passed_on=date(2025, 9, 1))
    row = a_visit(world.new, world.bo, date(2025, 11, 11), "accepted")
    assert leavers.free_all(by=HOUSE, now=NOW) == 0
    Employment.update(valid_to=LAST).where(Employment.person == world.bo).execute()
    assert leavers.free_all(by=HOUSE, now=NOW) == 1
    assert leavers.free_all(by=HOUSE, now=NOW) == 0
    assert Visit.get_by_id(row.id).status == "declined"


def test_a_leavers_seat_goes_to_the_next_the_day_after(world: World) -> None:
    course = a_course(seats=1, positions=[], min_programme_year=0)
    seat = a_registration(course, world.bo, world.ada)
    waits = a_registration(course, a_person("Di", world.here), world.ada)
    world.declare(ChangeAnswers("leaves", LAST))
    assert courses_leavers.withdraw_gone(at(LAST)) == 0
    assert courses_leavers.withdraw_gone(at(FIRST)) == 1
    assert courses_leavers.withdraw_gone(at(FIRST)) == 0
    states = [Registration.get_by_id(one.id).status for one in (seat, waits)]
    assert states == ["withdrawn", "placed"]


def test_who_begins_elsewhere_keeps_the_seat(world: World) -> None:
    course = a_course(positions=[], min_programme_year=0)
    a_registration(course, world.bo, world.ada)
    world.declare(ChangeAnswers("leaves", LAST))
    job = {"person": world.bo, "kindergarten": world.far, "position": "assistant"}
    Employment.create(**job, valid_from=date(2025, 11, 5))
    assert courses_leavers.withdraw_gone(at(FIRST)) == 0


def test_a_new_leader_leads_from_the_day_and_begins_the_leaders_plan(world: World) -> None:
    world.bo = a_person("Eva", world.here, world.new, "assistant")
    answers = ChangeAnswers("position", FIRST, "pedagogical_leader")
    found = world.preview(answers)
    assert found.leads is True
    assert found.begins is not None
    assert found.begins.key == "pedagogical_leader"
    world.declare(answers)
    row = Account.get(Account.person == world.bo)
    (grant,) = RoleGrant.select().where(RoleGrant.account == row)
    assert (grant.role, grant.department_id, grant.valid_from) == ("leader", world.new.id, FIRST)
    letter = Notice.get(Notice.record == "account", Notice.record_id == row.id)
    assert (letter.kind, letter.due_at.date()) == ("invited", FIRST)
    plan = OnboardingPlan.get(OnboardingPlan.person == world.bo)
    assert (plan.template.key, plan.first_day) == ("pedagogical_leader", FIRST)
    assert plan.employment.valid_from == FIRST


def test_a_leader_without_an_address_is_told_of_and_gets_no_account(world: World) -> None:
    world.bo = a_person("Eva", world.here, world.new, "assistant")
    world.bo.email = world.bo.email_key = None
    world.bo.save()
    answers = ChangeAnswers("position", FIRST, "pedagogical_leader")
    assert world.preview(answers).leads is None
    world.declare(answers)
    assert not Account.select().where(Account.person == world.bo).exists()


def test_open_tasks_follow_to_the_new_row_and_are_reminded_of(world: World) -> None:
    job = Employment.get(Employment.person == world.bo)
    chosen = onboarding.template("pedagogical_leader")
    assert chosen is not None
    plan = onboarding.start_plan(world.bo, job, chosen, NOW)
    world.declare(ChangeAnswers("department", FIRST, None, world.new.id))
    assert OnboardingPlan.get_by_id(plan.id).employment.department_id == world.new.id


def test_what_was_declared_is_taken_back_whole(world: World) -> None:
    jobs, held = world.jobs(), world.grants_on(FIRST)
    plans, tasks = OnboardingPlan.select().count(), PlanTask.select().count()
    for answers in (
        ChangeAnswers("position", FIRST, "skilled_worker"),
        ChangeAnswers("department", FIRST, None, world.new.id),
        ChangeAnswers("moves", FIRST, kindergarten_id=world.far.id),
        ChangeAnswers("leave", FIRST, until=date(2026, 1, 31)),
        ChangeAnswers("leaves", LAST),
    ):
        world.declare(answers)
        (told,) = declarations.of_person(world.ada, world.bo, TODAY)
        assert told.kind == answers.kind
        for _ in range(2):
            declarations.cancel(told.id, by=world.ada, now=NOW)
        assert declarations.of_person(world.ada, world.bo, TODAY) == []
        assert (world.jobs(), world.grants_on(FIRST)) == (jobs, held)
        assert (OnboardingPlan.select().count(), PlanTask.select().count()) == (plans, tasks)


def test_only_the_last_one_that_has_not_begun_is_taken_back_by_who_may(world: World) -> None:
    world.declare(ChangeAnswers("position", FIRST, "skilled_worker"))
    world.declare(ChangeAnswers("leaves", date(2026, 1, 31)))
    first, second = declarations.of_person(world.ada, world.bo, TODAY)
    assert refused(world, first.id, NOW) == "declaration.later"
    with pytest.raises(NotFound):
        declarations.cancel(second.id, by=world.cy, now=NOW)
    assert refused(world, second.id, at(date(2026, 2, 1))) == "declaration.begun"
    declarations.cancel(second.id, by=world.ada, now=NOW)
    assert refused(world, first.id, at(FIRST)) == "declaration.begun"
    row = Employment.get(Employment.valid_from == FIRST)
    plan = OnboardingPlan.get_or_none(OnboardingPlan.employment == row)
    assert plan is not None
    Employment.update(valid_to=None).where(Employment.valid_to == LAST).execute()
    assert refused(world, first.id, NOW) == "declaration.moved_on"


def refused(world: World, number: int, now: datetime) -> str:
    with pytest.raises(RuleBroken) as found:
        declarations.cancel(number, by=world.ada, now=now)
    return found.value.code


def test_who_moves_is_the_others_from_the_day_and_both_directors_are_told(world: World) -> None:
    answers = ChangeAnswers("moves", FIRST, kindergarten_id=world.far.id)
    world.declare(answers)
    for day, whose in ((LAST, world.ada), (FIRST, world.cy)):
        names = [row.person.name for row in people.employments(whose, day)]
        assert "Bo" in names
    assert "Bo" not in [row.person.name for row in people.employments(world.ada, FIRST)]
    assert world.grants_on(LAST) == {Grant("leader", world.here.id, world.old.id)}
    assert world.grants_on(FIRST) == {Grant("staff", world.far.id)}
    letters = Notice.select().where(Notice.kind == "moves")
    assert {row.person_id for row in letters} == {world.ada.person_id, world.cy.person_id}
    with pytest.raises(NotFound):
        people.person(world.ada, world.bo.id, FIRST)


@pytest.mark.parametrize("place", [None, 999_999, "own"])
def test_one_moves_to_another_kindergarten_that_there_is(world: World, place: Any) -> None:
    chosen = world.here.id if place == "own" else place
    with pytest.raises(RuleBroken) as found:
        world.declare(ChangeAnswers("moves", FIRST, kindergarten_id=chosen))
    assert found.value.field == "kindergarten_id"


def test_who_is_away_is_no_observer_in_that_time(world: World) -> None:
    a_certificate(world.bo, passed_on=date(2025, 9, 1))
    row = a_visit(world.new, world.bo, date(2025, 11, 11), "accepted")
    course = a_course(positions=["pedagogical_leader"], min_programme_year=0)
    a_registration(course, world.bo, world.ada)
    answers = ChangeAnswers("leave", FIRST, until=date(2025, 12, 15))
    found = world.preview(answers)
    assert [reasons for _, reasons in found.courses] == [("course.on_leave",)]
    assert ([one.id for one in found.visits], found.short) == ([row.id], (("toddler", 0),))
    world.declare(answers)
    (house,) = risk.risks(world.ada, TODAY, 1)
    assert house.outlooks[0].counts[:4] == (1, 0, 0, 1)
    assert Visit.get_by_id(row.id).status == "declined"
    assert courses_audience.reasons(course, world.bo.id) == []
    assert len(world.grants_on(FIRST)) == 1
    world.declare(ChangeAnswers("returns", date(2025, 11, 10)))
    assert Visit.get_by_id(row.id).status == "asked"
    (house,) = risk.risks(world.ada, TODAY, 1)
    assert house.outlooks[0].counts[:4] == (1, 0, 1, 1)


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        (("leave", FIRST, date(2025, 10, 30)), "dates.order"),
        (("leave", FIRST, date(2029, 10, 30)), "change.far"),
        (("leave", date(2025, 12, 1), None), "leave.meets"),
        (("returns", date(2025, 11, 15), None), "leave.not_begun"),
        (("returns", date(2026, 2, 1), None), "change.same"),
    ],
)
def test_leave_that_cannot_be_is_refused(world: World, answers: Any, code: str) -> None:
    kind, day, until = answers
    if kind == "returns" or code == "leave.meets":
        world.declare(ChangeAnswers("leave", date(2025, 11, 20), until=date(2026, 1, 31)))
    with pytest.raises(RuleBroken) as found:
        world.declare(ChangeAnswers(kind, day, until=until))
    assert found.value.code == code


def test_nobody_returns_who_was_not_away_or_is_away_who_does_not_work(world: World) -> None:
    for answers, code in (
        (ChangeAnswers("returns", FIRST), "leave.none"),
        (ChangeAnswers("leave", date(2026, 3, 1)), "leave.no_job"),
    ):
        with pytest.raises(RuleBroken) as found:
            world.declare(answers)
        assert found.value.code == code
        if code == "leave.none":
            Employment.update(valid_to=LAST).where(Employment.person == world.bo).execute()


def test_a_return_after_the_known_end_lengthens_the_leave(world: World) -> None:
    world.declare(ChangeAnswers("leave", FIRST, until=date(2025, 11, 30)))
    world.declare(ChangeAnswers("returns", FIRST + timedelta(days=60)))
    (leave,) = world.bo.leaves
    assert leave.valid_to == FIRST + timedelta(days=59)


def test_a_new_hire_who_is_to_lead_is_let_in_on_the_first_day(world: World) -> None:
    answers = onboarding.NewStaffAnswers(
        "Liv", "liv@eksempel.no", "pedagogical_leader", world.here.id, world.new.id, FIRST, 100
    )
    onboarding.begin(answers, by=world.ada, submission_id=str(uuid.uuid4()), now=NOW)
    row = Account.get(Account.email == "liv@eksempel.no")
    (grant,) = RoleGrant.select().where(RoleGrant.account == row)
    assert (grant.role, grant.department_id, grant.valid_from) == ("leader", world.new.id, FIRST)
    (letter,) = Notice.select().where(Notice.record == "account", Notice.record_id == row.id)
    assert letter.due_at.date() == FIRST


def test_a_proposal_leaves_out_who_is_away(world: World) -> None:
    a_certificate(world.bo, passed_on=date(2025, 9, 1))
    day = date(2025, 11, 11)
    asked = {"by": HOUSE, "today": TODAY}
    assert [one.person for one in proposals.choices(world.new, "2025-autumn", day, **asked)]
    world.declare(ChangeAnswers("leave", FIRST))
    assert not proposals.choices(world.new, "2025-autumn", day, **asked)
    assert proposals.choices(world.new, "2025-autumn", date(2025, 10, 30), **asked)


def test_the_plan_of_one_who_left_or_is_away_asks_nobody_for_anything(world: World) -> None:
    job = Employment.get(Employment.person == world.bo)
    chosen = onboarding.template("pedagogical_leader")
    assert chosen is not None
    onboarding.start_plan(world.bo, job, chosen, NOW)

    def asked(day: date) -> int:
        return int(onboarding.open_plans(replace(world.ada, on=day)).count())

    world.declare(ChangeAnswers("leave", FIRST, until=date(2025, 11, 30)))
    world.declare(ChangeAnswers("leaves", date(2025, 12, 31)))
    days = (LAST, FIRST, date(2025, 12, 1), date(2025, 12, 31), date(2026, 1, 1))
    assert [asked(day) for day in days] == [1, 0, 1, 1, 0]
