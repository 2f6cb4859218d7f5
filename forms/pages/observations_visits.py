"""Planned visits: the plan, one visit with all one may do with it, and the observer's own."""

import math
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from peewee import fn

from collect import journal, observations, phrases
from collect import observations_instruments as instruments
from collect import observations_observers as observers
from collect import observations_proposals as proposals
from collect import observations_visits as visits
from collect import observations_visits_changes as changing
from collect import observations_workplaces as workplaces
from collect.models.observations import Observation, Visit
from collect.models.organisation import Department, Kindergarten
from collect.phrases import lazy
from collect.rules.access import may, reach
from collect.rules.calendar import semester_of
from collect.rules.observations_pairs import WARNINGS
from collect.rules.refusals import NotAllowed, NotFound
from forms import door
from forms.base import BaseForm
from forms.observations_visits import CancelForm, DeclineForm, DoubleForm, MoveForm, ReplaceForm
from forms.paging import asked_semester, page_number

pages = Blueprint("visits", __name__, url_prefix="/observations/visits")
PER_PAGE = 50
STATES = ("proposed", "asked", "accepted", "declined", "observed", "cancelled")
FORMS = {
    "decline": DeclineForm,
    "move": MoveForm,
    "replace": ReplaceForm,
    "double": DoubleForm,
    "cancel": CancelForm,
}
DONE = {
    "ask": lazy("Observatøren er spurt."),
    "accept": lazy("Besøket er avtalt. Legg det gjerne i kalenderen."),
    "decline": lazy("Det er meldt fra at besøket ikke passer."),
    "excuse": lazy("Det er meldt fra. Den som planlegger, finner en annen."),
    "move": lazy("Besøket er flyttet."),
    "replace": lazy("Besøket er gitt til en annen observatør."),
    "cancel": lazy("Besøket er avlyst."),
    "double": lazy("Den andre observatøren er spurt om å kode de samme syklusene."),
}


@pages.get("")
def listing() -> Any:
    """Show the plan of a semester as far as it concerns the reader, by day or by kindergarten."""
    who, today = door.identity(), door.today()
    if not may(who, "visit", "R"):
        raise NotAllowed("visit")
    semester = asked_semester(today)
    whole = visits.visits(who, semester.code)
    counts = _counts(whole)
    state = request.args.get("state", "")
    if state not in (*STATES, "coming", "all"):
        state = "coming" if any(counts[one] for one in observers.LIVE) else "all"
    place = request.args.get("kindergarten", "")
    by_place = request.args.get("order") == "kindergarten"
    query = _narrowed(whole, state, place, by_place)
    total = query.count()
    page = page_number(total, PER_PAGE)
    rows = list(query.paginate(page, PER_PAGE))
    return render_template(
        "observations/visits.html",
        semester=semester,
        earlier=semester.shift(-1),
        later=semester.shift(1) if semester <= semester_of(today) else None,
        counts=counts,
        groups=_grouped(rows, by_place),
        homes=workplaces.homes(rows),
        places=_places(whole),
        asked={"state": state, "kindergarten": place, "order": "kindergarten" * by_place},
        page=page,
        last=max(1, math.ceil(total / PER_PAGE)),
        total=total,
        may_plan=may(who, "visit", "C"),
        may_exchange=may(who, "exchange", "R"),
        may_export=reach(who, "statistics", "E").everything,
        is_observer=who.has("observer"),
        is_past=semester < semester_of(today),
        **_common(),
    )


def _common() -> dict[str, Any]:
    return {"states": STATES, "warned": warned}


def warned(row: Visit) -> list[str]:
    """Return the sentences of what one should know before a visit."""
    return [phrases.why(code, values) for code, values in row.reasons if code in WARNINGS]


