"""The programme's year in a kindergarten: month by month, ticked in half a minute."""

import re
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from collect import phrases
from collect import programme_activities as activities
from collect import programme_marks as marks
from collect.models.organisation import Kindergarten
from collect.programme_activities import Year
from collect.rules.access import may, reach
from collect.rules.programme_year import school_year
from collect.rules.refusals import NotAllowed, NotFound
from forms import door
from forms.pages.plans import hints
from forms.programme_wheel import wheel as wheel_of
from forms.programme_year import MonthForm, month_form

pages = Blueprint("programme_year", __name__, url_prefix="/programme/year")
FIRST = 2019  # the programme began in 2020, and asks for something before a start


@pages.get("")
def listing() -> Any:
    """List the kindergartens within reach and how far this month has come; one alone is shown at once."""
    who, today = door.identity(), door.today()
    if not may(who, "activity", "R"):
        raise NotAllowed("activity")
    if reach(who, "activity", "R").everything:
        return redirect(url_for("programme_year_board.board"))
    houses = list(activities.kindergartens(who))
    if len(houses) == 1:
        return redirect(url_for(".shown", kindergarten_id=houses[0].id))
    found = activities.years(who, school_year(today), today, has_facts=False)
    return render_template(
        "programme/year_listing.html",
        houses=houses,
        now={one.kindergarten.id: one.month(today) for one in found},
        month=today.replace(day=1),
    )


@pages.route("/<int:kindergarten_id>", methods=["GET", "POST"])
def shown(kindergarten_id: int) -> Any:
    """Show the months of a kindergarten's year, and keep what is ticked in one of them."""
    who, today = door.identity(), door.today()
    house = activities.kindergarten(who, kindergarten_id)
    first_year, day = _asked(today)
    year = activities.year(who, house, first_year, today)
    month = year.month(day) if year and day else None
    may_mark = marks.may_mark(who, house.id)
    if request.method == "POST" and not (may_mark and month):
        raise NotAllowed("activity")
    form = month_form(month.by_hand if month else [], _sent())
    done, status = door.send(form, lambda: _keep(house, form, month))
    if done is not None and month is not None:
        _tell(month.day, int(done), len(month.by_hand))
        return redirect(_address(house, month.day), 303)
    return render_template(
        "programme/year.html",
        row=house,
        year=year,
        first_year=first_year,
        month=month,
        form=form,
        seen=marks.fingerprint(one.mark for one in month.by_hand if one.mark) if month else "",
        is_open=bool(month and may_mark and month.day <= today and month.by_hand),
        this_month=today.replace(day=1),
        hints=hints(*_notes(form)) if may_mark else [],
        may_export=reach(who, "activity", "E").covers(kindergarten_id=house.id),
    ), status


def _notes(form: MonthForm) -> list[str]:
    """Return the remarks that stand in a form."""
    return [form[f"{code}_note"].raw for code in form.codes]


def _sent() -> Any:
    return request.form if request.method == "POST" else None


def _keep(house: Kindergarten, form: Any, month: Any) -> str:
    done = marks.mark_month(
        house,
        month.day,
        form.answers(),
        by=door.identity(),
        now=door.now(),
        seen=request.form.get("seen", ""),
    )
    return str(done)


def _tell(month: date, done: int, asked: int) -> None:
    flash(
        phrases.say(
            "Lagret. I %(month)s er %(done)s av %(asked)s gjort.",
            month=phrases.month_name(month),
            done=done,
            asked=asked,
        )
    )


def _address(house: Kindergarten, month: date) -> str:
    return url_for(".shown", kindergarten_id=house.id, month=f"{month:%Y-%m}")


def _asked(today: date) -> tuple[int, date | None]:
    """Return the kindergarten year and the month in the address; without any, those of today.

    A year alone that is not today's shows no month on top. Raises NotFound for what is none.
    """
    month, year = request.args.get("month", ""), request.args.get("year", "")
    if month:
        found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", month, re.ASCII)
        if found is None:
            raise NotFound("month")
        day = date(int(found[1]), int(found[2]), 1)
        return _year(school_year(day), today), day
    if year:
        first_year = _year(int(year) if re.fullmatch(r"20\d\d", year, re.ASCII) else 0, today)
        return first_year, today.replace(day=1) if first_year == school_year(today) else None
    return school_year(today), today.replace(day=1)


def _year(first_year: int, today: date) -> int:
    """Return a year from the programme's beginning to the next one; raise NotFound for any other."""
    if not FIRST <= first_year <= school_year(today) + 1:
        raise NotFound("year")
    return first_year


def asked_year(today: date) -> int:
    """Return the kindergarten year asked for, today's without one; NotFound for what is none."""
    return _asked(today)[0]


@pages.get("/<int:kindergarten_id>/wheel")
def wheel(kindergarten_id: int) -> Any:
    """Show a kindergarten's year as a wheel, with the same as a list; printed, it is one sheet of A4."""
    house, first_year, year = _whole(kindergarten_id)
    return render_template(
        "programme/year_wheel.html",
        row=house,
        year=year,
        first_year=first_year,
        wheel=wheel_of(year),
        this_month=door.today().replace(day=1),
    )


@pages.get("/<int:kindergarten_id>.ics")
def calendar(kindergarten_id: int) -> Response:
    """Hand out a kindergarten's year as a calendar file."""
    from exports.programme_year_calendar import feed

    _, first_year, year = _whole(kindergarten_id)
    content = feed(year, str(door.config().base_url), door.now())
    name = f"aarshjul-{first_year}-{kindergarten_id}.ics"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="text/calendar", headers=headers)


def _whole(kindergarten_id: int) -> tuple[Kindergarten, int, Year]:
    """Return a kindergarten within reach, the year asked for and what it asks; NotFound without a cohort."""
    who, today = door.identity(), door.today()
    house, first_year = activities.kindergarten(who, kindergarten_id), asked_year(today)
    year = activities.year(who, house, first_year, today)
    if year is None:
        raise NotFound("cohort")
    return house, first_year, year
