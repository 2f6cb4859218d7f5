"""The sheet without a script: kept as a draft, opened for a visit, on the right certificate, for practice."""

import io
import uuid
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest

from collect import certificates
from collect import observations_visits as visits
from collect import organisation_departments as departments
from collect.models.accounts import LoginSession
from collect.models.journal import JournalEntry
from collect.models.observations import Cycle, Observation, Visit
from collect.models.observations_drafts import Draft
from collect.models.organisation import Cohort
from collect.models.people import Person
from collect.rules.access import HOUSE
from tests.collect.test_observations_practice import everything
from tests.factories import (
    NOW,
    a_certificate,
    a_cohort,
    a_department,
    a_kindergarten,
    a_network,
    a_person,
    a_visit,
    an_identity,
    an_instrument,
    dimension_ids,
)
from tests.forms.test_pages_observations import sheet
from tests.web import Browser, make_app

ID = "01010750160"


@pytest.fixture
def desk(house: str) -> Any:
    """Ada, an observer certified until 2 March 2026, in front of a toddler department."""

    class Desk:
        moment = NOW
        app = make_app(house, clock=lambda: Desk.moment)
        network = a_network()
        kindergarten = a_kindergarten("Solbakken barnehage", a_cohort(), network)
        room = a_department(kindergarten, "Blåklokka")
        here = frozenset({kindergarten.id})
        person = a_person("Ada Vik", kindergarten)
        ada = an_identity("observer", kindergarten, None, person, network=here)
        certificate = a_certificate(person, passed_on=date(2025, 3, 2))
        browser = Browser(app, ada)
        address = f"/observations/new/{room.id}/{an_instrument().id}"
        key = str(uuid.uuid4())

        @classmethod
        def keep(cls, **answers: str) -> Any:
            return cls.browser.post(
                cls.address, {"submission_id": cls.key, "save": "draft"} | answers
            )

        @classmethod
        def at(cls, moment: datetime) -> None:
            cls.moment = moment
            LoginSession.update(seen_at=moment, created_at=moment).execute()

    return Desk


def test_a_half_filled_sheet_is_kept_and_comes_back(desk: Any) -> None:
    answer = desk.keep(
        **{"cycles-0-note": "Halvferdig", f"cycles-0-score-{dimension_ids()[0]}": "4"}
    )
    assert (answer.status_code, answer.location) == (
        303,
        f"{desk.address}?draft={desk.key}&saved=1",
    )
    page = desk.browser.get(answer.location).text
    assert "Lagret kl. 11.00" in page
    assert "Halvferdig" in page
    assert page.count('value="4" checked') == 1
    assert 'name="draft_version" value="1"' in page
    assert (Draft.get().version, Observation.select().count()) == (1, 0)
    assert desk.keep(draft_version="1", **{"cycles-0-note": "Mer"}).status_code == 303
    assert Draft.get().version == 2


def test_answers_that_could_not_be_sent_can_be_kept(desk: Any) -> None:
    assert desk.keep(observed_on="i går", **{"cycles-0-adults": "tre"}).status_code == 303
    page = desk.browser.get(f"{desk.address}?draft={desk.key}").text
    assert 'value="i går"' in page
    assert 'value="tre"' in page


def test_a_sheet_with_nothing_on_it_can_be_kept(desk: Any) -> None:
    assert desk.keep().status_code == 303
    assert Draft.get().content == {}


def test_a_national_identity_number_is_not_kept_and_the_rest_is(desk: Any) -> None:
    answer = desk.keep(**{"cycles-0-note": f"Ring {ID}", "cycles-1-note": "Godt"})
    assert answer.status_code == 422
    assert "Teksten inneholder et fødselsnummer." in answer.text
    assert f"Ring {ID}" in answer.text
    assert 'name="draft_version" value="1"' in answer.text
    assert Draft.get().content == {"cycles-1-note": "Godt"}
    assert desk.keep(draft_version="1", **{"cycles-0-note": "Ring", "cycles-1-note": "Godt"})
    assert Draft.get().content == {"cycles-0-note": "Ring", "cycles-1-note": "Godt"}


