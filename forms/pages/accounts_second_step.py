"""The second step of logging in: the code, the app that makes it, and codes in reserve."""

from collections.abc import Callable
from typing import Any

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for

from collect import accounts_second_step as steps
from collect import phrases
from collect.accounts_sessions import Login
from collect.rules.access import TWO_STEPS
from collect.rules.refusals import NotFound, RuleBroken
from forms import door
from forms.accounts import CodeForm
from forms.pages.accounts import again, waiting_form

pages = Blueprint("accounts_second_step", __name__)


def _login() -> Login:
    found = door.half_in() or door.login()
    if found is None:
        raise NotFound("account")
    return found


def _judged(form: CodeForm, act: Callable[[str], Any]) -> tuple[Any, int]:
    """Return what the act made of the code, or None and the status of the page that asks again."""
    if not form.is_submitted() or "code" not in request.form:
        return None, 200
    if not form.validate():
        return None, 422
    try:
        return act(form.code.data), 200
    except RuleBroken as error:
        form.refuse(error)
        return None, 422


@pages.route("/login/code", methods=["GET", "POST"])
def ask() -> Any:
    """Ask one who is half in for the code; a form that waited for the login is offered to be sent."""
    login, waiting = door.half_in(), waiting_form()
    target = door.own_path(request.values.get("next")) or url_for("home.today")
    if login is None:
        return redirect(target, 303)
    if not login.asks_code:
        return redirect(url_for(".new", next=target), 303)
    form, key = CodeForm(), door.config().secret_key

    def act(code: str) -> bool:
        steps.verify(code, login, key=key, now=door.now())
        return True

    passed, status = _judged(form, act)
    if passed:
        return again(waiting) if waiting else redirect(target, 303)
    page = render_template("accounts/code.html", form=form, target=target, waiting=waiting)
    return page, status


@pages.route("/login/code/new", methods=["GET", "POST"])
def new() -> Any:
    """Give the app its secret, and take it into use by its first code."""
    login, form, key = _login(), CodeForm(), door.config().secret_key
    form.code.hint = phrases.say("Seks siffer.")
    target = door.own_path(request.values.get("next")) or url_for("accounts.mine")
    made, status = _judged(form, lambda code: steps.confirm(code, login, key=key, now=door.now()))
    if made:
        return render_template("accounts/reserve.html", codes=made, target=target)
    if login.asks_code:
        return redirect(url_for("accounts.mine"), 303)
    secret = steps.begin(login, key=key, now=door.now())
    squares = segno.make(steps.address(secret, login, phrases.say("TETT PÅ")), micro=False)
    return render_template(
        "accounts/code_new.html",
        form=form,
        target=target,
        squares=squares.svg_data_uri(scale=5, border=2, dark="#000", light="#fff"),
        secret=" ".join(secret[n : n + 4] for n in range(0, len(secret), 4)),
        is_half=door.half_in() is not None,
    ), status


@pages.route("/account/second-step", methods=["GET", "POST"])
def mine() -> Any:
    """Show one's second step; make codes in reserve anew, or take the app out of use."""
    login, form, settings = door.login(), CodeForm(), door.config()
    if login is None:
        raise NotFound("account")
    if not login.asks_code:
        return redirect(url_for(".new"), 303)
    is_removing = request.form.get("act") == "remove"

    def act(code: str) -> Any:
        key, now = settings.secret_key, door.now()
        if not is_removing:
            return steps.new_reserve(code, login, key=key, now=now)
        steps.remove(code, login, key=key, is_required=settings.second_step, now=now)
        return "removed"

    done, status = _judged(form, act)
    if done == "removed":
        flash(phrases.say("Du logger nå inn med passordet alene."))
        return redirect(url_for("accounts.mine"), 303)
    if done:
        return render_template("accounts/reserve.html", codes=done, target=url_for("accounts.mine"))
    return render_template(
        "accounts/second_step.html",
        form=form,
        left=steps.reserve(login.identity),
        must=settings.second_step and not login.identity.roles.isdisjoint(TWO_STEPS),
    ), status
