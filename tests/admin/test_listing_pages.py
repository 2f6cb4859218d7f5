"""Turning the pages of a list: every row once, whatever it is ordered by and whatever happens meanwhile."""

import random
import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from peewee import JOIN
from werkzeug.datastructures import MultiDict

from admin import listing_pages
from admin.listing import Asked, Column
from admin.listing_joins import lean
from admin.listing_pages import Leaf, ordered, pages
from collect.database import insert_rows
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Employment, Person
from tests import factories as make
from tests.admin.pages import cells, names

SIZE = 4
ORDERS = {
    "name": Person.sort,
    "email": Person.email_key,
    "position": Employment.position,
    "begun": Employment.valid_from,
    "room": Department.sort,
}
COLUMNS = tuple(Column(name, name, str, sort=sort) for name, sort in ORDERS.items())


@pytest.fixture
def people(app: Any) -> Any:
    """Thirty people with few names, half of them without an address and half without work."""
    chosen = random.Random(7)
    place = make.a_kindergarten()
    rooms = [None, make.a_department(place).id, make.a_department(place).id]
    for n in range(30):
        name = chosen.choice(("Ada", "Bo", "Åse"))
        mail = f"p{chosen.randrange(10**6)}@eksempel.no" if n % 2 else None
        row = Person.create(name=name, sort=name.lower(), search=name, email=mail, email_key=mail)
        if chosen.random() < 0.5:
            begun = date(2025, 1, 1) + timedelta(days=chosen.randrange(3))
            job = {"person_id": row.id, "kindergarten_id": place.id, "valid_from": str(begun)}
            job |= {"fte_percent": 100}
            job |= {"department_id": chosen.choice(rooms), "position": chosen.choice(("a", "b"))}
            insert_rows(Employment, [job])
    with app.test_request_context():
        yield place


def query() -> Any:
    return (
        Person.select(Person, Employment, Department)
        .join(Employment, JOIN.LEFT_OUTER, on=(Employment.person == Person.id), attr="job")
        .join(Department, JOIN.LEFT_OUTER)
        .order_by(Person.sort.desc())
    )


def leaf(asked: Asked, **arguments: str) -> Leaf:
    rows = ordered(query(), asked, COLUMNS, Person.id)
    return pages(rows, Person.id, SIZE, "people", asked).leaf(MultiDict(arguments))


def ids(found: Leaf) -> list[int]:
    return [row.id for row in found.rows]


EVERY = [Asked(), *(Asked(sort=name, is_descending=d) for name in ORDERS for d in (False, True))]


@pytest.mark.parametrize("asked", EVERY, ids=lambda one: f"{one.sort}-{one.is_descending}")
def test_walking_to_the_end_and_back_meets_every_row_once(people: Any, asked: Asked) -> None:
    whole = [row.id for row in ordered(query(), asked, COLUMNS, Person.id)]
    walked = [leaf(asked)]
    while walked[-1].after:
        walked.append(leaf(asked, after=walked[-1].after))
    assert [one for page in walked for one in ids(page)] == whole
    assert [len(page.rows) for page in walked] == [4, 4, 4, 4, 4, 4, 4, 2]
    assert [(page.number, page.last, page.total) for page in walked] == [
        (n, 8, 30) for n in range(1, 9)
    ]
    back = [walked[-1]]
    while back[-1].before:
        back.append(leaf(asked, before=back[-1].before))
    assert [ids(page) for page in reversed(back)] == [ids(page) for page in walked]
    assert [page.number for page in back] == list(range(8, 0, -1))


@pytest.mark.parametrize("is_descending", [False, True])
def test_what_is_empty_is_last_on_both_databases(people: Any, is_descending: bool) -> None:
    asked = Asked(sort="email", is_descending=is_descending)
    found = [row.email_key for row in ordered(query(), asked, COLUMNS, Person.id)]
    assert found[15:] == [None] * 15
    assert found[:15] == sorted(filter(None, found), reverse=is_descending)


def test_rows_that_come_meanwhile_repeat_and_hide_nothing(people: Any) -> None:
    asked = Asked(sort="name")
    whole = [row.id for row in ordered(query(), asked, COLUMNS, Person.id)]
    found, first = [], leaf(asked)
    found += ids(first)
    new = [
        Person.create(name=name, sort=name, search=name).id for name in ("aaa", "ada", "bo", "zz")
    ]
    assert new[0] not in found
    page = first
    while page.after:
        page = leaf(asked, after=page.after)
        found += ids(page)
    assert [one for one in found if one not in new] == whole
    assert [one for one in found if one in new] == [new[1], new[2], new[3]]
    assert len(found) == len(set(found))


def test_a_page_goes_on_from_where_a_row_was(people: Any) -> None:
    asked = Asked(sort="name")
    whole = [row.id for row in ordered(query(), asked, COLUMNS, Person.id)]
    first = leaf(asked)
    Person.update(sort="zzz").where(Person.id == first.rows[-1].id).execute()
    second = leaf(asked, after=first.after)
    assert ids(second) == whole[4:8]
    Employment.delete().where(Employment.person.in_(whole[:8])).execute()
    Person.delete().where(Person.id.in_(whole[:8])).execute()
    assert ids(leaf(asked, after=second.after)) == whole[8:12]
    back = leaf(asked, before=second.before)  # nothing is left there: the first page
    assert (ids(back), back.number) == (whole[8:12], 1)