def _narrowed(query: Any, state: str, place: str, by_place: bool) -> Any:
    if state in STATES:
        query = query.where(Visit.status == state)
    elif state == "coming":
        query = query.where(Visit.status.in_(observers.LIVE))
    else:
        query = query.where(Visit.status != "cancelled")
    if place.isascii() and place.isdigit() and len(place) < 10:
        query = query.where(Department.kindergarten == int(place))
    if by_place:
        order = (Kindergarten.sort, Kindergarten.id, Visit.planned_on.asc(nulls="LAST"), Visit.id)
        query = query.order_by(*order)
    return query


def _counts(query: Any) -> dict[str, int]:
    rows = query.select(Visit.status, fn.COUNT(Visit.id)).order_by().group_by(Visit.status)
    found = dict(rows.tuples())
    return {state: found.get(state, 0) for state in STATES}


def _places(query: Any) -> list[tuple[int, str]]:
    rows = query.select(Kindergarten.id, Kindergarten.name, Kindergarten.sort).distinct()
    return [row[:2] for row in rows.order_by(Kindergarten.sort, Kindergarten.id).tuples()]


def _grouped(rows: Sequence[Visit], by_place: bool) -> list[tuple[str, list[Visit]]]:
    groups: dict[str, list[Visit]] = {}
    for row in rows:
        if by_place:
            name = row.department.kindergarten.name
        elif row.planned_on is None:
            name = phrases.say("Uten dag")
        else:
            name = phrases.say("Uke %(week)s", week=row.planned_on.isocalendar().week)
        groups.setdefault(name, []).append(row)
    return list(groups.items())


@pages.get("/mine")
def mine() -> Any:
    """Show the observer's own visits: those to answer, those to come, and those made."""
    who, today = door.identity(), door.today()
    if not who.has("observer"):
        raise NotAllowed("visit")
    since = semester_of(today).shift(-1).first_day
    rows = list(visits.mine(who).where(Visit.planned_on >= since))
    parts = {state: [row for row in rows if row.status == state] for state in STATES}
    return render_template(
        "observations/visits_mine.html",
        parts=parts,
        starts={row.id: _starts(row) for row in parts["accepted"]},
        as_read=journal.fingerprint,
        **_common(),
    )


@pages.get("/<int:visit_id>")
def shown(visit_id: int) -> Any:
    """Show one visit, why it is this pair, and what one may do with it."""
    return _page(visits.visit(door.identity(), visit_id), {})


@pages.post("/<int:visit_id>/<any(ask,accept,decline,excuse,move,replace,double,cancel):what>")
def act(visit_id: int, what: str) -> Any:
    """Do one thing with a visit, unless somebody else changed it meanwhile."""
    row = visits.visit(door.identity(), visit_id)
    form = FORMS.get(what, BaseForm)(request.form)
    if what in ("replace", "double"):
        field = form.observer_id if what == "replace" else form.second_id
        field.offer({str(one.person.id): one.person.name for one in _choices(row)})

    def do() -> str:
        with journal.unless_changed(row, request.form.get("as_read", "")):
            _do(row, what, form)
        return what

    done, status = door.send(form, do)
    if done is None:
        return _page(visits.visit(door.identity(), visit_id), {what: form}), status
    flash(str(DONE[what]))
    onward = door.own_path(request.form.get("next")) or url_for(".shown", visit_id=visit_id)
    return redirect(onward, 303)


def _do(row: Visit, what: str, form: Any) -> None:
    who, now = door.identity(), door.now()
    if what == "decline":
        visits.decline(row, form.reason.data, by=who, now=now)
    elif what == "cancel":
        visits.cancel(row, form.reason.data, by=who, now=now)
    elif what == "move":
        visits.move(row, form.planned_on.data, form.starts_at.data or "", by=who, now=now)
    elif what == "replace":
        visits.replace(row, form.observer_id.data, by=who, now=now)
    elif what == "double":
        visits.double(row, form.second_id.data, by=who, now=now)
    else:
        getattr(visits, what)(row, by=who, now=now)


