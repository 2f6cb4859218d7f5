"""The door of the house: who comes in, what every answer carries, and how a refusal is said."""

import hashlib
import hmac
import json
import secrets
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Flask,
    Request,
    Response,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_wtf.csrf import CSRFProtect
from werkzeug.routing import IntegerConverter, Map

from collect import accounts_second_step as steps
from collect import accounts_sessions as sessions
from collect import accounts_tokens as tokens
from collect import database, organisation_settings, phrases
from collect.config import LOCALES, Config
from collect.rules.access import STRANGER, Identity
from collect.rules.calendar import local_day
from collect.rules.refusals import RuleBroken
from forms.accounts import LoginForm
from forms.base import BaseForm

# The only routes that a stranger may open; a test walks all the others.
PUBLIC = frozenset(
    "static accounts.log_in accounts.forgotten accounts.link courses_open.listing "
    "courses_open.shown courses_proofs.check information.privacy information.accessibility "
    "information.health information.language observations_offline.worker "
    "observations_offline.manifest observations_offline.offline".split()
)
HALF_WAY = frozenset("accounts_second_step.ask accounts_second_step.new accounts.log_out".split())
BY_KEY = "programme_api"  # the pages that programs read, with a key
protect = CSRFProtect()
_COOKIE: dict[str, Any] = {"httponly": True, "samesite": "Lax", "path": "/"}
CONFLICTS = frozenset(  # others' words stand there now
    "submission.changed draft.newer feedback.changed observation.stale attendance.changed "
    "attendance.gone".split()
)
_UNSEEN = frozenset({"csrf_token", "password", "password_again", "resume"})


def machine() -> Config:
    """Return the settings that the running house was started with."""
    return current_app.config["HOUSE"]


def config() -> Config:
    """Return the settings with what the municipality has chosen laid over, anew for each request.

    So a change holds at once in every process, at one query, or none where nothing was ever changed.
    """
    if "house" not in g:
        plain = "login" in g and not g.login.has_settings
        g.house = machine() if plain else organisation_settings.laid_over(machine())
    return g.house


def now() -> datetime:
    """Return this moment, UTC; one place that a test can turn."""
    return current_app.config["CLOCK"]()


def today() -> date:
    """Return the day it is in Norway."""
    return local_day(now())


def identity() -> Identity:
    """Return the one who asks; a stranger when nobody is logged in."""
    return g.get("identity", STRANGER)


def login() -> sessions.Login | None:
    """Return the session of the one who asks."""
    return g.get("login")


def half_in() -> sessions.Login | None:
    """Return the session of one who gave the password, and opens nothing before the code is given."""
    return g.get("half_in")


def cookie_name() -> str:
    """Return the session cookie's name; over TLS it is bound to this host."""
    return "__Host-tettpaa" if machine().is_secure else "tettpaa"


def device_key(purpose: str) -> bytes:
    """Return 32 bytes of the reader's own, always the same, for what a device keeps while the network is gone."""
    key = machine().secret_key.encode()
    return hmac.digest(key, f"device-{purpose}:{identity().account_id}".encode(), hashlib.sha256)


def open_session(answer: Any, token: str) -> None:
    """Hand the browser its token."""
    answer.set_cookie(cookie_name(), token, secure=machine().is_secure, **_COOKIE)


def close_session(answer: Any) -> None:
    """Take the token back and ask the browser to forget what it stored."""
    session.clear()
    answer.delete_cookie(cookie_name(), secure=machine().is_secure, **_COOKIE)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'


class Number(IntegerConverter):
    """A number in an address, no larger than a database's row number can be."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=2**31 - 1)


def install(app: Flask) -> None:
    """Put the door into the app."""
    app.url_map.converters["int"] = Number
    app.before_request(_come_in)
    protect.init_app(app)  # after it is known who asks
    app.after_request(_headers)
    app.teardown_request(_leave)


def _come_in() -> Any:
    g.nonce = secrets.token_urlsafe(12)
    asked = request._get_current_object()  # type: ignore[attr-defined]
    if asked.endpoint == "static":
        return None
    _refuse_odd(asked)
    database.connect()
    if asked.blueprint == BY_KEY:
        return _come_in_by_key(asked)
    token = asked.cookies.get(cookie_name())
    who = recognise(token) if token else None
    if who is None:
        chosen = asked.cookies.get("language", machine().locale)
        phrases.reader.set(chosen if chosen in LOCALES else "nb")
        if asked.endpoint is not None and asked.endpoint not in PUBLIC:
            return ask_to_log_in()
    elif half_in() is not None and asked.endpoint not in PUBLIC | HALF_WAY:
        return ask_for_code()
    return None


def _come_in_by_key(asked: Request) -> Any:
    """Let a program in with its key; a browser's session opens nothing here."""
    kind, _, key = asked.headers.get("Authorization", "").partition(" ")
    who = tokens.owner(key.strip(), now()) if kind.casefold() == "bearer" else None
    if who is None:
        return {"error": "unauthorized"}, 401, {"WWW-Authenticate": "Bearer"}
    g.identity = who
    phrases.reader.set(who.locale)
    return None


