"""What one does to a goal: change it, its actions, look back, evaluate step by step, set it aside."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from collect import journal, phrases, plans
from collect import plans_actions as acting
from collect import plans_evaluation as evaluation
from collect import plans_rounds as rounds
from collect.models.plans import Goal
from collect.rules.plans import suggested_check_back
from collect.rules.refusals import NotAllowed, RuleBroken
from forms import door
from forms.base import BaseForm
from forms.pages.plans import hints, picture_of
from forms.pages.plans_new import people_groups
from forms.plans import (
    ActionForm,
    CheckForm,
    DropForm,
    EvaluationForm,
    MoveForm,
    PlanForm,
    SeenForm,
)

pages = Blueprint("plans_acts", __name__, url_prefix="/plans")


def _mine(reference: str) -> Goal:
    """Return a goal that the reader may change; one that is only read is refused."""
    row = plans.goal(door.identity(), reference)
    if not plans.may_change(row, by=door.identity()):
        raise NotAllowed("plan")
    return row


def _goal_page(row: Goal, anchor: str = "") -> Any:
    return redirect(url_for("plans.shown", reference=row.reference, _anchor=anchor or None), 303)


def _ask(
    row: Goal,
    form: BaseForm,
    act: Callable[[], None],
    template: str,
    *,
    seen_of: Any = None,
    onward: Callable[[], Any] | None = None,
    **context: Any,
) -> Any:
    """Show a form about a goal; when it is sent and well, act, unless the goal was changed meanwhile.

    `seen_of` is the row that must still be as it was read: the goal, or one of its actions.
    """
    watched = row if seen_of is None else seen_of
    now_stored = journal.fingerprint(watched)

    def unless_changed() -> str:
        with journal.unless_changed(watched, request.form.get("as_read", "")):
            act()
        return str(row.reference)

    done, status = door.send(form, unless_changed)
    if done is not None:
        return onward() if onward else _goal_page(row)
    page = render_template(template, row=row, form=form, as_read=now_stored, **context)
    return page, status


def _sent() -> Any:
    return request.form if request.method == "POST" else None


@pages.route("/<reference>/edit", methods=["GET", "POST"])
def edit(reference: str) -> Any:
    """Change a goal's words, target, support, responsible person and check-back."""
    row = _mine(reference)
    form, stored = _plan_form(row, _sent()), _plan_form(row, None)
    return _ask(
        row,
        form,
        lambda: plans.amend_goal(
            row, form.answers(row.department_id), by=door.identity(), now=door.now()
        ),
        "plans/edit.html",
        stored=_differences(form, stored) if request.method == "POST" else [],
    )


def _plan_form(row: Goal, sent: Any) -> PlanForm:
    form = PlanForm(sent)
    people = people_groups(row.department)
    known = {key for group in people.values() for key in group}
    if row.responsible is not None and str(row.responsible_id) not in known:
        people[phrases.say("Har sluttet")] = {str(row.responsible_id): row.responsible.name}
    form.offer(people)
    start = phrases.figure(row.start / 100, 2) if row.start is not None else ""
    form.word_for(row.kind, phrases.say("Startverdien er %(start)s.", start=start) if start else "")
    form.target.is_required = row.start is not None
    if sent is None:
        for name in ("title", "target", "support", "responsible_id", "check_back_on"):
            form[name].data = getattr(row, name)
    return form


def _differences(form: BaseForm, stored: BaseForm) -> list[tuple[str, str]]:
    """Return (label, what is stored) of the fields where what was sent differs."""
    return [
        (str(field.label.text), str(getattr(field, "options", {}).get(field.raw, field.raw)) or "–")
        for field in stored
        if field.raw != form[field.name].raw
    ]


@pages.route("/<reference>/move", methods=["GET", "POST"])
def move(reference: str) -> Any:
    """Move the day one is reminded to look back."""
    row = _mine(reference)
    form = MoveForm(_sent(), data={"check_back_on": suggested_check_back(door.today())})
    return _ask(
        row,
        form,
        lambda: plans.move_check_back(
            row, form.check_back_on.data, by=door.identity(), now=door.now()
        ),
        "plans/move.html",
    )