def test_two_devices_are_shown_side_by_side_and_neither_is_lost(desk: Any) -> None:
    desk.keep(**{"cycles-0-note": "Felles"})
    scored = f"cycles-0-score-{dimension_ids()[0]}"
    desk.keep(draft_version="1", **{"cycles-0-note": "Fra pc", scored: "6"})
    answer = desk.keep(draft_version="1", **{"cycles-0-note": "Fra nettbrett", scored: "3"})
    assert answer.status_code == 409
    assert "To utgaver av det samme" in answer.text
    assert "2 svar er ulike" in answer.text
    for cell in ("Fra nettbrett", "Fra pc", "Syklus 1, Positivt klima"):
        assert cell in answer.text
    assert Draft.get().content == {"cycles-0-note": "Fra pc", scored: "6"}
    assert 'name="draft_version" value="2"' in answer.text
    assert desk.keep(draft_version="2", **{"cycles-0-note": "Fra nettbrett"}).status_code == 303
    assert Draft.get().content == {"cycles-0-note": "Fra nettbrett"}


def test_keeping_what_was_sent_leads_to_the_receipt(desk: Any) -> None:
    desk.browser.post(desk.address, sheet() | {"submission_id": desk.key})
    answer = desk.keep(**{"cycles-0-note": "For sent"})
    reference = Observation.get().reference
    assert (answer.status_code, answer.location) == (303, f"/observations/{reference}")
    assert f"allerede sendt, med referanse {reference}" in desk.browser.get(answer.location).text
    assert Draft.select().count() == 0


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"submission_id": "nei"}, "Skjemaet mangler sitt kjennetegn."),
        ({f"cycles-{n}-note": "ø" * 8000 for n in range(8)}, "Kladden er for stor"),
        ({"is_practice": "1", "draft_version": "1"}, "Kladden hører til en annen avdeling"),
    ],
)
def test_what_cannot_be_kept_gets_a_sentence_and_stays_on_the_page(
    desk: Any, answers: dict[str, str], sentence: str
) -> None:
    desk.keep(**{"cycles-0-note": "Før"})
    answer = desk.keep(**{"draft_version": "1", "cycles-1-note": "Står her"} | answers)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert ("Står her" in answer.text) == ("cycles-1-note" not in answers)
    assert Draft.get().content == {"cycles-0-note": "Før"}


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "1.5"])
def test_a_hidden_version_that_was_tampered_with_writes_over_nothing(
    desk: Any, version: str
) -> None:
    desk.keep(**{"cycles-0-note": "Før"})
    answer = desk.keep(draft_version=version, **{"cycles-0-note": "Etter"})
    assert answer.status_code == 409
    assert Draft.get().content == {"cycles-0-note": "Før"}


def test_a_sheet_of_a_department_with_a_draft_offers_to_go_on(desk: Any) -> None:
    assert "Fortsett på kladden" not in desk.browser.get(desk.address).text
    desk.keep(**{"cycles-0-note": "Halvferdig"})
    page = desk.browser.get(desk.address).text
    assert "Du har en kladd for denne avdelingen, lagret 15.10.2025 kl. 11.00." in page
    assert f'href="/observations/drafts/{desk.key}"' in page
    assert "Halvferdig" not in page
    assert "Fortsett på kladden" not in desk.browser.get(f"{desk.address}?draft={desk.key}").text
    assert "Fortsett på kladden" not in desk.browser.get(f"{desk.address}?practice=1").text
    next_door = a_department(desk.kindergarten)
    other = f"/observations/new/{next_door.id}/{an_instrument().id}"
    assert "Fortsett på kladden" not in desk.browser.get(other).text
    assert desk.browser.get(f"{other}?draft={desk.key}").location.startswith(desk.address)
    assert "Blåklokka" in desk.browser.get("/observations/new").text.split("Kladder")[1]


def test_today_tells_what_is_not_sent_and_after_a_month_warns(desk: Any) -> None:
    desk.keep(**{"cycles-0-note": "Halvferdig"})
    page = desk.browser.get("/").text
    assert "Kladd: Blåklokka" in page
    assert '<span class="status calm">Ikke sendt</span>' in page
    desk.at(NOW + timedelta(days=30, seconds=1))
    assert '<span class="status warn">Ikke sendt</span>' in desk.browser.get("/").text
    assert Draft.select().count() == 1


def test_a_draft_of_a_department_that_has_closed_opens_still(desk: Any) -> None:
    desk.keep(observed_on="2025-10-14", **{"cycles-0-note": "Halvferdig"})
    departments.amend_department(desk.room, "Blåklokka", date(2025, 10, 14), by=HOUSE, now=NOW)
    page = desk.browser.get(f"{desk.address}?draft={desk.key}")
    assert (page.status_code, "Halvferdig" in page.text) == (200, True)


