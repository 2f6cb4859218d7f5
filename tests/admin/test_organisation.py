"""Kindergartens in the office: listed, made, amended, moved."""

from datetime import date

from collect.models.journal import JournalEntry
from collect.models.organisation import Affiliation, Kindergarten
from tests import factories as make

NEW = {
    "org_number": "974760673",
    "name": "Åsen barnehage",
    "ownership": "private",
    "is_active": "1",
}


def test_a_kindergarten_is_added(enter):
    ada = enter("coordinator")
    answer = ada.post("/admin/kindergartens/new/", {**NEW, "min_age": "1", "max_age": "5"})
    row = Kindergarten.get()
    assert (answer.status_code, answer.location) == (
        303,
        f"/admin/kindergartens/details/?id={row.id}",
    )
    assert (row.name, row.sort, row.ownership, row.min_age, row.is_active) == (
        *("Åsen barnehage", "}sen barnehage"),
        *("private", 1, True),
    )
    assert (row.owner, row.city) == ("", "")
    line = JournalEntry.get(JournalEntry.act == "kindergarten.add")
    assert (line.account_id, line.kindergarten_id) == (ada.identity.account_id, row.id)
    page = ada.get(answer.location).text
    assert "Barnehagen er lagt til." in page


def test_a_wrong_or_known_organisation_number_is_refused_beside_its_field(enter):
    make.a_kindergarten("Bo", org_number="910000004")
    ada = enter("coordinator")
    for number, words in (
        ("123456789", "«123456789» er ikke et gyldig organisasjonsnummer (ni siffer)."),
        ("910000004", "Organisasjonsnummer 910000004 finnes fra før."),
    ):
        answer = ada.post("/admin/kindergartens/new/", {**NEW, "org_number": number})
        assert answer.status_code == 422
        assert f'<a href="#org_number">{words}</a>' in answer.text
        assert 'value="Åsen barnehage"' in answer.text
    assert Kindergarten.select().count() == 1


def test_a_kindergarten_is_amended_and_keeps_its_number(enter):
    row = make.a_kindergarten("Bo")
    ada = enter("coordinator")
    path = f"/admin/kindergartens/edit/?id={row.id}"
    assert "org_number" not in ada.form(path)
    assert (
        ada.post(path, {**ada.form(path), "name": "Ny Bo", "city": "Sandvika"}).status_code == 303
    )
    after = Kindergarten.get_by_id(row.id)
    assert (after.name, after.city, after.search) == (
        "Ny Bo",
        "Sandvika",
        f"ny bo {row.org_number} sandvika",
    )


def test_a_kindergarten_moves_to_another_cohort_from_a_day(enter):
    first, second = make.a_cohort(1), make.a_cohort(2)
    row = make.a_kindergarten("Bo", first, make.a_network("Nord"))
    ada = enter("coordinator")
    path = f"/admin/kindergartens/move/?id={row.id}"
    shown = ada.form(path)
    assert (shown["cohort"], shown["valid_from"]) == (str(first.id), "2025-10-15")
    answer = ada.post(path, {**shown, "cohort": str(second.id), "valid_from": "01.11.2025"})
    assert answer.status_code == 303
    history = Affiliation.select().order_by(Affiliation.valid_from)
    assert [(a.cohort.number, a.valid_from, a.valid_to) for a in history] == [
        (1, date(2020, 8, 1), date(2025, 10, 31)),
        (2, date(2025, 11, 1), None),
    ]
    page = ada.get(f"/admin/kindergartens/details/?id={row.id}").text
    assert page.index("01.11.2025") < page.index("01.08.2020")


def test_a_move_before_the_last_one_is_refused(enter):
    row = make.a_kindergarten("Bo", make.a_cohort(1))
    ada = enter("coordinator")
    path = f"/admin/kindergartens/move/?id={row.id}"
    answer = ada.post(path, {**ada.form(path), "valid_from": "2019-01-01"})
    assert answer.status_code == 422
    assert "Det er registrert en endring fra 01.08.2020." in answer.text


def test_a_kindergarten_may_leave_its_cohort(enter):
    row = make.a_kindergarten("Bo", make.a_cohort(1))
    ada = enter("coordinator")
    path = f"/admin/kindergartens/move/?id={row.id}"
    assert (
        ada.post(path, {"cohort": "", "network": "", "valid_from": "2025-11-01"}).status_code == 303
    )
    assert Affiliation.get(Affiliation.valid_to.is_null()).cohort is None


def test_a_page_of_a_kindergarten_shows_its_departments(enter):
    row = make.a_kindergarten("Bo")
    room = make.a_department(row, "Blåveis", "preschool", 18)
    page = enter("coordinator").get(f"/admin/kindergartens/details/?id={row.id}").text
    assert f'/admin/departments/details/?id={room.id}">Blåveis</a>' in page
    assert (
        '<td data-label="Aldersgruppe">Storbarn</td><td class="number" data-label="Barn">18</td>'
        in page
    )
