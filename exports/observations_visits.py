"""Planned visits as calendar files (RFC 5545): the same entry through every change, no adult's name."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from icalendar import Event

from collect import phrases
from collect.models.observations import Visit
from collect.rules.calendar import OSLO
from exports import calendars

HOURS = timedelta(hours=2)  # three cycles with coding between (reference §2.4)
STATES = {"accepted": "CONFIRMED", "observed": "CONFIRMED", "cancelled": "CANCELLED"}


def calendar(row: Visit, address: str, *, is_off: bool = False) -> bytes:
    """Return one visit as a calendar file; called off (`is_off`, or cancelled) it takes the entry away.

    `address` is where the house is found, without a slash at the end.
    """
    is_off = is_off or row.status == "cancelled"
    made = calendars.calendar("Besøk", "CANCEL" if is_off else "PUBLISH")
    made.add_component(_event(row, address, is_off))
    return bytes(made.to_ical())


def feed(rows: Sequence[Visit], address: str, title: str) -> bytes:
    """Return many visits in one calendar file, those called off marked as such."""
    made = calendars.calendar("Besøk", "PUBLISH")
    made.add("x-wr-calname", title)
    for row in rows:
        made.add_component(_event(row, address, row.status in ("cancelled", "declined")))
    return bytes(made.to_ical())


def _event(row: Visit, address: str, is_off: bool) -> Event:
    room, house = row.department, row.department.kindergarten
    made = Event()
    made.add("uid", row.uid)
    made.add("sequence", row.sequence)
    made.add("dtstamp", row.changed_at)
    made.add("last-modified", row.changed_at)
    day = row.planned_on
    assert day is not None
    start, end = _hours(day, row.starts_at)
    made.add("dtstart", start)
    made.add("dtend", end)
    title = phrases.say("CLASS-observasjon på %(department)s", department=room.name)
    made.add("summary", title)
    made.add(
        "location", ", ".join(part for part in (house.name, house.address, house.city) if part)
    )
    page = f"{address}/observations/visits/{row.id}"
    text = phrases.say("Se, flytt eller meld fra om besøket: %(page)s", page=page)
    made.add("description", text)
    made.add("url", page)
    made.add("status", "CANCELLED" if is_off else STATES.get(row.status, "TENTATIVE"))
    made.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    return made


def _hours(day: date, starts_at: str) -> tuple[date, date]:
    """Return from when to when: Norway's time, or the whole day where no hour is agreed."""
    if not starts_at:
        return day, day + timedelta(days=1)
    hour, minute = map(int, starts_at.split(":"))
    start = datetime(day.year, day.month, day.day, hour, minute, tzinfo=OSLO)
    return start, start + HOURS
