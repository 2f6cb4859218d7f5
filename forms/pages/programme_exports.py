"""What leaves the house: fetched in several shapes, asked for time and again, and who took what."""

import math
from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for

from collect import accounts_tokens as tokens
from collect import organisation, phrases
from collect import programme_exports as taken
from collect.models.organisation import Cohort
from collect.rules.access import may, reach
from collect.rules.calendar import semester_of
from collect.rules.refusals import NotAllowed
from exports import cohorts, packages, spss
from forms import door
from forms.paging import named_semester, page_number
from forms.programme_exports import FetchForm, ScheduleForm, TokenForm

pages = Blueprint("programme_exports", __name__, url_prefix="/exports")
PER_PAGE = 50
ALL = 0  # in a list of cohorts: all of them


def _require() -> None:
    if not reach(door.identity(), "statistics", "E").everything:
        raise NotAllowed("export")


def _cohorts() -> dict[str, str]:
    rows: list[Cohort] = list(organisation.cohorts(door.identity()))
    named = {str(row.number): phrases.say("Pulje %(number)s", number=row.number) for row in rows}
    return {str(ALL): phrases.say("Alle puljer")} | named


def _fetch_form() -> FetchForm:
    form = FetchForm(request.args if "shape" in request.args else None)
    today = semester_of(door.today())
    form.cohort.offer(_cohorts())
    form.semester.offer(
        {one.code: phrases.semester(one) for one in map(today.shift, range(0, -8, -1))}
    )
    shapes = ["xlsx", "excel_csv", "csv", *(["sav"] if spss.is_there() else [])]
    form.shape.offer({code: phrases.word("export_shape", code) for code in shapes})
    return form


def _schedule_form() -> ScheduleForm:
    form = ScheduleForm()
    form.cohort.offer(_cohorts())
    form.every.offer({code: phrases.word("every", code) for code in taken.INTERVALS})
    return form


@pages.get("")
def overview() -> Any:
    """Show what can be fetched and what is asked for time and again, and who took what out."""
    return _overview(_fetch_form_shown(), _schedule_form())


def _fetch_form_shown() -> FetchForm:
    form = _fetch_form()
    if not form.shape.raw:
        form.shape.data = "xlsx"
    asked = request.args.get("cohort", "")
    if asked in form.cohort.options and not form.cohort.raw:
        form.cohort.data = int(asked)
    return form


def _overview(fetching: FetchForm, wishing: ScheduleForm, status: int = 200) -> Any:
    who = door.identity()
    query = taken.log(who)
    total = query.count()
    page = page_number(total, PER_PAGE)
    may_export = reach(who, "statistics", "E").everything
    return render_template(
        "programme/exports.html",
        fetching=fetching,
        wishing=wishing,
        may_export=may_export,
        wishes=list(taken.schedules(who)) if may_export else [],
        numbers={row.id: row.number for row in Cohort.select()},
        rows=list(query.paginate(page, PER_PAGE)),
        page=page,
        last=max(1, math.ceil(total / PER_PAGE)),
    ), status


@pages.get("/fetch")
def fetch() -> Any:
    """Hand out what was asked for in its shape, or show again what was asked."""
    _require()
    form = _fetch_form()
    if not form.validate():
        return _overview(form, _schedule_form(), 422)
    values = {"semester": form.semester.data} if form.cohort.data and form.semester.data else {}
    if form.shape.data == "xlsx" and form.cohort.data == ALL:
        return redirect(url_for("programme.programme_workbook"), 303)
    if form.shape.data == "xlsx":
        return redirect(
            url_for("programme.cohort_workbook", number=form.cohort.data, **values), 303
        )
    endpoint = {"excel_csv": ".csv_files", "csv": ".data_package", "sav": ".spss_files"}
    asked = endpoint[form.shape.data]
    return redirect(url_for(asked, number=form.cohort.data, **values), 303)


def _taken(number: int, shape: str) -> cohorts.Book:
    """Return the workbook of a cohort, or of all for 0, before it is bound, and note that it is taken."""
    who, now, place = door.identity(), door.now(), door.config().municipality
    semester = named_semester()
    if number == ALL:
        return cohorts.programme_book(who, now=now, municipality=place, shape=shape)
    return cohorts.cohort_book(
        who,
        number,
        semester=semester.code if semester else None,
        now=now,
        municipality=place,
        shape=shape,
    )


def _handed(content: bytes, name: str) -> Any:
    return send_file(BytesIO(content), "application/zip", as_attachment=True, download_name=name)


@pages.get("/packages/<int:number>.zip")
def data_package(number: int) -> Any:
    """Hand out a cohort's tables, or all cohorts' for 0, as a data package for programs."""
    book = _taken(number, "csv")
    content = packages.package(
        book.sheets,
        name=book.name,
        title=book.title,
        description=phrases.say("Tatt ut av TETT PÅ. Hva kolonnene betyr, står ved hver kolonne."),
        created=book.created,
    )
    return _handed(content, f"{book.name}.zip")


@pages.get("/csv/<int:number>.zip")
def csv_files(number: int) -> Any:
    """Hand out a cohort's tables, or all cohorts' for 0, as files that Norwegian Excel opens right."""
    book = _taken(number, "excel_csv")
    content = packages.norwegian_files(book.sheets, created=book.created)
    return _handed(content, f"{book.name}-csv.zip")


@pages.get("/spss/<int:number>.zip")
def spss_files(number: int) -> Any:
    """Hand out a cohort's tables, or all cohorts' for 0, as files for SPSS."""
    book = _taken(number, "sav")
    content = spss.package(book.sheets, title=book.title, created=book.created)
    return _handed(content, f"{book.name}-spss.zip")


@pages.post("/schedules")
def wish() -> Any:
    """Ask to be told time and again when a workbook is due."""
    _require()
    form = _schedule_form()

    def act() -> str:
        number = form.cohort.data or None
        taken.wish(number, form.every.data, by=door.identity(), now=door.now())
        return "made"

    made, status = door.send(form, act)
    if made is None:
        return _overview(_fetch_form_shown(), form, status)
    flash(phrases.say("Du får e-post med lenke når det er tid for å hente arbeidsboken."))
    return redirect(url_for(".overview"), 303)


@pages.post("/schedules/<int:schedule_id>/end")
def take_back(schedule_id: int) -> Any:
    """Ask no more."""
    taken.take_back(schedule_id, by=door.identity(), now=door.now())
    flash(phrases.say("Du får ikke flere slike e-poster."))
    return redirect(url_for(".overview"), 303)


@pages.route("/tokens", methods=["GET", "POST"])
def token_list() -> Any:
    """Show one's own keys for programs, and make one: it is shown in the answer, this once."""
    who = door.identity()
    if not may(who, "token", "C"):
        raise NotAllowed("token")
    form = TokenForm()
    made, status = door.send(
        form,
        lambda: tokens.make(form.name.data, form.expires_on.data, by=who, now=door.now()),
    )
    return render_template(
        "programme/tokens.html",
        form=TokenForm(formdata=None) if made else form,
        made=made,
        rows=list(tokens.tokens(who, door.today())),
        longest=door.today() + tokens.LONGEST_LIFE,
    ), status


@pages.post("/tokens/<int:token_id>/end")
def token_end(token_id: int) -> Any:
    """Take a key back: it opens nothing from now on."""
    name = tokens.end(token_id, by=door.identity(), now=door.now())
    flash(phrases.say("Nøkkelen «%(name)s» åpner ikke noe mer.", name=name))
    return redirect(url_for(".token_list"), 303)
