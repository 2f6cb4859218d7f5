"""Several on one course: a director registers them together, and names seats later."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from collect import courses, courses_line, courses_notices, people, phrases
from collect import courses_groups as groups
from collect import courses_registrations as registrations
from collect.courses_clashes import clashes, fingerprint
from collect.models.courses import Course, RegistrationGroup
from collect.rules.access import Identity, reach
from collect.rules.capacity import TOGETHER
from collect.rules.refusals import NotAllowed, RuleBroken
from forms import door
from forms.courses import GroupForm, SeatForm
from forms.courses_state import standing
from forms.organisation import words

pages = Blueprint("courses_groups", __name__, url_prefix="/courses")


def staff(who: Identity, row: Course) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Return whom the reader may register for a course, and the others with the reason in words."""
    found = list(registrations.registrable(who, door.today()))
    ids = [person.id for person in found]
    against, held = registrations.reasons_of(row, ids), groups.held_among(row, ids)
    jobs = people.jobs_on(ids, row.first_day)
    able, barred = {}, []
    for person in found:
        if person.id in held:
            barred.append((person.name, phrases.say("Er allerede påmeldt.")))
        elif against[person.id]:
            code = against[person.id][0]
            reason = phrases.refusal(RuleBroken(code, year=row.min_programme_year))
            barred.append((person.name, reason))
        else:
            position = phrases.word("position", jobs[person.id].position)
            able[str(person.id)] = f"{person.name} ({position.lower()})"
    return able, barred


@pages.route("/<int:course_id>/several", methods=["GET", "POST"])
def several(course_id: int) -> Any:
    """Register several of one's staff; a warning comes before they are sent."""
    who = door.identity()
    row = courses.course(who, course_id)
    if not reach(who, "registration", "C").kindergartens:
        raise NotAllowed("registration")
    form = GroupForm(request.form if request.method == "POST" else None)
    able, barred = staff(who, row)
    form.people.offer(able)
    form.rule.offer(words("group_meaning"))
    if request.method == "GET":
        form.people.data = [key for key in request.args.getlist("people") if key in able]
    warnings = form.unseen(lambda: clashes(row, form.answers(row.id).people, by=who))
    reference, status = (None, 422) if warnings else door.send(form, lambda: _send(form, row, who))
    if reference is not None:
        return redirect(url_for(".group", reference=reference, sent=1), 303)
    full = courses.filling([row.id]).get(row.id, courses.Filling())
    return render_template(
        "courses/several.html",
        row=row,
        form=form,
        barred=barred,
        standing=standing(row, full, door.today()),
        is_open=courses.is_open(row, door.today()),
        share_told=courses_notices.share_told(row, door.today()),
        warnings=warnings,
        seen=fingerprint(warnings),
        others=courses.other_dates(row, who, door.today()) if warnings else [],
        conflict=status == 409,
    ), status


def _send(form: GroupForm, row: Course, who: Identity) -> str:
    return groups.register_group(
        form.answers(row.id), by=who, submission_id=door.submission_id(), now=door.now()
    )


@pages.get("/groups/<reference>")
def group(reference: str) -> Any:
    """Show what each of a group got, and the seats that have no name."""
    who = door.identity()
    return _page(groups.group(who, reference), who)


def _page(row: RegistrationGroup, who: Identity, crowd: Any = None) -> str:
    """Return a group's page; with a `crowd`, several move up when its seats are given up."""
    today = door.today()
    is_mine = groups.groups(who, "C").where(RegistrationGroup.id == row.id).exists()
    form = SeatForm(None)
    if row.unnamed and is_mine:
        form.person_id.offer(staff(who, row.course)[0])
    return render_template(
        "courses/group.html",
        row=row,
        members=groups.members(row),
        numbers=courses_line.numbers(row.course),
        form=form,
        just_sent="sent" in request.args,
        crowd=crowd,
        passed=groups.times_passed(row),
        together=TOGETHER,
        may_change=is_mine and not row.course.is_cancelled and today <= row.course.first_day,
    )


@pages.post("/groups/<reference>/name")
def name(reference: str) -> Any:
    """Give a reserved seat to a person."""
    who = door.identity()
    row = groups.group(who, reference, "C")
    form = SeatForm(request.form)
    form.person_id.offer(staff(who, row.course)[0])
    made, _ = door.send(
        form, lambda: groups.name_seat(row, form.person_id.data, by=who, now=door.now())
    )
    if made is not None:
        flash(phrases.say("Plassen har fått navn."))
    else:
        flash(" ".join(sentence for _, sentence in form.problems()), "bad")
    return redirect(url_for(".group", reference=reference), 303)


@pages.post("/groups/<reference>/release")
def release(reference: str) -> Any:
    """Give up the seats that have no name."""
    who = door.identity()
    row = groups.group(who, reference, "X")
    try:
        seen = request.form.get("crowd", "")
        groups.release(row, by=who, now=door.now(), seen=seen)
        flash(phrases.say("Plassene uten navn er gitt fra dere. De går til ventelisten."))
    except RuleBroken as error:
        if error.code == "line.crowd":
            return _page(row, who, error.values), 422
        flash(phrases.refusal(error), "bad")
    return redirect(url_for(".group", reference=reference), 303)


@pages.post("/groups/<reference>/split")
def split(reference: str) -> Any:
    """Let each of a group that waits for seats to all have a place in the line alone."""
    who = door.identity()
    row = groups.group(who, reference, "C")
    try:
        groups.split(row, by=who, now=door.now())
        flash(phrases.say("Gruppen er delt. Hver får plass når turen kommer."))
    except RuleBroken as error:
        flash(phrases.refusal(error), "bad")
    return redirect(url_for(".group", reference=reference), 303)
