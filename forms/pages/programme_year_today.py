"""What of the programme's year waits for a director today: the earliest month that is not ticked through."""

from datetime import timedelta

from flask import url_for

from collect import phrases
from collect import programme_activities as activities
from collect.programme_activities import Month, Year
from collect.rules.access import Identity, reach
from collect.rules.programme_year import school_year
from forms import door

Told = tuple[str, str, str, str, str]  # title, more, url, state, kind


def lines(who: Identity) -> list[Told]:
    """Return a row for each own kindergarten where last month or this has something not ticked."""
    mine = reach(who, "activity", "U")
    if mine.everything or not mine.kindergartens:
        return []
    today = door.today()
    found = activities.years(who, school_year(today), today, has_facts=False)
    own = [year for year in found if year.kindergarten.id in mine.kindergartens]
    return [_line(year, month) for year in own if (month := _waiting(year))]


def _waiting(year: Year) -> Month | None:
    this = door.today().replace(day=1)
    last = (this - timedelta(days=1)).replace(day=1)
    near = (month for month in year.months if month.day in (last, this))
    return next((month for month in near if month.marked < len(month.by_hand)), None)


def _line(year: Year, month: Month) -> Told:
    is_late = month.day < door.today().replace(day=1)
    return (
        phrases.say(
            "%(marked)s av %(asked)s aktiviteter i %(month)s er merket",
            marked=month.marked,
            asked=len(month.by_hand),
            month=phrases.month_name(month.day),
        ),
        phrases.say("Programåret i %(house)s", house=year.kindergarten.name),
        url_for(
            "programme_year.shown",
            kindergarten_id=year.kindergarten.id,
            month=f"{month.day:%Y-%m}",
        ),
        phrases.say("Tar et halvt minutt"),
        "warn" if is_late else "calm",
    )
