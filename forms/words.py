"""What every template may say: translation, figures, dates, words for codes, and the form macros' needs."""

import hashlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, url_for

from collect import phrases, plans
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
        clock=phrases.clock,
        figure=phrases.figure,
        hours=phrases.hours,
        signed=phrases.signed,
        halves=phrases.halves,
        hundredths=lambda value: phrases.figure(None if value is None else value / 100, 2),
        semester=lambda code: phrases.semester(semester_from(code)),
        percent=phrases.percent,
        month=phrases.month,
        month_name=phrases.month_name,
        school_year=lambda first: f"{first}/{first + 1}",
        programme_year=phrases.programme_year,
        activity=phrases.activity,
        fact=lambda item: phrases.activity_fact(
            item.task.activity.fact, item.fact.done, item.fact.due
        ),
        mean=lambda value: phrases.figure(shown(value), 2),
    )
    app.jinja_env.globals.update(
        word=phrases.word,
        edition=phrases.edition,
        instrument=phrases.instrument,
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
    """Return a function that gives a static file's address, which may be kept for ever.

    The address holds the edition of the whole folder, so that scripts that call each other by
    name ("./words.js") are always of one edition, also on a device that has lost the network.
    """
    serve, folder = app.send_static_file, edition(app.static_folder or "")

    def static(filename: str) -> Response:
        asked = _EDITION.match(filename)
        answer = serve(filename[asked.end() :] if asked else filename)
        if asked and asked[1] == folder:
            answer.cache_control.max_age, answer.cache_control.immutable = 31_536_000, True
        return answer

    app.view_functions["static"] = static
    return lambda filename: url_for("static", filename=f"e-{folder}/{filename}")


_EDITION = re.compile(r"e-([0-9a-f]{12})/")


@cache
def edition(folder: str) -> str:
    """Return the fingerprint of all files in a folder."""
    fingerprint = hashlib.sha256()
    for path in sorted(Path(folder).iterdir()):
        fingerprint.update(path.name.encode() + path.read_bytes())
    return fingerprint.hexdigest()[:12]


def _page_words() -> dict[str, Any]:
    who = door.identity()
    return {
        "identity": who,
        "login": door.login(),
        "house": door.config(),
        "locale": phrases.reader.get(),
        "today": door.today(),
        "menu": _menu(who),
        "nearest_of": _nearest,
        "device_owner": door.device_key("owner").hex() if may(who, "observation", "C") else "",
        "new_submission_id": door.new_submission_id,
    }


def _menu(who: Any) -> list[tuple[str, str, str]]:
    """Return (endpoint, path prefix, words) of the pages this reader has a use for."""
    if who.account_id is None:
        return []
    found = [("home.today", "/", phrases.say("I dag"))]
    if may(who, "observation", "R"):
        found.append(("observations.listing", "/observations", phrases.say("Observasjoner")))
    if may(who, "visit", "R"):
        found.append(("visits.listing", "/observations/visits", phrases.say("Besøk")))
    if not may(who, "observation", "R") and may(
        who, "feedback", "R"
    ):  # the others find it beside the observations
        found.append(("feedback.listing", "/feedback", phrases.say("Tilbakemeldinger")))
    if may(plans.as_colleague(who), "plan", "R"):
        found.append(("plans.listing", "/plans", phrases.say("Utviklingsplan")))
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


def _nearest(menu: list[tuple[str, str, str]]) -> str:
    """Return the path in the menu under which the page lies most closely; the first page is above none."""
    path = request.path
    above = [prefix for _, prefix, _ in menu if path == prefix or path.startswith(f"{prefix}/")]
    return max(above, key=len, default="")
