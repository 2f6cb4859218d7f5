"""Observations: choose the department, fill in the sheet, see what was sent."""

import math
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from collect import feedback_reading as reading
from collect import observations, receipts
from collect import observations_agreement as agreement
from collect import observations_corrections as corrections
from collect import observations_drafts as drafts
from collect import observations_instruments as instruments
from collect import observations_profiles as profiles
from collect.models.observations import Domain, Observation
from collect.rules.access import may, reach
from collect.rules.refusals import NotAllowed, NotFound
from forms import charts, door
from forms import observations_remarks as remarks
from forms.observations import VisitForm
from forms.pages import observations_sheet, plans_today
from forms.pages.observations_corrections import history
from forms.pages.programme_figures import middles_of
from forms.paging import page_number

pages = Blueprint("observations", __name__, url_prefix="/observations")
PER_PAGE = 25
MOST_DRAFTS = 3


@pages.get("")
def listing() -> Any:
    """List the observations one may see, newest first."""
    who = door.identity()
    if not may(who, "observation", "R"):
        raise NotAllowed("observation")
    query = observations.observations(who)
    total = query.count()
    page = page_number(total, PER_PAGE)
    rows = list(query.paginate(page, PER_PAGE))
    return render_template(
        "observations/listing.html",
        rows=rows,
        corrected=corrections.corrected(who, rows),
        sends_back=reach(who, "observation", "U").everything,
        page=page,
        last=max(1, math.ceil(total / PER_PAGE)),
        total=total,
        may_observe=may(who, "observation", "C"),
        reads_feedback=reading.may_read(who),
    )


@pages.get("/new")
def choose() -> Any:
    """Ask which department is observed."""
    who = door.identity()
    if not may(who, "observation", "C"):
        raise NotAllowed("observation")
    rooms = list(observations.observable(who, door.today()))
    form = VisitForm(request.args if "department_id" in request.args else None)
    form.department_id.offer_groups(_by_kindergarten(rooms))
    if "department_id" in request.args and form.validate():
        room = next(r for r in rooms if r.id == form.department_id.data)
        fitting = instruments.fitting(room.departmentperiod.age_group)
        if len(fitting) == 1:
            address = url_for(
                ".new", department_id=room.id, instrument_id=fitting[0].id, **_carried_on()
            )
            return redirect(address)
        return render_template(
            "observations/version.html", room=room, fitting=fitting, more=_carried_on()
        )
    return render_template(
        "observations/choose.html",
        form=form,
        has_any=bool(rooms),
        drafts=list(drafts.drafts(who).limit(MOST_DRAFTS)),
    )


def _carried_on() -> dict[str, Any]:
    """Return what the sheet itself must know of how it was asked for: the visit, or that it is practice."""
    return {name: request.args[name] for name in ("visit", "practice") if name in request.args}


def _by_kindergarten(rooms: list[Any]) -> dict[str, dict[str, str]]:
    groups: dict[str, dict[str, str]] = {}
    for room in rooms:
        groups.setdefault(room.kindergarten.name, {})[str(room.id)] = room.name
    return groups


@pages.route("/new/<int:department_id>/<int:instrument_id>", methods=["GET", "POST"])
def new(department_id: int, instrument_id: int) -> Any:
    """Fill in the sheet of one visit, keep it as a draft, send it."""
    return observations_sheet.fill_in(department_id, instrument_id)


@pages.get("/<reference>")
def shown(reference: str) -> Any:
    """Show one observation: receipt for the observer, means for those it was released to."""
    who = door.identity()
    row = observations.observations(who).where(Observation.reference == reference).get_or_none()
    if row is None:
        raise NotFound("observation")
    is_mine = row.observer_id == who.person_id
    domains, profile = instruments.structure(row.instrument_id), profiles.profile_of(row)
    labels = [charts.label(domain) for domain in domains]
    visits = _visits(row, domains)
    middles = middles_of(row.department, visits, domains)
    cycles = profiles.cycles_of(row) if is_mine else []
    return render_template(
        "observations/shown.html",
        row=row,
        domains=domains,
        profile=profile,
        chart=charts.profile(charts.measures(domains, profile)),
        labels=labels,
        visits=visits,
        middles=middles,
        course=charts.trend(labels, visits, middles) if len(visits) > 1 or middles else None,
        may_see_department=reach(who, "observation", "R").covers(**_place(row)),
        is_mine=is_mine,
        cycles=cycles,
        **remarks.said_of_sent(row, cycles, door.config()),
        just_sent=is_mine and "sent" in request.args,
        receipt=receipts.receipt(who, reference) if is_mine and "sent" in request.args else None,
        progress=reading.progress(row, who),
        may_read_feedback=is_mine or reach(who, "feedback", "R").covers(**_place(row)),
        history=history(who, row, door.now()),
        **plans_today.beside_observation(row),
        coding=agreement.state(who, row),
    )


def _place(row: Observation) -> dict[str, int]:
    return {"department_id": row.department_id, "kindergarten_id": row.department.kindergarten_id}


def _visits(row: Observation, domains: list[Domain]) -> list[charts.Visit]:
    """Return the department's observations that the reader may see, as the chart asks for them."""
    stages = profiles.trend(observations.observations(door.identity()), row, domains)
    return [
        charts.Visit(
            stage.semester,
            tuple(stage.domains[domain.id] for domain in domains),
            stage.observation_id == row.id,
        )
        for stage in stages
    ]
