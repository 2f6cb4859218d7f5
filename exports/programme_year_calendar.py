"""The programme's year as a calendar file (RFC 5545): an all-day entry for each activity and month."""

from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from collect import phrases
from collect.programme_activities import Item, Year
from collect.rules.calendar import working_days
from collect.rules.programme_year import last_day
from exports import calendars


def feed(year: Year, address: str, now: datetime) -> bytes:
    """Return a kindergarten's year; `address` is where the house is found, without a slash at the end.

    What is asked for in a month has no day of its own: it stands on the month's first working day
    and leaves the day free. The same activity keeps its entry through every download.
    """
    made: Calendar = calendars.calendar("Årshjul", "PUBLISH")
    name = phrases.say("TETT PÅ i %(house)s", house=year.kindergarten.name)
    made.add("x-wr-calname", name)
    page = f"{address}/programme/year/{year.kindergarten.id}"
    for month in year.months:
        for item in month.items:
            made.add_component(_event(year, item, _day(month.day), page, now))
    return bytes(made.to_ical())


def _day(month: date) -> date:
    """Return the month's first working day, or its first where it has none."""
    return next(iter(working_days(month, last_day(month))), month)


def _event(year: Year, item: Item, day: date, page: str, now: datetime) -> Event:
    made, task = Event(), item.task
    made.add("uid", f"year-{year.kindergarten.id}-{task.month:%Y-%m}-{task.code}@tettpaa")
    made.add("dtstamp", now)
    made.add("dtstart", day)
    made.add("dtend", day + timedelta(days=1))
    made.add("summary", phrases.activity(task))
    text = phrases.say(
        "I løpet av %(month)s. Merk det som gjort her: %(page)s",
        month=phrases.month_name(task.month),
        page=f"{page}?month={task.month:%Y-%m}",
    )
    made.add("description", text)
    made.add("url", page)
    made.add("transp", "TRANSPARENT")
    return made
