"""Corrections of sent observations: correct, read what it said before, send back to the observer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from collect import observations, phrases
from collect import observations_corrections as corrections
from collect import observations_drafts as drafts
from collect import observations_instruments as instruments
from collect import observations_profiles as profiles
from collect.models.observations import Observation, ObservationVersion
from collect.models.observations_drafts import Draft
from collect.rules.access import Identity, reach
from collect.rules.calendar import semester_from, semester_of
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from forms import door
from forms import observations_remarks as remarks
from forms.base import kept
from forms.observations_corrections import ReturnForm, correction_sheet, differences, filled_in

pages = Blueprint("observations_corrections", __name__, url_prefix="/observations")


@dataclass(frozen=True)
class History:
    """What a reader may know and do about an observation's versions."""

    versions: list[ObservationVersion]
    sees_return: bool
    may_correct: bool
    may_send_back: bool


def history(who: Identity, row: Observation, now: datetime) -> History:
    """Return what the page of an observation says of its versions; one query."""
    return History(
        corrections.versions(who, row) if row.version > 1 else [],
        sees_return(who, row),
        corrections.may_correct(row, who, now),
        corrections.may_send_back(row, who),
    )


def sees_return(who: Identity, row: Observation) -> bool:
    """Whether the reader is told that an observation was sent back: its observer, and who sends."""
    return row.observer_id == who.person_id or reach(who, "observation", "U").everything


def _row(reference: str) -> Observation:
    query = observations.observations(door.identity())
    row = query.where(Observation.reference == reference).get_or_none()
    if row is None:
        raise NotFound("observation")
    return row


@pages.route("/<reference>/correct", methods=["GET", "POST"])
def correct(reference: str) -> Any:
    """Correct one's own observation: the sheet filled in, and why."""
    who, row = door.identity(), _row(reference)
    is_sent = request.method == "POST"
    if row.observer_id != who.person_id or not (
        is_sent or corrections.may_correct(row, who, door.now())
    ):
        raise NotAllowed("observation")
    draft = _draft(row)
    stored = _form(row, is_sent=False)
    form = _form(row, is_sent=True) if is_sent else _form(row, draft) if draft else stored
    if is_sent and request.form.get("save") == "draft":
        done, status = _keep(row, form)
    else:
        done, status = door.send(form, lambda: _correct(row, form))
    if done is not None:
        flash(done)
        for sentence in {one["sentence"] for one in remarks.hints(remarks.texts_of(form))}:
            flash(sentence, "hint")
        return redirect(_onward(row), 303)
    domains = instruments.structure(row.instrument_id)
    names = {d.id: _label(d) for domain in domains for d in domain.scale}
    is_stale = is_sent and _carried("seen") != row.version
    return render_template(
        "observations/correct.html",
        row=row,
        form=form,
        domains=domains,
        key=door.new_submission_id() if status == 409 else door.submission_id() or _key(draft),
        draft_version=_draft_version(draft),
        changed_since=differences(stored, form, domains, names) if is_stale else [],
    ), status


def _correct(row: Observation, form: Any) -> str:
    """Correct the observation as the sheet says, and return what to say about it."""
    corrections.correct(
        row,
        form.answers(row.department_id, row.instrument_id),
        reason=form.reason.data,
        seen=_carried("seen"),
        by=door.identity(),
        submission_id=door.submission_id(),
        now=door.now(),
    )
    return _thanks(row)


def _keep(row: Observation, form: Any) -> tuple[str | None, int]:
    """Keep the correction as a draft; return what to say about it, or None and the page's status."""
    answers = drafts.DraftAnswers(
        row.department_id, row.instrument_id, request.form.to_dict(), corrects_id=row.id
    )
    try:
        saved = drafts.save(
            door.submission_id(),
            answers,
            base_version=_carried("draft_version"),
            by=door.identity(),
            now=door.now(),
        )
    except RuleBroken as error:
        form.refuse(error)
        return None, 422
    for one in saved.refused or ([RuleBroken("draft.newer")] if saved.is_stale else []):
        form.refuse(one)
    if form.problems():
        return None, 422
    time = phrases.clock(saved.draft.saved_at)
    return phrases.say("Rettelsen er lagret som kladd kl. %(time)s.", time=time), 200


