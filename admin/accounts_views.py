"""What a reader keeps of the office's lists under a name: links above each list, made and removed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from flask import flash, redirect, request
from flask_admin import expose
from flask_admin.contrib.peewee import ModelView
from werkzeug.datastructures import MultiDict

from admin.listing import Asked, Pick, offers, read
from collect import accounts_views, phrases
from forms import door
from forms.accounts import ViewForm


@dataclass(frozen=True)
class Kept:
    """A view that was kept: what it is called, what it asks, and whether that is what is shown."""

    id: int
    name: str
    asked: Asked
    is_shown: bool


class KeptViews(ModelView):
    """The part of every list that keeps what is asked of it; a view knows nothing but known keys."""

    feature: str
    picks: tuple[Pick, ...]
    shown_columns: Callable[[], Any]
    ask: Callable[..., Any]

    def kept_views(self, asked: Asked, offered: Mapping[str, Mapping[str, str]]) -> list[Kept]:
        """Return what the reader keeps of this list; what is no longer offered is left out."""
        found = []
        for row in accounts_views.views(door.identity(), self.feature):
            once = read(MultiDict(parse_qsl(row.query)), self.shown_columns(), offered)
            found.append(Kept(row.id, row.name, once, once == asked))
        return found

    def _address(self, asked: Asked) -> str:
        return str(self.get_url(".index_view", **asked.arguments()))

    @expose("/keep/", methods=("GET", "POST"))
    def keep_view(self) -> Any:
        """Ask what the present search, narrowings and order are to be called, and keep them."""
        who = door.identity()
        asked = read(request.args, self.shown_columns(), offers(self.picks))
        form = ViewForm(formdata=request.form if request.method == "POST" else None)
        return self.ask(
            form,
            lambda: accounts_views.keep(
                self.feature, form.name.data or "", asked.arguments(), by=who, now=door.now()
            ),
            title=phrases.say("Lagre utvalget"),
            done=phrases.say("Utvalget er lagret."),
            back=lambda _: self._address(asked),
            cancel=self._address(asked),
        )

    @expose("/forget/", methods=("POST",))
    def forget_view(self) -> Any:
        """Remove one of the reader's own views; what it showed goes on being shown."""
        text = request.form.get("view", "")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
        query = accounts_views.remove(self.feature, number, by=door.identity(), now=door.now())
        asked = read(MultiDict(parse_qsl(query)), self.shown_columns(), offers(self.picks))
        flash(phrases.say("Utvalget er fjernet."))
        return redirect(self._address(asked), 303)