def test_past_the_end_is_the_last_page(people: Any) -> None:
    asked = Asked(sort="name")
    whole = [row.id for row in ordered(query(), asked, COLUMNS, Person.id)]
    before = leaf(asked, page="7")
    Employment.delete().where(Employment.person.in_(whole[28:])).execute()
    Person.delete().where(Person.id.in_(whole[28:])).execute()
    last = leaf(asked, after=before.after)
    assert (ids(last), last.after) == (whole[24:28], "")
    assert ids(leaf(asked, before=last.before)) == whole[20:24]


def test_a_mark_is_good_for_what_was_asked_alone(people: Any) -> None:
    mark = leaf(Asked(sort="name")).after
    first = ids(leaf(Asked(sort="email")))
    for text in (mark, mark[:-1], mark + "x", "x", "W10.x", "0", "æ", "." * 5000):
        assert ids(leaf(Asked(sort="email"), after=text)) == first
        assert ids(leaf(Asked(sort="email"), before=text)) == first


def test_older_addresses_ask_by_number(people: Any) -> None:
    asked = Asked(sort="name")
    whole = [row.id for row in ordered(query(), asked, COLUMNS, Person.id)]
    for text, start in (("1", 0), ("3", 8), ("8", 28), ("9", 28), ("9999999", 28), ("0", 0)):
        assert ids(leaf(asked, page=text)) == whole[start : start + 4]
    for text in ("-1", "x", "", "1.5", "٣", "99999999999999"):
        assert leaf(asked, page=text).number == 1


def test_a_long_list_says_only_that_it_is_long(people: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(listing_pages, "MOST_COUNTED", 10)
    asked = Asked(sort="name")
    whole = [row.id for row in ordered(query(), asked, COLUMNS, Person.id)]
    for number, start in ((1, 0), (2, 4), (3, 8), (4, 12), (8, 28)):
        found = leaf(asked, page=str(number))
        assert ids(found) == whole[start : start + 4]
        assert (found.number, found.last, found.total, found.is_more) == (number, None, 10, True)
    end = leaf(asked, page="9999")
    assert (ids(end), end.number, end.after) == (whole[26:], None, "")
    assert ids(leaf(asked, before=end.before)) == whole[22:26]
    assert ids(leaf(asked, after=leaf(asked, page="3").after)) == whole[12:16]


def test_only_joins_that_change_nothing_are_left_out(people: Any) -> None:
    place = Kindergarten.alias()
    whole = query().join_from(Employment, place, JOIN.LEFT_OUTER)
    keys = whole.select(Person.id).order_by(Person.id)
    assert lean(keys).sql()[0].count("JOIN") == 1  # the one that may repeat a person
    assert lean(keys.where(Department.sort == "x")).sql()[0].count("JOIN") == 2
    assert lean(keys.where(place.id.is_null())).sql()[0].count("JOIN") == 2
    assert lean(keys.order_by(Department.sort)).sql()[0].count("JOIN") == 2
    assert list(lean(keys).tuples()) == list(keys.tuples())


# Through the pages


def onward(page: str, words: str) -> str:
    return unescape(re.findall(rf'<a href="([^"]*)">{words}</a>', page)[0])


def test_the_links_of_a_list_turn_its_pages(enter: Any, count_queries: Any) -> None:
    whole = [f"Barnehage {n:03}" for n in range(103)]
    for name in whole:
        make.a_kindergarten(name)
    ada = enter("coordinator")
    costs, found, page = [], [], "/admin/kindergartens/?search=barnehage&sort=name&ownership=public"
    for number in (1, 2, 3):
        with count_queries() as statements:
            text = ada.get(page).text
        costs.append(len(statements))
        assert f"103 treff, side {number} av 3</caption>" in text
        found += names(text)
        page = onward(text, "Neste") if number < 3 else onward(text, "Forrige")
    assert (found, costs) == (whole, [6, 6, 6])
    assert names(ada.get(page).text) == whole[50:100]
    assert "Neste" not in text
    assert "search=barnehage" in page
    assert "ownership=public" in page


def test_a_list_that_was_not_counted_out_says_so(enter: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(listing_pages, "MOST_COUNTED", 60)
    for n in range(103):
        make.a_kindergarten(f"Barnehage {n:03}")
    ada = enter("coordinator")
    text = ada.get("/admin/kindergartens/").text
    assert "Over 60 treff, side 1</caption>" in text
    text = ada.get(onward(text, "Neste")).text
    assert "Over 60 treff, side 2</caption>" in text
    assert len(names(ada.get("/admin/kindergartens/?page=99").text)) == 50


def test_a_narrowed_list_is_taken_out_whole_and_alone(enter: Any) -> None:
    places = [make.a_kindergarten("Solsikken"), make.a_kindergarten("Måken")]
    for n in range(130):
        position = ("assistant", "director")[n // 2 % 2]
        make.a_person(f"Person {n:03}", places[n % 2], None, position)
    ada = enter("coordinator")
    narrowed = f"kindergarten={places[0].id}&position=assistant&search=person&sort=email&desc=1"
    taken = [row[0] for row in cells(ada.get(f"/admin/people/export/xlsx/?{narrowed}"))[1:]]
    expected = [f"Person {n:03}" for n in range(0, 130, 4)]
    assert sorted(taken) == expected
    assert names(ada.get(f"/admin/people/?{narrowed}").text) == taken
