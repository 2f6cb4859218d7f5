"""The second step of logging in: codes of an app (TOTP, RFC 6238), each good once, and codes in reserve."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from collect import accounts_tries as tries
from collect import journal
from collect.accounts import token_hash
from collect.accounts_sessions import Login
from collect.database import locked, writing
from collect.models.accounts import Account, LoginSession, RecoveryCode, SecondStep
from collect.rules.access import TWO_STEPS, Identity, reach
from collect.rules.refusals import NotAllowed, RuleBroken

TRIES, WINDOW = 8, timedelta(minutes=15)  # wrong codes per account
STEP = 30  # seconds that a code holds (RFC 6238 §5.2)
DRIFT = 1  # steps before and after that are taken too, since clocks differ
IN_RESERVE = 8  # recovery codes
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike


def is_asked(login: Login, is_required: bool) -> bool:
    """Whether a session opens nothing until a code is given: the account has an app, or must have one."""
    must = is_required and not login.identity.roles.isdisjoint(TWO_STEPS)
    return login.verified_at is None and (login.asks_code or must)


def _cipher(key: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"tettpaa second step").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def begin(login: Login, *, key: str, now: datetime) -> str:
    """Return the secret (base32) that the app is to be given; the same until its first code is right.

    `key` is the house's own, which enciphers what is kept. Raises RuleBroken("step.there") when an
    app is in use already.
    """
    account_id = login.identity.account_id
    with writing():
        row = locked(SecondStep.select().where(SecondStep.account == account_id)).get_or_none()
        if row is not None and row.confirmed_at is not None:
            raise RuleBroken("step.there")
        if row is not None:
            try:
                return _cipher(key).decrypt(row.secret.encode()).decode()
            except InvalidToken:
                row.delete_instance()
        secret = pyotp.random_base32()
        kept = _cipher(key).encrypt(secret.encode()).decode()
        SecondStep.create(account=account_id, secret=kept, created_at=now)
    return secret


def address(secret: str, login: Login, house: str) -> str:
    """Return what a picture of squares tells the app: otpauth://..."""
    return pyotp.TOTP(secret).provisioning_uri(name=login.email, issuer_name=house)


def confirm(code: str, login: Login, *, key: str, now: datetime) -> list[str]:
    """Take the app into use by its first code, and return the recovery codes: shown this once.

    The session has passed the second step. Raises RuleBroken for a wrong code, too many of them, or
    when an app is in use already.
    """
    who = login.identity
    with _counted(who, now):
        row = locked(SecondStep.select().where(SecondStep.account == who.account_id)).get_or_none()
        if row is None or row.confirmed_at is not None:
            raise RuleBroken("step.there")
        _spend(row, code, key, now)
        SecondStep.update(confirmed_at=now).where(SecondStep.id == row.id).execute()
        _passed(login, now)
        journal.note("account.second_step", who.account_id, by=who, now=now)
        return _renew(who)


def _renew(who: Identity) -> list[str]:
    """Make recovery codes anew, inside a transaction that is open; earlier ones work no more."""
    RecoveryCode.delete().where(RecoveryCode.account == who.account_id).execute()
    made = ["".join(secrets.choice(_LETTERS) for _ in range(12)) for _ in range(IN_RESERVE)]
    rows = [{"account": who.account_id, "code_hash": token_hash(code)} for code in made]
    RecoveryCode.insert_many(rows).execute()
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in made]


def verify(code: str, login: Login, *, key: str, now: datetime) -> None:
    """Let a session pass the second step by a code of the app, or one in reserve; each works once.

    Raises RuleBroken("step.wrong"), or ("step.slow_down") after eight wrong ones in a quarter.
    """
    who = login.identity
    with _counted(who, now):
        row = locked(SecondStep.select().where(SecondStep.account == who.account_id)).get_or_none()
        if row is None or row.confirmed_at is None:
            raise RuleBroken("step.wrong", "code")
        if not _use_reserve(who, code, now):
            _spend(row, code, key, now)
        _passed(login, now)


