"""The participant's proof on page and paper, and the page where anybody checks a code."""

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from collect import courses, phrases
from collect.models.courses_attendance import CourseProof
from collect.models.people import Person
from exports import courses_proofs as documents
from tests.factories import an_identity
from tests.forms.test_pages_courses_attendance import Door
from tests.halls import FIRST
from tests.web import Browser


@pytest.fixture
def door(house: str) -> Door:
    return Door(house)


def own(door: Door) -> Browser:
    return door.browser(an_identity("staff", door.kindergarten, None, door.ada.person))


def check(door: Door, code: str) -> Any:
    return Browser(door.app).get("/courses/check", query_string={"code": code})


def test_one_who_was_there_every_day_gets_a_proof_with_the_courses_dates(door: Door) -> None:
    door.attend(door.ada)
    page = own(door).get(f"/courses/registrations/{door.ada.reference}").text
    assert f"/courses/registrations/{door.ada.reference}/proof" in page
    proof = own(door).get(f"/courses/registrations/{door.ada.reference}/proof").text
    assert "Ada" in proof
    assert "10.11.2025, 11.11.2025" in proof
    assert "12 timer over 2 dager" in proof
    assert CourseProof.get().code in proof


def test_one_who_was_there_one_day_only_gets_none(door: Door) -> None:
    door.mark(0, {door.ada: True})
    path = f"/courses/registrations/{door.ada.reference}"
    assert "/proof" not in own(door).get(path).text
    assert own(door).get(f"{path}/proof").status_code == 404
    assert own(door).get(f"{path}/proof/pdf").status_code == 404


def test_a_revoked_proof_is_gone_for_its_owner_and_told_to_who_checks(door: Door) -> None:
    door.attend(door.ada)
    code = CourseProof.get().code
    door.mark(0, {door.ada: False})
    path = f"/courses/registrations/{door.ada.reference}/proof"
    assert own(door).get(path).status_code == 404
    page = check(door, code).text
    assert "Beviset er trukket tilbake" in page
    assert "Beviset gjelder" not in page


def test_the_sheet_is_one_tagged_page_with_name_course_and_code(door: Door) -> None:
    door.attend(door.ada)
    answer = own(door).get(f"/courses/registrations/{door.ada.reference}/proof/pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    found = PdfReader(BytesIO(answer.data))
    (page,) = found.pages
    words = " ".join(page.extract_text().split())
    for told in ("Ada", door.course.title, "10.11.2025, 11.11.2025", CourseProof.get().code):
        assert told in words
    assert "/StructTreeRoot" in found.root_object
    assert found.root_object["/Lang"] == "nb"


def test_the_same_proof_is_the_same_bytes_and_never_read_as_markup(door: Door) -> None:
    Person.update(name="#emph[Ada] $x$ \U0001f600 " + "å" * 60).execute()
    door.attend(door.ada)
    proof = CourseProof.get()
    days = courses.days(door.course)
    with phrases.reading("nb"):
        one, two = (
            documents.document(proof, days, address="https://x.no", municipality="#set")
            for _ in range(2)
        )
    assert one == two
    assert "#emph[Ada] $x$ □" in " ".join(PdfReader(BytesIO(one)).pages[0].extract_text().split())


def test_anybody_checks_a_code_however_it_is_typed(door: Door) -> None:
    door.attend(door.ada)
    code = CourseProof.get().code
    for typed in (code, code.lower(), code.replace("-", " ")):
        page = check(door, typed).text
        assert "Beviset gjelder" in page
        assert (">Ada<" in page, door.course.title in page) == (True, True)
        assert "10.11.2025, 11.11.2025" in page


@pytest.mark.parametrize("code", ["2222-2222-2222", "x" * 5_000, "½", "' OR 1=1 --"])
def test_an_unknown_code_tells_nothing(door: Door, code: str) -> None:
    door.attend(door.ada)
    answer = check(door, code)
    assert answer.status_code == 200
    assert "Ingen bevis har denne koden" in answer.text
    assert "Ada" not in answer.text


def test_a_reference_is_no_code_and_the_empty_page_asks_for_one(door: Door) -> None:
    door.attend(door.ada)
    assert "Ingen bevis har denne koden" in check(door, door.ada.reference).text
    page = check(door, "").text
    assert "Ingen bevis" not in page
    assert "Kontrollkode" in page


def test_a_proof_of_others_is_not_found(door: Door) -> None:
    door.now = FIRST
    door.attend(door.ada)
    bo = door.browser(an_identity("staff", door.kindergarten, None, door.bo.person))
    path = f"/courses/registrations/{door.ada.reference}/proof"
    assert [bo.get(path).status_code, bo.get(f"{path}/pdf").status_code] == [404, 404]
