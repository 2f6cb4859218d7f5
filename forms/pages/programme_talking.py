"""Snakke med barn: every kindergarten's modules, one kindergarten's, and who leads them there."""

import math
from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for

from collect import people, phrases
from collect import programme_talking as talking
from collect.models.organisation import Kindergarten
from collect.models.people import ProgrammeFunction
from collect.rules.access import Identity, may, reach
from collect.rules.programme_talking import champions_state, has_begun
from collect.rules.refusals import NotAllowed, NotFound
from exports.programme_talking import talking_workbook
from forms import door
from forms.paging import page_number
from forms.programme_talking import ChampionEndForm, ChampionForm

pages = Blueprint("programme_talking", __name__, url_prefix="/programme/talking")
PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TONES = {"few": "warn", "enough": "good", "many": "warn"}


@pages.get("")
def listing() -> Any:
    """Show how far each kindergarten within reach has come; one alone is shown at once."""
    who, today = door.identity(), door.today()
    if not may(who, "talk", "R") and not talking.leads(who, today):
        raise NotAllowed("talk")
    query = talking.kindergartens(who, today)
    total = query.count()
    page = page_number(total, PER_PAGE)
    rows = list(query.paginate(page, PER_PAGE))
    if total == 1:
        return redirect(url_for(".shown", kindergarten_id=rows[0].id))
    return render_template(
        "programme/talking.html",
        rows=talking.progress(rows, today),
        page=page,
        last=max(1, math.ceil(total / PER_PAGE)),
        may_export=reach(who, "talk", "E").everything,
        champions_state=champions_state,
        tones=TONES,
    )


@pages.get("/workbook.xlsx")
def workbook() -> Any:
    """Hand out how far all kindergartens have come as a workbook."""
    name, content = talking_workbook(
        door.identity(), now=door.now(), municipality=door.config().municipality
    )
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=name)


@pages.get("/<int:kindergarten_id>")
def shown(kindergarten_id: int) -> Any:
    """Show a kindergarten's seven modules, who is missing, and its champions."""
    who, today = door.identity(), door.today()
    row = talking.kindergarten(who, kindergarten_id, today)
    (progress,) = talking.progress([row], today)
    return render_template(
        "programme/talking_shown.html",
        row=row,
        progress=progress,
        is_time=has_begun(progress.year),
        modules=talking.modules(row.id, today),
        champions=talking.champions(row.id, today),
        state=champions_state(progress.champions),
        tones=TONES,
        may_mark=talking.may_mark(who, row.id, today),
        may_appoint=_may_appoint(who, row),
        shows_all=may(who, "talk", "R") and talking.kindergartens(who, today).count() > 1,
    )


def _may_appoint(who: Identity, row: Kindergarten) -> bool:
    return reach(who, "person", "U").covers(kindergarten_id=row.id)


def _house(kindergarten_id: int) -> tuple[Identity, Kindergarten]:
    """Return the reader and a kindergarten whose champions the reader appoints."""
    who = door.identity()
    row = talking.kindergarten(who, kindergarten_id, door.today())
    if not _may_appoint(who, row):
        raise NotFound("kindergarten")
    return who, row


@pages.route("/<int:kindergarten_id>/champions/new", methods=["GET", "POST"])
def appoint(kindergarten_id: int) -> Any:
    """Make somebody of the staff a champion from a day."""
    who, row = _house(kindergarten_id)
    form = ChampionForm(request.form if request.method == "POST" else None)
    leading = {one.person_id for one in talking.champions(row.id, door.today())}
    staff = {one.id: one for one in talking.staff(row.id, door.today()) if one.id not in leading}
    form.person_id.offer({str(key): one.name for key, one in staff.items()})
    if request.method == "GET":
        form.valid_from.data = door.today()

    def act() -> str:
        chosen = staff[form.person_id.data]
        since = form.valid_from.data
        people.appoint(chosen, "talk_champion", row, since, by=who, now=door.now())
        return str(chosen.name)

    name, status = door.send(form, act)
    if name is not None:
        flash(phrases.say("%(name)s er snakkefadder.", name=name))
        return redirect(url_for(".shown", kindergarten_id=row.id), 303)
    return render_template("programme/talking_champion.html", form=form, row=row), status


@pages.route("/<int:kindergarten_id>/champions/<int:function_id>/end", methods=["GET", "POST"])
def end(kindergarten_id: int, function_id: int) -> Any:
    """Say which day is a champion's last."""
    who, row = _house(kindergarten_id)
    one = _champion(row, function_id)
    form = ChampionEndForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        form.valid_to.data = door.today()

    def act() -> str:
        people.end_function(one, form.valid_to.data, by=who, now=door.now())
        return str(one.person.name)

    name, status = door.send(form, act)
    if name is not None:
        flash(phrases.say("Siste dag som snakkefadder er lagret."))
        return redirect(url_for(".shown", kindergarten_id=row.id), 303)
    return render_template("programme/talking_end.html", form=form, row=row, one=one), status


def _champion(row: Kindergarten, function_id: int) -> ProgrammeFunction:
    for one in talking.champions(row.id, door.today()):
        if one.id == function_id:
            return one
    raise NotFound("function")
