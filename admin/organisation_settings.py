"""Settings: what the municipality has decided about its programme, changed with a look at what that does."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request
from flask_admin import BaseView, expose

from admin.view import HOUSE
from collect import organisation_settings as settings
from collect import phrases
from collect.phrases import lazy
from collect.rules.access import may, may_enter_office
from collect.rules.organisation_settings import SETTINGS, Setting, written
from collect.rules.refusals import NotAllowed, RuleBroken
from forms import door
from forms.organisation_settings import GROUPS, WORDS, said, sheet

LATEST = 50  # changes of a setting that are listed


class SettingView(BaseView):
    """Every setting in its group, and a page for each."""

    title = lazy("Innstillinger")
    purpose = lazy("Det kommunen selv bestemmer om programmet. Du ser følgen før noe endres.")

    def __init__(self) -> None:
        """Take the place in the menu."""
        super().__init__(self.title, HOUSE, "office_settings", "settings")

    def is_accessible(self) -> bool:
        """Whether the reader may see what is decided."""
        who = door.identity()
        return may_enter_office(who) and may(who, "setting", "R")

    def inaccessible_callback(self, name: str, **_: Any) -> Any:
        """Refuse; strangers were sent to the login by the door."""
        raise NotAllowed("setting")

    def _run_view(self, page: Callable[..., Any], *args: Any, **values: Any) -> Any:
        """Run a page once; Flask-Admin runs one again that raised TypeError."""
        return page(self, *args, **values)

    def count(self) -> None:
        """Count nothing: there are always as many."""

    @expose("/")
    def index_view(self) -> str:
        """List every setting with the value that holds and whether it is the installation's own."""
        values, own = settings.values_of(door.config()), settings.values_of(door.machine())
        changed = settings.numbers(door.identity())
        groups = [
            (
                words,
                [self._row(one, values, own, changed) for one in SETTINGS if one.group == group],
            )
            for group, words in GROUPS.items()
        ]
        return str(self.render("office/settings.html", groups=groups))

    def _row(self, one: Setting, values: Any, own: Any, changed: Any) -> dict[str, Any]:
        label, why, _ = WORDS[one.name]
        return {
            "name": one.name,
            "label": label,
            "why": why,
            "value": said(one, written(values[one.name])),
            "own": said(one, written(own[one.name])),
            "is_own": values[one.name] == own[one.name],
            "is_changed": one.name in changed,
        }

    @expose("/change/", methods=("GET", "POST"))
    def change(self) -> Any:
        """Ask for a value, show what it changes, and choose it when that is confirmed."""
        one = settings.setting(door.identity(), request.args.get("name", ""))
        held = written(settings.values_of(door.config())[one.name])
        form = sheet(one, held)
        if request.method != "POST":
            return self._page(one, form)
        is_reset = "reset" in request.form
        text = None if is_reset else request.form.get(one.name, "").strip()
        if not is_reset:
            form.process(request.form)
            if not form.validate():
                return self._page(one, form), 422
        try:
            if "confirmed" in request.form:
                return self._choose(one, text)
            found = settings.foreseen(one.name, text, door.machine())
        except RuleBroken as error:
            form.refuse(error)
            return self._page(one, form), 422
        return self._page(one, form, found)

    def _choose(self, one: Setting, text: str | None) -> Any:
        seen = request.form.get("seen", "")
        settings.change(
            one.name,
            text,
            door.machine(),
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else -1,
            by=door.identity(),
            now=door.now(),
        )
        flash(phrases.say("«%(name)s» er endret.", name=WORDS[one.name][0]))
        return redirect(self.get_url(".change", name=one.name), 303)

    def _page(self, one: Setting, form: Any, found: settings.Change | None = None) -> str:
        rows = list(settings.history(door.identity(), one.name).limit(LATEST))
        label, _, effect = WORDS[one.name]
        return str(
            self.render(
                "office/setting.html",
                one=one,
                label=label,
                effect=effect,
                form=form,
                found=found,
                rows=rows,
                seen=rows[0].number if rows else 0,
                own=written(settings.values_of(door.machine())[one.name]),
                said=said,
            )
        )
