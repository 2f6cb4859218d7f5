"""One change of many rows of a list: each through the form and the act of the single change.

First it is rehearsed and told, then done. Each row is changed for itself: one that is refused stays
as it was, and the page says which and why.
"""

from dataclasses import dataclass, field
from typing import Any

from flask import flash, request
from flask_admin import expose
from peewee import IntegrityError

from admin.listing import Act, Rows, differences
from admin.view import AdminView
from collect import journal, phrases
from collect.database import rehearsing
from collect.rules.refusals import NotFound, RuleBroken

MOST = 200  # rows of one change


@dataclass
class Outcome:
    """What a change does, or did, with the rows that were chosen."""

    changed: list[Any] = field(default_factory=list)
    same: list[Any] = field(default_factory=list)
    refused: list[tuple[Any, list[str]]] = field(default_factory=list)  # with why, in words


class ChangesMany(AdminView):
    """The part of a list in which one field of many rows can be changed at once."""

    bulk: tuple[str, ...] = ()  # the fields of the amending form that may be changed for many

    def list_acts(self) -> list[Act]:
        """Return what one may do from the list, a change of many last."""
        found = super().list_acts()
        if not self.may("U"):
            return found
        names = {"search", *(pick.name for pick in self.picks)}
        asked = {name: value for name, value in request.args.items() if name in names}
        url = self.get_url(".many", **asked)
        return [*found, Act(phrases.say("Endre flere"), url)]

    @expose("/many/", methods=("GET", "POST"))
    def many(self) -> Any:
        """Ask which field, which rows and what value; tell what would happen; do it."""
        self.require("U")
        name = request.args.get("field", "")
        if not name:
            return self._choose_field()
        if name not in self.bulk or self.amending is None:
            raise NotFound("field")
        form = self.form_of(self.amending, {}, is_sent=False)
        if request.method != "POST":
            return self._choose_rows(name, form, [])
        form[name].process(request.form)
        rows, trouble = self._chosen()
        if trouble:
            return self._choose_rows(name, form, [trouble]), 422
        if request.form.get("step") == "apply":
            return self._shown(name, form, self._run(name, rows, is_kept=True), is_done=True)
        with rehearsing():
            found = self._run(name, rows, is_kept=False)
        return self._shown(name, form, found, is_done=False)

    def beside(self, row: Any) -> str:
        """Return what tells a row from another of the same name: its next two columns."""
        return ", ".join(text for one in self.shown_columns()[1:3] if (text := one.shown(row)))

    def _query(self) -> Rows:
        return self._asked()[1]

    def _choose_field(self) -> Any:
        form = self.form_of(self.amending, {}, is_sent=False)  # type: ignore[arg-type]
        asked = request.args.to_dict() | {"field": ""}
        fields = [
            (form[name].label.text, self.get_url(".many", **(asked | {"field": name})))
            for name in self.bulk
        ]
        return self.render("office/many.html", fields=fields, form=None)

    def _choose_rows(self, name: str, form: Any, troubles: list[str]) -> Any:
        query = self._query()
        rows = list(query.limit(MOST))
        self.gather(rows)
        return self.render(
            "office/many.html",
            form=form,
            asked_field=form[name],
            rows=rows,
            total=query.count(),
            most=MOST,
            chosen=set(request.form.getlist("row")),
            is_all=bool(request.form.get("all")),
            troubles=troubles,
        )

    def _chosen(self) -> tuple[list[Any], str]:
        """Return the rows that were chosen, or in words why there are none."""
        if request.form.get("all"):
            rows = list(self._query().limit(MOST + 1))
        else:
            sent = {text for text in request.form.getlist("row") if text.isascii()}
            ids = {int(text) for text in sent if text.isdigit() and len(text) < 10}
            if len(ids) > MOST:
                return [], _too_many()
            rows = list(self.rows().where(self.model.id.in_(sorted(ids)))) if ids else []
            if len(rows) != len(request.form.getlist("row")):
                raise NotFound(self.record)
        if len(rows) > MOST:
            return [], _too_many()
        self.gather(rows)
        return rows, "" if rows else phrases.say("Velg minst én rad.")

    def _run(self, name: str, rows: list[Any], *, is_kept: bool) -> Outcome:
        """Change each row through the act of the single change; when kept, only as it was shown."""
        found = Outcome()
        for row in rows:
            stored = self.form_of(self.amending, self.written(row), row, is_sent=False)  # type: ignore[arg-type]
            form = self.form_of(self.amending, self.written(row), row, is_sent=False)  # type: ignore[arg-type]
            form[name].process(request.form)
            seen = journal.fingerprint(row)
            if is_kept:
                seen = request.form.get(f"seen-{row.id}", "")
            if not form.validate():
                found.refused.append((row, [text for _, text in form.problems()]))
            elif not differences(form, stored):
                found.same.append(row)
            elif why := self._refusal(row, form, seen):
                found.refused.append((row, [why]))
            else:
                found.changed.append(row)
        return found

    def _refusal(self, row: Any, form: Any, seen: str) -> str:
        """Change a row; return in words why it was refused, or nothing."""
        try:
            with journal.unless_changed(row, seen):
                self.amend(row, form)
        except RuleBroken as error:
            return phrases.refusal(error)
        except IntegrityError:
            return phrases.refusal(RuleBroken("record.changed"))
        return ""

    def _shown(self, name: str, form: Any, found: Outcome, *, is_done: bool) -> Any:
        if is_done:
            number = len(found.changed)
            flash(phrases.plural("%(num)s rad er endret.", "%(num)s rader er endret.", number))
        # A rehearsal has written on its rows; they are read anew before they are told of.
        ids = [row.id for row in found.changed]
        fresh = list(self.model.select().where(self.model.id.in_(ids))) if ids else []
        seen = {row.id: journal.fingerprint(row) for row in fresh}
        return self.render(
            "office/many_told.html",
            form=form,
            asked_field=form[name],
            found=found,
            seen=seen,
            is_done=is_done,
        )


def _too_many() -> str:
    return phrases.say(
        "Velg høyst %(most)s rader. Søk eller velg i listen for å dele opp.", most=MOST
    )
