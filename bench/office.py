"""The office's lists over 300,000 people, against a plain Flask-Admin view over the same rows."""

import re
import secrets
import statistics
import time
from dataclasses import dataclass
from hashlib import sha256
from html import unescape

from flask import Flask
from flask_admin import Admin
from flask_admin.contrib.peewee import ModelView
from flask_babel import Babel

from app import create_app
from bench.cpu import answered, environ
from bench.house import NOW, settle
from collect import accounts, database, people
from collect.config import Config
from collect.database import Insert
from collect.models.accounts import Account, LoginSession
from collect.models.organisation import Department
from collect.models.people import Employment, Person
from collect.rules.access import HOUSE
from collect.rules.norwegian import search_text, sort_key

PEOPLE, DEEP, ROUNDS, PAGES = 300_000, 100, 5, 5
FIRST = "Kari Ola Anne Åse Per Ingrid Bjørn Mona Nils Ida Emma Lars Siri Knut Turid".split()
LAST = "Hansen Johansen Olsen Larsen Berg Haugen Hagen Lund Dahl Moen Øye Solberg Strand".split()
POSITIONS = ("assistant", "pedagogical_leader", "director")


@dataclass
class Case:
    """The house and the plain view over one database, and the addresses that are asked of each."""

    apps: dict[str, Flask]
    cookies: dict[str, str]
    paths: dict[str, dict[str, str]]  # application -> what -> address


def build(url: str, count: int = PEOPLE) -> Case:
    """Fill a database with so many people who each have work, and open both offices over it."""
    settings = settle(url)
    _fill(count)
    house, cookie = _house(settings)
    apps = {"house": house, "plain": _plain()}
    case = Case(apps, {"house": cookie, "plain": ""}, {})
    case.paths = {
        "house": {
            "first": "/admin/people/",
            "deep": _deep(case, "/admin/people/", DEEP),
            "common": "/admin/people/?search=kari",
            "rare": "/admin/people/?search=lund77123",
        },
        "plain": {
            "first": "/admin/employment/",
            "deep": f"/admin/employment/?page={DEEP}",
            "common": "/admin/employment/?search=kari",
            "rare": "/admin/employment/?search=lund77123",
        },
    }
    return case


def _fill(count: int) -> None:
    rooms = list(Department.select(Department.id, Department.kindergarten).tuples())
    first = 1_000
    names = [
        f"{FIRST[n % 15]} {FIRST[n // 15 % 15]} {LAST[n // 7 % 13]}{n:05}" for n in range(count)
    ]
    with database.writing():
        Insert(Person, ("id", "name", "sort", "search", "email", "email_key")).many(
            [
                (first + n, name, sort_key(name), search_text(name, mail), mail, mail)
                for n, name in enumerate(names)
                for mail in (f"person{n}@eksempel.no",)
            ]
        )
        columns = ("person_id", "kindergarten_id", "department_id", "position", "fte_percent")
        Insert(Employment, (*columns, "valid_from")).many(
            [
                (first + n, place, room, POSITIONS[n % 3], 100, "2024-08-01")
                for n in range(count)
                for room, place in (rooms[n % len(rooms)],)
            ]
        )
    if not database.is_sqlite():
        database.db.execute_sql("VACUUM ANALYZE")  # as the server does by itself in time


def _house(settings: Config) -> tuple[Flask, str]:
    """Return the house and the cookie of a coordinator who is logged in."""
    one = people.find_or_add("Kari Koordinator", "koordinator@eksempel.no", by=HOUSE, now=NOW)
    accounts.add_account(one, "coordinator", None, by=HOUSE, now=NOW)
    token = secrets.token_urlsafe(32)
    LoginSession.create(
        token_hash=sha256(token.encode()).hexdigest(),
        account=Account.get(Account.person == one),
        created_at=NOW,
        seen_at=NOW,
    )
    return create_app(settings), f"tettpaa={token}"


class Plain(ModelView):
    """The list as Flask-Admin gives it, to everybody."""

    column_list = ("person", "kindergarten", "department", "position", "valid_from")
    column_searchable_list = (Person.search,)
    page_size = 50


def _plain() -> Flask:
    app = Flask("plain")
    app.secret_key = "plain"
    Babel(app)
    Admin(app).add_view(Plain(Employment))
    return app


def _deep(case: Case, path: str, pages: int) -> str:
    """Return the address one stands at after turning so many pages."""
    for _ in range(pages):
        page = _page(case, "house", path)
        onward = re.findall(r'<a href="([^"]*)"[^>]*>Neste</a>', page)
        path = unescape(onward[0])
    return path


def _page(case: Case, name: str, path: str) -> str:
    return answered(case.apps[name], environ(path, case.cookies[name]), "200")


@dataclass(frozen=True)
class Spent:
    """What a page costs, in milliseconds: of the processor here, and until it was there."""

    cpu: float
    wall: float


def measure(case: Case) -> dict[tuple[str, str], Spent]:
    """Return the medians of each page of both applications, asked in turns."""
    asked = [(name, what) for name, paths in case.paths.items() for what in paths]
    spent: dict[tuple[str, str], list[Spent]] = {one: [] for one in asked}
    for _ in range(ROUNDS):
        for name, what in asked:
            spent[name, what].append(_spent(case, name, case.paths[name][what]))
    return {
        one: Spent(
            statistics.median(each.cpu for each in values),
            statistics.median(each.wall for each in values),
        )
        for one, values in spent.items()
    }


def _spent(case: Case, name: str, path: str) -> Spent:
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(PAGES):
        _page(case, name, path)
    return Spent(
        (time.process_time() - cpu) / PAGES * 1000,
        (time.perf_counter() - wall) / PAGES * 1000,
    )
