"""Import: a table is shown row by row, and taken in when that is confirmed."""

from collections.abc import Callable
from typing import Any

from flask import current_app, flash, request
from flask_admin import BaseView, expose
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import CombinedMultiDict

from admin.listing import as_workbook
from admin.view import HOUSE
from collect import imports, phrases
from collect.phrases import lazy
from collect.rules.access import may, may_enter_office
from collect.rules.refusals import NotAllowed, RuleBroken
from collect.rules.tables import Report, Table
from exports.imports import TITLES, template
from forms import door
from forms.imports import ImportForm
from forms.tables import read_table

KINDS: dict[str, Callable[..., Report]] = {
    "kindergartens": imports.import_kindergartens,
    "cohorts": imports.import_cohorts,
    "certificates": imports.import_certificates,
}
LASTS = 3_600  # seconds a table may wait to be confirmed
LONGEST = 900_000  # characters of a waiting table; a form holds no more


def _seal() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="office.import")


def sealed(kind: str, table: Table) -> str:
    """Return a table that waits in the page, signed for the one who brought it.

    Raises RuleBroken("table.rows") for one that a page cannot hold.
    """
    whole = [door.identity().account_id, kind, table.headings, table.rows]
    text = _seal().dumps(whole)
    if len(text) > LONGEST:
        raise RuleBroken("table.rows", "file", limit=len(table.rows) * LONGEST // len(text))
    return str(text)


def opened(text: str) -> tuple[str, Table]:
    """Return kind and table of what `sealed` wrote for the same person within the hour.

    Raises RuleBroken("import.stale") for anything else.
    """
    try:
        account_id, kind, headings, rows = _seal().loads(text, max_age=LASTS)
    except (BadData, ValueError) as error:
        raise RuleBroken("import.stale") from error
    if account_id != door.identity().account_id:
        raise RuleBroken("import.stale")
    return kind, Table(tuple(headings), tuple((number, cells) for number, cells in rows))


def remarks(report: Report) -> list[str]:
    """Return what is to be noticed about a table, in sentences."""
    return [phrases.warning(one.code, column=one.column, **one.values) for one in report.warnings]


class ImportView(BaseView):
    """Tables from elsewhere."""

    title = lazy("Import")
    purpose = lazy(
        "Ta inn barnehager, puljer eller sertifikater fra Excel eller CSV. Du ser endringene først."
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
        """Ask for a table and show what it would do; or do what was shown."""
        form = ImportForm(formdata=None)
        form.offer({kind: str(TITLES[kind]) for kind in KINDS})
        if request.method != "POST":
            return self._page(form)
        sent: Any = [request.files, request.form]
        form.process(CombinedMultiDict(sent))
        try:
            if "table" in request.form:
                return self._take_in(form, *opened(request.form["table"]))
            if not form.validate():
                return self._page(form), 422
            table = read_table(form.file.raw, form.file.data)
            return self._preview(form, form.kind.data, table)
        except RuleBroken as error:
            form.refuse(error)
            return self._page(form), 422

    def _preview(self, form: ImportForm, kind: str, table: Table) -> Any:
        report = self._run(kind, table, dry_run=True)
        waiting = "" if report.is_refused else sealed(kind, table)
        return self._page(form, report=report, waiting=waiting), 422 if report.is_refused else 200

    def _take_in(self, form: ImportForm, kind: str, table: Table) -> Any:
        report = self._run(kind, table, dry_run=False)
        if report.is_refused:
            return self._page(form, report=report), 422
        flash(
            phrases.say("Importen er gjort.")
            if report.written
            else phrases.say("Det var ingenting å endre.")
        )
        return self._page(form, report=report, is_done=True)

    def _run(self, kind: str, table: Table, dry_run: bool) -> Report:
        act = KINDS[kind]
        return act(table, by=door.identity(), now=door.now(), dry_run=dry_run)

    def _page(self, form: ImportForm, **context: Any) -> str:
        return str(
            self.render(
                "office/imports.html",
                form=form,
                titles=TITLES,
                said_line=phrases.import_line,
                remarks=remarks,
                **context,
            )
        )
