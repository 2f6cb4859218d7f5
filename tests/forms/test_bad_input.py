"""Whatever is typed or tampered with gets an answer in words; nothing is half kept."""

import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collect.models.courses import Registration
from collect.models.observations import Cycle, Observation, Score
from collect.models.onboarding import OnboardingPlan, PlanTask
from collect.models.people import Employment, Person
from collect.models.receipts import Receipt
from tests.factories import (
    a_cohort,
    a_course,
    a_department,
    a_kindergarten,
    a_network,
    an_identity,
    an_instrument,
    dimension_ids,
)
from tests.web import Browser, make_app

SPOILS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "",
            " ",
            "-1",
            "0",
            "1e9",
            "9" * 30,
            "null",
            "٣",
            "=1+1",
            "<script>",
            "'; DROP TABLE x",
            "\ufffe",
            "æøå",
            "2025-13-45",
            "24:61",
        ]
    ),
    st.integers().map(str),
)


@pytest.fixture
def desk(house: str) -> Any:
    """A director who is an observer too, in front of the three forms."""

    class Desk:
        app = make_app(house)
        network = a_network()
        kindergarten = a_kindergarten("Solbakken", a_cohort(), network)
        room = a_department(kindergarten)
        course = a_course()
        observer = Browser(
            app, an_identity("observer", kindergarten, network=frozenset({kindergarten.id}))
        )
        director = Browser(app, an_identity("director", kindergarten))
        worker = Person.select().join(Employment).order_by(Person.id).first()

        @classmethod
        def forms(cls) -> dict[str, tuple[Browser, str, dict[str, str]]]:
            sheet = {"observed_on": "2025-10-14", "semester": "2025-autumn"}
            sheet |= {
                "cycles-0-started_at": "09:00",
                "cycles-0-ended_at": "09:18",
                "cycles-0-adults": "3",
            }
            sheet |= {
                "cycles-0-children": "12",
                "cycles-0-activity": "Lek",
                "cycles-0-note": "Rolig",
            }
            sheet |= {f"cycles-0-score-{d}": "5" for d in dimension_ids()}
            newcomer = {
                "name": "Bjørn",
                "email": "",
                "position": "assistant",
                "first_day": "2025-11-03",
            }
            newcomer |= {
                "kindergarten_id": str(cls.kindergarten.id),
                "department_id": "",
                "fte_percent": "80",
            }
            wish = {"person_id": str(cls.worker.id), "needs": "", "note": ""}
            return {
                "sheet": (
                    cls.observer,
                    f"/observations/new/{cls.room.id}/{an_instrument().id}",
                    sheet,
                ),
                "newcomer": (cls.director, "/onboarding/new", newcomer),
                "wish": (cls.director, f"/courses/{cls.course.id}", wish),
            }

    return Desk


def whole() -> bool:
    """Whether every kept record has all that belongs to it."""
    return (
        Receipt.select().count()
        == Observation.select().count()
        + Registration.select().count()
        + OnboardingPlan.select().count()
        and Observation.select()
        .where(Observation.id.not_in(Cycle.select(Cycle.observation)))
        .count()
        == 0
        and Observation.select()
        .where(Observation.id.not_in(Score.select(Score.observation)))
        .count()
        == 0
        and OnboardingPlan.select()
        .where(OnboardingPlan.id.not_in(PlanTask.select(PlanTask.plan)))
        .count()
        == 0
    )


@pytest.mark.parametrize("form", ["sheet", "newcomer", "wish"])
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(spoils=st.lists(st.tuples(st.integers(0, 60), SPOILS), min_size=1, max_size=4))
def test_spoilt_answers_get_a_sentence_or_are_kept_whole(
    desk: Any, form: str, spoils: list[tuple[int, str]]
) -> None:
    browser, path, answers = desk.forms()[form]
    names = [*answers, "submission_id"]
    sent = answers | {"submission_id": str(uuid.uuid4())}
    for place, spoilt in spoils:
        sent[names[place % len(names)]] = spoilt
    answer = browser.post(path, sent)
    assert answer.status_code in (303, 400, 409, 422), answer.status_code
    if answer.status_code == 422:
        assert 'class="note bad summary"' in answer.text
    assert whole()


@pytest.mark.parametrize("form", ["sheet", "newcomer", "wish"])
def test_missing_and_doubled_fields_are_answered(desk: Any, form: str) -> None:
    browser, path, answers = desk.forms()[form]
    assert browser.post(path, {}).status_code == 422
    for name in answers:
        sent = {k: v for k, v in answers.items() if k != name} | {
            "submission_id": str(uuid.uuid4())
        }
        assert browser.post(path, sent).status_code in (303, 422)
        doubled = answers | {name: [answers[name], "x"], "submission_id": str(uuid.uuid4())}
        assert browser.post(path, doubled).status_code in (303, 422)
    assert whole()


@pytest.mark.parametrize("form", ["sheet", "newcomer", "wish"])
def test_a_file_where_text_is_asked_is_no_answer(desk: Any, form: str) -> None:
    import io

    browser, path, answers = desk.forms()[form]
    name = next(iter(answers))
    sent = {k: v for k, v in answers.items() if k != name} | {name: (io.BytesIO(b"x"), "x.txt")}
    assert browser.post(path, sent, content_type="multipart/form-data").status_code == 422


def test_a_form_that_is_too_big_is_refused_in_words(desk: Any) -> None:
    browser, path, answers = desk.forms()["wish"]
    answer = browser.post(path, answers | {"note": "x" * 6_100_000})
    assert answer.status_code == 413
    assert "for stort" in answer.text
