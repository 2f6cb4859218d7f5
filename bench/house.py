"""A small municipality to measure on: one network, 476 departments, an observer who is logged in."""

import itertools
import os
import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from collect import accounts, database, onboarding_templates, organisation, people
from collect import observations_instruments as instruments
from collect import organisation_departments as departments
from collect.config import Config
from collect.models.observations import Instrument
from collect.rules.access import HOUSE
from collect.rules.calendar import semester_of
from collect.rules.organisation import is_org_number

SECRET = "a secret for the bench that is long enough"
PASSWORD = "fire tilfeldige ord her"
NOW = datetime.now(UTC)
TODAY = NOW.date()
DEPARTMENTS = 476
NOTE = (
    "De voksne setter seg ned på gulvet og følger leken. Flere ganger settes det ord på det som skjer, "
    "og det ventes på svar. Overgangen til måltidet er rolig; en voksen synger mens bordet dekkes. "
)


def build(path: Path) -> Config:
    """Make the database and return the settings of the house around it."""
    for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        name.unlink(missing_ok=True)
    return settle(f"sqlite:///{path}")


def settle(url: str) -> Config:
    """Fill an empty database and return the settings of the house around it."""
    settings = Config(database_url=url, secret_key=SECRET, second_step=False)
    database.open_database(url)
    database.connect()
    database.migrate()
    instruments.seed_instruments()
    onboarding_templates.seed_templates()
    cohort = organisation.add_cohort(1, date(2020, 8, 1), by=HOUSE, now=NOW)
    network = organisation.save_network(None, "Nettverk", by=HOUSE, now=NOW)
    numbers = (str(n) for n in itertools.count(910_000_000) if is_org_number(str(n)))
    home = None
    for n in range(34):
        values = {"org_number": next(numbers), "name": f"Barnehage {n}", "ownership": "public"}
        place = organisation.add_kindergarten(values, by=HOUSE, now=NOW)
        organisation.affiliate(place, cohort, network, date(2020, 8, 1), by=HOUSE, now=NOW)
        for m in range(14):
            departments.open_department(
                place, f"Avdeling {m}", "preschool", 14, date(2020, 8, 1), by=HOUSE, now=NOW
            )
        home = home or place
    person = people.find_or_add("Ada Lund", "ada@eksempel.no", by=HOUSE, now=NOW)
    accounts.set_password(
        accounts.add_account(person, "observer", home, by=HOUSE, now=NOW), PASSWORD, now=NOW
    )
    return settings


def instrument() -> Instrument:
    """Return the version with most scores: three domains, ten dimensions."""
    return Instrument.get(Instrument.version == "prek")


def answers(dimension_ids: tuple[int, ...]) -> dict[str, str]:
    """Return one whole sheet: 3 cycles x 10 scores, a note in each, and what goes with them."""
    sheet = {"observed_on": TODAY.isoformat(), "semester": semester_of(TODAY).code}
    for n in range(3):
        prefix = f"cycles-{n}-"
        sheet |= {
            f"{prefix}started_at": f"{9 + n:02}:00",
            f"{prefix}ended_at": f"{9 + n:02}:18",
            f"{prefix}adults": "3",
            f"{prefix}children": "12",
            f"{prefix}activity": "Frilek ute og inne",
            f"{prefix}note": NOTE * 2,
        }
        sheet |= {f"{prefix}score-{d}": str(1 + (d + n) % 7) for d in dimension_ids}
    return sheet


def login_cookie(client: Any) -> str:
    """Log the observer in through the page and return the CSRF token of the session."""
    page = client.get("/login").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    client.post(
        "/login", data={"csrf_token": token, "email": "ada@eksempel.no", "password": PASSWORD}
    )
    page = client.get("/privacy").text
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def new_id() -> str:
    """Return a fresh submission id."""
    return str(uuid.UUID(bytes=os.urandom(16), version=4))


def cookies(client: Any) -> str:
    """Return the cookies a client would send."""
    return "; ".join(f"{one.key}={one.value}" for one in client._cookies.values())