@contextmanager
def _counted(who: Identity, now: datetime) -> Iterator[None]:
    """Run an act in which a wrong code is counted, and stays counted when all else is undone."""
    key = tries.key("code", str(who.account_id))
    if tries.too_many([key], TRIES, WINDOW, now):
        raise RuleBroken("step.slow_down", "code")
    try:
        with writing():
            yield
            tries.forget(key)
    except RuleBroken as error:
        if error.code == "step.wrong":
            with writing():
                tries.count([key], WINDOW, now)
        raise


def _use_reserve(who: Identity, code: str, now: datetime) -> bool:
    bare = "".join(sign for sign in code.casefold() if sign.isalnum())
    spent = RecoveryCode.update(used_at=now).where(
        (RecoveryCode.account == who.account_id)
        & (RecoveryCode.code_hash == token_hash(bare))
        & RecoveryCode.used_at.is_null()
    )
    used = spent.execute() == 1
    if used:
        left = reserve(who)
        journal.note("account.recovery", who.account_id, by=who, now=now, new={"left": left})
    return used


def _spend(row: SecondStep, code: str, key: str, now: datetime) -> None:
    """Spend a code of the app; raise RuleBroken("step.wrong") for a wrong or used one."""
    try:
        app = pyotp.TOTP(_cipher(key).decrypt(row.secret.encode()).decode(), interval=STEP)
    except InvalidToken as error:
        raise RuleBroken("step.lost", "code") from error
    bare = "".join(code.split())
    this = int(now.timestamp()) // STEP
    for step in range(this - DRIFT, this + DRIFT + 1):
        if step > row.last_step and secrets.compare_digest(app.generate_otp(step), bare):
            SecondStep.update(last_step=step).where(SecondStep.id == row.id).execute()
            return
    raise RuleBroken("step.wrong", "code")


def _passed(login: Login, now: datetime) -> None:
    passed = {"verified_at": now, "asks_code": True}
    LoginSession.update(passed).where(LoginSession.id == login.session_id).execute()


def reserve(identity: Identity) -> int:
    """Return how many recovery codes somebody has left."""
    left = (RecoveryCode.account == identity.account_id) & RecoveryCode.used_at.is_null()
    return int(RecoveryCode.select().where(left).count())


def new_reserve(code: str, login: Login, *, key: str, now: datetime) -> list[str]:
    """Make recovery codes anew against a code of the app, and return them: shown this once."""
    verify(code, login, key=key, now=now)
    with writing():
        return _renew(login.identity)


def remove(code: str, login: Login, *, key: str, is_required: bool, now: datetime) -> None:
    """Take one's own app out of use against a code of it.

    Raises RuleBroken("step.required") for one whose role asks for it.
    """
    who = login.identity
    if is_required and not who.roles.isdisjoint(TWO_STEPS):
        raise RuleBroken("step.required")
    verify(code, login, key=key, now=now)
    with writing():
        _wipe(int(who.account_id or 0))
        LoginSession.update(asks_code=False).where(LoginSession.account == who.account_id).execute()
        journal.note("account.no_second_step", who.account_id, by=who, now=now)


def _wipe(account_id: int) -> None:
    SecondStep.delete().where(SecondStep.account == account_id).execute()
    RecoveryCode.delete().where(RecoveryCode.account == account_id).execute()


def reset(row: Account, *, by: Identity, now: datetime) -> None:
    """Let somebody who lost the app begin anew; every open session of the account ends.

    Nobody does it for oneself. Raises NotAllowed.
    """
    if not reach(by, "account", "U").everything or by.account_id == row.id:
        raise NotAllowed("account")
    with writing():
        _wipe(row.id)
        ended = LoginSession.update(ended_at=now).where(
            (LoginSession.account == row.id) & LoginSession.ended_at.is_null()
        )
        ended.execute()
        journal.note("account.reset_second_step", row.id, by=by, now=now)
