"""Registrations posted: against a bare view, and a crowd for 25 seats against only parsing it."""

import itertools
import secrets
import statistics
import threading
import time
from dataclasses import dataclass
from datetime import time as clock
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, redirect, request

from app import create_app
from bench import floor, house, served
from collect import accounts, courses, people
from collect.accounts import token_hash
from collect.config import Config
from collect.database import writing
from collect.models.accounts import LoginSession
from collect.models.courses import Registration
from collect.models.organisation import Department
from collect.rules.access import HOUSE

PEOPLE, SEATS, BURSTS = 500, 25, 5


@dataclass(frozen=True)
class Burst:
    """A crowd served: milliseconds until the last had an answer, and of the single answers."""

    spent: float
    p50: float
    p99: float


def parsing_app() -> Flask:
    """The floor of a crowd: a view that parses the fields and answers."""
    app = Flask("parsing")

    @app.post("/<path:_>")
    def post(_: str) -> Any:
        request.form.to_dict()
        return redirect("/x", 303)

    return app


class Case:
    """Five hundred of the staff, each logged in, and as many courses as the posts need."""

    def __init__(self, settings: Config, path: Path | None = None) -> None:
        self.app = create_app(settings)
        self.readers = [self._reader(n) for n in range(PEOPLE)]
        self.apps: dict[str, Any] = {"house": self.app, "parsing": parsing_app()}
        if path is not None:
            self.apps["raw"] = floor.raw_app(str(path))
        self.numbers, self.dates = itertools.count(), itertools.count()
        self.course_ids: dict[int, int] = {}
        self.adding = threading.Lock()

    def _reader(self, number: int) -> tuple[int, str, str]:
        """Return person, cookie and form token of one who is logged in."""
        room = Department.select().order_by(Department.id).offset(number % house.DEPARTMENTS).get()
        own = (
            room if number < house.DEPARTMENTS else None
        )  # one from each, so that nobody is warned
        values = {"name": f"Ansatt {number}", "email": f"ansatt{number}@eksempel.no"}
        since = house.TODAY - timedelta(days=400)
        terms = (own, "assistant", 100, since)
        with writing():
            person = people.insert_person(values, by=HOUSE, now=house.NOW)
            people.insert_employment(person, room.kindergarten, *terms, by=HOUSE, now=house.NOW)
        accounts.add_account(person, "staff", room.kindergarten, by=HOUSE, now=house.NOW)
        token = secrets.token_urlsafe(32)
        LoginSession.create(
            token_hash=token_hash(token),
            account=person.accounts.get(),
            created_at=house.NOW,
            seen_at=house.NOW,
        )
        client = self.app.test_client()
        client.set_cookie("tettpaa", token)
        page = client.get("/privacy").text
        csrf = page.split('name="csrf_token" value="')[1].split('"')[0]
        return person.id, house.cookies(client), csrf

    def new_course(self, seats: int) -> int:
        """Set up a two-day course, as for skilled workers and assistants; return its id."""
        first = house.TODAY + timedelta(days=60 + 2 * next(self.dates))  # nobody is wanted twice
        values = {
            "title": "Kurs for fagarbeidere og assistenter",
            "kind": "skilled_worker",
            "seats": seats,
            "positions": ["skilled_worker", "assistant"],
            "min_programme_year": 2,
            "place": "Kommunegården",
        }
        days = [(first + timedelta(days=n), clock(9), clock(15)) for n in range(2)]
        return int(courses.add_course(values, days, by=HOUSE, now=house.NOW).id)

    def post(self) -> tuple[str, str, bytes]:
        """Return the next one's registration for a course with room for all of them."""
        number = next(self.numbers)
        with self.adding:
            course_id = self.course_ids.get(number // PEOPLE)
            if course_id is None:
                course_id = self.course_ids[number // PEOPLE] = self.new_course(PEOPLE)
        return self.asked(course_id, number % PEOPLE)

    def asked(self, course_id: int, number: int) -> tuple[str, str, bytes]:
        """Return the registration of one of the readers for a course."""
        person_id, cookie, csrf = self.readers[number]
        answers = {
            "csrf_token": csrf,
            "submission_id": house.new_id(),
            "person_id": person_id,
            "needs": "Nøtteallergi",
            "note": "Kommer rett fra tidligvakt den første dagen.",
        }
        return f"/courses/{course_id}", cookie, urlencode(answers).encode()


def crowds(case: Case, size: int) -> dict[str, Burst]:
    """Let so many ask at once for 25 seats, in turns; return the median crowd of house and floor.

    Raises SystemExit unless 25 were placed each time and all others wait.
    """
    found: dict[str, list[Burst]] = {"parsing": [], "house": []}
    for _ in range(BURSTS):
        for name, bursts in found.items():
            course_id = case.new_course(SEATS)
            with served.serving(case, name) as port:
                bursts.append(_burst(case, course_id, size, port))
            if name == "house":
                _count(course_id, size)
    return {
        name: sorted(bursts, key=lambda one: one.spent)[BURSTS // 2]
        for name, bursts in found.items()
    }


def _count(course_id: int, size: int) -> None:
    of = Registration.course == course_id
    counted = [
        Registration.select().where(of & (Registration.status == status)).count()
        for status in ("placed", "waiting")
    ]
    if counted != [SEATS, size - SEATS]:
        raise SystemExit(f"seats were given wrongly: {counted}")


def _burst(case: Case, course_id: int, size: int, port: int) -> Burst:
    posts = [case.asked(course_id, n) for n in range(size)]
    connections = [served.connect(port) for _ in posts]
    ready, times, faults = threading.Barrier(size + 1), [], []

    def ask(number: int) -> None:
        ready.wait()
        try:
            times.append(served.send(connections[number], posts[number]))
        except (OSError, SystemExit) as fault:
            faults.append(fault)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(size)]
    for thread in threads:
        thread.start()
    ready.wait()
    begun = time.monotonic()
    for thread in threads:
        thread.join()
    spent = time.monotonic() - begun
    for connection in connections:
        connection.close()
    if faults:
        raise SystemExit(f"somebody in the crowd had no answer: {faults[0]!r}")
    ordered = sorted(times)
    return Burst(
        spent * 1000,
        statistics.median(ordered) * 1000,
        ordered[int(len(ordered) * 0.99)] * 1000,
    )
