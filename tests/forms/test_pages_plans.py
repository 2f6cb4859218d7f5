"""The pages of the development plan: set a goal, follow it, look back, evaluate step by step."""

import re
import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from collect import observations, plans
from collect import plans_actions as acting
from collect import plans_evaluation as evaluation
from collect.models.observations import Observation
from collect.models.plans import Goal, GoalAction, GoalCheck
from collect.plans_answers import ActionAnswers
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
    an_instrument,
    an_observation,
    dimension_ids,
)
from tests.web import Browser, make_app

SPRING = {"semester": "2025-spring", "observed_on": date(2025, 6, 3)}


@pytest.fixture
def loop(house: str) -> Any:
    """Ada leads a department that was observed in spring; Bo works there."""

    class Loop:
        app = make_app(house)
        network = a_network()
        here = a_kindergarten("Solbakken barnehage", a_cohort(), network)
        near = a_kindergarten("Furulia barnehage", a_cohort(), network)
        room = a_department(here, "Blåklokka")
        colleague = a_person("Bo Lind", here, room)
        ada = an_identity("leader", here, room, a_person("Ada Berg", here, room))
        bo = an_identity("staff", here, room, colleague)
        director = an_identity("director", here)
        mentor = an_identity("mentor", here)
        watcher = an_identity("observer", near, network=frozenset({here.id, near.id}))
        browser = Browser(app, ada)

        @classmethod
        def observed(cls, score: int = 4, **values: Any) -> Observation:
            reference = an_observation(cls.room, cls.watcher, score=score, **values)
            row = Observation.get(Observation.reference == reference)
            observations.release(row, by=cls.watcher, now=NOW)
            return row

        @classmethod
        def goal(cls, **values: Any) -> Goal:
            return a_goal(cls.room, cls.ada, **values)

        @classmethod
        def page(cls, row: Goal, tail: str = "") -> str:
            return f"/plans/{row.reference}{tail}"

        @classmethod
        def as_read(cls, row: Goal, tail: str) -> str:
            page = cls.browser.get(cls.page(row, tail)).text
            return page.split('name="as_read" value="')[1].split('"')[0]

        @classmethod
        def send(cls, row: Goal, tail: str, **answers: str) -> Any:
            kept = {"as_read": cls.as_read(row, tail)} | answers
            return cls.browser.post(cls.page(row, tail), kept)

    return Loop


def sheet(**changes: str) -> dict[str, str]:
    return {
        "submission_id": str(uuid.uuid4()),
        "title": "Vi gir barna tid til å svare",
        "target": "4,5",
        "dimension_id": str(dimension_ids()[5]),
        "check_back_on": "2025-11-26",
    } | {name.replace("__", "-"): value for name, value in changes.items()}


# Setting a goal


def test_the_way_from_observation_to_goal_asks_one_thing_at_a_time(loop: Any) -> None:
    source = loop.observed(score=4)
    page = loop.browser.get("/plans/new").text
    assert f'href="/plans/new?observation={source.reference}"' in page
    page = loop.browser.get(f"/plans/new?observation={source.reference}").text
    assert page.count('<a class="task"') == 8
    assert page.count("4,00") == 8
    address = f"/plans/new?observation={source.reference}&dimension={dimension_ids()[5]}"
    page = loop.browser.get(address).text
    assert "Startverdien er 4,00" in page
    assert 'name="target" value="4,50"' in page
    assert 'name="check_back_on" value="2025-11-26"' in page
    own, others = page.split('<optgroup label="På avdelingen">')[1].split("<optgroup", 1)
    assert ("Bo Lind" in own, "Bo Lind" in others.split("</select>")[0]) == (True, False)
    answers = sheet(
        support="Vikar", actions__0__text="Telle til fem", actions__0__due_on="1.11.2025"
    )
    answer = loop.browser.post(address, answers, follow_redirects=True)
    row = Goal.get()
    assert answer.status_code == 200
    assert "Målet er satt" in answer.text
    assert row.reference in answer.text
    assert (row.start, row.target, row.observation_id) == (400, 450, source.id)
    assert GoalAction.get().due_on == date(2025, 11, 1)


