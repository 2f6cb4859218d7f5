"""Results of evaluations: shown when it is closed and five have answered, and never so that fewer can be told."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from collect import courses
from collect import courses_evaluation_results as results
from collect.models.courses import Course, CourseDay
from collect.models.courses_evaluation import CourseEvaluation
from collect.models.journal import JournalEntry
from collect.rules.access import HOUSE, ROLES, STRANGER, Grant, Identity
from collect.rules.refusals import NotAllowed, NotFound
from tests.collect.test_courses_evaluation import DAY, Class
from tests.factories import a_course
from tests.halls import FIRST, SECOND

CLOSED = SECOND + 31 * DAY


@pytest.fixture
def hall(house: str) -> Class:
    return Class()


def answers(hall: Class, number: int) -> None:
    rows = [hall.ada, hall.bo, *(hall.one_more(f"Person {n}") for n in range(number - 2))]
    for n, row in enumerate(rows[:number]):
        hall.answer(row, useful=1 + n % 5, use_text=f"Tekst {n}" if n else "")


def read(hall: Class, now: Any = CLOSED, who: Identity | None = None) -> results.Results:
    return results.results(who or hall.kari, hall.course.id, now.date())


def test_five_answers_are_shown_when_it_is_closed(hall: Class) -> None:
    answers(hall, 5)
    found = read(hall)
    assert (found.state, found.attended, found.answers, found.share) == ("closed", 5, 5, 1)
    assert {name: tally.counts for name, tally in found.tallies.items()} == {
        "useful": (1, 1, 1, 1, 1),
        "clear": (0, 0, 0, 5, 0),
        "practical": (0, 0, 5, 0, 0),
        "will_use": (0, 5, 0, 0, 0),
    }
    assert found.tallies["useful"].mean == 3
    assert sorted(found.use_texts) == ["Tekst 1", "Tekst 2", "Tekst 3", "Tekst 4"]
    assert found.better_texts == []


def test_until_it_is_closed_only_the_number_is_shown(hall: Class) -> None:
    answers(hall, 5)
    found = read(hall, SECOND + 30 * DAY)
    assert (found.answers, found.tallies, found.use_texts) == (5, {}, [])


def test_four_answers_are_never_shown(hall: Class) -> None:
    answers(hall, 4)
    found = read(hall)
    assert (found.answers, found.tallies, found.use_texts, found.better_texts) == (4, {}, [], [])


def test_texts_stand_in_an_order_that_puts_no_two_of_one_person_side_by_side(hall: Class) -> None:
    answers(hall, 5)
    keys = ["a5", "b4", "c3", "d2", "e1"]
    for key, row in zip(keys, list(CourseEvaluation.select()), strict=True):
        values = {"key": key, "use_text": key, "better_text": key}
        CourseEvaluation.update(values).where(CourseEvaluation.key == row.key).execute()
    found = read(hall)
    assert (found.use_texts, found.better_texts) == (keys, keys[::-1])


@pytest.mark.parametrize("role", [r for r in ROLES if r not in ("course_admin", "coordinator")])
def test_nobody_else_sees_results(hall: Class, role: str) -> None:
    who = Identity(person_id=1, grants=frozenset({Grant(role, hall.kindergarten.id)}))
    for refused in (who, STRANGER):
        with pytest.raises(NotAllowed):
            read(hall, who=refused)
        with pytest.raises(NotAllowed):
            results.held(refused, CLOSED.date())
        with pytest.raises(NotAllowed):
            results.take(hall.course.id, by=refused, now=CLOSED)


def test_a_missing_and_a_cancelled_course_have_none(hall: Class) -> None:
    with pytest.raises(NotFound):
        results.results(hall.kari, 98765, CLOSED.date())
    courses.cancel_course(hall.course, by=HOUSE, now=SECOND)
    with pytest.raises(NotFound):
        read(hall)


def test_what_is_taken_out_is_noted_without_what_was_answered(hall: Class) -> None:
    answers(hall, 5)
    results.take(hall.course.id, by=hall.per, now=CLOSED)
    line = JournalEntry.select().where(JournalEntry.act == "export.evaluation").get()
    assert (line.record_id, line.new) == (hall.course.id, {"course": "Språk", "rows": 5})
    with pytest.raises(NotFound):
        results.take(hall.course.id, by=hall.per, now=SECOND + 30 * DAY)
    assert JournalEntry.select().where(JournalEntry.act == "export.evaluation").count() == 1


def test_results_cost_the_same_queries_however_many_answered(
    hall: Class, count_queries: Callable[[], Any]
) -> None:
    answers(hall, 2)
    with count_queries() as few:
        read(hall)
    for n in range(3):
        hall.answer(hall.one_more(f"Flere {n}"))
    with count_queries() as more:
        read(hall)
    assert (len(few), len(more)) == (4, 4)


def another(number: int, first: Any = FIRST, kind: str = "workshop", grade: int = 2) -> Course:
    """One more course that so many answered about, all alike."""
    row = a_course(kind=kind, days=1)
    Course.update(first_day=first.date()).where(Course.id == row.id).execute()
    CourseDay.update(day=first.date()).where(CourseDay.course == row).execute()
    for n in range(number):
        CourseEvaluation.insert(
            key=f"{row.id}-{n}", course=row, use_text="", better_text="",
            **dict.fromkeys(("useful", "clear", "practical", "will_use"), grade),
        ).execute()  # fmt: skip
    return row


def told(hall: Class, now: Any = CLOSED) -> list[tuple[str, str, int, int, list[Fraction]]]:
    return [
        (one.kind, one.semester.code, one.courses, one.answers, list(one.means))
        for one in results.trends(results.held(hall.kari, now.date()))
    ]


def test_kinds_of_courses_are_told_semester_by_semester(hall: Class) -> None:
    another(5, grade=2)
    another(10, grade=5)
    another(6, FIRST - 200 * DAY, grade=1)
    another(3, FIRST, "new_staff")
    assert told(hall) == [
        ("new_staff", "2025-autumn", 0, 0, []),
        ("workshop", "2025-autumn", 2, 15, [4] * 4),
        ("workshop", "2025-spring", 1, 6, [1] * 4),
    ]


def test_a_small_course_cannot_be_had_as_the_whole_less_the_rest(hall: Class) -> None:
    another(5, grade=2)
    another(4, grade=5)
    another(4, grade=5)
    assert told(hall) == [("workshop", "2025-autumn", 1, 5, [2] * 4)]
    assert told(hall, SECOND + DAY) == [("workshop", "2025-autumn", 0, 0, [])]


def test_the_courses_are_listed_with_how_far_their_evaluations_have_come(hall: Class) -> None:
    answers(hall, 5)
    small, later = another(4), another(0, FIRST + 40 * DAY)

    def told_of(now: Any) -> list[tuple[int, str, int, bool]]:
        found = results.held(hall.kari, now.date())
        return [(one.id, one.state, one.sum.answers, one.sum.is_shown) for one in found]

    assert told_of(SECOND + DAY) == [
        (later.id, "coming", 0, False),
        (hall.course.id, "open", 5, False),
        (small.id, "open", 4, False),
    ]
    assert told_of(CLOSED)[1:] == [
        (hall.course.id, "closed", 5, True),
        (small.id, "closed", 4, False),
    ]


def test_trends_cost_two_queries_however_many_courses(
    hall: Class, count_queries: Callable[[], Any]
) -> None:
    another(5)
    with count_queries() as one:
        told(hall)
    another(6)
    another(7)
    with count_queries() as three:
        told(hall)
    assert (len(one), len(three)) == (2, 2)
