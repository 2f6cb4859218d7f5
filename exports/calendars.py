"""What every calendar file (RFC 5545) begins with: who made it, what it asks for, and Norway's time."""

from datetime import datetime, timedelta

from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard


def calendar(kind: str, method: str) -> Calendar:
    """Return a calendar without entries; `kind` says what it will hold, `method` what is asked."""
    made = Calendar()
    made.add("prodid", f"-//TETT PÅ//{kind}//NB")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    made.add_component(_oslo())
    return made


def _oslo() -> Timezone:
    """Return Norway's time zone: summer time from the last Sunday of March to the last of October."""
    made = Timezone()
    made.add("tzid", "Europe/Oslo")
    for part, name, month, before, after in (
        (TimezoneDaylight(), "CEST", 3, 1, 2),
        (TimezoneStandard(), "CET", 10, 2, 1),
    ):
        part.add("dtstart", datetime(1996, month, 31 if month == 3 else 27, before + 1))
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("tzname", name)
        made.add_component(part)
    return made
