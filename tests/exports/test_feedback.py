"""A feedback on one sheet of A4: tagged, the same bytes each time, whole however long and odd its texts."""

from datetime import timedelta
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from collect import feedback
from collect import feedback_reading as reading
from collect.models.feedback import Feedback
from collect.models.observations import Dimension, Observation, Score
from collect.models.plans import Goal
from collect.phrases import reading as speaking
from collect.plans_rounds import Measured
from exports.feedback import MARK, document, fit
from tests.factories import (
    NOW,
    a_department,
    a_feedback,
    a_kindergarten,
    an_identity,
    an_observation,
)

ADDRESS = "https://tettpaa.example.no/observations/ABCD-EFGH/feedback"
SENTENCE = "De voksne satt på gulvet, fulgte barnas blikk og svarte med rolig stemme. "
LONG = (SENTENCE * 120)[:8000]


@pytest.fixture
def given_to(house: str) -> Any:
    """Return the feedback on a new observation, as its department reads it."""
    kindergarten = a_kindergarten("Grav barnehage avd. Liom")
    room = a_department(kindergarten, "Blåklokka", "mixed")
    ada = an_identity("observer", kindergarten, network=frozenset({kindergarten.id}))
    bo = an_identity("staff", kindergarten, room)

    def made(version: str = "toddler", **texts: Any) -> Feedback:
        reference = an_observation(room, ada, version=version)
        a_feedback(reference, ada, **texts)
        return reading.feedback_on(bo, reference)

    made.ada = ada  # type: ignore[attr-defined]
    return made


def sheet(row: Feedback, **more: Any) -> bytes:
    return document(row, address=ADDRESS, **more)


def read(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def words(content: bytes) -> str:
    """Return the words of the one page, in one line."""
    (page,) = read(content).pages
    return " ".join(page.extract_text().split())


def tags(element: Any) -> list[str]:
    """Return the kinds of all elements of a tag tree, as they are read."""
    element = element.get_object()
    if isinstance(element, list):
        return [kind for part in element for kind in tags(part)]
    if not isinstance(element, dict):
        return []
    own = [str(element["/S"])] if "/S" in element else []
    return own + (tags(element["/K"]) if "/K" in element else [])


def test_a_sheet_says_what_it_is_to_those_who_hear_it_read(given_to: Any) -> None:
    found = read(sheet(given_to()))
    root = found.trailer["/Root"]
    about = root["/Metadata"].get_object().get_data().decode()
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nb"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert found.metadata is not None
    assert found.metadata.title == "Tilbakemelding til Blåklokka, 14.10.2025"
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    assert "<pdfaid:part>3</pdfaid:part>" in about
    assert found.metadata.creation_date == NOW
    box = found.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)


def test_its_tags_are_headings_a_figure_with_words_and_a_table(given_to: Any) -> None:
    root: Any = read(sheet(given_to())).trailer["/Root"]
    kinds = tags(root["/StructTreeRoot"])
    assert [kind for kind in kinds if kind[:2] == "/H"] == ["/H1", "/H2", "/H2", "/H2", "/H2"]
    assert (kinds.count("/Figure"), kinds.count("/Table"), kinds.count("/TH")) == (1, 1, 3)
    assert kinds.count("/TR") == 1 + 10

    def figures(element: Any) -> list[str]:
        element = element.get_object()
        if isinstance(element, list):
            return [alt for part in element for alt in figures(part)]
        if not isinstance(element, dict):
            return []
        own = [str(element["/Alt"])] if element.get("/S") == "/Figure" else []
        return own + (figures(element["/K"]) if "/K" in element else [])

    (told,) = figures(root["/StructTreeRoot"])
    assert told.startswith(
        "Profilen: middelverdier fra 1 til 7. Emosjonell og atferdsmessig støtte: 4,60"
    )
    assert "Negativt klima (lav er bra): 5,00, middels." in told


def test_a_sheet_says_what_the_page_says_and_names_nobody(given_to: Any) -> None:
    goal = Goal(id=1, title="Flere åpne spørsmål")
    text = words(sheet(given_to(), goals=[goal]))
    for part in (
        "Grav barnehage avd. Liom",
        "Tilbakemelding til Blåklokka",
        "Observert 14.10.2025 · Høst 2025 · Småbarn (Toddler)",
        "Frigitt 15.10.2025 kl. 11.00 · Gitt muntlig 14.10.2025, 5 til stede",
        "Mål fra sist: Flere åpne spørsmål",
        "Rolige stemmer ved bordet.",
        "Flere åpne spørsmål i leken.",
        "Øv på ett åpent spørsmål hver dag.",
        "Språkstøtte 5,00 Middels",
        ADDRESS,
    ):
        assert part in text
    assert given_to.ada.name not in text
    assert "Fortsetter" not in text


def test_a_goal_from_last_time_tells_how_its_dimension_moved(given_to: Any) -> None:
    row = given_to()
    dimension = Dimension.get(Dimension.key == "language_modeling")
    goal = Goal(id=1, title="Snakke mer", dimension=dimension)
    moved = Measured(row.observation, Fraction(8, 3), Fraction(5), None, None)
    text = words(sheet(row, goals=[goal], changes={1: moved}))
    assert "Snakke mer (Språkstøtte, fra 2,67 til 5,00)" in text


