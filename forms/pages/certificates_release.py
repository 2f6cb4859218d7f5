"""Release days: what one has used and has left, entering a day, withdrawing one."""

import math
from datetime import date
from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for

from collect import certificates_release as releases
from collect import certificates_release_payment as payments
from collect import organisation, phrases
from collect.models.certificates_release import ReleaseDay
from collect.models.organisation import Kindergarten
from collect.models.people import Person
from collect.rules.access import Identity, may, reach
from collect.rules.calendar import kindergarten_year
from collect.rules.certificates_release import left, purpose_of_visit, year_of
from collect.rules.norwegian import search_text
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from exports.certificates_balance import balance_workbook
from forms import door
from forms.certificates_release import ReleaseForm, WithdrawForm
from forms.paging import page_number

pages = Blueprint("certificates_release", __name__, url_prefix="/certificates/release-days")
PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATES = ("unpaid", "paid", "withdrawn")


@pages.get("")
def listing() -> Any:
    """Show the days of a kindergarten year within reach, what is used and what may be entered."""
    who, on = _reader(), _asked_year()
    query = _narrowed(who, releases.days(who, *year_of(on)))
    total = query.count()
    page = page_number(total, PER_PAGE)
    everything = reach(who, "release", "R").everything
    return render_template(
        "certificates/release_days.html",
        rows=list(query.paginate(page, PER_PAGE)),
        page=page,
        last=max(1, math.ceil(total / PER_PAGE)),
        total=total,
        asked=_asked(),
        everything=everything,
        kindergartens=_kindergartens(who) if everything else {},
        may_enter=may(who, "release", "C"),
        may_pay=payments.may_pay(who),
        may_withdraw=lambda row: releases.may_withdraw(row, who),
        is_doubtful=releases.is_doubtful,
        years=_years(on),
        year=kindergarten_year(on),
        own=None if everything else _own(who, on),
        balances=[] if everything else _balances(who, on),
        proposals=releases.proposals(who, on),
        limit=door.config().release_days,
        left=left,
    )


@pages.get("/balance.xlsx")
def balance() -> Any:
    """Hand out what is used and left at the end of a kindergarten year as a workbook."""
    settings = door.config()
    name, content = balance_workbook(
        door.identity(),
        _asked_year(),
        settings.release_days,
        now=door.now(),
        municipality=settings.municipality,
    )
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=name)


def _reader() -> Identity:
    who = door.identity()
    if not may(who, "release", "R"):
        raise NotAllowed("release")
    return who


def _asked_year() -> date:
    """Return a day of the kindergarten year asked for: today, or the first of August of `year`."""
    text = request.args.get("year", "")
    if not text:
        return door.today()
    if not (text.isascii() and text.isdigit() and 2020 <= int(text[:5]) <= 2099):
        raise NotFound("release")
    asked = date(int(text), 8, 1)
    return door.today() if year_of(asked) == year_of(door.today()) else asked


def _years(on: date) -> list[tuple[int, str]]:
    """Return the years beside the one shown, each with what it is called; none that has not begun."""
    start = year_of(on)[0].year
    current = year_of(door.today())[0].year
    return [
        (year, kindergarten_year(date(year, 8, 1)))
        for year in (start - 1, start + 1)
        if 2020 <= year <= current
    ]


def _asked() -> dict[str, str]:
    """Return the narrowing the address bar asks for, without what it cannot mean."""
    found = {
        "search": request.args.get("search", "")[:200],
        "kindergarten": request.args.get("kindergarten", ""),
        "state": request.args.get("state", ""),
        "year": request.args.get("year", ""),
    }
    place = found["kindergarten"]
    if not (place.isascii() and place.isdigit() and len(place) < 10):
        found["kindergarten"] = ""
    if found["state"] not in STATES:
        found["state"] = ""
    return {name: value for name, value in found.items() if value}


def _narrowed(who: Identity, query: Any) -> Any:
    asked = _asked()
    for word in search_text(asked.get("search", "")).split()[:8]:
        query = query.where(Person.search.contains(word))
    if place := asked.get("kindergarten"):
        query = query.where(ReleaseDay.kindergarten == int(place))
    state = asked.get("state")
    if state == "withdrawn":
        return query.where(ReleaseDay.withdrawn_at.is_null(False))
    if state:
        is_paid = ReleaseDay.batch.is_null(state == "unpaid")
        return query.where(is_paid & ReleaseDay.withdrawn_at.is_null())
    return query


