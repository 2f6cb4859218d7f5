"""A national identity number can be stored nowhere: every form that any role can find is tried with one.

The walk is done twice: with eleven digits whose checks fail, which must arrive in the database (so
that the walk is known to reach it), and with a number whose checks hold, which must be in no table.
"""

import itertools
import re
import uuid
from datetime import date
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest

from collect.database import db
from collect.rules.organisation import is_org_number
from collect.rules.text import has_national_id
from tests import factories
from tests.factories import a_certificate, a_person, a_release_day, a_visit, an_identity
from tests.forms.test_access import Place
from tests.halls import a_course_that_is_over
from tests.web import Browser, make_app

ID, HARMLESS = "01010750160", "01010750161"
ROLES = ("staff", "leader", "director", "observer", "mentor", "course_admin", "coordinator")
NOT_PAGES = re.compile(r"\.(xlsx|ics|pdf|webmanifest)|/export|/static/|/health|/logout|/import")
REFERENCE = re.compile(r"/(\d+|[A-Z0-9]{4}-[A-Z0-9]{4}|[0-9a-f-]{36})(?=/|$)|(?<==)\d+")
TEXTS = ("text", "email", "textarea", "search")
org_numbers = (str(n) for n in itertools.count(920_000_000) if is_org_number(str(n)))
numbers = itertools.count(1)
# What a field must hold for its form to be accepted, where "Vanlig tekst" will not do.
FITTING = {
    "org_number": lambda: next(org_numbers),
    "postal_code": lambda: "1300",
    "latitude": lambda: "",
    "longitude": lambda: "",
    "number": lambda: str(next(numbers) % 80 + 10),
    "email": lambda: f"ny{next(numbers)}@eksempel.no",
    "register_by": lambda: "2025-10-01",
    "withdraw_by": lambda: "2025-10-01",
    "min_age": lambda: "1",
    "max_age": lambda: "5",
}


