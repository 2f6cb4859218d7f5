"""Courses: what is coming, registering, and one's own registrations."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from collect import courses, courses_line, courses_notices, phrases
from collect import courses_attendance as attendance
from collect import courses_changes as changes
from collect import courses_evaluation as evaluation
from collect import courses_evaluation_results as results
from collect import courses_groups as groups
from collect import courses_missing as missing
from collect import courses_newcomers as newcomers
from collect import courses_offers as offers
from collect import courses_proofs as proofs
from collect import courses_registrations as registrations
from collect.courses_clashes import Clash, clashes, fingerprint
from collect.courses_notices_offers import stands_together
from collect.models.courses import Course, Registration, RegistrationGroup
from collect.rules.access import Identity, reach
from collect.rules.courses_offers import is_over
from collect.rules.refusals import RuleBroken
from forms import door
from forms.courses import RegistrationForm
from forms.courses_state import standing

pages = Blueprint("courses", __name__, url_prefix="/courses")


@pages.get("")
def listing() -> Any:
    """List the coming courses and the reader's own registrations."""
    who, today = door.identity(), door.today()
    rows = list(courses.coming(who, today))
    return render_template(
        "courses/listing.html",
        rows=rows,
        filling=courses.filling([row.id for row in rows]),
        mine=list(registrations.current(who, today)),
        standing=standing,
        sees_evaluation=results.may_read(who),
    )


@pages.route("/<int:course_id>", methods=["GET", "POST"])
def shown(course_id: int) -> Any:
    """Show a course and take registrations."""
    who, today = door.identity(), door.today()
    row = courses.course(who, course_id)
    form = RegistrationForm(request.form if request.method == "POST" else None)
    people = registrations.choices(who, today)
    form.person_id.offer(people)
    if request.method == "GET":
        asked = request.args.get("person", str(who.person_id))
        form.person_id.data = asked if asked in people else None
    warnings = form.unseen(lambda: _clashes(row, form, who))
    reference, status = (None, 422) if warnings else door.send(form, lambda: _send(form, row, who))
    if reference is not None:
        return redirect(url_for(".registration", reference=reference, sent=1), 303)
    full = courses.filling([row.id]).get(row.id, courses.Filling())
    return render_template(
        "courses/shown.html",
        row=row,
        days=courses.days(row),
        form=form,
        filling=full,
        standing=standing(row, full, today),
        is_open=courses.is_open(row, today),
        share_told=courses_notices.share_told(row, today),
        against=[] if len(people) != 1 else registrations.reasons(row, int(next(iter(people)))),
        held=registrations.held_by(row, list(map(int, people))) if len(people) == 1 else None,
        warnings=warnings,
        seen=fingerprint(warnings),
        others=courses.other_dates(row, who, today) if warnings else [],
        conflict=status == 409,
        may_override=registrations.may_override(who),
        may_send_several=bool(reach(who, "registration", "C").kindergartens),
        sent=_sent_groups(row, who),
        may_see_missing=missing.may_see(who),
        may_fill=newcomers.may_fill(row, who),
        may_mark=attendance.may_mark(who),
        sees_evaluation=results.may_read(who),
    ), status


def _send(form: RegistrationForm, row: Course, who: Identity) -> str:
    return registrations.register(
        form.answers(row.id), by=who, submission_id=door.submission_id(), now=door.now()
    )


def _clashes(row: Course, form: RegistrationForm, who: Identity) -> list[Clash]:
    """Return what to warn of before one is registered; nothing when the answer is no, or was given."""
    person_id = form.person_id.data
    found = clashes(row, [person_id], by=who)
    if not found or registrations.held_by(row, [person_id]):
        return []
    is_barred = registrations.reasons(row, person_id) and not form.override_reason.data
    return [] if is_barred or not courses.is_open(row, door.today()) else found


def _sent_groups(row: Course, who: Identity) -> list[RegistrationGroup]:
    """Return the groups that were registered for a course from where the reader directs."""
    if not reach(who, "registration", "C").kindergartens:
        return []
    return list(groups.groups(who, "C").where(RegistrationGroup.course == row))


@pages.get("/registrations/<reference>")
def registration(reference: str) -> Any:
    """Show a registration: a seat or a number in line, and what happens now."""
    who, today = door.identity(), door.today()
    row = registrations.registration(who, reference, today)
    is_late = courses.is_late_to_withdraw(row, row.course, by=who, today=today)
    is_mine = registrations.registrations(who, today, "X").where(Registration.id == row.id).exists()
    return render_template(
        "courses/registration.html",
        row=row,
        days=courses.days(row.course),
        marked=attendance.marked_days(row),
        proof=proofs.proof_of(row),
        evaluation=evaluation.open_to(who, row, today),
        number=registrations.number_in_line(row),
        notes=courses_line.notes_of(row),
        just_sent="sent" in request.args,
        kin=changes.kin(row, by=who, on=today),
        may_swap=is_mine and changes.may_swap(who) and changes.is_swappable(row, today),
        may_move=is_mine and not is_late and changes.is_movable(row, today),
        together=stands_together(row),
        may_answer=row.status == "offered" and offers.may_answer(row, by=who, now=door.now()),
        is_over=is_over(row.offered_until, door.now()),
        may_withdraw=is_mine
        and row.status != "withdrawn"
        and today <= row.course.first_day
        and not is_late,
        is_late=is_late,
        share_told=courses_notices.share_told(row.course, today),
    )


@pages.post("/registrations/<reference>/withdraw")
def withdraw(reference: str) -> Any:
    """Give up the seat or the place in line."""
    who = door.identity()
    row = registrations.registration(who, reference, door.today())
    try:
        registrations.withdraw(row, by=who, now=door.now())
        flash(phrases.say("Påmeldingen er trukket. Plassen går til neste på ventelisten."))
    except RuleBroken as error:
        flash(phrases.refusal(error), "bad")
    return redirect(url_for(".registration", reference=reference), 303)
