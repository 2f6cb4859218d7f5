"""Templates of courses: kept, changed, retired, and courses set up from them."""

import uuid
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from collect import courses
from collect import courses_templates as templates
from collect.courses_letters import USUAL, Pattern
from collect.models.courses import Course
from collect.models.courses_letters import CourseLetter
from collect.models.courses_templates import CourseTemplate
from collect.models.journal import JournalEntry
from collect.rules.access import HOUSE, STRANGER
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.factories import NOW, a_kindergarten, an_identity

DAYS = [(date(2025, 12, day), time(9), time(15)) for day in (8, 9)]


def answers(**values: Any) -> templates.TemplateAnswers:
    columns = {
        "title": "TETT PÅ for assistenter",
        "kind": "skilled_worker",
        "place": "Rådhuset",
        "seats": 25,
        "positions": ["skilled_worker", "assistant"],
        "min_programme_year": 2,
        "freeze_days": 2,
        "offer_hours": 48,
        "share": 4,
        "description": "Ta med innesko.",
    } | values.pop("columns", {})
    letters = values.pop("letters", dict(enumerate(USUAL, 1)))
    given = {"length": 2, "starts_at": "09:00", "ends_at": "15:00"}
    given |= {"register_days": 14, "withdraw_days": 3}
    return templates.TemplateAnswers(columns, **given | values, letters=letters)


def a_template(**values: Any) -> CourseTemplate:
    return templates.add_template(answers(**values), by=HOUSE, now=NOW)


def filled_in(row: CourseTemplate) -> dict[str, Any]:
    return {**row.__data__, "positions": row.positions.split(",")}


def plan(row: CourseTemplate, days: Any = None, key: str = "", **changed: Any) -> Course:
    return templates.plan_course(
        filled_in(row) | changed,
        DAYS if days is None else days,
        templates.letters_of(row),
        submission_id=key or str(uuid.uuid4()),
        by=HOUSE,
        now=NOW,
    )


def test_a_course_from_a_template_has_all_of_it_and_deadlines_before_its_first_day(
    house: str,
) -> None:
    row = a_template(letters={1: Pattern(-14, "waiting", "Hei", "Snart plass på {course}")})
    made = Course.get_by_id(plan(row).id)
    names = ("title", "kind", "place", "seats", "positions", "min_programme_year")
    names += ("freeze_days", "offer_hours", "share", "description")
    assert [getattr(made, name) for name in names] == [getattr(row, name) for name in names]
    assert (made.first_day, made.register_by, made.withdraw_by) == (
        date(2025, 12, 8),
        date(2025, 11, 24),
        date(2025, 12, 5),
    )
    assert [day.day for day in courses.days(made)] == [day for day, _, _ in DAYS]
    assert [(one.days, one.status, one.subject) for one in CourseLetter.select()] == [
        (-14, "waiting", "Hei")
    ]


def test_what_is_filled_in_can_be_another_for_one_course(house: str) -> None:
    row = a_template()
    made = plan(row, seats=10, register_days=None)
    assert (made.seats, made.register_by) == (10, None)
    assert CourseTemplate.get().seats == 25


def test_a_changed_template_touches_no_course(house: str) -> None:
    row = a_template()
    made = plan(row)
    templates.amend_template(
        row,
        answers(columns={"title": "Ny", "seats": 5}, letters={}, register_days=1),
        by=HOUSE,
        now=NOW,
    )
    assert (CourseTemplate.get().title, CourseTemplate.get().letters) == ("Ny", [])
    held = Course.get_by_id(made.id)
    assert (held.title, held.seats) == ("TETT PÅ for assistenter", 25)
    assert CourseLetter.select().count() == len(USUAL)
    acts = [e.act for e in JournalEntry.select().order_by(JournalEntry.id)]
    assert acts == ["course_template.add", "course.add", "course_template.amend"]


def test_the_same_sent_twice_is_one_course(house: str) -> None:
    row, key = a_template(), str(uuid.uuid4())
    assert plan(row, key=key).id == plan(row, key=key).id
    assert Course.select().count() == 1
    with pytest.raises(RuleBroken) as refused:
        plan(row, key=key, seats=3)
    assert refused.value.code == "submission.changed"