def _kindergartens(who: Identity) -> dict[str, str]:
    query = organisation.kindergartens(who).order_by(Kindergarten.sort)
    return {str(row.id): row.name for row in query}


def _own(who: Identity, on: date) -> int | None:
    """Return the halves the reader has used, if the reader is one who may be bought free."""
    if who.person_id is None or not who.has("observer"):
        return None
    return releases.used([who.person_id], year_of(on)[1]).get(who.person_id, 0)


def _balances(who: Identity, on: date) -> list[releases.Balance]:
    """Return the balances of a director's own staff; one's own stands above them already."""
    if not reach(who, "release", "C").kindergartens:
        return []
    return releases.balances(who, on)


@pages.route("/new", methods=["GET", "POST"])
def new() -> Any:
    """Enter a day, perhaps that of a visit."""
    who = door.identity()
    if not may(who, "release", "C"):
        raise NotAllowed("release")
    visit = _visit(who)
    form = _form(who, visit)
    reference, status = door.send(
        form,
        lambda: releases.enter(
            form.answers(visit.id if visit else None),
            door.config().release_days,
            by=who,
            submission_id=door.submission_id(),
            now=door.now(),
        ),
    )
    if reference is not None:
        _tell(who, reference)
        return redirect(url_for(".listing"), 303)
    return render_template(
        "certificates/release_new.html",
        form=form,
        visit=visit,
        conflict=status == 409,
        limit=door.config().release_days,
    ), status


def _visit(who: Identity) -> Any:
    """Return the visit the address names, if it names one."""
    text = request.args.get("visit", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotFound("visit")
    return releases.proposal(who, int(text))


def _form(who: Identity, visit: Any) -> ReleaseForm:
    form = ReleaseForm(request.form if request.method == "POST" else None)
    people = releases.certified(who, door.today())
    names = {str(row.id): row.name for row in people}
    if visit is not None:
        names = {str(visit.observer_id): visit.observer.name}
    elif who.person_id is not None and reach(who, "release", "C").person_id:
        names.setdefault(str(who.person_id), who.name)
    form.offer(names)
    if request.method == "GET":
        form.day.data = visit.planned_on if visit else door.today()
        form.halves.data = 2
        form.purpose.data = purpose_of_visit(bool(visit and visit.doubles_id))
        if len(names) == 1:
            form.person_id.data = int(next(iter(names)))
    return form


def _tell(who: Identity, reference: str) -> None:
    """Say that a day is entered, and what is unusual about it."""
    row = releases.release_day(who, reference)
    flash(phrases.say("Frikjøpsdagen %(day)s er ført.", day=phrases.day(row.day)))
    if row.certificate not in ("valid", "expiring"):
        flash(
            phrases.say(
                "%(name)s hadde ikke gyldig sertifikat den dagen. Dagen er merket.",
                name=row.person.name,
            ),
            "hint",
        )


@pages.post("/visits/<int:visit_id>")
def enter_visit(visit_id: int) -> Any:
    """Enter the day of a visit with one press; what needs words is asked for in the form."""
    who = door.identity()
    row = releases.proposal(who, visit_id)
    halves = 1 if request.form.get("halves") == "1" else 2
    try:
        reference = releases.enter_visit(
            row, halves, door.config().release_days, by=who, now=door.now()
        )
    except RuleBroken as error:
        flash(phrases.refusal(error), "bad")
        if error.code == "release.over":
            return redirect(url_for(".new", visit=row.id), 303)
        return redirect(url_for(".listing"), 303)
    _tell(who, reference)
    return redirect(url_for(".listing"), 303)


@pages.route("/<reference>/withdraw", methods=["GET", "POST"])
def withdraw(reference: str) -> Any:
    """Withdraw a day, with a reason."""
    who = door.identity()
    row = releases.release_day(who, reference)
    if not may(who, "release", "X"):
        raise NotFound("release")
    form = WithdrawForm(request.form if request.method == "POST" else None)

    def act() -> str:
        releases.withdraw(row, form.reason.data, by=who, now=door.now())
        return reference

    done, status = door.send(form, act)
    if done is not None:
        flash(phrases.say("Dagen er trukket tilbake."))
        return redirect(url_for(".listing"), 303)
    return render_template("certificates/release_withdraw.html", form=form, row=row), status