class Forms(HTMLParser):
    """The links of a page and its forms: where each goes, its fields as (name, kind), and their values."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[dict[str, Any]] = []
        self._select, self._textarea = "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, pairs: Any) -> None:
        got = {key: value or "" for key, value in pairs}
        if tag == "a" and got.get("href", "").startswith(("/", "?")):
            self.links.append(got["href"])
        elif tag == "form":
            self.forms.append(got | {"fields": [], "values": {}, "buttons": [{}]})
        elif self.forms and got.get("name"):
            self._take(tag, got, self.forms[-1])
        elif tag == "option" and self._select:
            values = self.forms[-1]["values"]
            if "selected" in got or (not values.get(self._select) and got.get("value")):
                values[self._select] = got["value"]

    def _take(self, tag: str, got: dict[str, str], form: dict[str, Any]) -> None:
        name, values = got["name"], form["values"]
        kind = {"textarea": "textarea", "select": "select"}.get(tag, got.get("type", "text"))
        if tag == "button":
            form["buttons"].append({name: got.get("value", "")})
            return
        if got.get("inputmode") == "numeric":
            kind = "number"
        form["fields"].append((name, kind))
        if kind == "select":
            self._select = name
            values[name] = ""
        elif kind in ("radio", "checkbox"):
            if "checked" in got or name not in values:
                values[name] = got.get("value", "1")
        else:
            values[name] = got.get("value", "")
        self._textarea = name if tag == "textarea" else ""

    def handle_data(self, text: str) -> None:
        if self._textarea:
            self.forms[-1]["values"][self._textarea] = text.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""
        elif tag == "select":
            self._select = ""


def filled(form: dict[str, Any], probe: str, digits: str) -> dict[str, str]:
    """Return answers to a form, with the digits in the field that is probed."""
    answers = dict(form["values"])
    for name, kind in form["fields"]:
        short = name.split("-")[-1]
        if short == "submission_id":
            answers[name] = str(uuid.uuid4())
        elif kind in TEXTS and kind != "search" and not answers[name]:
            answers[name] = FITTING.get(short, lambda: "Vanlig tekst")()
        elif kind == "number" and not answers[name]:
            answers[name] = FITTING.get(short, lambda: "2")()
        elif kind == "date" and not answers[name]:
            answers[name] = FITTING.get(short, lambda: "2025-10-15")()
        elif kind == "time" and not answers[name]:
            answers[name] = "10:20" if "end" in name else "10:00"
    is_mail = dict(form["fields"])[probe] == "email" or probe.endswith("email")
    answers[probe] = f"p{digits}@eksempel.no".replace("p", "p.") if is_mail else f"Ring {digits}"
    return answers


class Walk:
    """A reader who tries the digits in every text; where they arrived, and which texts were tried."""

    def __init__(self, browser: Browser, digits: str, starts: list[str]) -> None:
        self.browser, self.digits = browser, digits
        self.tried: set[str] = set()
        self.arrived: set[str] = set()
        seen, waiting = set(starts), list(starts)
        while waiting:
            path = waiting.pop(0)
            answer = browser.get(path, follow_redirects=True)
            if answer.status_code != 200 or answer.mimetype != "text/html":
                continue
            page = Forms(answer.text)
            for number, form in enumerate(page.forms):
                if form.get("method", "get").lower() == "post":
                    self._try(path, number, form)
            for link in page.links:
                link = urlsplit(path).path + link if link.startswith("?") else link.split("#")[0]
                kind = REFERENCE.sub("/#", re.sub(r"[?&](page|sort|desc|q)=[^&]*", "", link))
                if kind not in seen and not NOT_PAGES.search(link):
                    seen.add(kind)
                    waiting.append(link)

    def _try(self, path: str, number: int, form: dict[str, Any]) -> None:
        """Post a form, opened anew, once for each of its texts and buttons, with the digits in that text."""
        action = form.get("action") or path
        for probe in [name for name, kind in form["fields"] if kind in TEXTS]:
            for button in form["buttons"]:
                forms = Forms(self.browser.get(path, follow_redirects=True).text).forms
                now = forms[number] if number < len(forms) else form
                if probe in now["values"]:
                    token = {"csrf_token": self.browser.token()}
                    answers = filled(now, probe, self.digits) | token | button
                    assert self.browser.client.post(action, data=answers).status_code < 500, probe
                    self.arrived |= found_in(self.digits)
            self.tried.add(f"{REFERENCE.sub('/#', urlsplit(action).path)} {probe}")


def found_in(digits: str) -> set[str]:
    """Return table.column for each column of the whole database that holds the digits."""
    places = set()
    for table in db.get_tables():
        cursor = db.execute_sql(f'SELECT * FROM "{table}"')
        names = [column[0] for column in cursor.description]
        for row in cursor.fetchall():
            places |= {
                f"{table}.{name}"
                for name, value in zip(names, row, strict=True)
                if digits in re.sub(r"[ .-]", "", str(value))
            }
    return places


@pytest.fixture
def readers(house: str) -> list[tuple[Browser, list[str]]]:
    """One reader of each role and where they begin, in a house with one record of each kind."""
    app = make_app(house)
    place = Place("own", factories.a_cohort(), factories.a_network(), factories.a_course(seats=60))
    sheet = place.address("sheet")
    found = [(Browser(app), ["/login"])]
    for role in ROLES:
        here = None if role in ("course_admin", "coordinator") else place.kindergarten
        room = place.room if role == "leader" else None
        person = a_person(f"Leser {role}", here, room, since=date(2020, 8, 1))
        who = an_identity(role, here, room, person, network=frozenset({place.kindergarten.id}))
        if role == "observer":
            a_certificate(person)
            a_release_day(person)
            factories.an_observation(place.room, who)
            a_visit(factories.a_department(place.kindergarten), person, date(2025, 11, 11))
        if role == "leader":
            factories.a_goal(place.room, who)
            a_course_that_is_over(person, date(2025, 10, 10))
        starts = ["/", sheet, f"{sheet}?practice=1"] if role == "observer" else ["/"]
        found.append((Browser(app, who), starts))
    return found


# Where harmless digits arrive when each form is filled in. When a form is no longer found or no
# longer accepted this shrinks, and the walk says less than it should.
REACHED = {
    "activity_mark.note",
    "certificate.source",
    "course.description",
    "course.place",
    "course.title",
    "course_evaluation.use_text",
    "cycle.activity",
    "cycle.length_reason",
    "cycle.note",
    "department.name",
    "dimension.help_text",
    "draft.content",
    "feedback.areas",
    "feedback.next_step",
    "feedback.strengths",
    "kindergarten.name",
    "network.name",
    "observation.return_note",
    "person.email",
    "person.name",
    "registration.needs",
    "release_day.withdrawn_reason",
    "template_task.title_nb",
}


def test_harmless_digits_arrive_and_a_national_identity_number_nowhere(
    readers: list[tuple[Browser, list[str]]],
) -> None:
    assert (has_national_id(ID), has_national_id(HARMLESS)) == (True, False)
    walks = [Walk(browser, ID, starts) for browser, starts in readers]
    assert set().union(*(walk.arrived for walk in walks)) == set()
    again = [Walk(browser, HARMLESS, starts) for browser, starts in readers]
    assert REACHED - set().union(*(walk.arrived for walk in again)) == set()
    assert len(set().union(*(walk.tried for walk in walks))) > 60
