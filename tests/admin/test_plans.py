"""Development plans in the office: that goals are set, and not a word of what they say."""

from collect.models.plans import Goal
from tests.admin.pages import cells, names
from tests.admin.world import GOAL, build


def test_a_coordinator_sees_which_departments_have_set_goals_and_not_what_they_say(enter):
    world = build()
    ada = enter("coordinator")
    page = ada.get("/admin/goals/?sort=department").text
    assert names(page) == ["Måken småbarn", "Solsikken småbarn"]
    assert "I gang" in page
    details = ada.get(f"/admin/goals/details/?id={world.ada.ids['goals']}").text
    assert "Mål for Solsikken småbarn, høst 2025" in details
    assert "/plans/" not in details.split("<main")[1].split("</main>")[0]
    sheet = cells(ada.get("/admin/goals/export/xlsx/"))
    assert len(sheet) == 3
    for told in (page, details, str(sheet)):
        assert GOAL not in told


def test_a_director_finds_the_way_to_the_own_goal(enter):
    world = build()
    row = Goal.get_by_id(world.ada.ids["goals"])
    ada = enter(world.ada.director)
    assert names(ada.get("/admin/goals/").text) == ["Solsikken småbarn"]
    page = ada.get(f"/admin/goals/details/?id={row.id}").text
    assert f'href="/plans/{row.reference}"' in page
    assert ada.get(f"/admin/goals/details/?id={world.cy.ids['goals']}").status_code == 404


def test_the_list_is_narrowed_by_status_and_kind(enter):
    world = build()
    Goal.update(status="dropped").where(Goal.id == world.cy.ids["goals"]).execute()
    ada = enter("coordinator")
    assert names(ada.get("/admin/goals/?status=dropped").text) == ["Måken småbarn"]
    assert names(ada.get("/admin/goals/?status=open").text) == ["Solsikken småbarn"]
    assert names(ada.get("/admin/goals/?kind=micro_project").text) == []
    assert names(ada.get("/admin/goals/?search=solsikken").text) == ["Solsikken småbarn"]


def test_nothing_is_made_or_changed_here(enter):
    world = build()
    ada = enter("coordinator")
    for path in ("new/", f"edit/?id={world.ada.ids['goals']}"):
        assert ada.get(f"/admin/goals/{path}").status_code == 404
