"""Observations: choose the department, fill in the sheet, see what was sent."""

import math
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from collect import certificates, observations, phrases, receipts
from collect import observations_instruments as instruments
from collect import observations_profiles as profiles
from collect.models.observations import Dimension, Domain, Observation
from collect.rules.access import may, reach
from collect.rules.calendar import semester_of
from collect.rules.refusals import NotAllowed, NotFound
from collect.rules.scoring import Profile
from forms import charts, door
from forms.base import kept
from forms.observations import VisitForm, sheet
from forms.paging import page_number

pages = Blueprint("observations", __name__, url_prefix="/observations")
PER_PAGE = 25


@pages.get("")
def listing() -> Any:
    """List the observations one may see, newest first."""
    who = door.identity()
    if not may(who, "observation", "R"):
        raise NotAllowed("observation")
    query = observations.observations(who)
    total = query.count()
    page = page_number(total, PER_PAGE)
    return render_template(
        "observations/listing.html",
        rows=list(query.paginate(page, PER_PAGE)),
        page=page,
        last=max(1, math.ceil(total / PER_PAGE)),
        total=total,
        may_observe=may(who, "observation", "C"),
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
            return redirect(url_for(".new", department_id=room.id, instrument_id=fitting[0].id))
        return render_template("observations/version.html", room=room, fitting=fitting)
    return render_template("observations/choose.html", form=form, has_any=bool(rooms))


def _by_kindergarten(rooms: list[Any]) -> dict[str, dict[str, str]]:
    groups: dict[str, dict[str, str]] = {}
    for room in rooms:
        groups.setdefault(room.kindergarten.name, {})[str(room.id)] = room.name
    return groups


@pages.route("/new/<int:department_id>/<int:instrument_id>", methods=["GET", "POST"])
def new(department_id: int, instrument_id: int) -> Any:
    """Fill in the sheet of one visit and send it."""
    who, today = door.identity(), door.today()
    form = _form(department_id, instrument_id)
    reference, status = door.send(
        form,
        lambda: observations.record(
            form.answers(department_id, instrument_id),
            by=who,
            submission_id=door.submission_id(),
            now=door.now(),
            cycles_required=door.config().cycles,
        ),
    )
    if reference is not None:
        return redirect(url_for(".shown", reference=reference, sent=1), 303)
    room = observations.observable_department(who, department_id, today)
    domains = instruments.structure(instrument_id)
    state = certificates.state_on(who.person_id or 0, instrument_id, today)
    return render_template(
        "observations/sheet.html",
        form=form,
        room=room,
        domains=domains,
        certificate=state,
        conflict=status == 409,
    ), status


def _form(department_id: int, instrument_id: int) -> Any:
    """Return the sheet for this instrument, filled with what was sent."""
    dimension_ids = instruments.dimension_ids(instrument_id)
    if not dimension_ids:
        raise NotFound("instrument")
    today = door.today()
    semester = semester_of(today)
    form_class = sheet(dimension_ids, door.config().cycles)
    if request.method == "POST":
        form = kept(form_class, request.form)
    else:
        form = form_class(formdata=None, data={"observed_on": today, "semester": semester.code})
    form.offer_semesters([semester, semester.shift(-1)], phrases.semester)
    return form


@pages.get("/<reference>")
def shown(reference: str) -> Any:
    """Show one observation: receipt for the observer, means for those it was released to."""
    who = door.identity()
    row = observations.observations(who).where(Observation.reference == reference).get_or_none()
    if row is None:
        raise NotFound("observation")
    is_mine = row.observer_id == who.person_id
    domains, profile = instruments.structure(row.instrument_id), profiles.profile_of(row)
    labels = [_label(domain) for domain in domains]
    visits = _visits(row, domains)
    return render_template(
        "observations/shown.html",
        row=row,
        domains=domains,
        profile=profile,
        chart=charts.profile(_measures(domains, profile)),
        labels=labels,
        visits=visits,
        course=charts.trend(labels, visits) if len(visits) > 1 else None,
        is_mine=is_mine,
        cycles=profiles.cycles_of(row) if is_mine else [],
        just_sent=is_mine and "sent" in request.args,
        receipt=receipts.receipt(who, reference) if is_mine and "sent" in request.args else None,
        may_release=is_mine
        and row.released_at is None
        and reach(who, "observation", "U").covers(person_id=row.observer_id),
    )


def _label(row: Domain | Dimension) -> str:
    return str(getattr(row, f"label_{phrases.reader.get()}"))


def _measures(domains: list[Domain], profile: Profile) -> list[charts.Measure]:
    """Return each domain, followed by its dimensions, with what the observation says of it."""
    found = []
    for domain in domains:
        found.append(charts.Measure(_label(domain), profile.domains[domain.id], is_domain=True))
        found += [
            charts.Measure(_label(d), profile.dimensions[d.id], is_reversed=d.is_reversed)
            for d in domain.scale
        ]
    return found


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


@pages.post("/<reference>/release")
def release(reference: str) -> Any:
    """Give the department its scores."""
    who = door.identity()
    row = observations.observations(who).where(Observation.reference == reference).get_or_none()
    if row is None:
        raise NotFound("observation")
    observations.release(row, by=who, now=door.now())
    flash(phrases.say("Avdelingen og lederne kan nå se skårene."))
    return redirect(url_for(".shown", reference=reference), 303)