def _page(row: Visit, sent: dict[str, Any]) -> str:
    """Return the page of one visit; `sent` are forms that were refused, by what they ask."""
    who = door.identity()
    plans, own = visits.may_plan(row, who), visits.is_own(row, who)
    second = visits.second_of(row) if plans and row.doubles_id is None else None
    able = _able(row, plans, own, second)
    choices = _choices(row) if able["replace"] or able["double"] else []
    forms = {name: FORMS[name](formdata=None) for name in FORMS} | sent
    if "move" not in sent:
        forms["move"].process(None, data={"planned_on": row.planned_on, "starts_at": row.starts_at})
    return render_template(
        "observations/visit.html",
        row=row,
        home=workplaces.homes([row]).get(row.id),
        why=[(phrases.why(code, values), code in WARNINGS) for code, values in row.reasons],
        able=able,
        forms=forms,
        problem=next(iter(sent.values()), None),
        opened=next(iter(sent), ""),
        choices=choices,
        second=second,
        why_words=phrases.why,
        warnings=WARNINGS,
        starts=_starts(row) if own and row.status == "accepted" else [],
        made=observations.observations(who).where(Observation.visit == row).first(),
        is_own=own,
        plans=plans,
        as_read=journal.fingerprint(row),
        **_common(),
    )


def _able(row: Visit, plans: bool, own: bool, second: Visit | None) -> dict[str, bool]:
    """Return what the reader may do with a visit now."""
    going, is_live = row.status in visits.ASKED, row.status in observers.LIVE
    excusable = row.status == "accepted" or (going and not own)
    return {
        "ask": plans and row.status == "proposed" and row.observer_id is not None,
        "accept": own and row.status in ("asked", "declined"),
        "decline": own and going,
        "excuse": excusable and visits.may_excuse(row, door.identity()),
        "move": (own or plans) and row.status in ("proposed", *visits.ASKED),
        "replace": plans and is_live and row.planned_on is not None,
        "double": plans and going and row.doubles_id is None and second is None,
        "cancel": plans and is_live,
    }


def _choices(row: Visit) -> list[Any]:
    who = door.identity()
    if row.planned_on is None or not visits.may_plan(row, who):
        return []
    found = proposals.choices(
        row.department, row.semester, row.planned_on, by=who, today=door.today(), without=row.id
    )
    return [one for one in found if one.person.id != row.observer_id]


def _starts(row: Visit) -> list[tuple[str, str]]:
    """Return where an observer begins to fill in the sheet: (address, CLASS version) for each that fits."""
    if row.instrument is not None:
        fitting = [row.instrument]
    else:
        assert row.planned_on is not None
        fitting = instruments.fitting(changing.age_group(row.department, row.planned_on))
    return [
        (
            url_for(
                "observations.new",
                department_id=row.department_id,
                instrument_id=instrument.id,
                visit=row.id,
            ),
            str(getattr(instrument, f"label_{phrases.reader.get()}")),
        )
        for instrument in fitting
    ]


# Calendar files


@pages.get("/<int:visit_id>.ics")
def calendar(visit_id: int) -> Response:
    """Hand out one visit as a calendar file; one that is off takes the entry away."""
    from exports.observations_visits import calendar as written

    row = visits.visit(door.identity(), visit_id)
    if row.planned_on is None:
        raise NotFound("visit")
    content = written(row, _address(), is_off=row.status == "declined")
    return _as_calendar(content, f"besok-{row.planned_on}-{row.id}.ics")


@pages.get("/mine.ics")
def feed() -> Response:
    """Hand out the observer's own visits, one and all, as a calendar file."""
    from exports.observations_visits import feed as written

    who = door.identity()
    if not who.has("observer"):
        raise NotAllowed("visit")
    rows = list(visits.mine(who).where(Visit.planned_on.is_null(False)))
    content = written(rows, _address(), phrases.say("Besøkene mine, TETT PÅ"))
    return _as_calendar(content, "besokene-mine.ics")


def _address() -> str:
    return str(door.config().base_url)


def _as_calendar(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="text/calendar", headers=headers)