def test_a_reversed_dimension_is_offered_a_lower_target(loop: Any) -> None:
    source = loop.observed(score=3)
    address = f"/plans/new?observation={source.reference}&dimension={dimension_ids()[1]}"
    page = loop.browser.get(address).text
    assert "lav er bra" in page
    assert 'name="target" value="2,50"' in page


def test_a_goal_without_an_observation_asks_for_the_dimension(loop: Any) -> None:
    address = f"/plans/new?department={loop.room.id}"
    page = loop.browser.get(address).text
    assert page.count(f'<option value="{dimension_ids()[5]}"') == 1
    assert "<optgroup" in page
    answer = loop.browser.post(address, sheet(target=""))
    assert answer.status_code == 303
    assert (Goal.get().start, Goal.get().target) == (None, None)


def test_a_mixed_department_may_choose_from_both_versions(loop: Any) -> None:
    mixed = a_department(loop.here, "Begge", age_group="mixed")
    page = Browser(loop.app, loop.director).get(f"/plans/new?department={mixed.id}").text
    assert f'<option value="{dimension_ids()[0]}"' in page
    assert f'<option value="{dimension_ids("prek")[0]}"' in page
    assert "Storbarn (Pre-K): " in page


def test_a_micro_project_is_asked_in_its_own_words(loop: Any) -> None:
    address = f"/plans/new?department={loop.room.id}&kind=micro_project"
    page = loop.browser.get(address).text
    assert "Nytt mikroprosjekt" in page
    assert "Hva vil du prøve ut på avdelingen?" in page
    answer = loop.browser.post(address, sheet(dimension_id="", target=""), follow_redirects=True)
    assert "Mikroprosjektet er i gang" in answer.text
    assert (Goal.get().kind, Goal.get().dimension_id) == ("micro_project", None)


def test_the_same_sheet_twice_is_one_goal_and_other_answers_are_refused_whole(loop: Any) -> None:
    address, answers = f"/plans/new?department={loop.room.id}", sheet()
    first, second = (loop.browser.post(address, answers).location for _ in range(2))
    assert first == second
    answer = loop.browser.post(address, answers | {"support": "Noe mer"})
    assert answer.status_code == 409
    assert "Noe mer" in answer.text
    assert answers["submission_id"] not in answer.text
    assert Goal.select().count() == 1


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("title", "", "Skriv hva dere vil få til."),
        ("title", "x" * 201, "Teksten er for lang"),
        ("title", "Ring 01010750160", "Teksten inneholder et fødselsnummer."),
        ("target", "åtte", "Skriv et tall fra 1 til 7, for eksempel 4,5."),
        ("target", "7,01", "Skriv et tall fra 1 til 7, for eksempel 4,5."),
        ("target", "4,125", "Skriv et tall fra 1 til 7, for eksempel 4,5."),
        ("target", "3,99", "Målverdien er lavere enn startverdien."),
        ("target", "", "Fyll ut dette feltet."),
        ("check_back_on", "2025-10-14", "Datoen er allerede passert."),
        ("check_back_on", "i morgen", "Skriv datoen slik: 05.09.2025"),
        ("responsible_id", "0", "Velg i listen."),
        ("dimension_id", "999999", "Velg i listen."),
        ("support", "x" * 8001, "Teksten er for lang"),
        ("actions-1-due_on", "2025-11-01", "Tiltak 2: Skriv hva som skal gjøres."),
        ("actions-2-text", "Ring 01010750160", "Tiltak 3: Teksten inneholder et fødselsnummer."),
        ("actions-1-text", "x" * 201, "Tiltak 2: Teksten er for lang"),
        ("submission_id", "nei", "Skjemaet mangler sitt kjennetegn."),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_nothing_is_lost(
    loop: Any, name: str, value: str, sentence: str
) -> None:
    source = loop.observed(score=4)
    address = f"/plans/new?observation={source.reference}&dimension={dimension_ids()[5]}"
    answers = sheet(actions__0__text="Telle til fem", support="Tid på torsdager") | {name: value}
    answer = loop.browser.post(address, answers)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Telle til fem" in answer.text
    assert name == "support" or "Tid på torsdager" in answer.text
    assert ('<details class="more-actions" open>' in answer.text) == name.startswith(
        ("actions-1", "actions-2")
    )
    assert Goal.select().count() == 0


