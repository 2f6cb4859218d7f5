"""Lists: found, sorted, narrowed, paged; what they cost; no address breaks them."""

from itertools import product

import pytest

from tests import factories as make
from tests.admin.pages import names
from tests.admin.world import build, more


def test_a_search_finds_norwegian_letters_in_any_case(enter):
    for name in ("Åse Berg", "Asbjørn Øye", "Bo Ås"):
        make.a_person(name)
    ada = enter("coordinator")
    assert names(ada.get("/admin/people/?search=åse").text) == ["Åse Berg"]
    assert names(ada.get("/admin/people/?search=ÅSE").text) == ["Åse Berg"]
    assert names(ada.get("/admin/people/?search=øye+asb").text) == ["Asbjørn Øye"]
    assert names(ada.get("/admin/people/?search=%25").text) == []
    assert names(ada.get("/admin/people/?search=_").text) == []


def test_a_list_is_sorted_as_norwegians_sort(enter):
    for name in ("Åse", "Bo", "Ærlig", "Ørjan", "Aud", "Aase"):
        make.a_kindergarten(name)
    ada = enter("coordinator")
    up = ["Aud", "Bo", "Ærlig", "Ørjan", "Åse", "Aase"]
    assert names(ada.get("/admin/kindergartens/").text) == up
    assert names(ada.get("/admin/kindergartens/?sort=name").text) == up
    down = names(ada.get("/admin/kindergartens/?sort=name&desc=1").text)
    assert down == ["Åse", "Aase", "Ørjan", "Ærlig", "Bo", "Aud"]


def test_what_is_empty_comes_last_when_sorted(enter):
    for number in (3, None, 1):
        make.a_kindergarten(f"Med {number}", registered_children=number)
    ada = enter("coordinator")
    assert names(ada.get("/admin/kindergartens/?sort=children").text) == [
        "Med 1",
        "Med 3",
        "Med None",
    ]
    assert names(ada.get("/admin/kindergartens/?sort=children&desc=1").text) == [
        "Med 3",
        "Med 1",
        "Med None",
    ]


def test_only_columns_that_are_shown_can_be_sorted_by(enter):
    make.a_kindergarten("Bo", address="A")
    make.a_kindergarten("Aud", address="B")
    ada = enter("coordinator")
    for sort in ("address", "search", "id", "0", "kindergarten.address", ""):
        assert names(ada.get(f"/admin/kindergartens/?sort={sort}").text) == ["Aud", "Bo"]


def test_a_list_is_narrowed_to_a_choice(enter):
    first, second = make.a_cohort(1), make.a_cohort(2)
    make.a_kindergarten("Aud", first, ownership="private")
    make.a_kindergarten("Bo", first)
    make.a_kindergarten("Cy", second)
    ada = enter("coordinator")
    assert names(ada.get(f"/admin/kindergartens/?cohort={first.id}").text) == ["Aud", "Bo"]
    assert names(ada.get(f"/admin/kindergartens/?cohort={first.id}&ownership=public").text) == [
        "Bo"
    ]
    assert names(ada.get("/admin/kindergartens/?cohort=999&ownership=x").text) == [
        "Aud",
        "Bo",
        "Cy",
    ]


def test_pages_are_of_fifty_and_none_lies_outside(enter):
    for n in range(103):
        make.a_kindergarten(f"Barnehage {n:03}")
    ada = enter("coordinator")
    found = [names(ada.get(f"/admin/kindergartens/?page={page}").text) for page in (1, 2, 3)]
    assert [len(page) for page in found] == [50, 50, 3]
    assert len({name for page in found for name in page}) == 103
    outside = {"4": 2, "9999999": 2, "99999999999999999999999": 0, "-9": 0, "x": 0, "0": 0}
    for page, same in outside.items():
        assert names(ada.get(f"/admin/kindergartens/?page={page}").text) == found[same]


