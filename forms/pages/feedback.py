"""Feedback: the observer writes, looks it over and releases it; the department reads and confirms."""

import math
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from collect import feedback, phrases
from collect import feedback_drafts as drafts
from collect import feedback_reading as reading
from collect import observations_instruments as instruments
from collect import observations_profiles as profiles
from collect.models.feedback import Feedback
from collect.models.observations import Observation
from collect.rules.access import may
from collect.rules.guard import hinted
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from exports import feedback as documents
from forms import charts, door
from forms.feedback import (
    ConfirmationForm,
    CorrectionForm,
    FeedbackForm,
    OralForm,
    ReleaseForm,
    filled,
)
from forms.pages.plans_today import beside_observation
from forms.paging import page_number

pages = Blueprint("feedback", __name__)
PER_PAGE = 25


@pages.get("/feedback")
def listing() -> Any:
    """List the feedback one may read, newest first."""
    who = door.identity()
    if not reading.may_read(who):
        raise NotAllowed("feedback")
    query = reading.feedbacks(who)
    total = query.count()
    page = page_number(total, PER_PAGE)
    return render_template(
        "feedback/listing.html",
        rows=list(query.paginate(page, PER_PAGE)),
        page=page,
        last=max(1, math.ceil(total / PER_PAGE)),
        total=total,
    )


@pages.get("/observations/<reference>/feedback")
def shown(reference: str) -> Any:
    """Show the feedback on an observation; before the release, to its observer, the sheet to write it on."""
    who = door.identity()
    row = reading.feedbacks(who).where(Observation.reference == reference).get_or_none()
    if row is not None and row.observation.released_at is not None:
        return _reader(row)
    observation = reading.own_observation(who, reference)
    if observation.is_double or observation.released_at is not None:
        return render_template("feedback/none.html", row=observation)
    return _writer(observation, row)


@pages.post("/observations/<reference>/feedback")
def save(reference: str) -> Any:
    """Keep what the observer has written so far."""
    who = door.identity()
    observation = reading.own_observation(who, reference)
    form = FeedbackForm()
    done, status = door.send(
        form,
        lambda: str(
            feedback.write(observation, form.answers(), by=who, now=door.now(), version=_version())
        ),
    )
    if done is None:
        return _writer(observation, reading.of(observation), form, status), status
    if request.form.get("act") == "preview":
        return redirect(url_for(".preview", reference=reference), 303)
    flash(phrases.say("Utkastet er lagret %(moment)s.", moment=phrases.moment(door.now())))
    return redirect(url_for(".shown", reference=reference), 303)


def _version() -> int:
    """Return the version that the sheet was filled in over; 0 when it does not say."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _writer(
    observation: Observation, row: Feedback | None, form: Any = None, status: int = 200
) -> str:
    """Show the observer's sheet; on a conflict with what was saved from elsewhere beside it."""
    domains, profile = _profile(observation)
    is_draft = form is None and row is None
    if is_draft:
        form = FeedbackForm(formdata=None, data=vars(drafts.draft_of(domains, profile)))
    elif form is None:
        form = filled(FeedbackForm, row)
    saved = row.version if row else 0
    return render_template(
        "feedback/write.html",
        row=observation,
        form=form,
        is_draft=is_draft,
        version=_version() if status == 422 else saved,
        theirs=row if status == 409 else None,
        hints=_hints({name: form[name].raw for name in feedback.TEXTS}) if not is_draft else [],
        profile=profile,
        chart=charts.profile(charts.measures(domains, profile)),
        **beside_observation(observation),
    )


