"""Today: what needs the reader, each row one click from the act."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, url_for

from collect import courses, feedback, phrases, programme_coverage
from collect import courses_offers as offers
from collect import courses_registrations as registrations
from collect import feedback_reading as reading
from collect import observations_agreement as agreement
from collect import observations_corrections as corrections
from collect import observations_drafts as drafts
from collect.courses_notices_offers import stands_together
from collect.models.courses import Registration
from collect.models.feedback import Feedback
from collect.models.observations import Observation
from collect.models.observations_drafts import Draft
from collect.rules.access import Identity, may, reach
from collect.rules.calendar import semester_of
from forms import door
from forms.pages import (
    certificates_today,
    courses_evaluation,
    observations_visits_today,
    onboarding_today,
    plans_today,
    programme_today,
    programme_year_today,
)
from forms.pages.courses_offers import page_of

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
    parts = (
        _offers,
        _drafts,
        _returned,
        _visits,
        _certificates,
        _feedback,
        _plans,
        _agreement,
        _director,
        _year,
        _expiring,
        _talking,
        _onboarding,
        _evaluations,
        _courses,
        _course_office,
        _programme,
    )
    rows = [row for part in parts for row in part(who)]
    return render_template("home/today.html", rows=rows, may_observe=may(who, "observation", "C"))


def _certificates(who: Identity) -> list[Row]:
    return [Row(*line) for line in certificates_today.own(who)]


def _expiring(who: Identity) -> list[Row]:
    return [Row(*line) for line in certificates_today.of_others(who)]


def _talking(who: Identity) -> list[Row]:
    return [Row(*line) for line in programme_today.lines(who)]


def _visits(who: Identity) -> list[Row]:
    return [Row(*line) for line in observations_visits_today.lines(who)]


def _drafts(who: Identity) -> list[Row]:
    """What was begun and not sent; after a month it is marked, never wiped."""
    if not may(who, "draft", "R"):
        return []
    found = []
    for row in drafts.drafts(who).where(~Draft.is_practice).limit(MOST):
        is_late = row.saved_at < door.now() - drafts.OVERDUE
        found.append(
            Row(
                phrases.say("Kladd: %(department)s", department=row.department.name),
                f"{row.department.kindergarten.name} · {phrases.moment(row.saved_at)}",
                url_for("observations_drafts.shown", key=row.key),
                phrases.say("Ikke sendt"),
                "warn" if is_late else "calm",
            )
        )
    return found


def _returned(who: Identity) -> list[Row]:
    """What the observer sent that came back to be corrected."""
    if not who.has("observer"):
        return []
    return [
        Row(
            phrases.say("Rett observasjonen av %(department)s", department=row.department.name),
            row.return_note if len(row.return_note) <= 120 else f"{row.return_note[:119]}…",
            url_for("observations.shown", reference=row.reference),
            phrases.word("observation", "returned"),
            "bad",
        )
        for row in corrections.returned(who).limit(MOST)
    ]


def _agreement(who: Identity) -> list[Row]:
    """What the observer coded together with another, when both have just sent it."""
    if not who.has("observer"):
        return []
    return [
        Row(
            phrases.say("Samsvar: %(department)s", department=pair.second.department.name),
            phrases.say("Begge observatørene har sendt. Se hvor enige dere var."),
            url_for("observations_agreement.report", reference=pair.second.reference),
            phrases.say("Ny rapport"),
            "good",
        )
        for pair in agreement.news(who, door.now())[:MOST]
    ]


def _director(who: Identity) -> list[Row]:
    if not who.has("director"):
        return []
    found = []
    one = programme_coverage.coverage(who, semester_of(door.today()), door.today())
    if left := one.left:
        title = phrases.plural(
            "%(num)s avdeling mangler observasjon", "%(num)s avdelinger mangler observasjon", left
        )
        more = phrases.say(
            "%(done)s av %(due)s er observert dette halvåret", done=one.observed, due=one.due
        )
        url = url_for("programme.overview")
        found.append(Row(title, more, url, phrases.say("Gjenstår"), "warn"))
    return found


def _year(who: Identity) -> list[Row]:
    """The month of the programme's year that is not ticked through."""
    return [Row(*line) for line in programme_year_today.lines(who)]