def test_what_went_before_stands_on_top_of_a_new_goal(loop: Any) -> None:
    old = a_goal(loop.room, loop.ada, NOW - timedelta(days=200), title="Målet i vår")
    evaluation.see(old, "not_done", by=loop.ada, now=NOW)
    evaluation.evaluate(
        plans.goal(loop.ada, old.reference), "unknown", "Begynn smått", by=loop.ada, now=NOW
    )
    page = loop.browser.get(f"/plans/new?department={loop.room.id}").text
    assert "Målet i vår" in page
    assert "Begynn smått" in page


@pytest.mark.parametrize(
    "address",
    [
        "/plans/new?department=999999",
        "/plans/new?department=x",
        "/plans/new?observation=ZZZZ-ZZZZ",
        "/plans/new?observation={source}&dimension=0",
        "/plans/new?observation={source}&dimension={other}",
        "/plans/new?observation={source}&dimension=",
    ],
)
def test_what_is_not_there_is_not_found(loop: Any, address: str) -> None:
    values = {"source": loop.observed().reference, "other": dimension_ids("prek")[0]}
    for path in (address.format(**values),):
        assert loop.browser.get(path).status_code == 404
        assert loop.browser.post(path, sheet()).status_code == 404
    assert Goal.select().count() == 0


def test_setting_goals_is_for_leaders_and_directors(loop: Any) -> None:
    path = f"/plans/new?department={loop.room.id}"
    for who, status in (
        (loop.ada, 200),
        (loop.director, 200),
        (loop.bo, 403),
        (loop.mentor, 403),
        (loop.watcher, 403),
        (an_identity("coordinator"), 403),
        (an_identity("leader", loop.near, a_department(loop.near)), 404),
    ):
        assert Browser(loop.app, who).get(path).status_code == status
        assert Browser(loop.app, who).post(path, {"title": ""}).status_code in (422, 403, 404)


# Reading


def test_a_goal_shows_its_way_its_actions_and_what_was_seen(loop: Any) -> None:
    source = loop.observed(score=4, **SPRING)
    row = loop.goal(
        observation_id=source.id,
        target=450,
        dimension_id=dimension_ids()[5],
        responsible_id=loop.colleague.id,
        actions=(ActionAnswers("Telle til fem", loop.colleague.id, TODAY),),
    )
    loop.observed(score=5)
    evaluation.check(row, "Flere venter", TODAY, None, by=loop.ada, now=NOW)
    page = loop.browser.get(loop.page(row)).text
    assert re.search(r"Start: 4,00\. Nå: 5,00\. Mål: 4,50\.", page)
    assert "Fra 4,00 til 5,00: +1,00. <strong>Bedre</strong>." in page
    assert "Målverdien er nådd." in page
    for words in ("Telle til fem", "Bo Lind", "Flere venter", "Ada Berg", "Klart til vurdering"):
        assert words in page
    assert f'href="/observations/{source.reference}"' in page


def test_one_who_only_reads_gets_no_buttons(loop: Any) -> None:
    row = loop.goal(actions=(ActionAnswers("Telle til fem"),))
    for who in (loop.bo, loop.mentor, loop.watcher):
        page = Browser(loop.app, who).get(loop.page(row)).text
        assert "Telle til fem" in page
        main = page.split("<main")[1].split("</main>")[0]
        assert "<form" not in main
        assert "/check" not in main
    for who in (loop.bo, loop.mentor):
        listing = Browser(loop.app, who).get("/plans").text
        assert row.title in listing
        assert "/plans/new" not in listing


def test_an_observer_from_elsewhere_reads_no_names(loop: Any) -> None:
    row = loop.goal(
        responsible_id=loop.colleague.id,
        actions=(ActionAnswers("Telle til fem", loop.colleague.id),),
    )
    evaluation.check(row, "Flere venter", TODAY, None, by=loop.ada, now=NOW)
    page = Browser(loop.app, loop.watcher).get(loop.page(row)).text
    assert "Telle til fem" in page
    assert "Bo Lind" not in page
    assert "Ada Berg" not in page
    assert "Bo Lind" in Browser(loop.app, loop.mentor).get(loop.page(row)).text