@pytest.mark.parametrize(
    ("locale", "part"), [("nn", "Utviklingsområde Flere"), ("en", "Areas for development Flere")]
)
def test_a_sheet_is_in_the_readers_language(given_to: Any, locale: str, part: str) -> None:
    row = given_to()
    with speaking(locale):
        made = sheet(row)
    root: Any = read(made).trailer["/Root"]
    assert root["/Lang"] == locale
    assert part in words(made)


def test_the_same_feedback_gives_the_same_bytes(given_to: Any) -> None:
    row = given_to()
    assert sheet(row) == sheet(row)


def test_a_correction_is_a_new_sheet_dated_when_it_was_made(given_to: Any) -> None:
    row = given_to()
    before = sheet(row)
    later = NOW + timedelta(days=2)
    answers = feedback.FeedbackAnswers("Nytt", "Nytt", "Nytt", row.oral_on, row.oral_count)
    feedback.correct(row, answers, "Feil", by=given_to.ada, now=later, version=1)
    row = reading.feedback_on(given_to.ada, row.observation.reference)
    after = sheet(row)
    assert before != after
    metadata = read(after).metadata
    assert metadata is not None
    assert metadata.creation_date == later
    assert "Rettet 17.10.2025 kl. 11.00" in words(after)


@pytest.mark.parametrize("version", ["toddler", "prek"])
@pytest.mark.parametrize(
    "texts",
    [
        {"strengths": LONG, "areas": LONG, "next_step": LONG},
        {"areas": LONG},
        {"strengths": "ø" * 8000, "areas": "\n".join(["– x"] * 2000), "next_step": "a " * 4000},
        {"strengths": "\n".join(["linje", ""] * 1100)},
    ],
    ids=["all long", "one long", "odd shapes", "many lines"],
)
def test_the_longest_texts_fit_and_say_where_they_go_on(
    given_to: Any, version: str, texts: dict[str, str]
) -> None:
    text = words(
        sheet(
            given_to(version, **texts),
            goals=[Goal(id=n, title="Et mål som er langt. " * 9) for n in range(4)],
        )
    )
    assert "Fortsetter på nettsiden." in text
    assert "Neste steg" in text
    assert ADDRESS in text


def test_a_text_of_usual_length_is_there_to_its_last_word(given_to: Any) -> None:
    usual = SENTENCE * 12
    text = words(sheet(given_to("prek", strengths=usual, areas=usual, next_step=usual + "Slutt.")))
    assert "Fortsetter" not in text
    assert "Slutt." in text


def test_markup_is_words(given_to: Any) -> None:
    spoilt = (
        '#panic("x") $a^2$ *b* _c_ <d> \\ @e `f` [g] {h} // i /* j */ = k ~ #set page(fill: red)'
    )
    text = words(sheet(given_to(strengths=spoilt, areas="= Overskrift\n+ punkt\n1. tall")))
    assert spoilt in text
    assert "= Overskrift" in text


def test_what_the_typeface_lacks_leaves_a_visible_mark(given_to: Any) -> None:
    text = words(sheet(given_to(areas="Glad 😀👩‍👩‍👧 og عربي, 漢字. שלום, čđŋ, Привет ✓")))
    assert f"Glad {MARK} og {MARK}, {MARK}." in text
    assert "čđŋ, Привет" in text
    assert f"{MARK} står for tegn som bare nettsiden kan vise." in text


def test_a_dimension_may_be_called_anything(given_to: Any) -> None:
    Dimension.update(label_nb="Ærlig #navn " + "å" * 150).execute()
    assert len(read(sheet(given_to("prek"))).pages) == 1


def test_what_was_not_scored_is_unknown(given_to: Any) -> None:
    row = given_to()
    Score.delete().where(Score.observation == row.observation).execute()
    assert "Språkstøtte – –" in words(sheet(row))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=400))
def test_any_text_can_be_set(given_to: Any, text: str) -> None:
    row = Feedback.select().first() or given_to()
    row = reading.feedbacks(given_to.ada).get()
    row.strengths, row.areas = text, fit(text)
    assert len(read(sheet(row)).pages) == 1
    assert Observation.select().count() == 1


def test_every_sign_that_is_let_through_can_be_set(given_to: Any) -> None:
    signs = [chr(n) for n in range(32, 0x2800) if fit(chr(n)) == chr(n)]
    assert len(signs) > 900
    row = given_to()
    row.areas = " ".join(signs)
    row.strengths = "".join(signs)
    assert len(read(sheet(row)).pages) == 1


def test_the_template_is_in_the_wheel() -> None:
    from hatchling.builders.wheel import WheelBuilder

    root = Path(__file__).parents[2]
    packed = {f.distribution_path for f in WheelBuilder(str(root)).recurse_included_files()}
    assert "exports/feedback.typ" in packed
    assert "exports/feedback.py" in packed
