"""The synthetic municipality's goals: set after most feedback, followed up, and each state there is."""

from collections import Counter
from datetime import timedelta
from typing import Any

from peewee import fn

from collect import observations_loop, plans
from collect import plans_actions as acting
from collect import plans_rounds as rounds
from collect.demo.accounts import BOXES, DOMAIN
from collect.demo.municipality import fill
from collect.models.accounts import Account, RoleGrant
from collect.models.observations import Dimension, Observation
from collect.models.plans import Goal, GoalAction, GoalCheck
from collect.observations_profiles import dimension_means
from collect.rules.access import Grant, Identity
from collect.rules.calendar import local_day, semester_of
from collect.rules.plans import is_sensible_target, stage, start_value
from tests.factories import NOW, TODAY


def identity_of(role: str) -> Identity:
    account = Account.get(Account.email_key == f"{BOXES[role]}@{DOMAIN}")
    grants = RoleGrant.select().where(RoleGrant.account == account)
    return Identity(
        account.id,
        account.person_id,
        "",
        frozenset(Grant(g.role, g.kindergarten_id, g.department_id) for g in grants),
    )


def test_the_goals_are_whole(house: str) -> None:
    fill(1, now=NOW)
    most_released_observations_gave_a_goal()
    every_start_and_target_is_what_the_rules_say()
    every_day_comes_in_its_order()
    every_state_is_there()
    the_shown_leader_has_something_to_do()
    assert observations_loop.differences() == {}


def most_released_observations_gave_a_goal() -> None:
    released = Observation.released_at.is_null(False) & (
        Observation.released_at < NOW - timedelta(days=4)
    )
    total = Observation.select().where(released).count()
    from_them = Goal.select(fn.COUNT(Goal.observation.distinct())).scalar()
    assert 0.75 < from_them / total < 0.85
    assert Goal.select().where(Goal.kind == "micro_project").count() > 20


def every_start_and_target_is_what_the_rules_say() -> None:
    goals = list(Goal.select().where(Goal.kind == "development"))
    reversed_ids = {d.id for d in Dimension.select().where(Dimension.is_reversed)}
    means = {
        (one.observation_id, one.dimension_id): one.mean
        for one in dimension_means([g.observation_id for g in goals if g.observation_id])
    }
    for goal in goals:
        assert goal.start == start_value(means[goal.observation_id, goal.dimension_id])
        assert is_sensible_target(goal.start, goal.target, goal.dimension_id in reversed_ids)


def every_day_comes_in_its_order() -> None:
    rows: Any = Goal.select(Goal, Observation).join(Observation)
    for goal in rows:
        assert goal.semester == goal.observation.semester
        assert goal.observation.released_at < goal.created_at <= NOW
        if goal.settled_on is not None:
            assert local_day(goal.created_at) <= goal.settled_on <= TODAY
    checks: Any = GoalCheck.select(GoalCheck, Goal).join(Goal)
    for check in checks:
        assert local_day(check.goal.created_at) <= check.checked_on <= TODAY
        assert check.goal.settled_on is None or check.checked_on <= check.goal.settled_on
    assert GoalAction.select().where(GoalAction.done_on > TODAY).count() == 0


def every_state_is_there() -> None:
    found = Counter((goal.status, goal.helped) for goal in Goal.select())
    assert set(found) == {
        ("open", ""),
        ("dropped", ""),
        *(("evaluated", helped) for helped in ("yes", "partly", "no", "unknown")),
    }
    evaluated = Goal.select().where(Goal.status == "evaluated")
    assert evaluated.where(Goal.seen == "").count() == 0
    assert evaluated.where(Goal.seen.in_(("not_done", "unknown"))).count() > 20
    this = semester_of(TODAY).code
    assert Goal.select().where((Goal.semester == this) & (Goal.status == "evaluated")).count() == 0


def the_shown_leader_has_something_to_do() -> None:
    leader, director = identity_of("leader"), identity_of("director")
    rows = list(plans.goals(leader).where(Goal.status == "open"))
    measured = rounds.changes(rows)
    stages = {stage(r.status, r.check_back_on, r.id in measured, TODAY) for r in rows}
    assert stages & {"check_overdue", "evaluation_due"}
    assert plans.overdue(director, TODAY, [g.kindergarten_id or 0 for g in director.grants]) > 0
    assert len(plans.goals(identity_of("staff"))) > 1
    assert acting.actions([row.id for row in rows]).count() > 0
