"""Import: a table waits to be looked at row by row, and is taken in as it was shown."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request
from flask_admin import BaseView, expose
from werkzeug.datastructures import CombinedMultiDict

from admin.listing import as_workbook
from admin.view import HOUSE
from collect import imports_batches as batches
from collect import imports_undo as undoing
from collect import phrases
from collect.models.accounts import Account
from collect.models.imports import ImportBatch
from collect.models.people import Person
from collect.phrases import lazy
from collect.rules.access import may, may_enter_office
from collect.rules.refusals import NotAllowed, RuleBroken
from collect.rules.tables import OUTCOMES, Line, Report
from exports.imports import TITLES, is_needed, template, title
from forms import door
from forms.base import BaseForm
from forms.imports import ImportForm, columns_form
from forms.tables import read_table

NEWEST = 20  # tables taken in that the front page names


def remarks(report: Report) -> list[str]:
    """Return what is to be noticed about a table, in sentences."""
    return [phrases.warning(one.code, column=one.column, **one.values) for one in report.warnings]


def said_step(step: undoing.Step) -> str:
    """Return what is undone of a record, or why it is not: Barnehage · Solsikken · Blir fjernet."""
    kind = phrases.word("undo_record", step.record)
    if step.hindrance is not None:
        told = phrases.refusal(step.hindrance)
    elif step.is_made:
        told = phrases.say("Blir fjernet")
    else:
        told = phrases.say("Blir som før importen")
    return " · ".join(part for part in (kind, step.label, told) if part)


def shown_lines(report: Report) -> tuple[str, list[Line]]:
    """Return which outcome is asked for, if one is, and its rows; else all."""
    asked = request.args.get("show", "")
    wanted = asked if asked in OUTCOMES else ""
    return wanted, [line for line in report.lines if wanted in ("", line.outcome)]


class ImportView(BaseView):
    """Tables from elsewhere."""

    title = lazy("Import")
    purpose = lazy(
        "Ta inn barnehager, puljer, ansatte eller sertifikater fra Excel eller CSV. Du ser endringene først."
    )

    def __init__(self) -> None:
        """Take the place in the menu."""
        super().__init__(self.title, HOUSE, "office_imports", "imports")

    def is_accessible(self) -> bool:
        """Whether the reader may take in tables."""
        who = door.identity()
        return may_enter_office(who) and may(who, "import", "C")

    def inaccessible_callback(self, name: str, **_: Any) -> Any:
        """Refuse; strangers were sent to the login by the door."""
        raise NotAllowed("import")

    def _run_view(self, page: Callable[..., Any], *args: Any, **values: Any) -> Any:
        """Run a page once; Flask-Admin runs one again that raised TypeError."""
        return page(self, *args, **values)

    def count(self) -> None:
        """Count nothing: imports leave their traces in the journal."""

    @expose("/template/<kind>/")
    def template_view(self, kind: str) -> Any:
        """Hand out an empty table of a kind, with its columns explained."""
        content = template(kind, author=door.identity().name, now=door.now())
        return as_workbook(content, phrases.say("Mal %(kind)s", kind=TITLES[kind]))

    @expose("/", methods=("GET", "POST"))
    def index_view(self) -> Any:
        """Ask for a table, and keep it while it is looked at."""
        form = ImportForm(formdata=None)
        form.offer({kind: str(words) for kind, words in TITLES.items()})
        if request.method != "POST":
            return self._front(form)
        sent: Any = [request.files, request.form]
        form.process(CombinedMultiDict(sent))
        if not form.validate():
            return self._front(form), 422
        try:
            table = read_table(form.file.raw, form.file.data)
            held = batches.hold(
                form.kind.data, form.file.raw, table, by=door.identity(), now=door.now()
            )
        except RuleBroken as error:
            form.refuse(error)
            return self._front(form), 422
        page = ".columns_view" if batches.is_unclear(held) else ".batch_view"
        return redirect(self.get_url(page, batch_id=held.id))

    def _front(self, form: ImportForm) -> str:
        made = batches.batches(door.identity()).select_extend(Account, Person)
        done = list(made.join(Account).join(Person).limit(NEWEST))
        return self._page("office/imports.html", form=form, done=done)

    @expose("/<int:batch_id>/")
    def batch_view(self, batch_id: int) -> Any:
        """Show what a table would do row by row, or what it did."""
        held = batches.batch(door.identity(), batch_id, door.now())
        if held.done_at is not None:
            return self._page("office/import_done.html", batch=held)
        if batches.is_unclear(held):
            return redirect(self.get_url(".columns_view", batch_id=held.id))
        return self._preview(held)

    def _preview(self, held: ImportBatch, error: RuleBroken | None = None) -> Any:
        form = BaseForm(formdata=None)
        if error is not None:
            form.refuse(error)
        try:
            report = batches.preview(held, by=door.identity(), now=door.now())
        except RuleBroken as unread:
            form.refuse(unread)
            report = Report(held.kind, ())
        wanted, lines = shown_lines(report)
        return self._page(
            "office/import.html",
            form=form,
            batch=held,
            report=report,
            seen=batches.fingerprint(report),
            wanted=wanted,
            lines=lines,
        )

    @expose("/<int:batch_id>/confirm/", methods=("POST",))
    def confirm_view(self, batch_id: int) -> Any:
        """Take a table in as it was shown; show it again if it would do something else by now."""
        who, now = door.identity(), door.now()
        held = batches.batch(who, batch_id, now)
        try:
            batches.take_in(held, request.form.get("seen", ""), by=who, now=now)
        except RuleBroken as error:
            return self._preview(held, error), 422
        flash(phrases.say("Importen er gjort."))
        return redirect(self.get_url(".batch_view", batch_id=held.id))

    @expose("/<int:batch_id>/undo/", methods=("GET", "POST"))
    def undo_view(self, batch_id: int) -> Any:
        """Show what taking an import back would do, record by record; do it when that is confirmed."""
        who, now = door.identity(), door.now()
        held = batches.batch(who, batch_id, now)
        if held.done_at is None or held.undone_at is not None:
            return redirect(self.get_url(".batch_view", batch_id=held.id))
        if request.method == "GET":
            return self._page("office/import_undo.html", batch=held, steps=undoing.steps(held))
        left = undoing.undo(
            held,
            days=door.config().trash_days,
            by=who,
            now=now,
            reason=phrases.say("Importen ble angret"),
        )
        flash(phrases.say("Importen er angret."))
        held = batches.batch(who, batch_id, now)
        return self._page("office/import_done.html", batch=held, left=left)

    @expose("/<int:batch_id>/columns/", methods=("GET", "POST"))
    def columns_view(self, batch_id: int) -> Any:
        """Ask which heading each column stands under; the answer holds for the next time too."""
        who, now = door.identity(), door.now()
        held = batches.batch(who, batch_id, now)
        if held.done_at is not None:
            return redirect(self.get_url(".batch_view", batch_id=held.id))
        guesses = batches.headings_of(held)
        headings = batches.table_of(held).headings
        form = columns_form(
            {name: (title(held.kind, name), is_needed(held.kind, name)) for name in guesses},
            headings,
            guesses,
        )
        if request.method != "POST" or not form.validate():
            return self._columns(held, form, headings, 200 if request.method == "GET" else 422)
        try:
            batches.tell_columns(held, form.chosen(), by=who, now=now)
        except RuleBroken as error:
            form.refuse(error)
            return self._columns(held, form, headings, 422)
        return redirect(self.get_url(".batch_view", batch_id=held.id))

    def _columns(self, held: ImportBatch, form: Any, headings: Any, status: int) -> Any:
        return self._page("office/import_columns.html", form=form, batch=held), status

    def _page(self, page: str, **context: Any) -> str:
        return str(
            self.render(
                page,
                titles=TITLES,
                said_line=phrases.import_line,
                remarks=remarks,
                said_step=said_step,
                **context,
            )
        )
