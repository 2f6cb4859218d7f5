"""Logging in and out, the one-time link, and one's own account."""

from datetime import timedelta
from typing import Any

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)

from collect import accounts, phrases
from collect import accounts_invitations as invitations
from collect import accounts_sessions as sessions
from collect.rules.refusals import NotFound, RuleBroken
from forms import door
from forms.accounts import CodeForm, ForgottenForm, LoginForm, PasswordForm

pages = Blueprint("accounts", __name__)
MOST_SESSIONS = 20  # shown; all can be ended at once
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


@pages.route("/login", methods=["GET", "POST"])
def log_in() -> Any:
    """Ask who you are; a form that waited for the login is offered to be sent after it."""
    form = LoginForm()
    waiting = waiting_form()
    target = door.own_path(request.values.get("next")) or url_for("home.today")
    if form.validate_on_submit():
        try:
            token = sessions.log_in(
                form.email.data,
                form.password.data,
                address=request.remote_addr or "",
                now=door.now(),
                device=device_words(request.user_agent.string),
            )
        except RuleBroken as error:
            form.refuse(error)
        else:
            return _welcome(token, target, waiting)
    status = 422 if form.is_submitted() else 200
    return render_template(
        "accounts/log_in.html", form=form, target=target, waiting=waiting
    ), status


def device_words(agent: str) -> str:
    """Return in short what a browser says it is: Edge, Windows; nothing that tells one from another."""
    found = (
        next((word for mark, word in known.items() if mark in agent), "")
        for known in (BROWSERS, SYSTEMS)
    )
    return ", ".join(word for word in found if word)


def waiting_form() -> tuple[str, str] | None:
    """Return the path and the answers (JSON) of a form that waits for its sender to log in."""
    path = door.own_path(request.form.get("resume"))
    return (path, request.form.get("kept", "[]")) if path else None


def _welcome(token: str, target: str, waiting: tuple[str, str] | None) -> Any:
    """Open the session and go on; one of whom a code is asked gives it first, with a waiting form."""
    session.clear()
    if waiting is None:
        answer = redirect(target, 303)
    elif door.recognise(token) is not None and door.half_in() is not None:
        form = CodeForm(formdata=None)
        answer = make_response(
            render_template("accounts/code.html", form=form, target=target, waiting=waiting)
        )
    else:
        answer = make_response(again(waiting))
    door.open_session(answer, token)
    return answer


def again(waiting: tuple[str, str]) -> str:
    """Return the page that offers to send a form that waited for the login."""
    path, kept = waiting
    return render_template("accounts/again.html", path=path, answers=door.read_kept(kept))


@pages.route("/login/forgotten", methods=["GET", "POST"])
def forgotten() -> Any:
    """Send a link to one who forgot the password; the answer is the same whoever asks for whom."""
    form = ForgottenForm()
    if not door.config().smtp_url:
        return render_template("accounts/forgotten.html", form=None)

    def act() -> str:
        address = request.remote_addr or ""
        invitations.ask(form.email.data, address=address, now=door.now())
        return form.email.data

    asked, status = door.send(form, act)
    return render_template("accounts/forgotten.html", form=form, asked=asked), status


@pages.post("/logout")
def log_out() -> Any:
    """End the session."""
    login = door.login() or door.half_in()
    if login is not None:
        sessions.log_out(login, door.now())
    answer = redirect(url_for(".log_in"), 303)
    door.close_session(answer)
    return answer


@pages.route("/link/<token>", methods=["GET", "POST"])
def link(token: str) -> Any:
    """Set a password through a one-time link. Opening it spends nothing; a mail scanner may do that."""
    try:
        found = accounts.link_of(token, door.now())
    except NotFound:
        return render_template("accounts/link_gone.html"), 404
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            if form.password.data != form.password_again.data:
                raise RuleBroken("password.differs", "password_again")
            accounts.set_password(token, form.password.data, now=door.now())
        except RuleBroken as error:
            form.refuse(error)
        else:
            flash(phrases.say("Passordet er lagret. Nå kan du logge inn."))
            return redirect(url_for(".log_in"), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("accounts/link.html", form=form, email=found.account.email), status


@pages.get("/account")
def mine() -> Any:
    """Show what the house knows of one's account: roles, the second step, open sessions, language."""
    login = door.login()
    if login is None:
        raise NotFound("account")
    settings = door.config()
    rows = sessions.open_sessions(
        login.identity,
        idle=timedelta(minutes=settings.session_idle_minutes),
        longest=timedelta(hours=settings.session_hours),
        now=door.now(),
    )
    return render_template(
        "accounts/mine.html",
        login=login,
        rows=list(rows.limit(MOST_SESSIONS)),
        is_reminded=accounts.is_reminded(login.identity),
    )


@pages.post("/account/sessions/end")
def end_sessions() -> Any:
    """End one of one's other sessions, or all of them."""
    login = door.login()
    if login is None:
        raise NotFound("account")
    text = request.form.get("session", "")
    chosen = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    if text and chosen is None:
        raise NotFound("session")
    ended = sessions.end(chosen, but=login.session_id, by=login.identity, now=door.now())
    flash(
        phrases.plural(
            "%(num)s innlogging er avsluttet.", "%(num)s innlogginger er avsluttet.", ended
        )
    )
    return redirect(url_for(".mine"), 303)


@pages.post("/account/stay")
def stay() -> Any:
    """Keep the session alive; that it is in use, the door has noted already."""
    return "", 204


@pages.post("/account/reminders")
def reminders() -> Any:
    """Switch the weekly letter on new staff off or on."""
    accounts.set_reminded(door.identity(), request.form.get("reminders") == "on", door.now())
    flash(phrases.say("Valget er lagret."))
    return redirect(url_for(".mine"), 303)


@pages.post("/account/language")
def language() -> Any:
    """Choose one's language; it is kept with the account."""
    try:
        accounts.set_locale(door.identity(), request.form.get("locale", ""), door.now())
    except RuleBroken:
        return redirect(url_for(".mine"), 303)
    return redirect(door.own_path(request.form.get("next")) or url_for(".mine"), 303)