def test_an_observer_meets_goals_one_department_at_a_time(loop: Any) -> None:
    row = loop.goal()
    browser = Browser(loop.app, loop.watcher)
    assert browser.get("/plans").status_code == 403
    page = browser.get(loop.page(row))
    assert page.status_code == 200
    assert 'href="/plans"' not in page.text


def test_staff_see_the_change_and_no_way_into_the_scores(loop: Any) -> None:
    source = loop.observed(score=4, **SPRING)
    row = loop.goal(observation_id=source.id, target=450, dimension_id=dimension_ids()[5])
    later = loop.observed(score=5)
    page = Browser(loop.app, loop.bo).get(loop.page(row)).text
    assert "+1,00" in page
    assert later.reference not in page
    assert source.reference not in page


def test_the_overview_puts_open_goals_first_and_groups_by_semester(loop: Any) -> None:
    empty = loop.browser.get("/plans").text
    assert "Ingen mål ennå" in empty
    first, second = loop.goal(title="Åpent mål"), loop.goal(title="Gammelt mål")
    evaluation.see(second, "unknown", by=loop.ada, now=NOW)
    evaluation.evaluate(plans.goal(loop.ada, second.reference), "partly", "", by=loop.ada, now=NOW)
    page = loop.browser.get("/plans").text
    headings = re.findall(r"<h2>([^<]+)</h2>", page)
    assert headings == ["Åpne mål", "Høst 2025"]
    assert page.index("Åpent mål") < page.index("Gammelt mål")
    assert "Hjalp det? Delvis" in page
    assert first.reference in page


def test_the_overview_takes_the_same_queries_for_one_and_for_three(
    loop: Any, count_queries: Any
) -> None:
    source = loop.observed(score=4, **SPRING)
    loop.observed(score=5)
    totals = []
    for number in (1, 3):
        while Goal.select().count() < number:
            loop.goal(
                observation_id=source.id,
                target=450,
                responsible_id=loop.colleague.id,
                actions=(ActionAnswers("Telle"),),
            )
        browser = Browser(loop.app, loop.director)
        with count_queries() as statements:
            assert browser.get("/plans").text.count('<a class="task"') == number
        totals.append(len(statements))
    assert totals == [6, 6]


def test_a_goals_page_takes_the_same_queries_for_one_and_for_three(
    loop: Any, count_queries: Any
) -> None:
    source = loop.observed(score=4, **SPRING)
    loop.observed(score=5)
    row = loop.goal(observation_id=source.id, target=450)
    totals = []
    for number in (1, 3):
        while GoalAction.select().count() < number:
            acting.add_action(row, ActionAnswers("Telle", loop.colleague.id), by=loop.ada, now=NOW)
            evaluation.check(row, "Sett", TODAY, None, by=loop.ada, now=NOW)
        with count_queries() as statements:
            page = loop.browser.get(loop.page(row)).text
        assert page.count("Marker som gjort") == number
        totals.append(len(statements))
    assert totals == [7, 7]


