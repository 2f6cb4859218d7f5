"""Observations in the office: scores and means, nobody's name, nobody's notes."""

import re
from datetime import timedelta

from collect.models.journal import JournalEntry
from collect.models.observations import Cycle, Dimension, Observation, ObservationVersion
from tests import factories as make
from tests.admin.world import NOTE, OBSERVER, build


def test_scores_and_means_are_shown(enter):
    world = build()
    ada = enter("coordinator")
    page = ada.get(f"/admin/observations/details/?id={world.ada.ids['observations']}").text
    assert page.count('data-label="Syklus 1">5</td>') == 8
    assert page.count('data-label="Middel">5,00</td>') == 8
    assert "Solsikken småbarn, 14.10.2025" in page


def test_no_name_of_an_observer_and_no_note_is_shown_to_others(enter):
    world = build()
    row = world.ada.ids["observations"]
    Cycle.update(activity="Frilek med Per").where(Cycle.observation == row).execute()
    for reader in (enter("coordinator"), enter(world.ada.director)):
        for path in (
            "observations/",
            f"observations/details/?id={row}",
            "observations/?search=Servatør",
        ):
            page = reader.get(f"/admin/{path}").text
            assert (OBSERVER in page, NOTE in page, "Frilek med Per" in page) == (
                False,
                False,
                False,
            )
    assert "/details/" not in enter("coordinator").get("/admin/observations/?search=Servatør").text


def test_an_observer_with_work_in_the_office_sees_the_notes_she_wrote_and_no_others(enter):
    world = build()
    director = world.ada.director
    mine = make.an_observation(world.ada.room, make.an_identity("observer", world.ada.kindergarten))
    row = Observation.get(Observation.reference == mine)
    Observation.update(observer=director.person_id).where(Observation.id == row.id).execute()
    Cycle.update(note="Mitt notat").where(Cycle.observation == row).execute()
    make.accounts.grant_role(
        make.accounts.Account.get_by_id(director.account_id),
        "observer",
        world.ada.kindergarten,
        None,
        by=make.HOUSE,
        now=make.NOW,
    )
    ada = enter(director)
    assert "Mitt notat" in ada.get(f"/admin/observations/details/?id={row.id}").text
    assert (
        NOTE not in ada.get(f"/admin/observations/details/?id={world.ada.ids['observations']}").text
    )


def test_a_director_sees_an_observation_when_it_is_released(enter):
    world = build()
    row = world.ada.ids["observations"]
    ada = enter(world.ada.director)
    assert ada.get(f"/admin/observations/details/?id={row}").status_code == 200
    Observation.update(released_at=None).where(Observation.id == row).execute()
    assert ada.get(f"/admin/observations/details/?id={row}").status_code == 404
    assert f"id={row}" not in ada.get("/admin/observations/").text


def test_observations_are_narrowed_by_semester_version_and_release(enter):
    build()
    ada = enter("coordinator")
    options = re.findall(
        r'name="semester">.*?</select>', ada.get("/admin/observations/").text, re.DOTALL
    )[0]
    assert re.findall(r'value="([^"]+)"', options) == ["2025-autumn"]
    for query, count in (
        ("semester=2025-autumn", 2),
        ("state=released", 2),
        ("state=sent", 0),
        (f"instrument={make.an_instrument('toddler').id}", 2),
        (f"instrument={make.an_instrument('prek').id}", 0),
    ):
        page = ada.get(f"/admin/observations/?{query}").text
        assert len(re.findall(r"/admin/observations/details/", page)) == count, query


def test_a_dimension_gets_other_words_and_help(enter):
    ada = enter("coordinator")
    row = Dimension.get(Dimension.key == "positive_climate")
    path = f"/admin/dimensions/edit/?id={row.id}"
    answers = {**ada.form(path), "label_nb": "Godt klima", "help_text": "Se på samspillet."}
    assert ada.post(path, answers).status_code == 303
    after = Dimension.get_by_id(row.id)
    assert (after.label_nb, after.help_text, after.label_nn) == (
        "Godt klima",
        "Se på samspillet.",
        row.label_nn,
    )
    line = JournalEntry.get(JournalEntry.act == "dimension.relabel")
    assert line.new == {"label_nb": "Godt klima", "help_text": "Se på samspillet."}
    Dimension.update(**{name: getattr(row, name) for name in ("label_nb", "help_text")}).where(
        Dimension.id == row.id
    ).execute()


