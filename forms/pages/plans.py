"""Development plans: the overview, setting a goal, and a goal with all that belongs to it."""

import math
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from itertools import groupby
from typing import Any

from flask import Blueprint, render_template, request, send_file

from collect import observations, phrases, plans
from collect import plans_actions as acting
from collect import plans_evaluation as evaluation
from collect import plans_figures as figures
from collect import plans_rounds as rounds
from collect.models.observations import Observation
from collect.models.plans import Goal
from collect.rules.access import Identity, may, reach
from collect.rules.calendar import semester_from, semester_of
from collect.rules.guard import hinted
from collect.rules.plans import stage
from collect.rules.refusals import NotAllowed
from exports.plans import goals_workbook
from exports.plans_steps import steps_workbook
from forms import door
from forms.pages import plans_new
from forms.paging import asked_semester, page_number
from forms.plans_picture import Picture, picture

pages = Blueprint("plans", __name__, url_prefix="/plans")
PER_PAGE = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Line:
    """A goal in the overview: where it stands, and how many of its actions are done."""

    goal: Goal
    stage: str
    tally: acting.Tally
    measured: rounds.Measured | None


@pages.get("")
def listing() -> Any:
    """List the goals one may read, open ones first, then semester by semester."""
    who = door.identity()
    found = reach(plans.as_colleague(who), "plan", "R")
    if found.is_empty:
        raise NotAllowed("plan")
    if found.names_only and not (found.departments or found.kindergartens):
        return _counted(who)
    query = plans.overview(who)
    total = query.count()
    page = page_number(total, PER_PAGE)
    lines = _lines(list(query.paginate(page, PER_PAGE)))
    return render_template(
        "plans/listing.html",
        groups=[(head, list(rows)) for head, rows in groupby(lines, _heading)],
        total=total,
        page=page,
        last=max(1, math.ceil(total / PER_PAGE)),
        may_set=may(who, "plan", "C"),
        has_many_houses=len({row.goal.department.kindergarten_id for row in lines}) > 1,
        may_take=figures.may_take_goals(who),
    )


def _counted(who: Identity) -> Any:
    """Show how many goals there are and how far they have come, to those who may know no more."""
    semester = asked_semester(door.today())
    return render_template(
        "plans/counted.html",
        rows=figures.steps(who, [semester], door.today()),
        semester=semester,
        earlier=semester.shift(-1),
        later=semester.shift(1) if semester < semester_of(door.today()) else None,
        may_take=figures.may_take_steps(who),
    )


@pages.get("/goals.xlsx")
def workbook() -> Any:
    """Hand out the goals of the own kindergarten, or how many there are per cohort."""
    who, municipality = door.identity(), door.config().municipality
    make = goals_workbook if figures.may_take_goals(who) else steps_workbook
    name, content = make(who, now=door.now(), municipality=municipality)
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=name)


def _lines(rows: list[Goal]) -> list[Line]:
    measured = rounds.changes(rows, by=door.identity())
    tallies = acting.tallies([row.id for row in rows], door.today())
    return [
        Line(
            row,
            stage(row.status, row.check_back_on, row.id in measured, door.today()),
            tallies.get(row.id, acting.Tally()),
            measured.get(row.id),
        )
        for row in rows
    ]


def _heading(line: Line) -> str:
    if line.goal.status == "open":
        return phrases.say("Åpne mål")
    return phrases.semester(semester_from(line.goal.semester))


@pages.route("/new", methods=["GET", "POST"])
def new() -> Any:
    """Set a goal: choose for whom and from what, which dimension, then say the goal."""
    return plans_new.ask()


@pages.get("/<reference>")
def shown(reference: str) -> Any:
    """Show a goal: the way from start to target, its actions, what was seen, how it went."""
    who = door.identity()
    row = plans.goal(who, reference)
    measured = rounds.change_on(row, by=who)
    actions, checks = list(acting.actions([row.id])), list(evaluation.checks([row.id]))
    may_change = plans.may_change(row, by=who)
    texts = [row.title, row.support, row.seen, row.result]
    texts += [action.text for action in actions] + [one.note for one in checks]
    return render_template(
        "plans/shown.html",
        row=row,
        measured=measured,
        picture=picture_of(row, measured),
        stage=stage(row.status, row.check_back_on, measured is not None, door.today()),
        actions=actions,
        checks=checks,
        names=plans.may_see_names(row, by=who),
        may_change=may_change,
        hints=hints(*texts) if may_change else [],
        readable=_readable(who, row, measured),
        just_set="sent" in request.args,
    )


def hints(*texts: str) -> list[dict[str, str]]:
    """Return the gentle hints that texts deserve which seem to be about a child; they stop nothing."""
    found = hinted({str(number): text for number, text in enumerate(texts)})
    return [{"field": name, "sentence": phrases.hint(code)} for name, code in found]


def picture_of(row: Goal, measured: rounds.Measured | None) -> Picture | None:
    """Return the picture of a goal's values."""
    start = Fraction(row.start, 100) if row.start is not None else None
    target = Fraction(row.target, 100) if row.target is not None else None
    if measured is None:
        return picture(start, None, target)
    return picture(measured.start, measured.now, target, row.status != "open")


def _readable(who: Identity, row: Goal, measured: rounds.Measured | None) -> set[int]:
    """Return which of the observations a goal speaks of the reader may open."""
    wanted = [row.observation_id, measured.observation.id if measured else None]
    named = Observation.id.in_([key for key in wanted if key is not None])
    return {one.id for one in observations.observations(who).where(named)}