def test_goals_are_shown_page_by_page(loop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forms.pages.plans.PER_PAGE", 2)
    for _ in range(3):
        loop.goal()
    assert loop.browser.get("/plans").text.count('<a class="task"') == 2
    assert loop.browser.get("/plans?page=2").text.count('<a class="task"') == 1
    assert loop.browser.get("/plans?page=x").text.count('<a class="task"') == 2


# The next observation begins with the last goal


def test_the_sheet_of_the_next_observation_opens_with_the_last_goal(loop: Any) -> None:
    source = loop.observed(score=4, **SPRING)
    loop.goal(
        observation_id=source.id,
        target=450,
        title="Vi venter på svar",
        dimension_id=dimension_ids()[5],
        responsible_id=loop.colleague.id,
    )
    address = f"/observations/new/{loop.room.id}/{an_instrument().id}"
    page = Browser(loop.app, loop.watcher).get(address).text
    box = page.split('<section class="together last-goals"')[1].split("</section>")[0]
    assert "Vi venter på svar" in box
    assert "fra 4,00 mot 4,50" in box
    assert "Bo Lind" not in page
    assert "<a " not in box
    assert page.index("last-goals") < page.index('id="cycle-0"')


def test_an_observations_page_shows_the_change_since_the_last_goal(loop: Any) -> None:
    source = loop.observed(score=4, **SPRING)
    spring = NOW - timedelta(days=100)
    a_goal(
        loop.room,
        loop.ada,
        spring,
        observation_id=source.id,
        target=450,
        dimension_id=dimension_ids()[5],
    )
    later = loop.observed(score=3)
    for who in (loop.ada, loop.director, loop.watcher):
        page = Browser(loop.app, who).get(f"/observations/{later.reference}").text
        assert "Fra 4,00 til 3,00: −1,00. <strong>Lavere</strong>." in page
    before = loop.browser.get(f"/observations/{source.reference}").text
    assert "last-goals" not in before
    assert (
        f'href="/plans/new?observation={later.reference}"'
        in loop.browser.get(f"/observations/{later.reference}").text
    )


# What one does to a goal


def test_a_goal_is_changed_unless_somebody_else_did_meanwhile(loop: Any) -> None:
    row = loop.goal(title="Først", target=500)
    seen = loop.as_read(row, "/edit")
    answer = loop.send(row, "/edit", title="Adas", target="5,5", check_back_on="2025-12-01")
    assert answer.location == loop.page(row)
    stale = loop.browser.post(
        loop.page(row, "/edit"), {"as_read": seen, "title": "Forsinket", "target": "6"}
    )
    assert stale.status_code == 422
    assert "Noen andre har endret dette" in stale.text
    assert "Slik er det lagret nå" in stale.text
    assert 'value="Forsinket"' in stale.text
    assert "Adas" in stale.text
    assert (Goal.get().title, Goal.get().target) == ("Adas", 550)
    again = stale.text.split('name="as_read" value="')[1].split('"')[0]
    loop.browser.post(
        loop.page(row, "/edit"), {"as_read": again, "title": "Forsinket", "target": "6"}
    )
    assert Goal.get().title == "Forsinket"


def test_a_change_that_is_refused_keeps_what_was_written(loop: Any) -> None:
    row = loop.goal(title="Først")
    answer = loop.send(row, "/edit", title="Ring 01010750160", support="Vikar på torsdager")
    assert answer.status_code == 422
    assert "fødselsnummer" in answer.text
    assert "Vikar på torsdager" in answer.text
    assert Goal.get().title == "Først"


def test_someone_who_has_left_stays_responsible_until_changed(loop: Any) -> None:
    row = loop.goal(responsible_id=loop.colleague.id)
    from collect.models.people import Employment

    Employment.update(valid_to=date(2025, 9, 1)).where(
        Employment.person == loop.colleague
    ).execute()
    page = loop.browser.get(loop.page(row, "/edit")).text
    assert "Har sluttet" in page
    answer = loop.send(
        row, "/edit", title="Nytt", responsible_id=str(loop.colleague.id), check_back_on=""
    )
    assert answer.status_code == 303
    assert (Goal.get().title, Goal.get().responsible_id) == ("Nytt", loop.colleague.id)


def test_the_day_to_look_back_is_moved(loop: Any) -> None:
    row = loop.goal(check_back_on=TODAY)
    assert loop.send(row, "/move", check_back_on="2025-12-03").status_code == 303
    assert Goal.get().check_back_on == date(2025, 12, 3)
    refused = loop.send(row, "/move", check_back_on="2025-10-01")
    assert (refused.status_code, "Datoen er allerede passert." in refused.text) == (422, True)
    loop.send(row, "/move", check_back_on="")
    assert Goal.get().check_back_on is None


def test_actions_are_added_changed_done_and_taken_away(loop: Any) -> None:
    row = loop.goal()
    loop.send(row, "/actions/new", text="Telle til fem", responsible_id=str(loop.colleague.id))
    action = GoalAction.get()
    answer = loop.send(row, f"/actions/{action.id}", text="Telle til ti", due_on="2025-11-01")
    assert answer.location == loop.page(row, "#actions")
    assert (GoalAction.get().text, GoalAction.get().responsible_id) == ("Telle til ti", None)
    settle = loop.page(row, f"/actions/{action.id}/settle")
    loop.browser.post(settle, {"status": "done"})
    assert GoalAction.get().done_on == TODAY
    loop.browser.post(settle, {"status": "open"})
    assert GoalAction.get().done_on is None
    refused = loop.send(row, f"/actions/{action.id}", text="")
    assert (refused.status_code, "Skriv hva som skal gjøres." in refused.text) == (422, True)
    loop.browser.post(settle, {"status": "removed"})
    assert GoalAction.select().count() == 0
    assert loop.browser.post(settle, {"status": "done"}).status_code == 404


def test_two_who_change_an_action_at_once_do_not_overwrite_each_other(loop: Any) -> None:
    row = loop.goal(actions=(ActionAnswers("Telle"),))
    tail = f"/actions/{GoalAction.get().id}"
    seen = loop.as_read(row, tail)
    loop.send(row, tail, text="Adas")
    stale = loop.browser.post(loop.page(row, tail), {"as_read": seen, "text": "Forsinket"})
    assert stale.status_code == 422
    assert "Noen andre har endret dette" in stale.text
    assert GoalAction.get().text == "Adas"


def test_looking_back_keeps_a_note_and_the_next_day(loop: Any) -> None:
    row = loop.goal(check_back_on=TODAY)
    page = loop.browser.get(loop.page(row, "/check")).text
    assert 'name="checked_on" value="2025-10-15"' in page
    answer = loop.send(
        row, "/check", note="Flere venter", checked_on="2025-10-15", next_on="2025-11-26"
    )
    assert answer.location == loop.page(row, "#checks")
    assert (GoalCheck.get().note, Goal.get().check_back_on) == ("Flere venter", date(2025, 11, 26))
    refused = loop.send(row, "/check", note="", checked_on="2025-10-16", next_on="")
    assert refused.status_code == 422
    assert "En setning er nok." in refused.text
    assert GoalCheck.select().count() == 1


def test_an_evaluation_asks_what_was_seen_before_whether_it_helped(loop: Any) -> None:
    row = loop.goal()
    early = loop.browser.get(loop.page(row, "/evaluate/helped"))
    assert early.location == loop.page(row, "/evaluate")
    first = loop.browser.get(loop.page(row, "/evaluate")).text
    assert "Hva så dere?" in first
    assert "Hjalp det?" not in first
    answer = loop.send(row, "/evaluate", kind="words", seen="Barna svarer lengre")
    assert answer.location == loop.page(row, "/evaluate/helped")
    assert (Goal.get().seen, Goal.get().status) == ("Barna svarer lengre", "open")
    assert "det siste spørsmålet gjenstår" in loop.browser.get(loop.page(row)).text
    second = loop.browser.get(loop.page(row, "/evaluate/helped")).text
    assert "Barna svarer lengre" in second
    refused = loop.send(row, "/evaluate/helped", result="Vi fortsetter")
    assert refused.status_code == 422
    assert "Vi fortsetter" in refused.text
    loop.send(row, "/evaluate/helped", helped="partly", result="Vi fortsetter")
    assert (Goal.get().status, Goal.get().helped) == ("evaluated", "partly")
    page = loop.browser.get(loop.page(row)).text
    for words in ("Barna svarer lengre", "Delvis", "Vi fortsetter", "Åpne målet igjen"):
        assert words in page


def test_posting_the_last_answer_first_changes_nothing(loop: Any) -> None:
    row = loop.goal()
    answer = loop.browser.post(loop.page(row, "/evaluate/helped"), {"helped": "yes"})
    assert answer.location == loop.page(row, "/evaluate")
    assert Goal.get().status == "open"


@pytest.mark.parametrize(("kind", "words"), [("not_done", "Ikke gjort"), ("unknown", "Vet ikke")])
def test_not_done_and_do_not_know_are_easy_answers(loop: Any, kind: str, words: str) -> None:
    row = loop.goal()
    loop.send(row, "/evaluate", kind=kind, seen="")
    assert Goal.get().seen == kind
    page = loop.browser.get(loop.page(row, "/evaluate/helped")).text
    assert words in page
    assert ("La målet stå åpent" in page) == (kind == "not_done")
    loop.send(row, "/evaluate/helped", helped="unknown")
    assert words in loop.browser.get(loop.page(row)).text


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({}, "Velg det som passer."),
        ({"kind": "words"}, "Skriv hva dere så."),
        ({"kind": "words", "seen": "Ring 01010750160"}, "fødselsnummer"),
        ({"kind": "maybe", "seen": "Noe"}, "Velg i listen."),
    ],
)
def test_what_was_seen_needs_an_answer(loop: Any, answers: dict[str, str], sentence: str) -> None:
    row = loop.goal()
    refused = loop.send(row, "/evaluate", **answers)
    assert (refused.status_code, sentence in refused.text) == (422, True)
    assert Goal.get().seen == ""