def test_a_dimension_keeps_a_name_in_each_language(enter):
    ada = enter("coordinator")
    row = Dimension.select().first()
    path = f"/admin/dimensions/edit/?id={row.id}"
    assert ada.post(path, {**ada.form(path), "label_en": ""}).status_code == 422
    assert Dimension.get_by_id(row.id).label_en == row.label_en


def test_a_coordinator_sends_an_observation_back_and_a_director_does_not(enter):
    world = build()
    row = world.ada.ids["observations"]
    path, page = f"/admin/observations/return/?id={row}", f"/admin/observations/details/?id={row}"
    director, ada = enter(world.ada.director), enter("coordinator")
    assert "/return/" not in director.get(page).text
    assert (director.get(path).status_code, director.post(path, {"note": "Nei"}).status_code) == (
        403,
        403,
    )
    assert f'href="{path}"' in ada.get(page).text
    assert ada.post(path, {"note": ""}).status_code == 422
    assert ada.post(path, {"note": "Datoen er feil"}).status_code == 303
    stored = Observation.get_by_id(row)
    assert (stored.returned_at, stored.return_note) == (make.NOW, "Datoen er feil")
    assert "Datoen er feil" in ada.get(page).text
    assert "Datoen er feil" not in director.get(page).text
    for at in (page, "/admin/observations/", "/admin/observations/?state=returned"):
        assert ("Må rettes" in director.get(at).text, "Sendt tilbake" in director.get(at).text) == (
            False,
            False,
        )
    assert f'href="{path}"' not in ada.get(page).text
    assert ada.post(path, {"note": "Igjen"}).status_code == 422
    cy = enter(world.cy.director)
    assert (cy.get(path).status_code, cy.post(path, {"note": "x"}).status_code) == (404, 404)


def test_the_list_says_what_state_an_observation_is_in_and_which_coding(enter):
    world = build()
    mine, theirs = world.ada.ids["observations"], world.cy.ids["observations"]
    Observation.update(returned_at=make.NOW, version=2).where(Observation.id == mine).execute()
    Observation.update(is_double=True, released_at=None).where(Observation.id == theirs).execute()
    ada = enter("coordinator")
    page = ada.get("/admin/observations/").text
    assert (">Må rettes, rettet</span>" in page, ">Dobbeltkoding, sendt</span>" in page) == (
        True,
        True,
    )
    for query, count in (
        ("state=returned", 1),
        ("state=corrected", 1),
        ("state=released", 1),
        ("state=sent", 1),
        ("coding=double", 1),
        ("coding=first", 1),
    ):
        page = ada.get(f"/admin/observations/?{query}").text
        assert len(re.findall(r"/admin/observations/details/", page)) == count, query


def test_a_director_is_not_told_what_was_corrected_before_release(enter):
    world = build()
    row = Observation.get_by_id(world.ada.ids["observations"])
    Observation.update(version=2).where(Observation.id == row.id).execute()
    old = ObservationVersion.create(
        observation=row,
        number=1,
        content={},
        reason="Feil",
        sent_at=make.NOW - timedelta(days=2),
        replaced_at=make.NOW - timedelta(days=1),
    )
    ada = enter(world.ada.director)
    assert ">Frigitt</span>" in ada.get("/admin/observations/").text
    ObservationVersion.update(replaced_at=make.NOW + timedelta(days=1)).where(
        ObservationVersion.id == old.id
    ).execute()
    assert ">Frigitt, rettet</span>" in ada.get("/admin/observations/").text


def test_the_page_of_a_corrected_observation_shows_its_versions(enter):
    world = build()
    row = Observation.get_by_id(world.ada.ids["observations"])
    ObservationVersion.create(
        observation=row,
        number=1,
        content={},
        reason="Leste av feil rute",
        sent_at=make.NOW,
        replaced_at=make.NOW + timedelta(hours=1),
    )
    for reader in (enter("coordinator"), enter(world.ada.director)):
        page = reader.get(f"/admin/observations/details/?id={row.id}").text
        assert "Leste av feil rute" in page
        assert f"/observations/{row.reference}/versions/1" in page
