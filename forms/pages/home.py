"""Today: what needs the reader, each row one click from the act."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, url_for

from collect import certificates, courses, observations, onboarding, phrases, programme
from collect import courses_registrations as registrations
from collect.models.observations import Observation
from collect.rules.access import Identity, may, reach
from collect.rules.calendar import semester_of
from forms import door

pages = Blueprint("home", __name__)
MOST = 6  # rows of one kind


@dataclass(frozen=True)
class Row:
    """Something that needs the reader: what, more about it, where to go, and its state in words."""

    title: str
    more: str
    url: str
    state: str = ""
    kind: str = "calm"


@pages.get("/")
def today() -> Any:
    """Show what needs the reader today."""
    who = door.identity()
    parts = (_observer, _released, _director, _onboarding, _courses, _course_office, _programme)
    rows = [row for part in parts for row in part(who)]
    return render_template("home/today.html", rows=rows, may_observe=may(who, "observation", "C"))


def _observer(who: Identity) -> list[Row]:
    if not who.has("observer") or who.person_id is None:
        return []
    found = []
    for row in certificates.latest_of(who.person_id):
        state = certificates.state_of(row, door.today())
        kind = {"valid": "good", "expiring": "warn", "expired": "bad"}.get(state, "calm")
        until = (
            phrases.say("Gjelder til %(day)s", day=phrases.day(row.valid_to))
            if row.valid_to
            else ""
        )
        title = phrases.say("Sertifikatet ditt: %(name)s", name=str(row.instrument))
        found.append(
            Row(title, until, url_for("courses.listing"), phrases.word("certificate", state), kind)
        )
    waiting = observations.observations(who).where(
        (Observation.observer == who.person_id) & Observation.released_at.is_null()
    )
    for visit in waiting.limit(MOST):
        room = visit.department
        place = f"{room.kindergarten.name} · {phrases.day(visit.observed_on)}"
        url = url_for("observations.shown", reference=visit.reference)
        title = phrases.say("Gi tilbakemelding til %(department)s", department=room.name)
        found.append(Row(title, place, url, phrases.say("Ikke frigitt"), "warn"))
    return found


def _director(who: Identity) -> list[Row]:
    if not who.has("director"):
        return []
    found = []
    one = programme.coverage(who, semester_of(door.today()))
    if left := one.due - one.done:
        title = phrases.plural(
            "%(num)s avdeling mangler observasjon", "%(num)s avdelinger mangler observasjon", left
        )
        more = phrases.say(
            "%(done)s av %(due)s er observert dette halvåret", done=one.done, due=one.due
        )
        url = url_for("programme.overview")
        found.append(Row(title, more, url, phrases.say("Gjenstår"), "warn"))
    for row in certificates.expiring(who, door.today()).limit(3):
        title = phrases.say("Sertifikatet til %(name)s utløper snart", name=row.person.name)
        more = phrases.say("Gjelder til %(day)s", day=phrases.day(row.valid_to))
        url = url_for("office_certificates.details_view", id=row.id)
        found.append(Row(title, more, url, phrases.word("certificate", "expiring"), "warn"))
    return found


def _released(who: Identity) -> list[Row]:
    """The department's new scores, for its leader, its director and the mentor."""
    if not who.has("leader", "director", "mentor"):
        return []
    return [
        Row(
            phrases.say("Nye skårer for %(department)s", department=row.department.name),
            f"{row.department.kindergarten.name} · {phrases.day(row.observed_on)}",
            url_for("observations.shown", reference=row.reference),
            phrases.say("Frigitt"),
            "good",
        )
        for row in observations.lately_released(who, door.now()).limit(3)
    ]


def _onboarding(who: Identity) -> list[Row]:
    if not may(who, "onboarding", "R") or reach(who, "onboarding", "R").everything:
        return []
    plans = list(onboarding.open_plans(who).limit(MOST))
    progress = onboarding.progress([row.id for row in plans], door.today())
    found = []
    for row in plans:
        done = progress.get(row.id, onboarding.Progress())
        mine = row.person_id == who.person_id
        title = (
            phrases.say("Opplæringsplanen din")
            if mine
            else phrases.say("Ny kollega: %(name)s", name=row.person.name)
        )
        more = phrases.say(
            "%(done)s av %(total)s oppgaver er klare", done=done.settled, total=done.total
        )
        late = (
            phrases.plural("%(num)s forsinket", "%(num)s forsinket", done.late)
            if done.late
            else phrases.say("I rute")
        )
        url = url_for("onboarding.shown", reference=row.reference)
        found.append(Row(title, more, url, late, "warn" if done.late else "calm"))
    return found


def _courses(who: Identity) -> list[Row]:
    rows = registrations.current(who, door.today()).limit(MOST)
    return [
        Row(
            row.course.title,
            f"{row.person.name} · {phrases.long_day(row.course.first_day)}",
            url_for("courses.registration", reference=row.reference),
            phrases.word("registration", row.status),
            "good" if row.status == "placed" else "warn",
        )
        for row in rows
    ]


def _course_office(who: Identity) -> list[Row]:
    if not who.has("course_admin"):
        return []
    rows = list(courses.coming(who, door.today()).limit(MOST))
    filling = courses.filling([row.id for row in rows])
    found = []
    for row in rows:
        full = filling.get(row.id, courses.Filling())
        state = phrases.say("%(taken)s av %(seats)s", taken=full.placed, seats=row.seats)
        more = phrases.long_day(row.first_day)
        if full.waiting:
            more += " · " + phrases.say("%(number)s på venteliste", number=full.waiting)
        url = url_for("courses.shown", course_id=row.id)
        found.append(Row(row.title, more, url, state, "warn" if full.waiting else "calm"))
    return found


def _programme(who: Identity) -> list[Row]:
    if not who.has("coordinator"):
        return []
    found = []
    for cohort, one in programme.coverage_by_cohort(who, semester_of(door.today())):
        if one.due > one.done:
            title = phrases.say(
                "Pulje %(number)s: %(left)s avdelinger gjenstår",
                number=cohort.number,
                left=one.due - one.done,
            )
            more = phrases.say(
                "%(done)s av %(due)s er observert dette halvåret", done=one.done, due=one.due
            )
            share = phrases.figure(100 * one.done / one.due) + " %"
            found.append(Row(title, more, url_for("programme.overview"), share, "calm"))
    return found