def _hints(texts: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the gentle hints that the texts deserve; they stop nothing."""
    return [{"field": name, "sentence": phrases.hint(code)} for name, code in hinted(texts)]


def _profile(observation: Observation) -> tuple[Any, Any]:
    return instruments.structure(observation.instrument_id), profiles.profile_of(observation)


@pages.get("/observations/<reference>/feedback/preview")
def preview(reference: str) -> Any:
    """Show the observer what the department will get, with the button that gives it."""
    who = door.identity()
    observation = reading.own_observation(who, reference)
    row = reading.of(observation)
    if row is None or observation.released_at is not None:
        return redirect(url_for(".shown", reference=reference))
    return _reader(row, release_form=ReleaseForm(formdata=None))


@pages.post("/observations/<reference>/feedback/release")
def release(reference: str) -> Any:
    """Give the whole department the feedback, and its leaders the scores."""
    who = door.identity()
    observation = reading.own_observation(who, reference)
    form = ReleaseForm()

    def act() -> str:
        feedback.release(
            observation,
            by=who,
            now=door.now(),
            version=_version(),
            is_oral_later=bool(form.is_oral_later.data),
        )
        return reference

    done, status = door.send(form, act)
    if done is not None:
        flash(phrases.say("Tilbakemeldingen er frigitt. Hele avdelingen kan nå lese den."))
        return redirect(url_for(".shown", reference=reference), 303)
    row = reading.of(observation)
    if row is None:
        return _writer(observation, None, None, status), status
    return _reader(row, release_form=form), status


@pages.get("/observations/<reference>/feedback/pdf")
def sheet(reference: str) -> Any:
    """Hand out a feedback that is released as a sheet of A4; its name tells nothing but the reference."""
    row = reading.feedback_on(door.identity(), reference)
    if row.observation.released_at is None or not documents.is_possible():
        raise NotFound("feedback")
    address = door.config().base_url + url_for(".shown", reference=reference)
    goals = beside_observation(row.observation)
    made = documents.document(
        row, address=address, goals=goals["last_goals"], changes=goals["goal_changes"]
    )
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f"attachment; filename=tilbakemelding-{reference}.pdf"
    return answer


@pages.post("/observations/<reference>/feedback/oral")
def oral(reference: str) -> Any:
    """Note that a feedback that is released was given orally as well."""
    who = door.identity()
    row = reading.feedback_on(who, reference)
    if not feedback.is_observer(row.observation, who):
        raise NotAllowed("feedback")
    form = OralForm()

    def act() -> str:
        feedback.note_oral(row, form.oral_on.data, form.oral_count.data, by=who, now=door.now())
        return reference

    done, status = door.send(form, act)
    if done is None:
        return _reader(row, oral_form=form), status
    flash(phrases.say("Det er ført inn at tilbakemeldingen er gitt muntlig."))
    return redirect(url_for(".shown", reference=reference), 303)


@pages.post("/observations/<reference>/feedback/confirm")
def confirm(reference: str) -> Any:
    """Say that the department has talked the feedback through."""
    who = door.identity()
    row = reading.feedback_on(who, reference)
    if not feedback.may_confirm(row, who):
        raise NotAllowed("feedback")
    form = ConfirmationForm()

    def act() -> str:
        feedback.confirm(
            row, form.confirmed_on.data, form.confirmed_count.data, by=who, now=door.now()
        )
        return reference

    done, status = door.send(form, act)
    if done is None:
        return _reader(row, confirm_form=form), status
    flash(phrases.say("Det er bekreftet at avdelingen har snakket om tilbakemeldingen."))
    return redirect(url_for(".shown", reference=reference), 303)


@pages.route("/observations/<reference>/feedback/correct", methods=["GET", "POST"])
def correct(reference: str) -> Any:
    """Put other texts in a feedback that is released, with the reason."""
    who = door.identity()
    row = reading.feedback_on(who, reference)
    if not feedback.is_observer(row.observation, who):
        raise NotAllowed("feedback")
    is_late = request.method == "GET" and not feedback.may_correct(row, who, door.now())
    if is_late and row.observation.released_at is not None:
        flash(phrases.refusal(RuleBroken("feedback.fixed")), "bad")
    if is_late:
        return redirect(url_for(".shown", reference=reference))
    form = CorrectionForm() if request.method == "POST" else filled(CorrectionForm, row)

    def act() -> str:
        feedback.correct(
            row, form.answers(), form.reason.data, by=who, now=door.now(), version=_version()
        )
        return reference

    done, status = door.send(form, act)
    if done is not None:
        flash(phrases.say("Tilbakemeldingen er rettet."))
        return redirect(url_for(".shown", reference=reference), 303)
    theirs = reading.of(row.observation) if status == 409 else None
    version = _version() if status == 422 else (theirs or row).version
    return render_template(
        "feedback/correct.html", feedback=row, form=form, theirs=theirs, version=version
    ), status


def _reader(
    row: Feedback, *, release_form: Any = None, oral_form: Any = None, confirm_form: Any = None
) -> str:
    """Show a feedback as the department reads it, with what this reader may do about it."""
    who, observation = door.identity(), row.observation
    domains, profile = _profile(observation)
    goals, is_released = beside_observation(observation), observation.released_at is not None
    if is_released and row.oral_on is None and feedback.is_observer(observation, who):
        oral_form = oral_form or OralForm(formdata=None)
    if is_released and feedback.may_confirm(row, who):
        day = row.confirmed_on or door.today()
        confirm_form = confirm_form or filled(ConfirmationForm, row, confirmed_on=day)
    return render_template(
        "feedback/shown.html",
        feedback=row,
        profile=profile,
        chart=charts.profile(charts.measures(domains, profile)),
        earlier=reading.earlier(row) if row.version > 1 else [],
        missing=[name for name in feedback.TEXTS if not getattr(row, name)],
        release_form=release_form,
        hints=_hints({n: getattr(row, n) for n in feedback.TEXTS}) if release_form else [],
        has_sheet=is_released and documents.is_possible(),
        oral_form=oral_form,
        confirm_form=confirm_form,
        may_correct=is_released and feedback.may_correct(row, who, door.now()),
        may_see_scores=may(who, "observation", "R"),
        size=_size(row, len(goals["last_goals"])),
        **goals,
    )


def _size(row: Feedback, goals: int) -> str:
    """Return how tightly a feedback is set on paper: one sheet holds some 5 000 letters."""
    length = sum(len(getattr(row, name)) for name in feedback.TEXTS) + 300 * goals
    return "tight" if length > 3_200 else "close" if length > 1_600 else "roomy"
