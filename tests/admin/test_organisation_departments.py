"""Departments in the office: opened, changed from a day, renamed, closed."""

from datetime import date

from collect.models.organisation import Department, DepartmentPeriod
from tests import factories as make


def test_a_department_is_opened_in_the_kindergarten_one_came_from(enter):
    make.a_kindergarten("Aud")
    place = make.a_kindergarten("Bo")
    ada = enter("coordinator")
    path = f"/admin/departments/new/?kindergarten={place.id}"
    shown = ada.form(path)
    assert (shown["kindergarten"], shown["opened_on"]) == (str(place.id), "2025-10-15")
    answers = {**shown, "name": "Blåveis", "age_group": "toddler", "children": "12"}
    assert ada.post(path, answers).status_code == 303
    row = Department.get()
    assert (row.name, row.kindergarten_id, row.opened_on) == (
        "Blåveis",
        place.id,
        date(2025, 10, 15),
    )


def test_a_department_is_changed_from_a_day_and_keeps_its_past(enter):
    room = make.a_department(make.a_kindergarten(), "Blåveis", "toddler", 12)
    ada = enter("coordinator")
    path = f"/admin/departments/change/?id={room.id}"
    shown = ada.form(path)
    assert (shown["age_group"], shown["children"]) == ("toddler", "12")
    assert ada.post(path, {**shown, "age_group": "mixed", "children": "15"}).status_code == 303
    periods = DepartmentPeriod.select().order_by(DepartmentPeriod.valid_from)
    assert [(p.age_group, p.children, p.valid_to) for p in periods] == [
        ("toddler", 12, date(2025, 10, 14)),
        ("mixed", 15, None),
    ]
    page = ada.get(f"/admin/departments/details/?id={room.id}").text
    assert page.index("Aldersblandet") < page.index("01.08.2020")


def test_a_department_is_renamed_and_closed(enter):
    room = make.a_department(make.a_kindergarten(), "Blåveis")
    ada = enter("coordinator")
    path = f"/admin/departments/edit/?id={room.id}"
    shown = ada.form(path)
    refused = ada.post(path, {**shown, "closed_on": "2019-12-31"})
    assert refused.status_code == 422
    assert "Den siste datoen er før den første." in refused.text
    assert (
        ada.post(path, {**shown, "name": "Hvitveis", "closed_on": "2025-07-31"}).status_code == 303
    )
    row = Department.get()
    assert (row.name, row.closed_on) == ("Hvitveis", date(2025, 7, 31))
    assert "Hvitveis" in ada.get("/admin/departments/?state=closed").text
    assert "Hvitveis" not in ada.get("/admin/departments/?state=open").text


def test_a_number_of_children_that_cannot_be_is_refused(enter):
    place = make.a_kindergarten()
    ada = enter("coordinator")
    for children in ("-1", "100", "ti", "1.5", ""):
        answers = {
            **{"kindergarten": str(place.id), "name": "A", "age_group": "toddler"},
            **{"children": children, "opened_on": "2025-08-01"},
        }
        assert ada.post("/admin/departments/new/", answers).status_code == 422
    assert Department.select().count() == 0
