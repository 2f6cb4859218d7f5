"""Setting a goal, one question at a time: for whom and from what, which dimension, then the goal."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from flask import redirect, render_template, request, url_for

from collect import observations_instruments as instruments
from collect import observations_profiles as profiles
from collect import phrases, plans
from collect import plans_rounds as rounds
from collect.models.observations import Dimension, Observation
from collect.models.organisation import Department
from collect.plans_answers import dimensions
from collect.rules.access import Identity, may
from collect.rules.plans import start_value, suggested_check_back, suggested_target
from collect.rules.refusals import NotAllowed, NotFound
from collect.rules.scoring import band
from forms import charts, door
from forms.plans import GoalForm

SOURCES = 200  # observations looked through for each department's newest


@dataclass(frozen=True)
class Asked:
    """What the address says of the goal to be: for whom, of which kind, from what, about what."""

    room: Department
    kind: str
    source: Observation | None = None
    dimension: Dimension | None = None
    start: int | None = None


def ask() -> Any:
    """Ask the next question that the address has no answer to."""
    who = door.identity()
    if not may(who, "plan", "C"):
        raise NotAllowed("plan")
    if "observation" not in request.args and "department" not in request.args:
        return _choose_room(who)
    asked = _asked(who)
    if asked.source is None or asked.kind != "development":
        return _ask_goal(asked)
    if "dimension" not in request.args:
        return _choose_dimension(asked)
    return _ask_goal(_about(asked, _number("dimension")))


def _asked(who: Identity) -> Asked:
    """Read the address; raise NotFound for what is beyond reach."""
    kind = "micro_project" if request.args.get("kind") == "micro_project" else "development"
    if "observation" not in request.args:
        return Asked(plans.room(who, _number("department"), door.today()), kind)
    source = plans.source(who, request.args["observation"])
    return Asked(plans.room(who, source.department_id, door.today()), kind, source)


def _number(name: str) -> int:
    text = request.args.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotFound("plan")
    return int(text)


def _about(asked: Asked, dimension_id: int) -> Asked:
    """Add the dimension and where it starts; raise NotFound for one that was not scored there."""
    assert asked.source is not None
    scale = [
        d for domain in instruments.structure(asked.source.instrument_id) for d in domain.scale
    ]
    chosen = next((d for d in scale if d.id == dimension_id), None)
    means = {m.dimension_id: m.mean for m in profiles.dimension_means([asked.source.id])}
    if chosen is None or chosen.id not in means:
        raise NotFound("dimension")
    return replace(asked, dimension=chosen, start=start_value(means[chosen.id]))


def _choose_room(who: Identity) -> Any:
    """Ask for whom, and from which observation if there is one."""
    rooms = list(plans.rooms(who, door.today()))
    newest: dict[int, Observation] = {}
    for row in plans.sources(who).limit(SOURCES):  # newest first
        newest.setdefault(row.department_id, row)
    return render_template("plans/choose.html", rooms=rooms, newest=newest)


def _choose_dimension(asked: Asked) -> Any:
    """Ask which dimension of the observation the goal is about."""
    assert asked.source is not None
    return render_template(
        "plans/dimension.html",
        asked=asked,
        domains=instruments.structure(asked.source.instrument_id),
        profile=profiles.profile_of(asked.source),
        band=band,
        last_goals=_last_goals(asked),
    )


def _last_goals(asked: Asked) -> list[Any]:
    before = asked.source.observed_on if asked.source else door.today()
    return rounds.last_goals(door.identity(), asked.room.id, before)


def _ask_goal(asked: Asked) -> Any:
    """Ask the goal itself, and set it when it is sent."""
    form = _form(asked)
    source_id = asked.source.id if asked.source else None
    reference, status = door.send(
        form,
        lambda: plans.add_goal(
            form.answers(asked.room.id, kind=asked.kind, observation_id=source_id),
            by=door.identity(),
            submission_id=door.submission_id(),
            now=door.now(),
        ),
    )
    if reference is not None:
        return redirect(url_for("plans.shown", reference=reference, sent=1), 303)
    return render_template(
        "plans/new.html",
        form=form,
        asked=asked,
        start=Fraction(asked.start, 100) if asked.start is not None else None,
        last_goals=_last_goals(asked),
        conflict=status == 409,
    ), status


def _form(asked: Asked) -> Any:
    """Return the sheet with its choices, what is suggested, or what was sent."""
    form = GoalForm(request.form if request.method == "POST" else None)
    form.offer(people_groups(asked.room))
    form.offer_dimensions(_dimension_groups(asked), asked.kind == "development")
    form.word_for(asked.kind, _advice(asked))
    form.target.is_required = asked.start is not None
    if request.method == "GET":
        form.check_back_on.data = suggested_check_back(door.today())
        if asked.start is not None and asked.dimension is not None:
            form.target.data = suggested_target(asked.start, asked.dimension.is_reversed)
            form.dimension_id.data = asked.dimension.id
    return form


def people_groups(room: Department) -> dict[str, dict[str, str]]:
    """Return whom a goal may be given to: the department's own people first, then the others."""
    own, others = phrases.say("På avdelingen"), phrases.say("Andre i barnehagen")
    groups: dict[str, dict[str, str]] = {own: {}, others: {}}
    for job in plans.colleagues(room.kindergarten_id, door.today()):
        heading = own if job.department_id == room.id else others
        groups[heading][str(job.person_id)] = job.person.name
    return {heading: people for heading, people in groups.items() if people}


def _dimension_groups(asked: Asked) -> Mapping[str, Mapping[str, str]]:
    if asked.dimension is not None:
        return {"": {str(asked.dimension.id): charts.label(asked.dimension)}}
    if asked.source is not None:
        domains = instruments.structure(asked.source.instrument_id)
        return {charts.label(d): {str(x.id): charts.label(x) for x in d.scale} for d in domains}
    rows: list[Any] = dimensions(asked.room, door.today())
    several = len({row.domain.instrument_id for row in rows}) > 1
    groups: dict[str, dict[str, str]] = {}
    for row in rows:
        heading = charts.label(row.domain)
        if several:
            heading = f"{charts.label(row.domain.instrument)}: {heading}"
        groups.setdefault(heading, {})[str(row.id)] = charts.label(row)
    return groups


def _advice(asked: Asked) -> str:
    """Return what is said of the target: the start, and which way is good."""
    if asked.start is None or asked.dimension is None:
        return phrases.say("Fra 1 til 7. La stå tom hvis dere ikke vil sette et tall.")
    start = phrases.figure(asked.start / 100, 2)
    if asked.dimension.is_reversed:
        return phrases.say(
            "Startverdien er %(start)s, og lav er bra. Forslaget er minst et halvt poeng ned.",
            start=start,
        )
    return phrases.say(
        "Startverdien er %(start)s. Forslaget er minst et halvt poeng opp.", start=start
    )
