"""The observation sheet: opened anew, for a visit or from a draft; kept, sent, or done for practice."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from collect import certificates, observations, phrases
from collect import observations_drafts as drafts
from collect import observations_instruments as instruments
from collect import observations_practice as practice
from collect.models.observations import Visit
from collect.models.observations_drafts import Draft
from collect.rules.calendar import semester_of
from collect.rules.refusals import NotFound, RuleBroken
from forms import charts, door
from forms import observations_remarks as remarks
from forms.base import kept
from forms.observations import sheet
from forms.pages.observations_drafts import cycles_of, sheet_url, state
from forms.pages.plans_today import before_sheet


@dataclass(frozen=True)
class Opened:
    """How a sheet was opened: where, under which key, from which draft, for which visit, for practice or not."""

    department_id: int
    instrument_id: int
    key: str
    version: int = 0
    draft: Draft | None = None
    visit_id: int | None = None
    is_practice: bool = False


def fill_in(department_id: int, instrument_id: int) -> Any:
    """Show the sheet, keep it as a draft, or send it: whichever is asked."""
    if request.method != "POST":
        return _open(department_id, instrument_id)
    form = _form(instrument_id)
    if request.form.get("save") == "draft":
        return _keep(form, _sent_from(department_id, instrument_id))
    if request.form.get("is_practice") == "1":
        return _practise(form, _sent_from(department_id, instrument_id))
    return _send(form, department_id, instrument_id)


def _form(instrument_id: int, draft: Draft | None = None, visit: Visit | None = None) -> Any:
    """Return the sheet for this instrument, filled with what was sent or what the draft holds."""
    dimension_ids = instruments.dimension_ids(instrument_id)
    if not dimension_ids:
        raise NotFound("instrument")
    today = door.today()
    semester = semester_of(today)
    begun: Any = request.form if request.method == "POST" else draft.content if draft else {}
    form_class = sheet(dimension_ids, cycles_of(begun))
    if request.method == "POST":
        form = kept(form_class, request.form)
    elif draft is not None:
        form = form_class(formdata=MultiDict(draft.content))
    else:
        day = min(visit.planned_on or today, today) if visit else today
        code = visit.semester if visit else semester.code
        form = form_class(formdata=None, data={"observed_on": day, "semester": code})
    form.offer_semesters([semester, semester.shift(-1)], phrases.semester)
    return form


def _open(department_id: int, instrument_id: int) -> Any:
    """Open the sheet: from a draft, for a visit, for practice, or blank."""
    if "draft" in request.args:
        return _go_on(request.args["draft"], department_id, instrument_id)
    visit = _visit(department_id)
    opened = Opened(
        department_id,
        instrument_id,
        door.new_submission_id(),
        visit_id=visit.id if visit else None,
        is_practice=request.args.get("practice") == "1",
    )
    form = _form(instrument_id, None, visit)
    offered = drafts.unsent(door.identity(), department_id, is_practice=opened.is_practice)
    return _page(form, opened, offered=offered)


def _go_on(key: str, department_id: int, instrument_id: int) -> Any:
    """Open a draft again, on whichever device."""
    try:
        draft = drafts.draft(door.identity(), key)
    except NotFound:
        return redirect(url_for("observations_drafts.shown", key=key))
    if (draft.department_id, draft.instrument_id) != (department_id, instrument_id):
        return redirect(sheet_url(draft))
    opened = Opened(
        department_id,
        instrument_id,
        draft.key,
        draft.version,
        draft,
        draft.visit_id,
        draft.is_practice,
    )
    return _page(_form(instrument_id, draft), opened)


def _visit(department_id: int) -> Visit | None:
    """Return the planned visit in the address; raise NotFound for one that is not the observer's."""
    if "visit" not in request.args:
        return None
    found = Visit.get_or_none(
        (Visit.id == _number(request.args["visit"]))
        & (Visit.department == department_id)
        & (Visit.observer == door.identity().person_id)
    )
    if found is None:
        raise NotFound("visit")
    return found


