"""A town whose settings are changed in one process and seen in another."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from click.testing import CliRunner

from admin.commands import tettpaa
from collect.models.accounts import LoginSession
from tests import factories as make
from tests.web import Browser, make_app

PAGE = "/admin/settings/"


def a_town(house: str) -> Any:
    """Two processes on one database: Kari changes in the one, everybody else is served by the other."""
    one, two = make_app(house), make_app(house, session_hours=11)
    network = make.a_network()
    home = make.a_kindergarten("Solbakken", make.a_cohort(), network)
    person = make.a_person("Ada Vik", home)
    observer = make.an_identity("observer", home, None, person, network=frozenset({home.id}))
    kari = make.an_identity("coordinator", person=make.a_person("Kari Nordmann"))
    found = SimpleNamespace(
        house=house,
        home=home,
        room=make.a_department(home, "Blåklokka"),
        person=person,
        observer=observer,
        kari=Browser(one, kari),
        there=Browser(two, kari),
        ada=Browser(two, observer),
        stranger=Browser(two),
        jobs=lambda: CliRunner().invoke(tettpaa, ["jobs"]),
    )
    now = datetime.now(UTC)  # the jobs live in our own time, and forget old sessions
    LoginSession.update(seen_at=now, created_at=now).execute()
    return found


def change(town: Any, name: str, value: str) -> Any:
    """Go the whole way: the form, what it would do, and the choice."""
    path = f"{PAGE}change/?name={name}"
    shown = town.kari.post(path, {name: value})
    assert shown.status_code == 200, shown.text
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown.text))
    assert sent["confirmed"] == "1"
    return town.kari.post(path, {k: v for k, v in sent.items() if k != "csrf_token"})


def observe(town: Any) -> str:
    return str(town.ada.get(f"/observations/new/{town.room.id}/{make.an_instrument().id}").text)
