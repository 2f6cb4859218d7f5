"""Evaluation: answered once by those who were there, and untied from who they are."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from collect import courses
from collect import courses_evaluation as evaluation
from collect import courses_registrations as registrations
from collect.courses_evaluation import EvaluationAnswers
from collect.database import db, is_sqlite
from collect.models.base import Model
from collect.models.courses import Course, Registration
from collect.models.courses_evaluation import CourseEvaluation, EvaluationGiven
from collect.models.journal import JournalEntry
from collect.models.people import Person
from collect.models.receipts import Receipt
from collect.rules.access import HOUSE, STRANGER, Identity
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.factories import a_person, an_identity
from tests.halls import FIRST, SECOND, Hall, a_registration

DAY = timedelta(days=1)
AFTER = SECOND + DAY


class Class(Hall):
    """A hall with six seats: Ada and Bo were there, Bo on one day only; Cy was not."""

    def __init__(self) -> None:
        super().__init__()
        more = {"seats": 8, "title": "Språk", "kind": "skilled_worker", "positions": []}
        courses.amend_course(
            self.course, {"min_programme_year": 0, **more}, by=self.kari, now=FIRST - 9 * DAY
        )
        self.mark(0, {self.ada: True, self.bo: True, self.cy: False})
        self.mark(1, {self.ada: True, self.bo: False, self.cy: False})
        self.who = {
            row.id: an_identity("staff", self.kindergarten, None, row.person)
            for row in (self.ada, self.bo, self.cy)
        }

    def answer(self, row: Registration | Identity, now: Any = AFTER, **values: Any) -> None:
        grades = {"useful": 5, "clear": 4, "practical": 3, "will_use": 2} | values
        by = row if isinstance(row, Identity) else self.who[row.id]
        evaluation.answer(self.course.id, EvaluationAnswers(**grades), by=by, now=now)

    def one_more(self, name: str) -> Registration:
        """Register one more who was there."""
        row = a_registration(self.course, a_person(name, self.kindergarten), self.director)
        self.mark(0, {row: True})
        self.who[row.id] = an_identity("staff", self.kindergarten, None, row.person)
        return row


@pytest.fixture
def hall(house: str) -> Class:
    return Class()


def given() -> list[int]:
    return [
        row.registration_id
        for row in EvaluationGiven.select().order_by(EvaluationGiven.registration)
    ]


def test_an_answer_is_kept_without_a_name_and_that_one_has_answered_with_it(hall: Class) -> None:
    hall.answer(hall.ada, use_text=" Høytlesing ", better_text="Lengre pauser")
    row = CourseEvaluation.get()
    kept = (row.useful, row.clear, row.practical, row.will_use, row.use_text, row.better_text)
    assert (row.course_id, kept) == (hall.course.id, (5, 4, 3, 2, "Høytlesing", "Lengre pauser"))
    assert given() == [hall.ada.id]


def test_one_answers_once_and_the_first_answer_stands(hall: Class) -> None:
    for grade in (5, 1):
        hall.answer(hall.ada, useful=grade)
    assert [row.useful for row in CourseEvaluation.select()] == [5]


def test_one_day_is_enough_to_be_asked_and_none_is_not(hall: Class) -> None:
    hall.answer(hall.bo)
    with pytest.raises(NotFound):
        hall.answer(hall.cy)
    with pytest.raises(NotFound):
        hall.answer(hall.director)
    with pytest.raises(NotAllowed):
        hall.answer(STRANGER)
    assert (given(), CourseEvaluation.select().count()) == ([hall.bo.id], 1)


@pytest.mark.parametrize(
    ("days", "code"), [(0, "evaluation.coming"), (31, "evaluation.closed"), (30, "")]
)
def test_it_is_open_for_thirty_days_after_the_last(hall: Class, days: int, code: str) -> None:
    if not code:
        hall.answer(hall.ada, now=SECOND + days * DAY)
        assert given() == [hall.ada.id]
        return
    with pytest.raises(RuleBroken) as refused:
        hall.answer(hall.ada, now=SECOND + days * DAY)
    assert refused.value.code == code
    assert (given(), CourseEvaluation.select().count()) == ([], 0)


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"useful": 0}, "choice.unknown", "useful"),
        ({"will_use": 6}, "choice.unknown", "will_use"),
        ({"use_text": "x" * 2_001}, "text.long", "use_text"),
        ({"better_text": "Ring 01010750160"}, "text.national_id", "better_text"),
    ],
)
def test_an_impossible_answer_is_refused_and_nothing_is_kept(
    hall: Class, values: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        hall.answer(hall.ada, **values)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert (given(), CourseEvaluation.select().count()) == ([], 0)


def test_a_cancelled_course_is_not_evaluated(hall: Class) -> None:
    courses.cancel_course(hall.course, by=HOUSE, now=SECOND)
    with pytest.raises(NotFound):
        hall.answer(hall.ada)


def test_the_two_tables_have_nothing_in_common_but_the_course() -> None:
    answer, gave = CourseEvaluation._meta.sorted_fields, EvaluationGiven._meta.sorted_fields
    assert [field.name for field in gave] == ["registration"]
    references = {field.name: field.rel_model for field in answer if hasattr(field, "rel_model")}
    assert references == {"course": Course}
    grades_and_texts = ["useful", "clear", "practical", "will_use", "use_text", "better_text"]
    assert [field.name for field in answer] == ["key", "course", *grades_and_texts]
    pointing = {m for m in Model.__subclasses__() if CourseEvaluation in m._meta.refs.values()}
    assert pointing == set()


def test_the_order_in_which_answers_lie_says_nothing_of_who_answered_when(
    hall: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [hall.ada, hall.bo, *(hall.one_more(f"Person {n}") for n in range(4))]
    keys = iter("fbdace")
    monkeypatch.setattr(evaluation.secrets, "token_hex", lambda _: next(keys))
    for row in rows:
        hall.answer(row)
    table = CourseEvaluation._meta.table_name
    if is_sqlite():
        lie = [row[0] for row in db.execute_sql(f'SELECT key FROM "{table}"').fetchall()]
        with pytest.raises(Exception, match="rowid"):
            db.execute_sql(f'SELECT rowid FROM "{table}"')
    else:
        found = db.execute_sql(f'SELECT key, xmin::text FROM "{table}" ORDER BY ctid').fetchall()
        lie = [key for key, _ in found]
        assert len({written for _, written in found}) == 1
    assert lie == list("abcdef")


def test_no_journal_and_no_receipt_tells_that_or_what_one_answered(hall: Class) -> None:
    lines, receipts = JournalEntry.select().count(), Receipt.select().count()
    hall.answer(hall.ada, use_text="Sangstund")
    assert (JournalEntry.select().count(), Receipt.select().count()) == (lines, receipts)


def test_answers_about_other_courses_are_left_where_they_lie(hall: Class) -> None:
    CourseEvaluation.insert(
        key="a", course=Course.create(title="B", sort="b", search="b", kind="workshop", first_day=FIRST.date()),
        useful=1, clear=1, practical=1, will_use=1, use_text="", better_text="",
    ).execute()  # fmt: skip
    hall.answer(hall.ada)
    hall.answer(hall.bo)
    assert CourseEvaluation.select().count() == 3


def test_one_is_reminded_of_what_is_open_until_it_is_answered(hall: Class) -> None:
    ada = hall.who[hall.ada.id]

    def open_on(now: Any, who: Identity = ada) -> list[tuple[str, str]]:
        found = evaluation.invitations(who, now.date())
        return [(one.course.title, str(one.closes_on)) for one in found]

    assert open_on(SECOND) == []
    assert open_on(AFTER) == [("Språk", "2025-12-11")]
    assert open_on(SECOND + 31 * DAY) == []
    assert open_on(AFTER, hall.who[hall.cy.id]) == []
    assert open_on(AFTER, hall.director) == []
    hall.answer(hall.ada)
    assert open_on(AFTER) == []
    assert evaluation.invitation(ada, hall.course.id, AFTER.date()).has_answered is True


def test_reminders_cost_two_queries_however_many(
    hall: Class, count_queries: Callable[[], Any]
) -> None:
    with count_queries() as one:
        evaluation.invitations(hall.who[hall.ada.id], AFTER.date())
    with count_queries() as none:
        evaluation.invitations(hall.who[hall.cy.id], AFTER.date())
    assert (len(one), len(none)) == (2, 1)


def test_the_registration_leads_to_it_while_it_is_open(hall: Class) -> None:
    ada = hall.who[hall.ada.id]
    row = registrations.registration(ada, hall.ada.reference, AFTER.date())
    found = evaluation.open_to(ada, row, AFTER.date())
    assert found is not None
    assert found.has_answered is False
    assert evaluation.open_to(ada, row, SECOND.date()) is None
    assert evaluation.open_to(hall.director, row, AFTER.date()) is None
    assert evaluation.open_to(ada, row, (SECOND + 31 * DAY).date()) is None


def test_who_has_answered_is_wiped_a_month_after_it_has_closed(hall: Class) -> None:
    hall.answer(hall.ada)
    assert evaluation.forget_given(SECOND + 60 * DAY) == 0
    assert given() == [hall.ada.id]
    assert evaluation.forget_given(SECOND + 61 * DAY) == 1
    assert (given(), CourseEvaluation.select().count()) == ([], 1)
    assert Person.select().where(Person.name == "Ada").count() == 1