# Visits


def a_plan(desk: Any, day: date = date(2025, 10, 15)) -> Visit:
    return a_visit(desk.room, desk.person, day, "accepted")


def test_a_sheet_opened_for_a_visit_belongs_to_it(desk: Any) -> None:
    visit = a_plan(desk)
    page = desk.browser.get(f"{desk.address}?visit={visit.id}").text
    assert f'name="visit_id" value="{visit.id}"' in page
    assert 'name="observed_on" value="2025-10-15"' in page
    desk.browser.post(desk.address, sheet() | {"visit_id": str(visit.id)})
    assert Observation.get().visit_id == visit.id
    assert Visit.get_by_id(visit.id).status == "observed"


def test_the_visit_follows_the_draft_to_another_device(desk: Any) -> None:
    visit = a_plan(desk)
    desk.keep(visit_id=str(visit.id), **{"cycles-0-note": "Halvferdig"})
    page = Browser(desk.app, desk.ada).get(f"{desk.address}?draft={desk.key}").text
    assert f'name="visit_id" value="{visit.id}"' in page


@pytest.mark.parametrize("visit", ["0", "x", "-1", "9" * 20, ""])
def test_a_visit_that_is_none_is_not_found(desk: Any, visit: str) -> None:
    assert desk.browser.get(f"{desk.address}?visit={visit}").status_code == 404


def test_somebody_elses_visit_is_not_found(desk: Any) -> None:
    bo = a_person("Bo", desk.kindergarten)
    a_certificate(bo)
    visit = a_visit(desk.room, bo, date(2025, 11, 11))
    assert desk.browser.get(f"{desk.address}?visit={visit.id}").status_code == 404


@pytest.mark.parametrize("headers", [{}, {"Accept": "application/json"}])
def test_a_visit_that_was_given_away_meanwhile_loses_no_observation(
    desk: Any, headers: dict[str, str]
) -> None:
    bo = a_person("Bo", desk.kindergarten)
    a_certificate(bo)
    visit = a_plan(desk, date(2025, 11, 11))
    visits.replace(visit, bo.id, by=HOUSE, now=NOW)
    answers = sheet() | {"submission_id": desk.key, "visit_id": str(visit.id)}
    for _ in range(2):
        answer = desk.browser.post(desk.address, answers, headers=headers)
        assert answer.status_code == (200 if headers else 303)
    row = Observation.get()
    assert (row.visit_id, Observation.select().count()) == (None, 1)
    assert Visit.get_by_id(visit.id).status == "asked"


# The certificate on the day of the visit, which ends on 2 March 2026


@pytest.mark.parametrize(
    ("day", "state", "marked"),
    [
        (date(2025, 3, 1), "none", True),
        (date(2025, 3, 2), "valid", False),
        (date(2025, 12, 31), "valid", False),
        (date(2026, 1, 1), "expiring", False),
        (date(2026, 3, 2), "expiring", False),
        (date(2026, 3, 3), "expired", True),
    ],
)
def test_the_day_of_the_visit_decides(desk: Any, day: date, state: str, marked: bool) -> None:
    desk.at(max(NOW, datetime(day.year, day.month, day.day, 12, tzinfo=NOW.tzinfo)))
    semester = f"{day.year}-{'spring' if day.month < 8 else 'autumn'}"
    answers = sheet(observed_on=day.isoformat(), semester=semester)
    receipt = desk.browser.post(desk.address, answers, follow_redirects=True).text
    assert Observation.get().certificate == state
    assert ("Du hadde ikke gyldig sertifikat for denne versjonen" in receipt) == marked
    assert ("Uten gyldig sertifikat" in receipt) == marked
    again = desk.browser.post(
        desk.address,
        answers | {"submission_id": str(uuid.uuid4())},
        headers={"Accept": "application/json"},
    )
    assert ("observed_on" in [one["field"] for one in again.json["warnings"]]) == marked


def test_a_certificate_that_runs_out_between_plan_and_visit_is_warned_about_at_the_start(
    desk: Any,
) -> None:
    desk.at(datetime(2026, 2, 20, 12, tzinfo=NOW.tzinfo))
    visit = a_visit(desk.room, desk.person, date(2026, 3, 2), "accepted", semester="2026-spring")
    assert "utløper snart" in desk.browser.get(f"{desk.address}?visit={visit.id}").text
    Visit.update(planned_on=date(2026, 3, 5)).where(Visit.id == visit.id).execute()
    desk.at(datetime(2026, 3, 5, 7, tzinfo=NOW.tzinfo))
    page = desk.browser.get(f"{desk.address}?visit={visit.id}").text
    assert "Sertifikatet ditt for denne versjonen den 05.03.2026: utløpt." in page


