"""What every template may say: translation, figures, dates, words for codes, and the form macros' needs."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, url_for

from collect import phrases
from collect.rules.access import may, may_enter_office
from collect.rules.calendar import kindergarten_year, semester_from
from collect.rules.refusals import RuleBroken
from collect.rules.scoring import shown
from forms import door
from forms.base import anchor


def teach(app: Flask) -> None:
    """Give the templates their words."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        _gettext, _ngettext, newstyle=True
    )
    app.jinja_env.filters.update(
        day=phrases.day,
        long_day=phrases.long_day,
        moment=phrases.moment,
        figure=phrases.figure,
        semester=lambda code: phrases.semester(semester_from(code)),
        mean=lambda value: phrases.figure(shown(value), 2),
    )
    app.jinja_env.globals.update(
        word=phrases.word,
        refused=_refused,
        anchor=anchor,
        kept_url=kept_url(app),
        year_label=kindergarten_year,
    )
    app.context_processor(_page_words)


def _gettext(message: str) -> str:
    return phrases.say(message)


def _ngettext(one: str, many: str, number: int) -> str:
    return phrases.choose(one, many, number)


def _refused(code: str, **values: Any) -> str:
    return phrases.refusal(RuleBroken(code, **values))


def kept_url(app: Flask) -> Callable[[str], str]:
    """Return a function that gives a static file's address with its fingerprint, so that it may be kept."""

    @cache
    def fingerprint(filename: str) -> str:
        path = Path(app.static_folder or "") / filename
        return hashlib.sha256(path.read_bytes()).hexdigest()[:12]

    return lambda filename: url_for("static", filename=filename, v=fingerprint(filename))


def _page_words() -> dict[str, Any]:
    who = door.identity()
    return {
        "identity": who,
        "login": door.login(),
        "house": door.config(),
        "locale": phrases.reader.get(),
        "today": door.today(),
        "menu": _menu(who),
        "new_submission_id": door.new_submission_id,
    }


def _menu(who: Any) -> list[tuple[str, str, str]]:
    """Return (endpoint, path prefix, words) of the pages this reader has a use for."""
    if who.account_id is None:
        return []
    found = [("home.today", "/", phrases.say("I dag"))]
    if may(who, "observation", "R"):
        found.append(("observations.listing", "/observations", phrases.say("Observasjoner")))
    found.append(("courses.listing", "/courses", phrases.say("Kurs")))
    if may(who, "onboarding", "R"):
        found.append(("onboarding.listing", "/onboarding", phrases.say("Nyansatte")))
    if who.has("director", "leader", "mentor", "coordinator", "course_admin"):
        found.append(("people.listing", "/people", phrases.say("Ansatte")))
    if may(who, "statistics", "R"):
        found.append(("programme.overview", "/programme", phrases.say("Programmet")))
    if may_enter_office(who):
        found.append(("admin.index", "/admin", phrases.say("Kontoret")))
    return found
