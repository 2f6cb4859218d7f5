"""Onboarding in the office: plans and their progress, tasks of the templates."""

import re
from datetime import date

from collect.models.onboarding import PlanTask, TemplateTask
from tests import factories as make
from tests.admin.pages import names
from tests.admin.world import build


def test_a_plan_shows_how_far_it_has_come(enter):
    world = build()
    PlanTask.update(status="done").where(PlanTask.plan == world.ada.ids["onboarding"]).execute()
    PlanTask.update(due_on=date(2025, 10, 1)).where(
        PlanTask.plan == world.cy.ids["onboarding"]
    ).execute()
    ada = enter("coordinator")
    page = ada.get("/admin/onboarding/?sort=person").text
    assert names(page) == ["Måken Nyansattsen", "Solsikken Nyansattsen"]
    total = PlanTask.select().where(PlanTask.plan == world.ada.ids["onboarding"]).count()
    assert re.findall(r'data-label="Klare oppgaver" class="number">(\d+)<', page) == [
        "0",
        str(total),
    ]
    assert re.findall(r'<span class="status \w+">([^<]+)</span>', page) == [
        f"{total} forsinket",
        "Alt er gjort",
    ]
    assert names(ada.get("/admin/onboarding/?progress=settled").text) == ["Solsikken Nyansattsen"]
    assert names(ada.get("/admin/onboarding/?progress=late").text) == ["Måken Nyansattsen"]
    assert names(ada.get("/admin/onboarding/?progress=open").text) == ["Måken Nyansattsen"]


def test_a_plans_page_lists_its_tasks(enter):
    world = build()
    row = world.ada.ids["onboarding"]
    page = enter(world.ada.director).get(f"/admin/onboarding/details/?id={row}").text
    for task in PlanTask.select().where(PlanTask.plan == row):
        assert task.title_nb in page


def test_a_task_is_amended_for_plans_to_come(enter):
    build()
    ada = enter("coordinator")
    task = TemplateTask.select().order_by(TemplateTask.id).first()
    kept = dict(task.__data__)
    path = f"/admin/tasks/edit/?id={task.id}"
    answers = {**ada.form(path), "title_nb": "Si hei", "due_offset": "-3"}
    assert ada.post(path, answers).status_code == 303
    after = TemplateTask.get_by_id(task.id)
    assert (after.title_nb, after.due_offset, after.owner) == ("Si hei", -3, kept["owner"])
    assert PlanTask.select().where(PlanTask.title_nb == "Si hei").count() == 0
    TemplateTask.update(title_nb=kept["title_nb"], due_offset=kept["due_offset"]).where(
        TemplateTask.id == task.id
    ).execute()


def test_a_task_is_told_what_finishes_it_and_to_wait_for_a_hand(enter):
    build()
    ada = enter("coordinator")
    task = TemplateTask.select().where(TemplateTask.finishes_on == "").order_by(TemplateTask.id)
    task_id = task.first().id
    path = f"/admin/tasks/edit/?id={task_id}"
    for event in ("observed_once", ""):
        answers = {**ada.form(path), "finishes_on": event}
        assert ada.post(path, answers).status_code == 303
        assert TemplateTask.get_by_id(task_id).finishes_on == event
    assert "Nyansattkurset er gjennomført" in ada.get("/admin/tasks/").text


def test_a_director_reads_the_tasks_and_amends_none(enter):
    world = build()
    ada = enter(world.ada.director)
    task = TemplateTask.select().first()
    assert ada.get(f"/admin/tasks/details/?id={task.id}").status_code == 200
    assert ada.post(f"/admin/tasks/edit/?id={task.id}", {"title_nb": "X"}).status_code == 403


def test_a_task_without_words_or_owner_is_refused(enter):
    make.a_kindergarten()
    ada = enter("coordinator")
    path = f"/admin/tasks/edit/?id={TemplateTask.select().first().id}"
    shown = ada.form(path)
    for wrong in (
        {"title_nn": ""},
        {"owner": "kongen"},
        {"due_offset": "9999"},
        {"opens_offset": "i morgen"},
        {"finishes_on": "moon"},
    ):
        assert ada.post(path, {**shown, **wrong}).status_code == 422


def test_a_task_is_added_to_and_taken_out_of_plans_to_come(enter):
    world = build()
    ada = enter("coordinator")
    first = TemplateTask.select().order_by(TemplateTask.id).first()
    before = TemplateTask.select().where(TemplateTask.template == first.template_id).count()
    answers = {
        **ada.form("/admin/tasks/new/"),
        "template": str(first.template_id),
        "title_nb": "Spis lunsj sammen",
        "title_nn": "Et lunsj saman",
        "title_en": "Have lunch together",
        "owner": "resource_person",
        "opens_offset": "0",
        "due_offset": "3",
    }
    assert ada.post("/admin/tasks/new/", answers).status_code == 303
    row = TemplateTask.get(TemplateTask.title_nb == "Spis lunsj sammen")
    assert (row.position, row.owner) == (before + 1, "resource_person")
    assert PlanTask.select().where(PlanTask.title_nb == row.title_nb).count() == 0
    page = ada.get(f"/admin/tasks/details/?id={row.id}").text
    assert "En endring gjelder planer som begynner fra nå." in page
    path = f"/admin/tasks/remove/?id={row.id}"
    assert enter(world.ada.director).post(path).status_code == 403
    assert ada.post(path).status_code == 303
    assert TemplateTask.get_or_none(TemplateTask.id == row.id) is None


def test_a_task_is_not_due_before_it_opens(enter):
    make.a_kindergarten()
    ada = enter("coordinator")
    path = f"/admin/tasks/edit/?id={TemplateTask.select().first().id}"
    late = {**ada.form(path), "opens_offset": "9", "due_offset": "8"}
    assert ada.post(path, late).status_code == 422