HOSTILE = [
    *("page=99999999999999999999999", "page=-1", "page=1e9", "page=%00", "page=٣"),
    *("sort=999", "sort=-1", "sort=name&desc=x", "sort[]=1", "sort=__class__"),
    "search=" + "a%20" * 1500,
    "search=" + "%25" * 50,
    *("search=%00", "search=%ff%fe", "search=%ED%A0%80", "search=%F0%9F%98%80", "search='%22;--"),
    *("endpoint=x", "_external=1", "_scheme=ftp&_method=GET", "_anchor=x", "values=1", "self=1"),
    *(
        "flt0_0=x",
        "flt1_999=1",
        "page_size=1000000",
        "cohort=1'%20OR%201=1",
        "cohort=99999999999999999999",
    ),
    "id=1&id=2",
]


@pytest.mark.parametrize("feature", ["kindergartens", "people", "journal", "observations"])
def test_no_address_breaks_a_list(enter, feature):
    ada = enter(build().ada.director)
    for query in HOSTILE:
        status = 400 if "%00" in query else 200
        assert ada.get(f"/admin/{feature}/?{query}").status_code == status, query
        if HOSTILE.index(query) % 4 == 0:
            assert ada.get(f"/admin/{feature}/export/xlsx/?{query}").status_code == status, query


def test_no_number_of_a_row_breaks_a_page(enter):
    build()
    ada = enter("coordinator")
    rows = ["abc", "-1", "1.5", "1,2", "1e3", "٣", "99999999999999999999999999", "2147483648", ""]
    for feature, row in product(("kindergartens", "people", "accounts", "journal", "tasks"), rows):
        assert ada.get(f"/admin/{feature}/details/?id={row}").status_code == 404, (feature, row)
    assert ada.get("/admin/people/details/").status_code == 404
    assert ada.get("/admin/people/details/?id=1%00").status_code == 400


def test_what_people_wrote_is_never_markup(enter):
    evil = "<img src=x onerror=alert(1)>"
    kindergarten = make.a_kindergarten(evil, make.a_cohort(), make.a_network(evil))
    person = make.a_person(evil, kindergarten, make.a_department(kindergarten, evil))
    make.a_course(title=evil, description=evil)
    ada = enter("coordinator")
    for path in (
        *("kindergartens/", "departments/", "networks/", "people/", "courses/", "journal/"),
        f"people/?search={evil}",
        *(f"kindergartens/details/?id={kindergarten.id}", f"people/details/?id={person.id}"),
        *(f"people/edit/?id={person.id}", f"people/appoint/?id={person.id}", "accounts/new/"),
    ):
        page = ada.get(f"/admin/{path}").text
        assert "<img src=x" not in page
        if "new" not in path:
            assert "&lt;img src=x" in page


COSTS = {
    "kindergartens": 6,
    "departments": 4,
    "cohorts": 8,
    "networks": 4,
    "people": 5,
    "accounts": 7,
    "certificates": 6,
    "visits": 8,
    "observations": 6,
    "courses": 5,
    "course_templates": 3,
    "letters": 7,
    "registrations": 4,
    "onboarding": 6,
    "notices": 4,
    "dimensions": 5,
    "tasks": 5,
    "journal": 5,
}


def test_a_list_costs_as_much_with_one_row_as_with_three(enter, count_queries):
    ada = enter("coordinator")

    def costs() -> dict[str, int]:
        found = {}
        for feature in COSTS:
            with count_queries() as statements:
                assert ada.get(f"/admin/{feature}/").status_code == 200
            found[feature] = len(statements)
        return found

    world = build()
    first = costs()
    for _ in range(2):
        kindergarten = make.a_kindergarten(None, make.a_cohort(), make.a_network())
        room = make.a_department(kindergarten)
        director = make.an_identity("director", kindergarten)
        more(kindergarten, room, director, world.course)
    assert (first, costs()) == (COSTS, COSTS)