def test_a_course_that_nobody_could_register_for_is_refused(house: str) -> None:
    row = a_template()
    soon = [(date(2025, 10, 28), time(9), time(15))]
    with pytest.raises(RuleBroken) as refused:
        plan(row, soon)
    assert (refused.value.code, refused.value.values) == (
        "course.deadline_over",
        {"day": date(2025, 10, 14)},
    )
    assert plan(row, soon, register_days=13).register_by == date(2025, 10, 15)


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"columns": {"title": " "}}, "required", "title"),
        ({"columns": {"seats": 0}}, "seats.range", "seats"),
        ({"length": 5}, "template.length", "length"),
        ({"ends_at": "09:00"}, "day.hours", "ends_at"),
        ({"register_days": 121}, "template.lead", "register_days"),
        ({"withdraw_days": -1}, "template.lead", "withdraw_days"),
        ({"letters": {2: Pattern(-3, "placed", "Hei", "")}}, "required", "text_2"),
        ({"letters": {4: Pattern(-3, "waiting")}}, "required", "subject_4"),
        ({"letters": {1: Pattern(-3, "placed", "Hei", "{navn}")}}, "letter.placeholder", "text_1"),
        ({"letters": {3: Pattern(-121, "placed")}}, "letter.days", "days_3"),
        ({"letters": {3: Pattern(-1, "unanswered")}}, "letter.evaluation_days", "days_3"),
    ],
)
def test_a_template_no_course_could_be_made_from_is_refused(
    house: str, values: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        a_template(**values)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert CourseTemplate.select().count() == 0


def test_two_templates_in_use_have_not_the_same_title(house: str) -> None:
    row, other = a_template(), a_template(columns={"title": "En annen"})
    again = (
        lambda: a_template(),
        lambda: templates.amend_template(other, answers(), by=HOUSE, now=NOW),
    )
    for act in again:
        with pytest.raises(RuleBroken) as refused:
            act()
        assert (refused.value.code, refused.value.field) == ("template.known", "title")
    templates.amend_template(row, answers(), by=HOUSE, now=NOW)
    templates.set_retired(row, True, by=HOUSE, now=NOW)
    a_template()
    with pytest.raises(RuleBroken):
        templates.set_retired(row, False, by=HOUSE, now=NOW)


def test_a_retired_template_is_not_offered_until_it_is_brought_back(house: str) -> None:
    row = a_template()
    ada = an_identity("course_admin")
    for _ in range(2):
        templates.set_retired(row, True, by=ada, now=NOW)
    assert list(templates.in_use(ada)) == []
    assert list(templates.templates(ada)) == [row]
    with pytest.raises(NotFound):
        templates.template(ada, row.id)
    templates.set_retired(row, False, by=ada, now=NOW)
    assert templates.template(ada, row.id) == row


def test_only_those_who_set_up_courses_know_of_templates(house: str) -> None:
    row = a_template()
    director = an_identity("director", a_kindergarten())
    for who in (director, STRANGER):
        assert list(templates.templates(who)) == []
        with pytest.raises(NotFound):
            templates.template(who, row.id)
        for act in (
            lambda by=who: templates.add_template(answers(), by=by, now=NOW),
            lambda by=who: templates.amend_template(row, answers(), by=by, now=NOW),
            lambda by=who: templates.set_retired(row, True, by=by, now=NOW),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_the_built_in_ones_are_laid_down_once_and_courses_can_be_made_of_all(house: str) -> None:
    for _ in range(2):
        templates.seed_templates()
    rows = list(templates.in_use(HOUSE))
    assert len(rows) == len(templates.BUILT_IN)
    first = next(row for row in rows if row.kind == "skilled_worker")
    assert (first.length, first.seats, first.positions, first.min_programme_year) == (
        2,
        25,
        "skilled_worker,assistant",
        2,
    )
    for row in rows:
        values = replace(answers(), columns=filled_in(row)).columns
        when = DAYS[: row.length]
        plan(row, when, positions=[code for code in values["positions"] if code])
    assert Course.select().count() == len(rows)
    templates.set_retired(rows[0], True, by=HOUSE, now=NOW)
    templates.seed_templates()
    assert CourseTemplate.select().count() == len(rows)
