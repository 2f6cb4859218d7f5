"""How the door says no: a page, or a word to a script, for each refusal and each fault."""

from typing import Any

from flask import Flask, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError, generate_csrf
from peewee import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException

from collect import phrases
from collect.rules.refusals import NotAllowed, NotFound
from forms.door import PUBLIC, ask_to_log_in, kept_answers, wants_json


def install(app: Flask) -> None:
    """Let every refusal be said."""
    app.register_error_handler(HTTPException, _refuse)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(NotFound, lambda _: _page(404))
    app.register_error_handler(NotAllowed, lambda _: _page(403))
    app.register_error_handler(OperationalError, _unavailable)
    app.register_error_handler(InterfaceError, _unavailable)
    app.register_error_handler(500, _fault)


def _page(status: int) -> Any:
    if wants_json():
        return {}, status
    return render_template("refusal.html", status=status), status


def _fault(_: Exception) -> Any:
    """Tell of a fault of ours on a page that leans on nothing that may have failed."""
    if wants_json():
        return {}, 500
    return render_template("fault.html", locale=phrases.reader.get()), 500


def _refuse(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    if request.endpoint == "static":
        return error
    answer = _page(error.code)
    allowed = getattr(error, "valid_methods", None)
    return (*answer, {"Allow": ", ".join(allowed)}) if allowed else answer


def _stale_form(_: CSRFError) -> Any:
    """Offer to send a form again when its token is too old; its answers are in the page."""
    if g.get("login") is None and request.endpoint not in PUBLIC:
        return ask_to_log_in()
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return _page(400)
    if wants_json():
        sentence = phrases.say("Siden har ligget for lenge. Prøv igjen.")
        return {"sentence": sentence, "csrf": generate_csrf()}, 400
    if not request.form:
        return _page(400)
    return render_template(
        "accounts/again.html", path=request.full_path.rstrip("?"), answers=kept_answers()
    ), 400


def _unavailable(error: Exception) -> Any:
    current_app.logger.error("database: %s", type(error).__name__)
    return (*_page(503), {"Retry-After": "5"})
