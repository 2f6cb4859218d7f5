"""What the pages have in common on which two records are made one, and taken apart again."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask_admin import BaseView, expose
from peewee import IntegrityError

from collect import people_merging as merging
from collect import phrases
from collect.models.people_merging import Merge
from collect.rules.access import Identity, may, may_enter_office
from collect.rules.refusals import NotAllowed, RuleBroken
from forms import door
from forms.base import BaseForm
from forms.people_merging import MergeForm

LATEST = 20  # merges that are listed


def asked(name: str) -> int:
    """Return a number of the address; 0 for none, which is nobody's."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class MergePages(BaseView):
    """Two records made one, whatever they are records of."""

    title: Any = ""
    purpose: Any = ""
    elsewhere: Any = ""  # where those are found that the list does not know
    question: Any = ""
    group: Any = None
    feature = ""  # the word in addresses
    record = ""  # the word that a merge keeps
    page = ""  # the endpoint of a record's own page
    sheet: type[MergeForm] = MergeForm
    service: Any = None  # the service that makes the two one

    def __init__(self) -> None:
        """Take the place in the menu."""
        super().__init__(self.title, self.group, f"office_{self.feature}", self.feature)

    def is_accessible(self) -> bool:
        """Whether the reader may make two records one."""
        who = door.identity()
        return may_enter_office(who) and may(who, "merge", "C")

    def inaccessible_callback(self, name: str, **_: Any) -> Any:
        """Refuse; strangers were sent to the login by the door."""
        raise NotAllowed("merge")

    def _run_view(self, page: Callable[..., Any], *args: Any, **values: Any) -> Any:
        """Run a page once; Flask-Admin runs one again that raised TypeError."""
        return page(self, *args, **values)

    def count(self) -> None:
        """Count nothing on the front page: looking for pairs is the work of the list."""

    # What differs between the kinds of record

    def candidates(self) -> Any:
        """Return a page of pairs that may be one and the same."""
        raise NotImplementedError

    def pair(self, kept_id: int, gone_id: int) -> tuple[Any, Any]:
        """Return two records; raise NotFound when either cannot be found."""
        raise NotImplementedError

    def compared(self, kept: Any, gone: Any, who: Identity) -> dict[str, Any]:
        """Return what the page of two records shows: `found`, and lines `beside` the fields."""
        raise NotImplementedError

    def one(self, row_id: int) -> Any:
        """Return one record; raise NotFound for a foreign or missing one."""
        raise NotImplementedError

    def other_form(self, row: Any) -> BaseForm:
        """Return the form that asks which other record one may be."""
        raise NotImplementedError

    def other(self, form: Any) -> Any:
        """Return the record that was chosen; raise RuleBroken for none."""
        raise NotImplementedError

    def shown(self, name: str, value: Any) -> str:
        """Return a field's value as the page says it."""
        return "–" if value in (None, "") else str(value)

    # The pages

    @expose("/")
    def index_view(self) -> str:
        """List the pairs that may be one and the same, and the merges made."""
        made = list(merging.merges(door.identity(), self.record).limit(LATEST))
        names = self.service.names_of(made)
        found = self.candidates()
        return str(self.render("office/merges.html", found=found, made=made, names=names))

    @expose("/choose/", methods=("GET", "POST"))
    def choose(self) -> Any:
        """Ask which other record one may be."""
        row = self.one(asked("id"))
        form = self.other_form(row)
        if request.method == "POST":
            form.process(request.form)
            try:
                if form.validate():
                    other = self.other(form)
                    if other == row:
                        raise RuleBroken("merge.same")
                    return redirect(self.get_url(".compare", kept=row.id, gone=other.id), 303)
            except RuleBroken as error:
                form.refuse(error)
        return self.render(
            "office/sheet.html",
            form=form,
            title=phrases.say("Hvem er %(name)s også lagt inn som?", name=row.name),
            button=phrases.say("Sammenlign"),
            cancel=url_for(self.page, id=row.id),
        ), 422 if request.method == "POST" else 200

    @expose("/compare/", methods=("GET", "POST"))
    def compare(self) -> Any:
        """Show two side by side, and make them one when that is sent."""
        who = door.identity()
        row = merging.made_of(who, asked("kept"), asked("gone"), self.record)
        if row is not None:  # sent twice, or come back to
            return redirect(self.get_url(".details", id=row.id), 303)
        kept, gone = self.pair(asked("kept"), asked("gone"))
        form = self.sheet(formdata=None)
        form.offer()
        if request.method == "POST":
            form.process(request.form)
            if form.validate():
                made = self._merge(form, kept, gone, who)
                if made is not None:
                    flash(phrases.say("De to oppføringene er slått sammen."))
                    return redirect(self.get_url(".details", id=made.id), 303)
        content = self.compared(kept, gone, who)
        status = 422 if request.method == "POST" else 200
        return self.render("office/merge_compare.html", form=form, **content), status

    def _merge(self, form: MergeForm, kept: Any, gone: Any, who: Identity) -> Merge | None:
        """Make the two one; None, with the reason on the form, when that is refused."""
        choices, why, seen = form.choices(), form.reason.data, form.seen.data or ""
        try:
            made: Merge = self.service.merge(kept, gone, choices, why, seen, by=who, now=door.now())
        except RuleBroken as error:
            form.refuse(error)
        except IntegrityError:  # somebody changed one of them a moment before; nothing was kept
            form.refuse(RuleBroken("record.changed"))
        else:
            return made
        return None

    @expose("/details/")
    def details(self) -> Any:
        """Show what a merge moved, and whether it can be taken back."""
        return self._shown(merging.merged(door.identity(), asked("id"), self.record))

    @expose("/undo/", methods=("GET", "POST"))
    def undo(self) -> Any:
        """Take a merge back."""
        who = door.identity()
        row = merging.merged(who, asked("id"), self.record)
        if request.method != "POST":
            return redirect(self.get_url(".details", id=row.id), 303)
        try:
            self.service.unmerge(row, by=who, now=door.now())
        except RuleBroken as error:
            return self._shown(row, error), 422
        flash(phrases.say("Sammenslåingen er angret. Alt er som før."))
        return redirect(self.get_url(".details", id=row.id), 303)

    def _shown(self, row: Merge, error: RuleBroken | None = None) -> Any:
        names = self.service.names_of([row])
        return self.render(
            "office/merge.html",
            row=row,
            kept=names[row.kept],
            gone=names[row.gone],
            moved=self.service.moved(row),
            in_the_way=[] if row.undone_at else self.service.in_the_way(row),
            was_refused=error is not None,
        )
