"""What of the planned visits needs the reader today: to answer, to make, to staff, to agree."""

from datetime import date, timedelta

from flask import url_for

from collect import observations_exchange as exchange
from collect import observations_visits as visits
from collect import phrases
from collect.models.observations import Visit
from collect.rules.access import Identity, may
from collect.rules.calendar import planned_semesters, semester_from
from forms import door

MOST = 6  # visits of one kind
AHEAD, BACK = timedelta(days=30), timedelta(days=90)

Line = tuple[str, str, str, str, str]  # title, more, address, state, kind


def lines(who: Identity) -> list[Line]:
    """Return what the reader should see on the first page, most pressing first."""
    return [*_own(who), *_planned(who)]


def _own(who: Identity) -> list[Line]:
    if not who.has("observer") or who.person_id is None:
        return []
    today, found = door.today(), []
    mine = visits.mine(who)
    for row in mine.where(Visit.status == "asked").limit(MOST):
        title = phrases.say("Kan du observere %(department)s?", department=row.department.name)
        found.append((title, *_where(row), phrases.say("Svar"), "warn"))
    coming = (Visit.status == "accepted") & Visit.planned_on.between(today - BACK, today + AHEAD)
    for row in mine.where(coming).limit(MOST):
        title = phrases.say("Besøk på %(department)s", department=row.department.name)
        found.append((title, *_where(row), *_state(row, today)))
    return found


def _state(row: Visit, today: date) -> tuple[str, str]:
    """Return how an agreed visit stands to today, and its colour."""
    assert row.planned_on is not None
    if row.planned_on < today:
        return phrases.say("Dagen er passert"), "warn"
    if row.planned_on == today:
        return phrases.say("I dag"), "warn"
    return phrases.word("visit", row.status), "good"


def _where(row: Visit) -> tuple[str, str]:
    """Return place and day in words, and the visit's address."""
    day = phrases.long_day(row.planned_on) if row.planned_on else phrases.say("Uten dag")
    hour = f" kl. {row.starts_at.replace(':', '.')}" if row.starts_at else ""
    place = row.department.kindergarten.name
    return f"{place} · {day}{hour}", url_for("visits.shown", visit_id=row.id)


def _planned(who: Identity) -> list[Line]:
    """What one who plans has left to do in the semesters that are being planned."""
    if not may(who, "visit", "C"):
        return []
    found = []
    for code in [one.code for one in planned_semesters(door.today())]:
        for house in exchange.unagreed(who, code):
            title = phrases.say("Avtal hvor mange besøk %(name)s gir", name=house.name)
            more = phrases.say("Besøk %(semester)s", semester=_half(code))
            url = url_for("exchange.agree", kindergarten_id=house.id, semester=code)
            found.append((title, more, url, phrases.say("Ikke avtalt"), "warn"))
        for state, number in visits.left_to_plan(who, code).items():
            if number:
                url = url_for("visits.listing", semester=code, state=state)
                more = phrases.say("Besøk %(semester)s", semester=_half(code))
                title = _count(state, number)
                found.append((title, more, url, phrases.word("visit", state), "warn"))
    return found


def _half(code: str) -> str:
    return phrases.semester(semester_from(code)).lower()


def _count(state: str, number: int) -> str:
    if state == "proposed":
        return phrases.plural(
            "%(num)s besøk er foreslått, ikke spurt",
            "%(num)s besøk er foreslått, ikke spurt",
            number,
        )
    return phrases.plural(
        "%(num)s besøk trenger observatør", "%(num)s besøk trenger observatør", number
    )