def test_a_goal_is_set_aside_with_a_reason_and_taken_up_again(loop: Any) -> None:
    row = loop.goal()
    refused = loop.send(row, "/drop", reason="")
    assert (refused.status_code, Goal.get().status) == (422, "open")
    loop.send(row, "/drop", reason="Ny leder, nytt mål")
    page = loop.browser.get(loop.page(row)).text
    assert "Ny leder, nytt mål" in page
    assert "Lagt bort" in page
    late = loop.send(row, "/check", note="Sett", checked_on="2025-10-15")
    assert (late.status_code, "Målet er avsluttet." in late.text) == (422, True)
    loop.browser.post(loop.page(row, "/reopen"))
    assert Goal.get().status == "open"


TAILS = ("/edit", "/move", "/check", "/evaluate", "/evaluate/helped", "/drop", "/actions/new")


def test_a_text_that_seems_to_be_about_a_child_gets_a_gentle_hint(loop: Any) -> None:
    row = loop.goal(title="Vi venter på svar")
    assert 'class="note calm hints"' not in loop.browser.get(loop.page(row)).text
    loop.send(row, "/check", note="I dag ventet vi på Emma.", checked_on="2025-10-15")
    assert GoalCheck.select().count() == 1
    assert 'class="note calm hints"' in loop.browser.get(loop.page(row)).text
    assert 'class="note calm hints"' not in Browser(loop.app, loop.bo).get(loop.page(row)).text
    loop.send(row, "/evaluate", kind="words", seen="Vi er bekymret for blåmerker")
    assert 'class="note calm hints"' in loop.browser.get(loop.page(row, "/evaluate/helped")).text