def test_a_visit_made_in_time_and_written_in_late_is_not_marked(desk: Any) -> None:
    visit = a_visit(desk.room, desk.person, date(2026, 3, 2), "accepted", semester="2026-spring")
    desk.at(datetime(2026, 3, 9, 12, tzinfo=NOW.tzinfo))
    page = desk.browser.get(f"{desk.address}?visit={visit.id}").text
    assert "utløpt" not in page
    answers = sheet(observed_on="2026-03-02", semester="2026-spring")
    receipt = desk.browser.post(
        desk.address, answers | {"visit_id": str(visit.id)}, follow_redirects=True
    ).text
    assert "Uten gyldig sertifikat" not in receipt
    assert Observation.get().certificate == "expiring"


def test_a_certificate_passed_after_the_visit_does_not_reach_back(desk: Any) -> None:
    desk.at(datetime(2026, 3, 20, 12, tzinfo=NOW.tzinfo))
    certificates.register_pass(
        Person.get_by_id(desk.person.id),
        an_instrument(),
        date(2026, 3, 15),
        90,
        None,
        "Prøve",
        by=HOUSE,
        now=desk.moment,
    )
    desk.browser.post(desk.address, sheet(observed_on="2026-03-10", semester="2026-spring"))
    assert Observation.get().certificate == "expired"


# Cycles of unusual length, and texts that seem to be about a child


def test_a_short_cycle_is_kept_with_its_reason_and_shown(desk: Any) -> None:
    answers = sheet() | {
        "cycles-0-ended_at": "09:12",
        "cycles-0-length_reason": "Brannøvelse",
        "cycles-1-ended_at": "10:05",
        "cycles-2-ended_at": "11:40",
    }
    receipt = desk.browser.post(desk.address, answers, follow_redirects=True).text
    assert "Syklus 1 varte i 12 minutter. Vanlig er 15–20. Begrunnelse: Brannøvelse" in receipt
    assert receipt.count("Syklus 1 varte i 12 minutter") == 1
    assert receipt.count("Syklus 2 varte i 5 minutter. Ta den helst om igjen") == 2
    assert receipt.count("Syklus 3 varte i 40 minutter. Vanlig er 15–20.") == 2
    assert "3 sykluser, færre enn instrumentets vanlige fire" in receipt
    reasons = [row.length_reason for row in Cycle.select().order_by(Cycle.number)]
    assert reasons == ["Brannøvelse", "", ""]


def test_the_lengths_are_the_installations_own(house: str) -> None:
    app = make_app(house, cycles=4, cycle_min_minutes=10, cycle_max_minutes=18, cycle_hard_min=5)
    kindergarten = a_kindergarten("Solbakken", a_cohort(), a_network())
    room = a_department(kindergarten)
    ada = an_identity("observer", kindergarten, network=frozenset({kindergarten.id}))
    answers = sheet() | {"cycles-0-ended_at": "09:10", "cycles-1-ended_at": "10:19"}
    answers |= {name.replace("-2-", "-3-"): value for name, value in answers.items()}
    page = Browser(app, ada).post(
        f"/observations/new/{room.id}/{an_instrument().id}", answers, follow_redirects=True
    )
    assert "Syklus 1 varte" not in page.text
    assert "Syklus 2 varte i 19 minutter. Vanlig er 10–18." in page.text
    assert "instrumentets vanlige fire" not in page.text


def test_a_kept_sheet_shows_what_is_worth_a_thought_and_stops_nothing(desk: Any) -> None:
    desk.keep(
        **{
            "cycles-0-started_at": "09:00",
            "cycles-0-ended_at": "09:08",
            "cycles-0-note": "Emma satt alene",
        }
    )
    page = desk.browser.get(f"{desk.address}?draft={desk.key}&saved=1").text
    assert "Syklus 1 varte i 8 minutter. Ta den helst om igjen: den bør vare i minst 10." in page
    assert "Her kan navnet på et barn stå." in page
    assert 'href="/privacy#children"' in page
    assert Draft.get().content["cycles-0-note"] == "Emma satt alene"


