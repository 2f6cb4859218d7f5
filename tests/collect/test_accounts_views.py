"""What somebody keeps of a list: under a name, within bounds, and nobody else's business."""

import threading

import pytest

from collect import accounts_views as views
from collect import database
from collect.models.accounts_views import SavedView
from collect.models.journal import JournalEntry
from collect.rules.access import Identity
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.factories import NOW, a_kindergarten, an_identity

ASKED = {"search": "kari ås", "sort": "name", "desc": 1}


def keep(who: Identity, name: str, feature: str = "people", **asked: object) -> SavedView:
    return views.keep(feature, name, asked or ASKED, by=who, now=NOW)


def kept(who: Identity, feature: str = "people") -> list[tuple[str, str]]:
    return [(row.name, row.query) for row in views.views(who, feature)]


def test_a_view_is_kept_under_its_name_for_one_account_and_list(house: str) -> None:
    ada, bo = an_identity("coordinator"), an_identity("coordinator")
    keep(ada, "  Kari \n og\u0007 Åse ")
    assert kept(ada) == [("Kari og Åse", "search=kari+%C3%A5s&sort=name&desc=1")]
    assert (kept(bo), kept(ada, "courses"), kept(Identity())) == ([], [], [])
    line = JournalEntry.get(JournalEntry.act == "account.keep_view")
    assert (line.record_id, line.new) == (ada.account_id, {"list": "people"})


def test_the_same_once_more_changes_nothing_and_another_under_the_name_is_refused(
    house: str,
) -> None:
    ada, bo = an_identity("coordinator"), an_identity("coordinator")
    first = keep(ada, "Mine")
    assert keep(ada, "Mine").id == first.id
    with pytest.raises(RuleBroken, match=r"view\.taken"):
        keep(ada, "Mine", search="bo")
    keep(bo, "Mine")
    keep(ada, "Mine", "courses")
    assert SavedView.select().count() == 3


@pytest.mark.parametrize(
    ("name", "asked", "code"),
    [
        (" \n ", ASKED, "required"),
        ("a" * 61, ASKED, "text.long"),
        ("Ring 01010750160", ASKED, "text.national_id"),
        ("Mine", {"search": "01010750160"}, "text.national_id"),
        ("Mine", {}, "view.empty"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    house: str, name: str, asked: dict[str, object], code: str
) -> None:
    ada = an_identity("coordinator")
    with pytest.raises(RuleBroken) as refused:
        views.keep("people", name, asked, by=ada, now=NOW)
    assert (refused.value.code, kept(ada)) == (code, [])


def test_a_list_keeps_twenty_and_no_more(house: str) -> None:
    ada = an_identity("coordinator")
    for number in range(20):
        keep(ada, f"Utvalg {number}")
    with pytest.raises(RuleBroken, match=r"view\.many"):
        keep(ada, "Ett til")
    keep(ada, "Ett til", "courses")
    assert len(kept(ada)) == 20


def test_nineteen_and_many_at_once_are_twenty(house: str) -> None:
    ada = an_identity("coordinator")
    for number in range(19):
        keep(ada, f"Utvalg {number}")
    answers = []

    def late(name: str) -> None:
        database.connect()
        try:
            keep(ada, name)
            answers.append("kept")
        except RuleBroken as error:
            answers.append(error.code)
        finally:
            database.release()

    threads = [threading.Thread(target=late, args=(f"Sent {n}",)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(answers), len(kept(ada))) == (["kept", "view.many", "view.many"], 20)


def test_only_its_own_account_removes_a_view(house: str) -> None:
    ada, bo = an_identity("coordinator"), an_identity("coordinator")
    row = keep(ada, "Mine")
    for who, feature, number in (
        (bo, "people", row.id),
        (ada, "courses", row.id),
        (ada, "people", 0),
    ):
        with pytest.raises(NotFound):
            views.remove(feature, number, by=who, now=NOW)
    assert views.remove("people", row.id, by=ada, now=NOW) == row.query
    assert kept(ada) == []
    assert JournalEntry.get(JournalEntry.act == "account.remove_view").old == {"list": "people"}


def test_one_without_work_in_the_office_keeps_nothing(house: str) -> None:
    bo = an_identity("observer", a_kindergarten())
    with pytest.raises(NotAllowed):
        keep(bo, "Mine")
    with pytest.raises(NotAllowed):
        views.remove("people", 1, by=bo, now=NOW)
