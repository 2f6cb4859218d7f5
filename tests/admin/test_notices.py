"""The outbox in the office: found, narrowed, and sent anew when a letter did not arrive."""

import re

from collect import notices
from collect.models.notices import Notice
from collect.models.people import Person
from tests import factories as make
from tests.admin.pages import cells
from tests.admin.world import build


def ids(page: str) -> list[int]:
    return [int(n) for n in re.findall(r"/admin/notices/details/\?id=(\d+)", page)]


def test_letters_are_listed_newest_first_and_narrowed(enter):
    world = build()
    first, second = Notice.select().order_by(Notice.id)
    notices.failed(first, "550 Ukjent mottaker", is_final=True, now=make.NOW)
    ada = enter("course_admin")
    for query, found in (
        ("", [second.id, first.id]),
        ("state=queued", [second.id]),
        ("state=failed", [first.id]),
        ("state=sent", []),
        ("kind=waiting", [second.id]),
        (f"search={world.ada.worker.name}", [first.id]),
        (f"search={second.address}", [second.id]),
    ):
        assert ids(ada.get(f"/admin/notices/?{query}").text) == found, query
    page = ada.get("/admin/notices/").text
    for words in (
        "Du har plass på kurset «Snakk med barn»",
        "Kom ikke frem",
        "550 Ukjent mottaker",
    ):
        assert words in page, words


def test_a_letter_that_failed_is_sent_anew(enter):
    build()
    row = Notice.select().order_by(Notice.id).get()
    ada = enter("coordinator")
    page = f"/admin/notices/details/?id={row.id}"
    assert "Send på nytt" not in ada.get(page).text
    notices.failed(row, "550 Ukjent mottaker", is_final=True, now=make.NOW)
    Person.update(email="riktig@eksempel.no").where(Person.id == row.person_id).execute()
    assert f'href="/admin/notices/resend/?id={row.id}"' in ada.get(page).text
    path = f"/admin/notices/resend/?id={row.id}"
    assert ada.get(path).status_code == 200
    assert notices.state(Notice.get_by_id(row.id)) == "failed"
    assert ada.post(path).status_code == 303
    again = Notice.get_by_id(row.id)
    assert (notices.state(again), again.address) == ("queued", "riktig@eksempel.no")
    answer = ada.post(path)
    assert (answer.status_code, "E-posten er sendt eller står i kø." in answer.text) == (422, True)


def test_one_without_an_address_is_seen(enter):
    build()
    row = Notice.select().order_by(Notice.id).get()
    Notice.update(address="").where(Notice.id == row.id).execute()
    Person.update(email=None, email_key=None).where(Person.id == row.person_id).execute()
    ada = enter("coordinator")
    assert ids(ada.get("/admin/notices/?state=no_address").text) == [row.id]
    assert "Mangler adresse" in ada.get("/admin/notices/").text
    answer = ada.post(f"/admin/notices/resend/?id={row.id}")
    assert (answer.status_code, "ingen e-postadresse" in answer.text) == (422, True)


def test_letters_are_not_for_directors(enter):
    world = build()
    row = Notice.select().order_by(Notice.id).get()
    for role in (world.ada.director, "sysadmin"):
        browser = enter(role)
        for path in ("", f"details/?id={row.id}", f"resend/?id={row.id}", "export/xlsx/"):
            assert browser.get(f"/admin/notices/{path}").status_code == 403
        assert browser.post(f"/admin/notices/resend/?id={row.id}").status_code == 403


def test_nothing_is_made_or_changed_by_hand(enter):
    build()
    row = Notice.select().order_by(Notice.id).get()
    ada = enter("coordinator")
    for path in ("new/", f"edit/?id={row.id}"):
        assert ada.get(f"/admin/notices/{path}").status_code == 404


def test_the_list_is_taken_out(enter):
    build()
    rows = cells(enter("coordinator").get("/admin/notices/export/xlsx/"))
    assert rows[0][:4] == ("Emne", "Til", "Adresse", "Tilstand")
    assert len(rows) >= 3