def test_who_only_reads_is_refused_and_a_stranger_finds_nothing(loop: Any) -> None:
    row = loop.goal(actions=(ActionAnswers("Telle"),))
    action = f"/actions/{GoalAction.get().id}"
    elsewhere = an_identity("leader", loop.near, a_department(loop.near))
    for who, status in (
        (loop.bo, 403),
        (loop.mentor, 403),
        (loop.watcher, 403),
        (elsewhere, 404),
        (an_identity("coordinator"), 404),
    ):
        browser = Browser(loop.app, who)
        for tail in (*TAILS, action):
            assert browser.get(loop.page(row, tail)).status_code == status, tail
            assert browser.post(loop.page(row, tail), {"title": "x"}).status_code == status
        for tail in ("/reopen", f"{action}/settle"):
            assert browser.post(loop.page(row, tail), {"status": "done"}).status_code == status
    assert GoalAction.get().done_on is None
    assert loop.browser.get("/plans/ZZZZ-ZZZZ").status_code == 404


# Today


def test_a_leader_is_reminded_once_for_each_goal(loop: Any) -> None:
    late = loop.goal(title="For sent", check_back_on=TODAY)
    Goal.update(check_back_on=TODAY - timedelta(days=1)).where(Goal.id == late.id).execute()
    loop.goal(title="Snart", check_back_on=TODAY + timedelta(days=14))
    loop.goal(title="Senere", check_back_on=TODAY + timedelta(days=15))
    page = loop.browser.get("/").text
    assert [title in page for title in ("For sent", "Snart", "Senere")] == [True, True, False]
    assert f'href="{loop.page(late, "/check")}"' in page
    assert "På tide å se tilbake" in page


