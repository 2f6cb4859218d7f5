"""Two records of one kindergarten made one, and taken apart: nothing is left behind, and nothing is lost."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from collect import journal, organisation, people, phrases
from collect import observations_figures as figures
from collect import organisation_merging as merging
from collect import people_merging_steps as stepping
from collect.models.accounts import RoleGrant
from collect.models.certificates_release import ReleaseBatch
from collect.models.courses import RegistrationGroup
from collect.models.journal import JournalEntry
from collect.models.observations import ExchangeOffer
from collect.models.organisation import Affiliation, Department, Kindergarten
from collect.models.people import Employment, Person
from collect.models.people_changes import Declaration, Leave
from collect.models.people_merging import Merge
from collect.models.programme import ActivityMark
from collect.models.programme_talking import TalkAttendance, TalkSession
from collect.rules.access import HOUSE
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests import factories as make
from tests.factories import NOW, TODAY, a_department, a_kindergarten, a_person, an_identity
from tests.tables import take_in
from tests.twins import LATER, codes, keys_to, whole

FIGURES = ("domain_score", "score_tally")  # made anew: the same rows with other numbers


@pytest.fixture
def twins(house: str) -> tuple[Kindergarten, Kindergarten]:
    """Solsikken, which was entered twice."""
    return a_kindergarten("Solsikken"), a_kindergarten("Solsikken", owner="Solsikken SA")


def make_one(kept: Kindergarten, gone: Kindergarten, **choices: str) -> Merge:
    seen = merging.fingerprint(*(Kindergarten.get_by_id(row.id) for row in (kept, gone)))
    return merging.merge(kept, gone, choices, "Samme sted", seen, by=HOUSE, now=LATER)


def all_else() -> dict[str, Any]:
    """The whole database, the figures as they are read."""
    found = whole()
    for name in FIGURES:
        found.pop(name)
    assert figures.differences() == {}
    return found


def test_every_key_to_a_kindergarten_is_moved_or_named() -> None:
    stays = {JournalEntry.kindergarten}  # append-only: a trigger refuses to rewrite it
    assert keys_to(Kindergarten) - set(merging.MOVED) == stays


def test_what_points_to_a_row_that_is_joined_follows_it() -> None:
    for model in merging.DATED:
        assert keys_to(model) - set(stepping.FOLLOWING.get(model, ())) == set()
    assert keys_to(ExchangeOffer) == keys_to(ActivityMark) == set()
    assert keys_to(TalkSession) == {TalkAttendance.session}


def test_every_row_of_the_gone_one_is_the_kept_ones_and_all_comes_back(twins: Any) -> None:
    kept, gone = twins
    cohort, network = make.a_cohort(), make.a_network()
    for number, place in enumerate(twins):
        organisation.affiliate(place, cohort, network, date(2021 - number, 8, 1), by=HOUSE, now=NOW)
        _live(place, number)
    before = all_else()
    made = make_one(kept, gone, org_number="gone", owner="gone")
    for field in merging.MOVED:
        assert not field.model.select().where(field == gone).exists(), field
        assert field.model.select().where(field == kept).exists(), field
    assert Affiliation.select().count() == 1
    assert Affiliation.get().valid_from == date(2020, 8, 1)
    row = Kindergarten.get_by_id(kept.id)
    assert (row.org_number, row.owner) == (gone.org_number, "Solsikken SA")
    assert figures.differences() == {}
    assert merging.in_the_way(made) == []
    merging.unmerge(made, by=HOUSE, now=LATER)
    assert all_else() == before
    acts = [row.act for row in JournalEntry.select().order_by(JournalEntry.id.desc()).limit(2)]
    assert acts == ["kindergarten.unmerge"] * 2


def _live(place: Kindergarten, number: int) -> None:
    """Let something of everything happen in a kindergarten."""
    room = a_department(place, "Småbarn")
    observer = an_identity("observer", place)
    make.an_observation(room, observer)
    person = a_person("Ada", place)
    people.appoint(person, "mentor", place, TODAY, by=HOUSE, now=NOW)
    make.a_certificate(person)
    make.a_release_day(person)
    ReleaseBatch.create(kindergarten=place, first_day=TODAY, last_day=TODAY, made_at=NOW)
    RegistrationGroup.create(
        reference=str(uuid.uuid4()),
        course=make.a_course(),
        kindergarten=place,
        registered_at=NOW,
    )
    ExchangeOffer.create(kindergarten=place, semester="2025-autumn", visits=number, agreed_at=NOW)
    ActivityMark.create(
        kindergarten=place,
        month=date(2025, 10, 1),
        activity="staff_meeting",
        is_done=bool(number),
        marked_at=NOW,
    )
    told = {"kind": "leave", "details": {}, "steps": [], "declared_at": NOW}
    Declaration.create(person=person, kindergarten=place, day=TODAY, **told)
    Leave.create(person=person, kindergarten=place, valid_from=TODAY)
    session = TalkSession.create(kindergarten=place, module=1, held_on=date(2025, 9, 1))
    for one in (person, Person.get()):
        TalkAttendance.create(session=session, person=one, is_present=bool(number), marked_at=NOW)


def test_a_module_of_one_day_and_a_tick_of_one_month_are_one(twins: Any) -> None:
    for number, place in enumerate(twins):
        _live(place, number)
    first = Person.get()
    make_one(*twins)
    assert TalkSession.select().count() == 1
    marks = {row.person_id: row.is_present for row in TalkAttendance.select()}
    assert (len(marks), marks[first.id]) == (3, True)
    assert [row.is_done for row in ActivityMark.select()] == [True]
    assert [row.visits for row in ExchangeOffer.select()] == [0]


def test_who_was_employed_in_both_is_employed_once(twins: Any) -> None:
    kept, gone = twins
    ada = a_person("Ada", gone, since=date(2020, 1, 1))
    Employment.create(
        person=ada,
        kindergarten=kept,
        position="skilled_worker",
        valid_from=date(2022, 1, 1),
    )
    before = all_else()
    made = make_one(kept, gone)
    job = Employment.get(Employment.person == ada)
    assert (job.kindergarten_id, job.valid_from) == (kept.id, date(2020, 1, 1))
    merging.unmerge(made, by=HOUSE, now=LATER)
    assert all_else() == before


def test_the_gone_one_is_in_no_list_and_its_director_leads_the_kept_one(twins: Any) -> None:
    kept, gone = twins
    director = an_identity("director", gone)
    make_one(kept, gone)
    assert list(organisation.kindergartens(HOUSE)) == [kept]
    with pytest.raises(NotFound):
        organisation.kindergarten(HOUSE, gone.id)
    assert merging.candidates(HOUSE) == []
    assert RoleGrant.get(RoleGrant.account == director.account_id).kindergarten_id == kept.id


def test_the_journal_of_the_gone_one_is_read_where_the_kept_one_is(twins: Any) -> None:
    kept, gone = twins
    director = an_identity("director", kept)
    before = journal.entries(director).where(JournalEntry.kindergarten == gone).count()
    made = make_one(kept, gone)
    lines = journal.entries(director).where(JournalEntry.kindergarten == gone)
    assert (before, lines.count()) == (0, 2)  # when it was added, and when it was merged
    merging.unmerge(made, by=HOUSE, now=LATER)
    assert journal.entries(director).where(JournalEntry.kindergarten == gone).count() == 0


def test_two_that_belong_elsewhere_on_a_day_are_not_merged(twins: Any) -> None:
    for place in twins:
        organisation.affiliate(place, make.a_cohort(), None, date(2024, 8, 1), by=HOUSE, now=NOW)
    before = all_else()
    with pytest.raises(RuleBroken) as refused:
        make_one(*twins)
    assert refused.value.code == "merge.affiliation"
    assert "01.08.2024" in phrases.refusal(refused.value)
    assert codes(merging.compare(*twins).hindrances) == ["merge.affiliation"]
    assert all_else() == before


def test_departments_of_one_name_are_told(twins: Any) -> None:
    for place in twins:
        a_department(place, "Småbarn")
        a_department(place)
    assert merging.compare(*twins).rooms == ["Småbarn"]
    make_one(*twins)
    assert Department.select().where(Department.kindergarten == twins[0]).count() == 4


def test_the_same_again_is_the_same_merge_and_undoing_twice_is_once(twins: Any) -> None:
    kept, gone = twins
    made = make_one(kept, gone)
    assert merging.merge(kept, gone, {}, "Igjen", "", by=HOUSE, now=LATER) == made
    merging.unmerge(made, by=HOUSE, now=LATER)
    merging.unmerge(made, by=HOUSE, now=LATER + timedelta(days=1))
    assert Merge.get().undone_at == LATER


def test_what_has_changed_since_is_told(twins: Any) -> None:
    kept, gone = twins
    room = a_department(gone)
    made = make_one(kept, gone)
    Department.update(kindergarten=a_kindergarten()).where(Department.id == room.id).execute()
    assert [phrases.refusal(error) for error in merging.in_the_way(made)] == [
        "Avdelinger: 1 er endret etter sammenslåingen."
    ]
    with pytest.raises(RuleBroken):
        merging.unmerge(made, by=HOUSE, now=LATER)


def test_the_last_of_two_merges_is_undone_first(twins: Any) -> None:
    kept, gone = twins
    first = make_one(kept, gone)
    make_one(a_kindergarten(), kept)
    assert codes(merging.in_the_way(first)) == ["merge.further"]


def test_an_import_does_not_bring_the_gone_one_back(twins: Any) -> None:
    kept, gone = twins
    make_one(kept, gone)
    row = f"{gone.org_number};Solsikken;;Kommunal;;;;;;;;;\n"
    heading = "Orgnr;Navn;Eier;Eierform;Adresse;Postnr;Poststed;Alder;Barn;Lat;Lon;Pulje;Nettverk\n"
    report = take_in(heading + row)
    assert [one.code for line in report.lines for one in line.refusals] == ["import.merged"]


def test_pairs_share_a_name_or_an_address(house: str) -> None:
    one = a_kindergarten("Åsen", address="Vei 1", postal_code="1300")
    two = a_kindergarten("AASEN")
    three = a_kindergarten("Fjell", address="Vei 1", postal_code="1300")
    a_kindergarten("Fjord", address="Vei 1", postal_code="1400")
    assert sorted((a.id, b.id) for a, b in merging.candidates(HOUSE)) == [
        (one.id, two.id),
        (one.id, three.id),
    ]


@pytest.mark.parametrize("role", ["director", "course_admin", "sysadmin"])
def test_only_a_coordinator_may(twins: Any, role: str) -> None:
    kept, gone = twins
    cy = an_identity(role, kept if role == "director" else None)
    made = make_one(kept, gone)
    for act in (
        lambda: merging.pair(cy, kept.id, gone.id),
        lambda: merging.merge(kept, gone, {}, "Lik", "", by=cy, now=NOW),
        lambda: merging.unmerge(made, by=cy, now=NOW),
        lambda: merging.candidates(cy),
    ):
        with pytest.raises(NotAllowed):
            act()