def test_hints_lead_to_the_municipalitys_own_guide(house: str) -> None:
    app = make_app(house, guide_url="https://kommune.example/bti")
    kindergarten = a_kindergarten("Solbakken", a_cohort(), a_network())
    room = a_department(kindergarten)
    ada = an_identity("observer", kindergarten, network=frozenset({kindergarten.id}))
    answers = sheet() | {"cycles-0-note": "Barnet har blåmerker"}
    browser = Browser(app, ada)
    address = f"/observations/new/{room.id}/{an_instrument().id}"
    receipt = browser.post(address, answers, follow_redirects=True).text
    assert "Skriv om de voksne her" in receipt
    assert 'href="https://kommune.example/bti"' in receipt
    assert 'href="https://kommune.example/bti"' in browser.get("/privacy").text
    later = browser.get(f"/observations/{Observation.get().reference}").text
    assert "Skriv om de voksne her" not in later


# Practice


def test_practice_is_marked_on_every_screen_and_leaves_nothing(desk: Any) -> None:
    band = "Øvelse: telles ikke, sendes ikke"
    choose = desk.browser.get("/observations/new").text
    assert 'name="practice" value="1"' in choose
    answer = desk.browser.get(f"/observations/new?department_id={desk.room.id}&practice=1")
    assert answer.location == f"{desk.address}?practice=1"
    before = everything()
    lines = JournalEntry.select().count()
    opened = desk.browser.get(answer.location).text
    assert band in opened
    assert 'name="is_practice" value="1"' in opened
    answers = sheet() | {"submission_id": desk.key, "is_practice": "1"}
    kept = desk.browser.post(desk.address, answers | {"save": "draft"}, follow_redirects=True).text
    assert band in kept
    assert "Lagret kl. 11.00" in kept
    assert ">Øvelse</span>" in desk.browser.get("/observations/drafts").text
    assert "Kladd: Blåklokka" not in desk.browser.get("/").text
    refused = desk.browser.post(desk.address, answers | {"observed_on": ""})
    assert (refused.status_code, band in refused.text) == (422, True)
    done = desk.browser.post(desk.address, answers | {"cycles-0-ended_at": "09:30"})
    assert (done.status_code, band in done.text) == (200, True)
    assert "Ingenting er lagret." in done.text
    assert "Syklus 1 varte i 30 minutter." in done.text
    assert "Fullstendig" in done.text
    assert everything() == before
    wiped = JournalEntry.select().where(JournalEntry.act == "draft.wipe").count()
    assert (wiped, JournalEntry.select().count()) == (1, lines + 1)


def test_a_practice_tells_a_script_what_would_be_marked(desk: Any) -> None:
    before = everything()
    answers = sheet() | {"is_practice": "1", "cycles-0-note": "Emma", "cycles-0-ended_at": "09:30"}
    answer = desk.browser.post(desk.address, answers, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert (answer.json["practice"], answer.json["reference"]) == (True, None)
    assert [one["field"] for one in answer.json["warnings"]] == ["cycles-0-length_reason"]
    assert [one["field"] for one in answer.json["hints"]] == ["cycles-0-note"]
    assert everything() == before


def test_a_practice_is_in_no_list_and_no_workbook(desk: Any) -> None:
    coordinator = Browser(desk.app, an_identity("coordinator"))
    pages = ("/observations", "/programme", "/admin/observations/")
    workbook = f"/exports/cohorts/{Cohort.get().number}.xlsx"

    def seen() -> Any:
        return [coordinator.get(path).text.count("Blåklokka") for path in pages], cells(
            coordinator.get(workbook).data
        )

    before = seen()
    assert len(before[1]) > 100
    desk.keep(is_practice="1", **{"cycles-0-note": "KanariØvelse"})
    assert seen() == before
    desk.browser.post(desk.address, sheet() | {"is_practice": "1", "submission_id": desk.key})
    assert seen() == before


def cells(content: bytes) -> list[Any]:
    """Return every value of a workbook, sheet by sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [v for page in book for row in page.iter_rows(values_only=True) for v in row]


def test_a_mixed_department_is_practised_in_the_version_one_chooses(desk: Any) -> None:
    mixed = a_department(desk.kindergarten, age_group="mixed")
    page = desk.browser.get(f"/observations/new?department_id={mixed.id}&practice=1").text
    assert f"/observations/new/{mixed.id}/{an_instrument('prek').id}?practice=1" in page