def _feedback(who: Identity) -> list[Row]:
    """The feedback one has to write, to talk through, and to read."""
    found, to_read = [], reach(who, "feedback", "R")
    if may(who, "feedback", "C"):
        found = [_to_write(row) for row in reading.waiting(who).limit(MOST)]
    if to_read.departments or to_read.kindergartens:
        found += [_to_read(row, who) for row in reading.lately(who, door.now()).limit(3)]
    return found


def _plans(who: Identity) -> list[Row]:
    """The goals one has to set, to look back at and to evaluate, and what one has taken on."""
    return [Row(*told) for told in plans_today.rows(who)]


def _to_write(row: Observation) -> Row:
    return Row(
        phrases.say("Skriv tilbakemelding til %(department)s", department=row.department.name),
        f"{row.department.kindergarten.name} · {phrases.day(row.observed_on)}",
        url_for("feedback.shown", reference=row.reference),
        phrases.say("Ikke frigitt"),
        "warn",
    )


def _to_read(row: Feedback, who: Identity) -> Row:
    room = row.observation.department
    url = url_for("feedback.shown", reference=row.observation.reference)
    more = f"{room.kindergarten.name} · {phrases.day(row.observation.observed_on)}"
    if row.confirmed_on is None and feedback.may_confirm(row, who):
        title = phrases.say("Snakk om tilbakemeldingen til %(department)s", department=room.name)
        return Row(title, more, url, phrases.say("Bekreft når det er gjort"), "warn")
    title = phrases.say("Ny tilbakemelding til %(department)s", department=room.name)
    state = phrases.say("Snakket om") if row.confirmed_on else phrases.say("Frigitt")
    return Row(title, more, url, state, "good")


def _onboarding(who: Identity) -> list[Row]:
    return [Row(*line) for line in onboarding_today.lines(who)]


def _evaluations(who: Identity) -> list[Row]:
    """The courses one was at and has not said anything about."""
    return [Row(*line) for line in courses_evaluation.waiting(who)]


def _offers(who: Identity) -> list[Row]:
    """Seats that are offered and wait for an answer."""
    asked: dict[Any, list[Any]] = {}
    for row in offers.offers(who, door.now()):
        together = stands_together(row) and row.person_id != who.person_id
        asked.setdefault(("group", row.group_id) if together else row.id, []).append(row)
    return [_offer(rows, who) for rows in list(asked.values())[:MOST]]


def _offer(rows: list[Any], who: Identity) -> Row:
    """Return the line about one offer: to the reader, to one of the reader's staff, or to a group."""
    row = rows[0]
    if row.person_id == who.person_id:
        title = phrases.say("Du har fått tilbud om plass")
    elif stands_together(row):
        title = phrases.plural(
            "Tilbud om %(num)s plass til gruppen din",
            "Tilbud om %(num)s plasser til gruppen din",
            len(rows),
        )
    else:
        title = phrases.say("Tilbud om plass til %(name)s", name=row.person.name)
    return Row(
        f"{title}: {row.course.title}",
        phrases.say("Svar innen %(moment)s.", moment=phrases.moment(row.offered_until)),
        url_for("courses.registration", reference=row.reference)
        if row.person_id == who.person_id
        else page_of(row),
        phrases.word("registration", row.status),
        "warn",
    )


def _courses(who: Identity) -> list[Row]:
    coming = registrations.current(who, door.today())
    rows = coming.where(Registration.status != "offered").limit(MOST)
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
    today = door.today()
    for cohort, one in programme_coverage.coverage_by_cohort(who, semester_of(today), today):
        if one.left:
            title = phrases.say(
                "Pulje %(number)s: %(left)s avdelinger gjenstår",
                number=cohort.number,
                left=one.left,
            )
            more = phrases.say(
                "%(done)s av %(due)s er observert dette halvåret", done=one.observed, due=one.due
            )
            share = phrases.figure(100 * one.observed / one.due) + " %"
            found.append(Row(title, more, url_for("programme.overview"), share, "calm"))
    return found