def _number(text: str) -> int:
    """Return a number that a page carried along; one that no row has for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _carried(name: str) -> int | None:
    text = request.form.get(name, "")
    return _number(text) if text else None


def _sent_from(department_id: int, instrument_id: int) -> Opened:
    """Return how the sheet that was sent had been opened; its hidden fields say."""
    return Opened(
        department_id,
        instrument_id,
        door.submission_id(),
        version=max(_carried("draft_version") or 0, 0),
        visit_id=_carried("visit_id"),
        is_practice=request.form.get("is_practice") == "1",
    )


def _send(form: Any, department_id: int, instrument_id: int) -> Any:
    """Send the sheet; one that is refused comes back as it was."""
    reference, status = door.send(form, lambda: _record(form, department_id, instrument_id))
    if reference is None:
        return _refused(form, _sent_from(department_id, instrument_id), status)
    url = url_for("observations.shown", reference=reference, sent=1)
    if door.wants_json():
        certificate = certificates.state_on(
            door.identity().person_id or 0, instrument_id, form.observed_on.data
        )
        return {"reference": reference, "url": url} | _said(form, certificate)
    return redirect(url, 303)


def _record(form: Any, department_id: int, instrument_id: int) -> str:
    """Record what was sent; a visit that was given to somebody else meanwhile loses nothing."""

    def record(visit_id: int | None) -> str:
        return observations.record(
            form.answers(department_id, instrument_id, visit_id),
            by=door.identity(),
            submission_id=door.submission_id(),
            now=door.now(),
            cycles_required=form.cycle_count,
            draft_version=_carried("draft_version"),
            device=request.form.get("device", ""),
        )

    try:
        return record(_carried("visit_id"))
    except RuleBroken as error:
        if error.code != "visit.unknown":
            raise
        return record(None)


def _refused(form: Any, opened: Opened, status: int) -> Any:
    """Give a sheet that cannot be received back, with what stands in the way."""
    if not door.wants_json():
        return _page(form, opened, status)
    if status != 409:
        return {"problems": form.named_problems()}, status
    stored = _stored()
    newer = stored and state(stored) | {"device": stored.device, "content": stored.content}
    return {"sentence": form.form_errors[-1], "draft": newer}, status


def _said(form: Any, certificate: str) -> dict[str, Any]:
    """Return what is to be said about a sheet that was taken as it is."""
    texts = remarks.texts_of(form)
    return {
        "warnings": remarks.said_of_certificate(certificate, form.observed_on.data)
        + remarks.said_of_cycles(remarks.times_of(texts, form.cycle_count), door.config()),
        "hints": remarks.hints(texts),
    }


def _stored() -> Draft | None:
    """Return the draft that lies under the key that was sent, if one still does."""
    try:
        return drafts.draft(door.identity(), door.submission_id())
    except NotFound:
        return None


def _practise(form: Any, opened: Opened) -> Any:
    """Show what the sheet would have become; nothing of it is kept."""
    found: list[practice.Practised] = []

    def act() -> str:
        done = practice.practise(
            form.answers(opened.department_id, opened.instrument_id),
            by=door.identity(),
            submission_id=door.submission_id(),
            now=door.now(),
            cycles_required=form.cycle_count,
        )
        found.append(done)
        return opened.key

    done, status = door.send(form, act)
    if done is None:
        return _refused(form, opened, status)
    said = _said(form, found[0].certificate)
    if door.wants_json():
        return {"reference": None, "practice": True, "url": url_for("observations.choose")} | said
    return _practised(form, opened, found[0], said)


def _practised(form: Any, opened: Opened, done: practice.Practised, said: dict[str, Any]) -> str:
    domains = instruments.structure(opened.instrument_id)
    return render_template(
        "observations/practised.html",
        room=_room(opened.department_id, form.observed_on.data),
        instrument_id=opened.instrument_id,
        domains=domains,
        done=done,
        chart=charts.profile(charts.measures(domains, done.profile)),
        few=remarks.few_cycles(len(done.cycles)),
        **said,
    )


def _keep(form: Any, opened: Opened) -> Any:
    """Keep the sheet as a draft, however much of it is filled in, and come back to it."""
    answers = drafts.DraftAnswers(
        opened.department_id,
        opened.instrument_id,
        request.form.to_dict(),
        opened.visit_id,
        is_practice=opened.is_practice,
    )
    try:
        saved = drafts.save(
            opened.key,
            answers,
            base_version=opened.version,
            device=request.form.get("device", ""),
            by=door.identity(),
            now=door.now(),
        )
    except RuleBroken as error:
        if error.code == "draft.sent":
            flash(phrases.refusal(error))
            reference = error.values["reference"]
            return redirect(url_for("observations.shown", reference=reference), 303)
        form.refuse(error)
        return _page(form, opened, 422)
    if not saved.is_stale and not saved.refused:
        return redirect(sheet_url(saved.draft, saved=1), 303)
    if saved.is_stale:
        form.refuse(RuleBroken("draft.newer"))
    for refusal in saved.refused:
        form.refuse(refusal)
    return _page(form, opened, 409 if saved.is_stale else 422, saved.draft)


def _page(
    form: Any,
    opened: Opened,
    status: int = 200,
    stored: Draft | None = None,
    *,
    offered: Draft | None = None,
) -> Any:
    """Show the sheet. `stored` is the draft as it lies on the server after a save that was not plain."""
    who, domains = door.identity(), instruments.structure(opened.instrument_id)
    stored = stored or (_stored() if status == 409 else None)
    newer = stored if status == 409 else None
    day, texts = _day(form), remarks.texts_of(form)
    return render_template(
        "observations/sheet.html",
        form=form,
        room=_room(opened.department_id, day),
        instrument_id=opened.instrument_id,
        domains=domains,
        certificate=certificates.state_on(who.person_id or 0, opened.instrument_id, day),
        certificate_on=day,
        key=_key(opened, status, stored),
        draft=opened.draft,
        draft_version=stored.version if stored else opened.version,
        visit_id=opened.visit_id,
        is_practice=opened.is_practice,
        offered=offered,
        newer=newer,
        differences=remarks.differences(form, newer.content, domains) if newer else [],
        warnings=remarks.said_of_cycles(remarks.times_of(texts, form.cycle_count), door.config()),
        hints=remarks.hints(texts),
        few=remarks.few_cycles(form.cycle_count),
        just_saved="saved" in request.args,
        **before_sheet(opened.department_id),
    ), status


def _room(department_id: int, day: date) -> Any:
    """Return the department as it is today, or as it was on the day of the visit; one may close meanwhile."""
    who = door.identity()
    try:
        return observations.observable_department(who, department_id, door.today())
    except NotFound:
        return observations.observable_department(who, department_id, day)


def _day(form: Any) -> date:
    """Return the day of the visit as the sheet has it so far; never one to come."""
    day = form.observed_on.data
    return min(day, door.today()) if isinstance(day, date) else door.today()


def _key(opened: Opened, status: int, stored: Draft | None) -> str:
    """Return the key the page goes on with; a new one where the old was used or is none."""
    if status == 409:
        return stored.key if stored else door.new_submission_id()
    return opened.key or door.new_submission_id()
