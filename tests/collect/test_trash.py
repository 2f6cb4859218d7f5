"""What was made by mistake is taken away whole, laid back whole, and purged when its time is over."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from collect import accounts_sessions as sessions
from collect import certificates, courses, observations_figures, organisation, people, trash
from collect import organisation_departments as departments
from collect.models.accounts import Account
from collect.models.certificates import Certificate
from collect.models.courses import Course, CourseDay
from collect.models.journal import JournalEntry
from collect.models.organisation import Affiliation, Department, Kindergarten, Network
from collect.models.people import Employment, Person
from collect.models.trash import Trash
from collect.phrases import REFUSALS, WORDS
from collect.rules.access import HOUSE, Grant, Identity
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests import factories as make
from tests.factories import NOW, TODAY
from tests.halls import a_registration
from tests.twins import whole

LATER = NOW + timedelta(days=31)


def a_whole_person() -> Person:
    """Somebody with a job, an account that was never used, a function and a certificate."""
    row = make.a_person("Ada Feilsen", make.a_kindergarten("Solsikken barnehage"))
    make.an_identity("staff", Kindergarten.get(), None, row)
    make.a_certificate(row)
    people.appoint(row, "mentor", None, date(2025, 8, 1), by=HOUSE, now=NOW)
    return row


def a_wrong_department() -> Department:
    return make.a_department(make.a_kindergarten("Solsikken barnehage"), "Feilstua")


def a_wrong_kindergarten() -> Kindergarten:
    row = make.a_kindergarten("Feilen barnehage", make.a_cohort(), make.a_network())
    make.a_department(row, "Feilstua")
    return row


KINDS: dict[str, Callable[[], Any]] = {
    "person": a_whole_person,
    "course": lambda: make.a_course(title="Feilkurs"),
    "certificate": lambda: make.a_certificate(make.a_person("Ada Feilsen")),
    "department": a_wrong_department,
    "network": lambda: make.a_network("Feilnettverk"),
    "kindergarten": a_wrong_kindergarten,
}


def take(row: Any, days: int = 30) -> Trash:
    return trash.remove(row, "Lagt inn ved en feil", days=days, by=HOUSE, now=NOW)


def codes(row: Any) -> list[str]:
    return [error.code for error in trash.hindrances(row)]


def rest() -> dict[str, list[Any]]:
    """All that comes back: not one-time links, which open nothing any more."""
    return {n: rows for n, rows in whole().items() if n not in ("trash", "one_time_link")}


def test_every_kind_is_tried_here() -> None:
    assert set(KINDS) == set(trash.KINDS) == set(WORDS["trash"])
    assert set(trash.IN_THE_WAY.values()) <= set(REFUSALS)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_taken_away_is_gone_and_comes_back_equal(house: str, kind: str) -> None:
    row = KINDS[kind]()
    before = rest()
    made = take(row)
    assert rest() != before
    stays = trash.KINDS[kind].stays
    assert type(row).select().where(type(row).id == row.id).exists() == stays
    assert [one.id for one in trash.trash(HOUSE)] == [made.id]
    trash.restore(made, by=HOUSE, now=NOW)
    assert rest() == before
    assert list(trash.trash(HOUSE)) == []
    assert observations_figures.differences() == {}


def test_no_query_finds_what_was_taken_away(house: str) -> None:
    rows = {kind: make_one() for kind, make_one in KINDS.items() if kind != "certificate"}
    for row in rows.values():
        take(row)
    assert [one.name for one in people.persons(HOUSE, TODAY)] == []
    assert list(courses.courses(HOUSE)) == []
    assert list(certificates.certificates(HOUSE, TODAY)) == []
    assert [one.name for one in departments.departments(HOUSE)] == []
    assert "Feilnettverk" not in [one.name for one in organisation.networks(HOUSE)]
    assert "Feilen barnehage" not in [one.name for one in organisation.kindergartens(HOUSE)]
    with pytest.raises(NotFound):
        organisation.kindergarten(HOUSE, rows["kindergarten"].id)


def test_one_who_was_taken_away_has_no_account_and_cannot_be_registered(house: str) -> None:
    row = a_whole_person()
    address = Account.get(Account.person == row).email
    take(row)
    assert Account.get_or_none(Account.email == address) is None
    with pytest.raises(RuleBroken) as refused:
        sessions.log_in(address, "et langt passord", address="::1", now=NOW)
    assert refused.value.code == "login.wrong"
    course = make.a_course(min_programme_year=0, positions=[])
    with pytest.raises(RuleBroken) as refused:
        a_registration(course, row, HOUSE)
    assert refused.value.code == "person.unknown"


def test_a_number_is_never_given_to_another(house: str) -> None:
    row = KINDS["person"]()
    made = take(row)
    other = make.a_person("Bo Nysen")
    assert other.id > row.id
    assert Employment.select().where(Employment.person == other).count() <= 1
    trash.restore(made, by=HOUSE, now=NOW)
    assert Person.get_by_id(row.id).name == "Ada Feilsen"
    assert Person.get_by_id(other.id).name == "Bo Nysen"


def test_parts_whose_numbers_were_given_away_come_back_under_new_ones(house: str) -> None:
    row = a_whole_person()
    made = take(row)
    place = Kindergarten.get()
    other = make.a_person("Bo Nysen", place)
    make.an_identity("staff", place, None, other)
    trash.restore(made, by=HOUSE, now=NOW)
    for one in (row, other):
        assert Employment.select().where(Employment.person == one).count() == 1
        account = Account.get(Account.person == one)
        assert [grant.account_id for grant in account.grants] == [account.id] * len(account.grants)
    assert Account.select().count() == 2


def test_what_another_took_meanwhile_stands_in_the_way_of_laying_back(house: str) -> None:
    row = make.a_network("Nord")
    made = take(row)
    Network.create(name="Nord", sort="nord")
    with pytest.raises(RuleBroken) as refused:
        trash.restore(made, by=HOUSE, now=NOW)
    assert refused.value.code == "trash.changed"
    assert Trash.get_by_id(made.id).restored_at is None
    assert Network.select().where(Network.name == "Nord").count() == 1


def test_what_others_build_on_is_refused_in_words(house: str) -> None:
    place = make.a_kindergarten("Solsikken barnehage", None, make.a_network("Sør"))
    room = make.a_department(place)
    worker = make.a_person("Ada", place, room)
    course = make.a_course(min_programme_year=0, positions=[])
    a_registration(course, worker, HOUSE)
    observer = make.a_person("Obba", place)
    identity = make.an_identity("observer", place, None, observer)
    make.an_observation(room, identity)
    assert codes(worker) == ["trash.registered"]
    assert codes(course) == ["trash.participants"]
    assert codes(Network.get()) == ["trash.members"]
    assert "trash.employed" in codes(place)
    assert {"trash.employed", "trash.observed"} <= set(codes(room))
    assert "trash.observed" in codes(observer)
    before = rest()
    for row in (worker, course, Network.get(), place, room, observer):
        with pytest.raises(RuleBroken) as refused:
            take(row)
        assert refused.value.code.startswith("trash.")
    assert rest() == before
    assert Trash.select().count() == 0


def test_a_reason_is_asked_for_and_kept(house: str) -> None:
    row = make.a_course(title="Feilkurs")
    with pytest.raises(RuleBroken) as refused:
        trash.remove(row, "  ", days=30, by=HOUSE, now=NOW)
    assert (refused.value.code, refused.value.field) == ("required", "reason")
    made = take(row)
    assert (made.label, made.reason, made.actor) == ("Feilkurs", "Lagt inn ved en feil", HOUSE.name)
    assert made.purge_after == NOW + timedelta(days=30)
    line = JournalEntry.get(JournalEntry.act == "course.remove")
    assert (line.record_id, line.new) == (row.id, {"reason": "Lagt inn ved en feil"})


def test_only_the_office_takes_away_and_each_only_its_own(house: str) -> None:
    keeper = Identity(name="Kari", grants=frozenset({Grant("course_admin")}))
    director = Identity(name="Dina", grants=frozenset({Grant("director", 1)}))
    course, network = make.a_course(), make.a_network()
    for who, row in ((keeper, network), (director, course), (director, network)):
        with pytest.raises(NotAllowed):
            trash.remove(row, "Feil", days=30, by=who, now=NOW)
    made = take(network)
    trash.remove(course, "Feil", days=30, by=keeper, now=NOW)
    assert [one.record for one in trash.trash(keeper)] == ["course"]
    assert list(trash.trash(director)) == []
    with pytest.raises(NotAllowed):
        trash.restore(made, by=keeper, now=NOW)


def test_a_thing_is_taken_away_and_laid_back_once(house: str) -> None:
    row = a_wrong_kindergarten()
    made = take(row)
    with pytest.raises(NotFound):
        take(row)
    trash.restore(made, by=HOUSE, now=NOW)
    with pytest.raises(RuleBroken) as refused:
        trash.restore(made, by=HOUSE, now=NOW)
    assert refused.value.code == "trash.gone"


def test_a_department_is_not_laid_back_in_a_kindergarten_that_is_gone(house: str) -> None:
    room = a_wrong_department()
    place = Kindergarten.get()
    made = take(room)
    take(place)
    with pytest.raises(RuleBroken) as refused:
        trash.restore(made, by=HOUSE, now=NOW)
    assert refused.value.code == "trash.changed"
    assert Department.select().count() == 0


def test_time_purges_for_good_and_the_journal_stays(house: str) -> None:
    course, place = make.a_course(title="Feilkurs"), a_wrong_kindergarten()
    number = place.org_number
    kept = take(make.a_network("Nord"), days=60)
    first, second = take(course), take(place)
    lines = JournalEntry.select().count()
    assert trash.purge(NOW + timedelta(days=29)) == 0
    assert trash.purge(LATER) == 2
    assert trash.purge(LATER) == 0
    for made in (first, second):
        row = Trash.get_by_id(made.id)
        assert (row.label, row.reason, row.rows, row.purged_at) == ("", "", None, LATER)
        with pytest.raises(RuleBroken) as refused:
            trash.restore(made, by=HOUSE, now=LATER)
        assert refused.value.code == "trash.gone"
    assert [one.id for one in trash.trash(HOUSE)] == [kept.id]
    assert (Course.select().count(), CourseDay.select().count()) == (0, 0)
    assert Affiliation.select().count() == 0
    assert JournalEntry.select().count() == lines + 2
    assert Kindergarten.get_by_id(place.id).org_number != number
    assert list(organisation.kindergartens(HOUSE)) == []


def test_a_number_in_the_trash_is_said_to_be_there(house: str) -> None:
    place = a_wrong_kindergarten()
    take(place)
    values = {"org_number": place.org_number, "name": "Ny", "ownership": "public"}
    with pytest.raises(RuleBroken) as refused:
        organisation.add_kindergarten(values, by=HOUSE, now=NOW)
    assert refused.value.code == "org_number.removed"
    trash.purge(LATER)
    assert organisation.add_kindergarten(values, by=HOUSE, now=LATER).id != place.id


def test_a_key_to_something_that_goes_is_taken_along_or_stands_in_the_way() -> None:
    """Whoever makes a new table that names one of these meets the refusal, never a broken row."""
    assert set(trash.IN_THE_WAY) <= set(trash._tables())
    assert Certificate.keeps_numbers
    assert Department.keeps_numbers
