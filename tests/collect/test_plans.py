"""Development plans: setting goals, who reads and changes them, and what the journal keeps of it."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from collect import journal, observations, plans
from collect import plans_actions as acting
from collect.models.journal import JournalEntry
from collect.models.observations import Observation
from collect.models.observations_figures import LoopMark
from collect.models.plans import Goal, GoalAction
from collect.plans_answers import ActionAnswers, GoalAnswers
from collect.rules.access import HOUSE, Identity
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.factories import (
    NOW,
    TODAY,
    a_cohort,
    a_department,
    a_goal,
    a_kindergarten,
    a_network,
    a_person,
    an_identity,
    an_observation,
    dimension_ids,
)


@pytest.fixture
def places(house: str) -> Any:
    """Ada leads a department observed; Bo works there, Cy leads one in another kindergarten."""

    class Places:
        network = a_network()
        here = a_kindergarten("Solbakken", a_cohort(), network)
        near = a_kindergarten("Furulia", a_cohort(), network)
        far = a_kindergarten("Fjern")
        room, next_door, far_room = (
            a_department(here, "Blåklokka"),
            a_department(here, "Maurtua"),
            a_department(far, "Langt borte"),
        )
        colleague = a_person("Bo Lind", here, room)
        ada = an_identity("leader", here, room)
        bo = an_identity("staff", here, room, colleague)
        cy = an_identity("leader", far, far_room)
        director = an_identity("director", here)
        mentor = an_identity("mentor", here)
        watcher = an_identity("observer", near, network=frozenset({here.id, near.id}))

        @classmethod
        def observed(cls, score: int = 4, is_released: bool = True, **values: Any) -> Observation:
            reference = an_observation(cls.room, cls.watcher, score=score, **values)
            row = Observation.get(Observation.reference == reference)
            if is_released:
                observations.release(row, by=cls.watcher, now=NOW)
            return row

    return Places


def answers(places: Any, **values: Any) -> GoalAnswers:
    return GoalAnswers(
        **{
            "department_id": places.room.id,
            "title": "Vi gir barna tid til å svare",
            "dimension_id": dimension_ids()[5],
        }
        | values
    )


def add(found: GoalAnswers, by: Identity, key: str | None = None) -> str:
    return plans.add_goal(found, by=by, submission_id=key or str(uuid.uuid4()), now=NOW)


def test_a_goal_from_an_observation_starts_at_its_mean_in_its_semester(places: Any) -> None:
    source = places.observed(score=4, semester="2025-spring", observed_on=date(2025, 6, 3))
    reference = add(
        answers(
            places,
            observation_id=source.id,
            target=450,
            support="Vikar på torsdager",
            responsible_id=places.colleague.id,
            check_back_on=date(2025, 11, 26),
            actions=(
                ActionAnswers("Telle til fem", places.colleague.id, date(2025, 10, 31)),
                ActionAnswers("Øve på avdelingsmøtet"),
            ),
        ),
        places.ada,
    )
    row = Goal.get(Goal.reference == reference)
    assert (row.start, row.target, row.semester, row.status) == (400, 450, "2025-spring", "open")
    assert (row.observation_id, row.dimension_id) == (source.id, dimension_ids()[5])
    assert (row.support, row.check_back_on) == ("Vikar på torsdager", date(2025, 11, 26))
    kept = [(a.position, a.text, a.responsible_id, a.due_on) for a in acting.actions([row.id])]
    assert kept == [
        (1, "Telle til fem", places.colleague.id, date(2025, 10, 31)),
        (2, "Øve på avdelingsmøtet", None, None),
    ]


def test_a_goal_marks_the_loop_of_its_own_semester(places: Any) -> None:
    source = places.observed(semester="2025-spring", observed_on=date(2025, 6, 3))
    add(answers(places, observation_id=source.id, target=500), places.ada)
    add(answers(places), places.ada)
    marks = {row.semester: row.goal_on for row in LoopMark.select()}
    assert marks == {"2025-spring": TODAY, "2025-autumn": TODAY}


def test_a_goal_without_an_observation_has_no_start_and_may_have_a_target(places: Any) -> None:
    row = a_goal(places.room, places.director, target=500)
    assert (row.start, row.target, row.semester) == (None, 500, "2025-autumn")
    assert a_goal(places.room, places.ada).target is None


def test_a_micro_project_may_do_without_a_dimension(places: Any) -> None:
    row = a_goal(places.room, places.ada, kind="micro_project", support="Tid til å planlegge")
    assert (row.kind, row.dimension_id, row.start) == ("micro_project", None, None)


def test_the_same_goal_sent_twice_is_one(places: Any) -> None:
    key = str(uuid.uuid4())
    assert add(answers(places), places.ada, key) == add(answers(places), places.ada, key)
    assert Goal.select().count() == 1
    with pytest.raises(RuleBroken) as refused:
        add(answers(places, title="Noe annet"), places.ada, key)
    assert refused.value.code == "submission.changed"


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"title": "  "}, "required", "title"),
        ({"title": "Ring 01010750160"}, "text.national_id", "title"),
        ({"title": "x" * 201}, "text.long", "title"),
        ({"support": "Ring 01010750160"}, "text.national_id", "support"),
        ({"kind": "wish"}, "choice.unknown", "kind"),
        ({"dimension_id": None}, "plan.dimension", "dimension_id"),
        ({"dimension_id": 0}, "plan.dimension", "dimension_id"),
        ({"target": 99}, "plan.target_scale", "target"),
        ({"target": 701}, "plan.target_scale", "target"),
        ({"dimension_id": None, "kind": "micro_project", "target": 500}, "plan.target_alone", "target"),
        ({"check_back_on": TODAY - timedelta(days=1)}, "date.past", "check_back_on"),
        ({"check_back_on": date(2028, 1, 1)}, "date.far", "check_back_on"),
        ({"responsible_id": 0}, "person.unknown", "responsible_id"),
        ({"actions": (ActionAnswers("Gjør"), ActionAnswers(" "))}, "required", "actions-1-text"),
        (
            {"actions": (ActionAnswers("Gjør", None, TODAY - timedelta(days=1)),)},
            "date.past",
            "actions-0-due_on",
        ),
        (
            {"actions": (ActionAnswers("Ring 01010750160"),)},
            "text.national_id",
            "actions-0-text",
        ),
        ({"actions": (ActionAnswers("Gjør", 0),)}, "person.unknown", "actions-0-responsible_id"),
        ({"actions": (ActionAnswers("Gjør"),) * 21}, "plan.actions", None),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_whole(
    places: Any, values: dict[str, Any], code: str, field: str | None
) -> None:
    with pytest.raises(RuleBroken) as refused:
        add(answers(places, **values), places.ada)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert Goal.select().count() == GoalAction.select().count() == 0
    assert LoopMark.select().count() == 0


@pytest.mark.parametrize(
    ("place", "target", "code"),
    [(5, 399, "plan.target_below"), (1, 401, "plan.target_above"), (5, None, "required")],
)
def test_a_target_is_no_worse_than_the_start(
    places: Any, place: int, target: int | None, code: str
) -> None:
    source = places.observed(score=4)
    dimension = dimension_ids()[place]
    with pytest.raises(RuleBroken) as refused:
        add(
            answers(places, observation_id=source.id, dimension_id=dimension, target=target),
            places.ada,
        )
    assert (refused.value.code, refused.value.field) == (code, "target")


def test_someone_of_another_kindergarten_cannot_be_responsible(places: Any) -> None:
    stranger = a_person("Cy Dal", places.far, places.far_room)
    with pytest.raises(RuleBroken) as refused:
        add(answers(places, responsible_id=stranger.id), places.ada)
    assert refused.value.code == "person.unknown"


def test_a_dimension_of_another_version_or_without_a_score_is_refused(places: Any) -> None:
    source = places.observed()
    other = dimension_ids("prek")[0]
    for values, code in (
        ({"dimension_id": other}, "plan.dimension"),
        ({"dimension_id": other, "observation_id": source.id, "target": 500}, "plan.dimension"),
    ):
        with pytest.raises(RuleBroken) as refused:
            add(answers(places, **values), places.ada)
        assert refused.value.code == code
    from collect.models.observations import Score

    Score.delete().where(Score.dimension == dimension_ids()[5]).execute()
    with pytest.raises(RuleBroken) as refused:
        add(answers(places, observation_id=source.id, target=500), places.ada)
    assert refused.value.code == "plan.unscored"


def test_only_released_and_counted_observations_give_goals(places: Any) -> None:
    unreleased = places.observed(is_released=False)
    double = places.observed()
    Observation.update(is_double=True).where(Observation.id == double.id).execute()
    for one in (unreleased, double):
        with pytest.raises(NotFound):
            add(answers(places, observation_id=one.id, target=500), places.ada)
    assert list(plans.sources(places.ada)) == []


def test_another_departments_observation_gives_no_goal_here(places: Any) -> None:
    reference = an_observation(places.next_door, places.watcher)
    row = Observation.get(Observation.reference == reference)
    observations.release(row, by=places.watcher, now=NOW)
    with pytest.raises(NotFound):
        add(answers(places, observation_id=row.id, target=500), places.director)


def test_a_department_beyond_reach_or_closed_is_not_found(places: Any) -> None:
    for who, room in (
        (places.ada, places.next_door),
        (places.ada, places.far_room),
        (places.director, places.far_room),
    ):
        with pytest.raises(NotFound):
            add(answers(places, department_id=room.id), who)
    places.room.closed_on = date(2025, 8, 31)
    places.room.save()
    with pytest.raises(NotFound):
        add(answers(places), places.ada)


@pytest.mark.parametrize("name", ["bo", "mentor", "watcher"])
def test_who_only_reads_sets_no_goal(places: Any, name: str) -> None:
    with pytest.raises(NotAllowed):
        add(answers(places), getattr(places, name))


def test_a_coordinator_sets_and_reads_no_goal(places: Any) -> None:
    a_goal(places.room, places.ada)
    with pytest.raises(NotAllowed):
        add(answers(places), HOUSE)
    assert list(plans.goals(HOUSE)) == []


def test_each_reads_as_far_as_the_map_says(places: Any) -> None:
    here, beside = a_goal(places.room, places.ada), a_goal(places.next_door, places.director)
    there = a_goal(places.far_room, places.cy)
    found = {
        name: {row.id for row in plans.goals(getattr(places, name))}
        for name in ("ada", "bo", "director", "mentor", "watcher", "cy")
    }
    assert found == {
        "ada": {here.id},
        "bo": {here.id},
        "director": {here.id, beside.id},
        "mentor": {here.id, beside.id},
        "watcher": {here.id, beside.id},
        "cy": {there.id},
    }
    with pytest.raises(NotFound):
        plans.goal(places.cy, here.reference)
    with pytest.raises(NotFound):
        plans.goal(places.ada, "ZZZZ-ZZZZ")


def test_names_are_for_those_who_work_there_and_their_mentor(places: Any) -> None:
    row = a_goal(places.room, places.ada)
    seen = {
        name: plans.may_see_names(row, by=getattr(places, name))
        for name in ("ada", "bo", "director", "mentor", "watcher")
    }
    assert seen == {"ada": True, "bo": True, "director": True, "mentor": True, "watcher": False}
    both = Identity(1, 1, "", places.watcher.grants | places.director.grants)
    assert plans.may_see_names(row, by=both)


def test_the_overview_leaves_out_what_is_read_as_an_observer(places: Any) -> None:
    here, beside = a_goal(places.room, places.ada), a_goal(places.next_door, places.director)
    both = Identity(
        places.watcher.account_id,
        places.watcher.person_id,
        "",
        places.watcher.grants | places.ada.grants,
        places.watcher.network,
    )
    assert {row.id for row in plans.goals(both)} == {here.id, beside.id}
    assert [row.id for row in plans.overview(both)] == [here.id]
    assert list(plans.overview(places.watcher)) == []


def test_open_goals_come_first_then_the_newest_semester(places: Any) -> None:
    made = {}
    for status, semester in (
        ("evaluated", "2025-spring"),
        ("open", "2024-autumn"),
        ("dropped", "2025-autumn"),
        ("open", "2025-spring"),
        ("evaluated", "2024-autumn"),
        ("open", "2025-autumn"),
    ):
        row = a_goal(places.room, places.ada)
        Goal.update(status=status, semester=semester).where(Goal.id == row.id).execute()
        made[row.id] = (status, semester)
    assert [made[row.id] for row in plans.goals(places.ada)] == [
        ("open", "2025-autumn"),
        ("open", "2025-spring"),
        ("open", "2024-autumn"),
        ("dropped", "2025-autumn"),
        ("evaluated", "2025-spring"),
        ("evaluated", "2024-autumn"),
    ]


def test_a_goal_is_amended_and_its_words_stay_out_of_the_journal(places: Any) -> None:
    source = places.observed(score=4)
    row = a_goal(places.room, places.ada, observation_id=source.id, target=450, title="Hemmelig A")
    plans.amend_goal(
        row,
        answers(places, title="Hemmelig B", target=500, check_back_on=date(2025, 12, 1)),
        by=places.director,
        now=NOW,
    )
    again = plans.goal(places.ada, row.reference)
    assert (again.title, again.target, again.start) == ("Hemmelig B", 500, 400)
    line = journal.entries(HOUSE).get()
    assert (line.act, line.record_id, line.kindergarten_id) == (
        "plan.amend",
        row.id,
        places.here.id,
    )
    assert line.old == {"title": None, "target": 450, "check_back_on": None}
    assert line.new == {"title": None, "target": 500, "check_back_on": "2025-12-01"}
    kept = "".join(f"{entry.old}{entry.new}" for entry in JournalEntry.select())
    assert "Hemmelig" not in kept


def test_an_amendment_is_judged_as_a_new_goal_is(places: Any) -> None:
    row = a_goal(places.room, places.ada, check_back_on=TODAY + timedelta(days=1))
    for values, code in (
        ({"title": ""}, "required"),
        ({"support": "01010750160"}, "text.national_id"),
        ({"target": 800}, "plan.target_scale"),
        ({"check_back_on": TODAY - timedelta(days=3)}, "date.past"),
        ({"responsible_id": 0}, "person.unknown"),
    ):
        with pytest.raises(RuleBroken) as refused:
            plans.amend_goal(row, answers(places, **values), by=places.ada, now=NOW)
        assert refused.value.code == code


def test_a_check_back_that_has_passed_does_not_stand_in_the_way(places: Any) -> None:
    row = a_goal(places.room, places.ada, check_back_on=TODAY)
    later = NOW + timedelta(days=5)
    changed = answers(places, title="Nytt navn", check_back_on=TODAY)
    plans.amend_goal(row, changed, by=places.ada, now=later)
    assert plans.goal(places.ada, row.reference).title == "Nytt navn"


def test_two_who_amend_at_once_do_not_overwrite_each_other(places: Any) -> None:
    first = a_goal(places.room, places.ada, title="Først")
    seen = journal.fingerprint(plans.goal(places.ada, first.reference))
    plans.amend_goal(first, answers(places, title="Adas"), by=places.ada, now=NOW)
    second = plans.goal(places.director, first.reference)
    with pytest.raises(RuleBroken) as refused, journal.unless_changed(second, seen):
        plans.amend_goal(second, answers(places, title="Styrers"), by=places.director, now=NOW)
    assert refused.value.code == "record.changed"
    assert plans.goal(places.ada, first.reference).title == "Adas"


def test_a_check_back_is_moved_and_taken_away(places: Any) -> None:
    row = a_goal(places.room, places.ada, check_back_on=TODAY)
    plans.move_check_back(row, TODAY + timedelta(days=30), by=places.ada, now=NOW)
    assert plans.goal(places.ada, row.reference).check_back_on == TODAY + timedelta(days=30)
    plans.move_check_back(row, None, by=places.ada, now=NOW)
    assert plans.goal(places.ada, row.reference).check_back_on is None
    with pytest.raises(RuleBroken) as refused:
        plans.move_check_back(row, TODAY - timedelta(days=1), by=places.ada, now=NOW)
    assert refused.value.code == "date.past"


@pytest.mark.parametrize("name", ["bo", "mentor", "watcher", "cy"])
def test_who_only_reads_or_is_from_elsewhere_changes_nothing(places: Any, name: str) -> None:
    row, who = a_goal(places.room, places.ada), getattr(places, name)
    with pytest.raises(NotAllowed):
        plans.amend_goal(row, answers(places, title="Endret"), by=who, now=NOW)
    with pytest.raises(NotAllowed):
        plans.move_check_back(row, None, by=who, now=NOW)
    assert Goal.get_by_id(row.id).title == row.title


def test_the_list_of_goals_is_one_query_however_many(places: Any, count_queries: Any) -> None:
    totals = []
    for number in (1, 3):
        while Goal.select().count() < number:
            a_goal(places.room, places.ada, responsible_id=places.colleague.id)
        with count_queries() as statements:
            for row in plans.goals(places.director):
                assert (row.responsible.name, row.dimension.domain.id > 0) == ("Bo Lind", True)
                assert (row.department.kindergarten.name, row.observation) == ("Solbakken", None)
        totals.append(len(statements))
    assert totals == [1, 1]
