"""Pages that tell: privacy, accessibility, health; and the choice of language before login."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from collect import database
from collect.rules.refusals import NotFound
from forms import door
from forms.information import SampleForm

pages = Blueprint("information", __name__)


@pages.get("/privacy")
def privacy() -> Any:
    """Tell what is kept about people, why and how long."""
    return render_template("information/privacy.html")


@pages.get("/accessibility")
def accessibility() -> Any:
    """Give the accessibility statement."""
    return render_template("information/accessibility.html")


@pages.get("/style")
def style() -> Any:
    """Show every component in every state; in the demonstration only."""
    if not door.config().demo:
        raise NotFound("style")
    empty = SampleForm(formdata=None)
    wrong = SampleForm(MultiDict({"wrong-number": "mange", "wrong-on": "i går"}), prefix="wrong-")
    empty.offer()
    wrong.offer()
    wrong.validate()
    return render_template("information/style.html", empty=empty, wrong=wrong)


@pages.get("/health")
def health() -> Any:
    """Answer 200 when the database can be read and written."""
    database.check()
    return {"status": "ok"}


@pages.post("/language")
def language() -> Any:
    """Choose the language of the pages before login."""
    answer = redirect(door.own_path(request.form.get("next")) or url_for("accounts.log_in"), 303)
    chosen = request.form.get("locale", "")
    if chosen in ("nb", "nn", "en"):
        answer.set_cookie(
            "language",
            chosen,
            max_age=31_536_000,
            samesite="Lax",
            secure=door.config().is_secure,
            httponly=True,
        )
    return answer
