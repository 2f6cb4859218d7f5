"""AdminView: closed until it is given words: what may be listed, made and amended."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Response, flash, jsonify, redirect, request
from flask_admin import expose
from peewee import IntegrityError

from admin.accounts_views import KeptViews
from admin.journal_history import TellsHistory
from admin.listing import (
    Act,
    Asked,
    Column,
    Pick,
    Rows,
    as_workbook,
    differences,
    narrowed,
    offers,
    read,
)
from admin.listing_pages import ordered, pages
from collect import journal, phrases
from collect.phrases import lazy
from collect.rules.access import Identity, may, may_enter_office, reach
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from exports.sheet import Column as SheetColumn
from exports.sheet import Sheet
from forms import door
from forms.base import BaseForm

MOST_ROWS = 20_000  # rows of one export
ORGANISATION, PEOPLE = lazy("Organisasjon"), lazy("Folk")  # the headings of the menu
PROGRAMME, HOUSE = lazy("Programmet"), lazy("Kontoret")


def sees_others(who: Identity, record: str) -> bool:
    """Whether somebody may read rows of a record that are not only their own or mere names."""
    found = reach(who, record, "R")
    return may_enter_office(who) and (found.everything or bool(found.kindergartens))


class AdminView(KeptViews, TellsHistory):
    """Rows within reach, found, shown, made and amended through the services; never deleted.

    Flask-Admin gives the office its views, addresses and menu. Whatever it could do on its own
    (scaffold forms, save, delete, edit in a list, mass actions) is taken away here, and every
    path to a row begins with `rows`.
    """

    model_class: Any = None
    feature = ""  # the word in addresses
    record = ""  # the word in the map of access
    title: Any = ""
    purpose: Any = ""  # one line of what it is for
    group: Any = None  # heading in the menu
    columns: tuple[Column, ...] = ()
    more: tuple[Column, ...] = ()  # shown with one row only
    picks: tuple[Pick, ...] = ()
    searched: tuple[Any, ...] = ()
    adding: type[BaseForm] | None = None
    amending: type[BaseForm] | None = None
    add_words: Any = lazy("Legg til")
    added_words: Any = lazy("Lagt til.")
    export_act = "R"  # the act in the map that lets one take the list out
    lookups: Mapping[str, Callable[[str], list[str]]] = {}
    page_size = 50
    details_template = "office/details.html"
    sheet_template = new_template = "office/sheet.html"

    can_delete = False
    column_sortable_list = ()
    form_base_class = BaseForm
    # No such addresses: nothing here is deleted, done to many rows at once or amended in a list.
    delete_view = action_view = ajax_update = action_delete = None

    def __init__(self) -> None:
        """Take the place that the class's words give; one instance for each office."""
        self.column_list = [column.name for column in self.columns]
        self.column_labels = {column.name: column.label for column in self.columns}
        super().__init__(
            self.model_class, self.title, self.group, f"office_{self.feature}", self.feature
        )

    def scaffold_form(self) -> type[BaseForm]:
        """Return an empty form: a model never makes one of its own columns here."""
        return BaseForm

    # Who comes in

    def is_accessible(self) -> bool:
        """Whether the reader sees others' rows here."""
        return sees_others(door.identity(), self.record)

    def inaccessible_callback(self, name: str, **_: Any) -> Any:
        """Refuse; strangers were sent to the login by the door."""
        raise NotAllowed(self.record)

    def _run_view(self, page: Callable[..., Any], *args: Any, **values: Any) -> Any:
        """Run a page once; Flask-Admin runs one again that raised TypeError."""
        return page(self, *args, **values)

    def require(self, act: str) -> Identity:
        """Return the reader, who may do `act` here; raise NotAllowed for one who may not."""
        who = door.identity()
        if not may(who, self.record, act):
            raise NotAllowed(self.record)
        return who

    def may(self, act: str) -> bool:
        """Whether the reader may do `act` to some row here."""
        return may(door.identity(), self.record, act)

    # What there is

    def rows(self) -> Rows:
        """Return the rows the reader may see, with what their columns need, in their order."""
        raise NotImplementedError

    def gather(self, rows: Sequence[Any]) -> None:
        """Fetch what the columns need beside the rows, for all of them at once."""

    def shown_columns(self) -> tuple[Column, ...]:
        """Return the columns this reader sees."""
        return self.columns

    def count(self) -> int:
        """Count the rows the reader may see."""
        return self.rows().count()

    def get_one(self, id: Any) -> Any:  # noqa: A002 (Flask-Admin's word)
        """Return a row; raise NotFound alike for a foreign, a missing and an impossible one."""
        text = id if isinstance(id, str) and id.isascii() and id.isdigit() and len(id) < 10 else "0"
        found = self.rows().where(self.model.id == int(text)).get_or_none()
        if found is None:
            raise NotFound(self.record)
        self.gather([found])
        return found

    def asked_row(self) -> Any:
        """Return the row that the address names."""
        return self.get_one(request.args.get("id"))

    def list_acts(self) -> list[Act]:
        """Return what this reader may do from the list, beside adding."""
        return []

    # The list, and the same list taken out

    def _asked(self) -> tuple[Asked, Rows, dict[str, Mapping[str, str]]]:
        offered = offers(self.picks)
        asked = read(request.args, self.shown_columns(), offered)
        query = narrowed(self.rows(), asked, self.picks, self.searched)
        return asked, ordered(query, asked, self.shown_columns(), self.model.id), offered

    @expose("/")
    def index_view(self) -> Any:
        """List the rows."""
        asked, query, offered = self._asked()
        found = pages(query, self.model.id, self.page_size, self.feature, asked).leaf(request.args)
        self.gather(found.rows)
        kept = self.kept_views(asked, offered)
        return self.render("office/list.html", asked=asked, leaf=found, offered=offered, kept=kept)

    def may_export(self) -> bool:
        """Whether the reader may take the list out of the house."""
        return may(door.identity(), self.record, self.export_act)

    @expose("/export/<export_type>/")
    def export(self, export_type: str) -> Response:
        """Give the list as it is shown, all its pages, as a workbook; noted in the journal."""
        from exports.workbook import workbook  # here, since the writer is slow to load

        if export_type != "xlsx":
            raise NotFound("export")
        who = self.require(self.export_act)
        _, query, _ = self._asked()
        rows = list(query.limit(MOST_ROWS + 1))
        below = ((phrases.say("Listen er lengre enn dette. Søk for å dele den opp."),),)
        sheet = Sheet(
            str(self.title),
            self._headings(),
            self._cells(rows[:MOST_ROWS]),
            below=below[: len(rows) > MOST_ROWS],
        )
        content = workbook([sheet], title=str(self.title), author=who.name, created=door.now())
        journal.took_list(self.feature, len(rows[:MOST_ROWS]), by=who, now=door.now())
        return as_workbook(content, f"{self.title} {door.today():%Y-%m-%d}")

    def _headings(self) -> list[SheetColumn]:
        return [SheetColumn(str(column.label), column.kind) for column in self.shown_columns()]

    def _cells(self, rows: Sequence[Any]) -> list[list[Any]]:
        self.gather(rows)
        return [[column.value(row) for column in self.shown_columns()] for row in rows]

    # One row

    @expose("/details/")
    def details_view(self) -> Any:
        """Show one row, what belongs to it and what one may do with it."""
        row = self.asked_row()
        return self.render(self.details_template, row=row, acts=self.acts(row), **self.context(row))

    def name_of(self, row: Any) -> str:
        """Return what a row is called on its own page."""
        return str(row)

    def acts(self, row: Any) -> list[Act]:
        """Return what this reader may do with a row."""
        if self.amending is None or not self.may("U"):
            return []
        return [Act(phrases.say("Endre"), self.get_url(".edit_view", id=row.id))]

    def context(self, row: Any) -> dict[str, Any]:
        """Return what the page of one row shows beside its columns."""
        return {}

    @expose("/ajax/lookup/")
    def ajax_lookup(self) -> Response:
        """Suggest, for a field that asks for somebody, whom within reach the text may mean."""
        suggest = self.lookups.get(request.args.get("name", ""))
        if suggest is None:
            raise NotFound("lookup")
        return jsonify(suggest(request.args.get("query", "")))

    # Making and amending, through the services

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        """Ask for a new row and make it."""
        if self.adding is None:
            raise NotFound(self.record)
        self.require("C")
        form = self.form_of(self.adding, self.first_shown())
        return self.ask(
            form,
            lambda: self.make(form),
            title=self.add_words,
            done=self.added_words,
            back=self.page_of,
            template=self.new_template,
            button=self.add_words,
        )

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> Any:
        """Ask what is to be changed, and change it unless somebody else did meanwhile."""
        row = self.asked_row()
        if self.amending is None:
            raise NotFound(self.record)
        self.require("U")
        stored = self.form_of(self.amending, self.written(row), row, is_sent=False)
        form = (
            self.form_of(self.amending, self.written(row), row)
            if request.method == "POST"
            else stored
        )
        seen = journal.fingerprint(row)
        sent = request.form.get("as_read", "")

        def change() -> None:
            with journal.unless_changed(row, sent):
                self.amend(row, form)

        return self.ask(
            form,
            change,
            title=phrases.say("Endre %(name)s", name=self.name_of(row)),
            done=phrases.say("Endringen er lagret."),
            back=lambda _: self.page_of(row),
            as_read=seen,
            changed_since=differences(form, stored)
            if request.method == "POST" and sent != seen
            else [],
        )

    def first_shown(self) -> dict[str, Any]:
        """Return what a new row's form shows before anything is filled in."""
        return {}

    def written(self, row: Any) -> dict[str, Any]:
        """Return a row as its form shows it."""
        return dict(row.__data__)

    def offer(self, form: Any, row: Any = None) -> None:
        """Set the choices of a form."""

    def make(self, form: Any) -> Any:
        """Make what the form asks for, through the service; return the row."""
        raise NotImplementedError

    def amend(self, row: Any, form: Any) -> None:
        """Change a row as the form asks, through the service."""
        raise NotImplementedError

    def page_of(self, row: Any) -> str:
        """Return the address of a row's own page."""
        return str(self.get_url(".details_view", id=row.id))

    def refuse(self, form: Any, error: RuleBroken) -> None:
        """Say on a form why the act was refused."""
        form.refuse(error)

    def form_of(
        self,
        sheet: type[BaseForm],
        starting: Mapping[str, Any] | None = None,
        row: Any = None,
        is_sent: bool | None = None,
    ) -> Any:
        """Return a form with its choices, and with what was sent, if this is a sending."""
        form = sheet(formdata=None, data=starting)
        self.offer(form, row)
        if request.method == "POST" if is_sent is None else is_sent:
            form.process(request.form)
        return form

    def ask(
        self,
        form: Any,
        act: Callable[[], Any],
        *,
        title: Any,
        done: Any,
        back: Callable[[Any], Any],
        **context: Any,
    ) -> Any:
        """Show a form; when it is sent and well, act and go on; refused, it comes back as sent.

        `back` gives the address to go on to, or a whole answer.
        """
        if form.is_submitted() and form.validate():
            try:
                made = act()
            except RuleBroken as error:
                self.refuse(form, error)
            except IntegrityError:  # somebody made the same a moment before; nothing was kept
                form.refuse(RuleBroken("record.changed"))
            else:
                flash(str(done))
                onward = back(made)
                return redirect(onward, 303) if isinstance(onward, str) else onward
        status = 422 if form.is_submitted() else 200
        template = context.pop("template", self.sheet_template)
        return self.render(template, form=form, title=title, **context), status
