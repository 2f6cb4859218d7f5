"""Calendar files, read back by another's reader: one entry through change, move and cancellation."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from collect import observations_visits as visits
from collect.models.observations import Visit
from collect.models.organisation import Department, Kindergarten
from collect.rules.access import HOUSE
from exports.observations_visits import calendar, feed
from tests.factories import (
    NOW,
    a_certificate,
    a_department,
    a_kindergarten,
    a_visit,
    an_identity,
)

ADDRESS = "https://tettpaa.example"


@pytest.fixture
def observer(house: str) -> Any:
    kindergarten = a_kindergarten("Solsikken; barnehage, avd. «Å»")
    made = an_identity("observer", kindergarten)
    a_certificate(made)
    return made


def room(observer: Any) -> Department:
    place = Kindergarten.get()
    return a_department(place, "Maur og " + "æøå" * 30)


def read(content: bytes) -> Any:
    return Calendar.from_ical(content)


def entry(content: bytes) -> Any:
    (event,) = read(content).walk("VEVENT")
    return event


def fresh(row: Visit) -> Visit:
    return visits.visit(HOUSE, row.id)


def test_a_file_says_when_and_where_and_keeps_to_the_form(observer: Any) -> None:
    row = a_visit(room(observer), observer, state="accepted", starts_at="09:30")
    content = calendar(row, ADDRESS)
    whole, event = read(content), entry(content)
    assert (whole["method"], whole["version"]) == ("PUBLISH", "2.0")
    assert event["uid"] == row.uid
    assert (event["sequence"], event["status"]) == (2, "CONFIRMED")
    assert event["dtstamp"].dt == NOW
    assert event["dtstart"].dt.isoformat() == "2025-11-11T09:30:00+01:00"
    assert event["dtstart"].params["TZID"] == "Europe/Oslo"
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(hours=2)
    assert event["summary"] == f"CLASS-observasjon på {row.department.name}"
    assert event["location"] == "Solsikken; barnehage, avd. «Å»"
    assert event["url"] == f"{ADDRESS}/observations/visits/{row.id}"
    assert b"LOCATION:Solsikken\\; barnehage\\, avd." in content
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_no_grown_up_is_named(observer: Any) -> None:
    row = a_visit(room(observer), observer, note="Ring Kari")
    for content in (calendar(row, ADDRESS), feed([row], ADDRESS, "Besøk")):
        text = content.decode().replace("\r\n ", "")
        assert (observer.name in text, "Kari" in text, "mailto" in text) == (False, False, False)


def test_without_an_hour_it_takes_the_whole_day(observer: Any) -> None:
    event = entry(calendar(a_visit(room(observer), observer), ADDRESS))
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2025, 11, 11), date(2025, 11, 12))
    assert event["status"] == "TENTATIVE"


def test_an_update_is_the_same_entry_in_a_later_edition(observer: Any) -> None:
    row = a_visit(room(observer), observer, state="accepted", starts_at="09:30")
    first = entry(calendar(row, ADDRESS))
    later = NOW + timedelta(hours=3)
    visits.move(row, date(2025, 11, 18), "12:00", by=observer, now=later)
    second = entry(calendar(fresh(row), ADDRESS))
    assert second["uid"] == first["uid"]
    assert second["sequence"] == first["sequence"] + 1
    assert second["dtstamp"].dt == later
    assert second["dtstart"].dt.isoformat() == "2025-11-18T12:00:00+01:00"


def test_a_visit_moved_across_the_end_of_summer_time_keeps_its_hour(observer: Any) -> None:
    row = a_visit(room(observer), observer, date(2025, 10, 24), starts_at="09:30")
    summer = entry(calendar(row, ADDRESS))["dtstart"].dt
    visits.move(row, date(2025, 10, 27), "09:30", by=observer, now=NOW)
    winter = entry(calendar(fresh(row), ADDRESS))["dtstart"].dt
    assert summer.astimezone(UTC) == datetime(2025, 10, 24, 7, 30, tzinfo=UTC)
    assert winter.astimezone(UTC) == datetime(2025, 10, 27, 8, 30, tzinfo=UTC)


def test_the_time_zone_turns_when_norways_does(observer: Any) -> None:
    content = calendar(a_visit(room(observer), observer, starts_at="09:30"), ADDRESS)
    (zone,) = read(content).walk("VTIMEZONE")
    known = zone.to_tz()
    for day, hours in (
        (datetime(2025, 3, 30, 1, 59), 1),
        (datetime(2025, 3, 30, 3, 0), 2),
        (datetime(2025, 10, 26, 1, 59), 2),
        (datetime(2025, 10, 26, 3, 1), 1),
        (datetime(2031, 7, 1, 12, 0), 2),
    ):
        assert known.utcoffset(day) == timedelta(hours=hours), day


def test_a_cancelled_visit_takes_its_entry_away(observer: Any) -> None:
    row = a_visit(room(observer), observer, state="accepted", starts_at="09:30")
    visits.cancel(row, "Stengt", by=HOUSE, now=NOW)
    content = calendar(fresh(row), ADDRESS)
    assert read(content)["method"] == "CANCEL"
    event = entry(content)
    assert (event["uid"], event["sequence"], event["status"]) == (row.uid, 3, "CANCELLED")
    assert b"Stengt" not in content


def test_whoever_is_not_going_gets_the_entry_taken_away(observer: Any) -> None:
    row = a_visit(room(observer), observer, state="accepted")
    visits.excuse(row, by=observer, now=NOW)
    assert read(calendar(fresh(row), ADDRESS, is_off=True))["method"] == "CANCEL"
    marked = entry(feed([fresh(row)], ADDRESS, "Besøk"))
    assert (marked["uid"], marked["status"]) == (row.uid, "CANCELLED")


def test_a_feed_holds_all_and_its_name(observer: Any) -> None:
    place = Kindergarten.get()
    rows = [a_visit(a_department(place), observer, date(2025, 11, n)) for n in (11, 12, 13)]
    visits.cancel(rows[2], "Stengt", by=HOUSE, now=NOW)
    found = read(feed([fresh(row) for row in rows], ADDRESS, "Besøkene mine, TETT PÅ"))
    events = found.walk("VEVENT")
    assert (found["method"], found["x-wr-calname"]) == ("PUBLISH", "Besøkene mine, TETT PÅ")
    assert [event["uid"] for event in events] == [row.uid for row in rows]
    assert [event["status"] for event in events] == ["TENTATIVE", "TENTATIVE", "CANCELLED"]
    assert len(found.walk("VTIMEZONE")) == 1