@pages.route("/<reference>/check", methods=["GET", "POST"])
def check(reference: str) -> Any:
    """Look back on the way: what is seen, and when to look again."""
    row = _mine(reference)
    day = suggested_check_back(door.today())
    form = CheckForm(_sent(), data={"checked_on": door.today(), "next_on": day})
    return _ask(
        row,
        form,
        lambda: evaluation.check(
            row,
            form.note.data,
            form.checked_on.data,
            form.next_on.data,
            by=door.identity(),
            now=door.now(),
        ),
        "plans/check.html",
        onward=lambda: _goal_page(row, "checks"),
    )


@pages.route("/<reference>/evaluate", methods=["GET", "POST"])
def evaluate(reference: str) -> Any:
    """Ask first what was seen; the answer is kept before the next question is asked."""
    row = _mine(reference)
    form = SeenForm(_sent())
    form.offer()
    if request.method == "GET":
        form.show(row.seen)
    return _ask(
        row,
        form,
        lambda: evaluation.see(row, form.answer(), by=door.identity(), now=door.now()),
        "plans/seen.html",
        onward=lambda: redirect(url_for(".helped", reference=reference), 303),
        checks=list(evaluation.checks([row.id])),
    )


@pages.route("/<reference>/evaluate/helped", methods=["GET", "POST"])
def helped(reference: str) -> Any:
    """Ask then whether it helped, and close the goal."""
    row = _mine(reference)
    if not row.seen:
        return redirect(url_for(".evaluate", reference=reference), 303)
    form = EvaluationForm(_sent())
    form.offer()
    measured = rounds.change_on(row, by=door.identity())
    return _ask(
        row,
        form,
        lambda: evaluation.evaluate(
            row, form.helped.data, form.result.data or "", by=door.identity(), now=door.now()
        ),
        "plans/helped.html",
        measured=measured,
        picture=picture_of(row, measured),
        hints=hints(row.seen),
    )


@pages.route("/<reference>/drop", methods=["GET", "POST"])
def drop(reference: str) -> Any:
    """Set a goal aside, and say why."""
    row = _mine(reference)
    form = DropForm(_sent())
    return _ask(
        row,
        form,
        lambda: evaluation.drop(row, form.reason.data, by=door.identity(), now=door.now()),
        "plans/drop.html",
    )


@pages.post("/<reference>/reopen")
def reopen(reference: str) -> Any:
    """Open a goal again that was closed by mistake."""
    row = _mine(reference)
    evaluation.reopen(row, by=door.identity(), now=door.now())
    flash(phrases.say("Målet er åpnet igjen."))
    return _goal_page(row)


@pages.route("/<reference>/actions/new", methods=["GET", "POST"])
def add_action(reference: str) -> Any:
    """Add something to be done."""
    row = _mine(reference)
    form = ActionForm(_sent())
    form.offer(people_groups(row.department))

    def act() -> None:
        acting.add_action(row, form.answers(), by=door.identity(), now=door.now())

    return _ask(
        row, form, act, "plans/action.html", action=None, onward=lambda: _goal_page(row, "actions")
    )


@pages.route("/<reference>/actions/<int:action_id>", methods=["GET", "POST"])
def edit_action(reference: str, action_id: int) -> Any:
    """Change what is to be done, by whom or by when."""
    row = _mine(reference)
    action = acting.action(row, action_id)
    people = people_groups(row.department)
    known = {key for group in people.values() for key in group}
    if action.responsible is not None and str(action.responsible_id) not in known:
        people[phrases.say("Har sluttet")] = {str(action.responsible_id): action.responsible.name}
    form = ActionForm(_sent(), data=action.__data__ | {"responsible_id": action.responsible_id})
    form.offer(people)

    def act() -> None:
        acting.amend_action(action, form.answers(), by=door.identity(), now=door.now())

    return _ask(
        row,
        form,
        act,
        "plans/action.html",
        seen_of=action,
        action=action,
        onward=lambda: _goal_page(row, "actions"),
    )


@pages.post("/<reference>/actions/<int:action_id>/settle")
def settle_action(reference: str, action_id: int) -> Any:
    """Say that an action is done, that it is not, or that it is not to be done after all."""
    row = _mine(reference)
    action = acting.action(row, action_id)
    status = request.form.get("status")
    try:
        if status == "removed":
            acting.remove_action(action, by=door.identity(), now=door.now())
        else:
            acting.settle_action(action, status == "done", by=door.identity(), now=door.now())
    except RuleBroken as error:
        flash(phrases.refusal(error), "bad")
    return _goal_page(row, "actions")