def recognise(token: str) -> sessions.Login | None:
    """Let the holder of a session's token in, or half in when a code is still asked; None for no session."""
    house = machine()
    found = sessions.login_of(
        token,
        idle=timedelta(minutes=house.session_idle_minutes),
        longest=timedelta(hours=house.session_hours),
        now=now(),
    )
    if found is not None:
        phrases.reader.set(found.identity.locale)
        if steps.is_asked(found, machine().second_step):
            g.half_in = found
        else:
            g.login, g.identity = found, found.identity
            sessions.touch(found, now())
    return found


def _refuse_odd(asked: Request) -> None:
    """Refuse NUL in any value, and unsafe requests that another site sent."""
    for values in (asked.args, asked.form):
        if values and "\0" in "".join(chain(values, *values.listvalues())):
            abort(400)
    is_safe = asked.method in ("GET", "HEAD", "OPTIONS")
    if not is_safe and asked.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(400)


def wants_json() -> bool:
    """Whether a script of ours asks, rather than somebody who reads a page."""
    accepts = request.accept_mimetypes
    return (
        request.blueprint == BY_KEY
        or request.is_json
        or accepts["application/json"] > accepts["text/html"]
    )


def ask_to_log_in() -> Any:
    """Send a stranger to the login; a form that was being sent waits there with its answers."""
    if wants_json():
        return {}, 401
    if request.method == "POST" and request.form:
        waiting = (request.full_path.rstrip("?"), json.dumps(kept_answers(), ensure_ascii=False))
        return render_template(
            "accounts/log_in.html", form=LoginForm(formdata=None), target="", waiting=waiting
        ), 401
    if request.method not in ("GET", "HEAD"):
        abort(401)
    return redirect(url_for("accounts.log_in", next=request.full_path.rstrip("?")))


def ask_for_code() -> Any:
    """Send one who is half in to the second step."""
    if wants_json():
        return {}, 401
    if request.method not in ("GET", "HEAD"):
        abort(401)
    return redirect(url_for("accounts_second_step.ask", next=request.full_path.rstrip("?")))


def kept_answers() -> list[tuple[str, str]]:
    """Return what was sent, without secrets, so that it can be sent again."""
    return [(key, value) for key, value in request.form.items(multi=True) if key not in _UNSEEN]


def read_kept(text: str) -> list[tuple[str, str]]:
    """Return answers that `kept_answers` wrote and the browser brought back; none when they are spoilt."""
    try:
        return [(str(key), str(value)) for key, value in json.loads(text) if key not in _UNSEEN]
    except (ValueError, TypeError):
        return []


def own_path(target: str | None) -> str | None:
    """Return the target when it is a path of this site that a page answers; None otherwise."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or "\\" in target or any(ord(c) < 32 for c in target):
        return None
    adapter = current_app.url_map.bind("")
    return target if adapter.test(parts.path, "GET") or adapter.test(parts.path, "POST") else None


_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{}'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def _headers(answer: Response) -> Response:
    headers = answer.headers
    headers.setdefault("Content-Security-Policy", _POLICY.format(g.get("nonce", "")))
    headers.update(_ALWAYS)
    if machine().is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint not in ("static", "admin.static"):
        headers["Cache-Control"] = "no-store"
    return answer


def _leave(_: BaseException | None) -> None:
    if request.endpoint != "static" and not current_app.config["TESTING"]:
        database.release()


def send(form: BaseForm, act: Callable[[], str]) -> tuple[str | None, int]:
    """Judge a form that was sent and do what it asks.

    Return what the act gave, or None, and the status of the page that shows the form: 200 before
    it is sent, 422 refused, 409 when the same submission came before with other answers or the
    record was saved from elsewhere meanwhile.
    """
    if not form.is_submitted():
        return None, 200
    if not form.validate():
        return None, 422
    try:
        return act(), 200
    except RuleBroken as error:
        form.refuse(error)
        return None, 409 if error.code in CONFLICTS else 422


def submission_id() -> str:
    """Return the id that came with the form."""
    return request.form.get("submission_id", "")


def new_submission_id() -> str:
    """Return an id for a form that is about to be filled in."""
    return str(uuid.uuid4())


def clock() -> datetime:
    """Return the time of the machine."""
    return datetime.now(UTC)