def _draft(row: Observation) -> Draft | None:
    """Return the draft of this correction that the address names, if any."""
    if "draft" not in request.args:
        return None
    draft = drafts.draft(door.identity(), request.args["draft"])
    if draft.corrects_id != row.id:
        raise NotFound("draft")
    return draft


def _draft_version(draft: Draft | None) -> int:
    """Return the version that the next save goes on from: the one that is stored, if any is."""
    if draft is None and request.method == "POST":
        draft = (
            drafts.drafts(door.identity()).where(Draft.key == door.submission_id()).get_or_none()
        )
    return draft.version if draft else 0


def _key(draft: Draft | None) -> str:
    return draft.key if draft else door.new_submission_id()


def _onward(row: Observation) -> str:
    """Return the observation's page, or the list when its time to be read was over but for the correction."""
    query = observations.observations(door.identity()).where(Observation.id == row.id)
    if not query.exists():
        return url_for("observations.listing")
    return url_for("observations.shown", reference=row.reference)


def _label(row: Any) -> str:
    return str(getattr(row, f"label_{phrases.reader.get()}"))


def _thanks(row: Observation) -> str:
    if row.released_at is None:
        return phrases.say("Rettelsen er lagret.")
    return phrases.say(
        "Rettelsen er lagret, og de som har sett skårene, ser at de er rettet. "
        "Se over om tilbakemeldingen fortsatt stemmer."
    )


def _carried(name: str) -> int:
    """Return a version that the page of the one who sends carried along; 0 for none."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _form(row: Observation, draft: Draft | None = None, *, is_sent: bool = False) -> Any:
    """Return the sheet of a correction: as it was sent, as its draft has it, or as the observation is now."""
    answers = corrections.answers_of(row)
    dimension_ids = instruments.dimension_ids(row.instrument_id, active_only=False)
    cycles = max(row.cycles_required, len(answers.cycles))
    form_class = correction_sheet(dimension_ids, cycles)
    if is_sent:
        form: Any = kept(form_class, request.form)
    elif draft is not None:
        form = form_class(formdata=MultiDict(draft.content))
    else:
        form = form_class(formdata=None, data=filled_in(answers))
    now, before = semester_of(door.today()), semester_from(row.semester)
    offered = sorted({now, now.shift(-1), before, before.shift(-1)}, reverse=True)
    form.offer_semesters(offered, phrases.semester)
    return form


@pages.get("/<reference>/versions/<int:number>")
def version(reference: str, number: int) -> Any:
    """Show what an observation said before it was corrected, beside what it says now."""
    who, row = door.identity(), _row(reference)
    if number == row.version:
        return redirect(url_for("observations.shown", reference=reference))
    old = corrections.version(who, row, number)
    is_mine = row.observer_id == who.person_id
    return render_template(
        "observations/version_shown.html",
        row=row,
        old=old,
        observed_on=corrections.observed_on(old),
        before=corrections.means_of(row, old),
        now=profiles.profile_of(row),
        domains=instruments.structure(row.instrument_id),
        is_mine=is_mine,
        sees_return=sees_return(who, row),
    )


@pages.route("/<reference>/return", methods=["GET", "POST"])
def send_back(reference: str) -> Any:
    """Send an observation back to its observer with a note of what must be corrected."""
    who, row = door.identity(), _row(reference)
    if not reach(who, "observation", "U").everything:
        raise NotAllowed("observation")
    form = ReturnForm(request.form if request.method == "POST" else None)

    def act() -> str:
        corrections.send_back(row, form.note.data, by=who, now=door.now())
        return reference

    done, status = door.send(form, act)
    if done is not None:
        flash(phrases.say("Observasjonen er sendt tilbake til observatøren."))
        return redirect(url_for("observations.shown", reference=reference), 303)
    return render_template("observations/return.html", row=row, form=form), status