def test_a_leader_is_asked_to_evaluate_when_the_next_observation_is_in(loop: Any) -> None:
    source = loop.observed(score=4, **SPRING)
    row = loop.goal(observation_id=source.id, target=450, title="Vi venter")
    assert "Vi venter" not in loop.browser.get("/").text
    loop.observed(score=5)
    assert f'href="{loop.page(row, "/evaluate")}"' in loop.browser.get("/").text


def test_a_feedback_without_a_goal_waits_for_the_leader_and_is_counted_for_the_director(
    loop: Any,
) -> None:
    source = loop.observed()
    address = f'href="/plans/new?observation={source.reference}"'
    director = Browser(loop.app, loop.director)
    assert address in loop.browser.get("/").text
    assert "1 avdeling har fått tilbakemelding, men har ikke satt mål" in director.get("/").text
    loop.goal(observation_id=source.id, target=450)
    assert address not in loop.browser.get("/").text
    assert "har ikke satt mål" not in director.get("/").text


def test_a_director_sees_how_many_goals_nobody_looked_back_at(loop: Any) -> None:
    row = loop.goal(check_back_on=TODAY)
    director = Browser(loop.app, loop.director)
    assert "sett tilbake på i tide" not in director.get("/").text
    Goal.update(check_back_on=TODAY - timedelta(days=1)).where(Goal.id == row.id).execute()
    assert "1 mål har ingen sett tilbake på i tide" in director.get("/").text


def test_who_took_on_an_action_is_reminded_of_it(loop: Any) -> None:
    loop.goal(
        actions=(
            ActionAnswers("Om en uke", loop.colleague.id, TODAY + timedelta(days=7)),
            ActionAnswers("Siden", loop.colleague.id, TODAY + timedelta(days=8)),
            ActionAnswers("En annens", None, TODAY),
        )
    )
    page = Browser(loop.app, loop.bo).get("/").text
    assert [text in page for text in ("Om en uke", "Siden", "En annens")] == [True, False, False]
    assert "Om en uke" not in loop.browser.get("/").text


# What leaves the house, and what is only counted


def test_a_coordinator_sees_how_many_and_not_what(loop: Any) -> None:
    loop.goal(title="Hemmelig mål")
    coordinator = Browser(loop.app, an_identity("coordinator"))
    page = coordinator.get("/plans").text
    assert "Utviklingsplaner høst 2025" in page
    assert "Hemmelig mål" not in page
    assert f"Pulje {loop.here.affiliations.get().cohort.number}</th>" in page
    assert "Ingen mål dette halvåret" in coordinator.get("/plans?semester=2024-autumn").text
    assert coordinator.get("/plans?semester=høst").status_code == 404
    assert coordinator.get(f"/plans/{Goal.get().reference}").status_code == 404


def test_workbooks_are_for_the_director_and_the_coordinator(loop: Any) -> None:
    loop.goal()
    statuses = {}
    for name, who in (
        ("leader", loop.ada),
        ("staff", loop.bo),
        ("mentor", loop.mentor),
        ("observer", loop.watcher),
        ("director", loop.director),
        ("coordinator", an_identity("coordinator")),
        ("course_admin", an_identity("course_admin")),
    ):
        answer = Browser(loop.app, who).get("/plans/goals.xlsx")
        statuses[name] = answer.status_code
        has_button = 'href="/plans/goals.xlsx"' in Browser(loop.app, who).get("/plans").text
        assert has_button == (answer.status_code == 200)
    assert statuses == {
        "leader": 403,
        "staff": 403,
        "mentor": 403,
        "observer": 403,
        "director": 200,
        "coordinator": 200,
        "course_admin": 403,
    }


def test_who_has_no_part_in_plans_has_no_page(loop: Any) -> None:
    for role in ("course_admin", "sysadmin"):
        browser = Browser(loop.app, an_identity(role))
        assert browser.get("/plans").status_code == 403
        assert 'href="/plans"' not in browser.get("/account").text
