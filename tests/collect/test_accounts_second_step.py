"""The second step: each code good once, guessing slow, nothing in the clear, and a way back in."""

from datetime import timedelta
from typing import Any

import pyotp
import pytest

from collect import accounts, accounts_sessions
from collect import accounts_second_step as steps
from collect.accounts_sessions import Login
from collect.models.accounts import Account, LoginSession, RecoveryCode, SecondStep
from collect.models.journal import JournalEntry
from collect.rules.access import HOUSE, ROLES, TWO_STEPS
from collect.rules.refusals import NotAllowed, RuleBroken
from tests.factories import NOW, PASSWORD, a_department, a_kindergarten, an_account, an_identity

KEY = "a key of the house that is long enough"
STEP = timedelta(seconds=steps.STEP)


def logged_in(email: str, at: Any = NOW) -> Login:
    token = accounts_sessions.log_in(email, PASSWORD, address="here", now=at)
    return seen(token, at)


def seen(token: str, at: Any = NOW) -> Login:
    found = accounts_sessions.login_of(
        token, idle=timedelta(hours=1), longest=timedelta(hours=9), now=at
    )
    assert found is not None
    return found


@pytest.fixture
def ada(house: str) -> str:
    """The address of a coordinator."""
    return an_account("coordinator", name="Ada")


def app_of(login: Login) -> pyotp.TOTP:
    return pyotp.TOTP(steps.begin(login, key=KEY, now=NOW))


def taken_into_use(login: Login) -> tuple[pyotp.TOTP, list[str]]:
    app = app_of(login)
    return app, steps.confirm(app.at(NOW), login, key=KEY, now=NOW)


@pytest.mark.parametrize("role", ROLES)
def test_it_is_asked_of_those_who_see_or_rule_all(house: str, role: str) -> None:
    place = a_kindergarten()
    login = logged_in(an_account(role, place, a_department(place) if role == "leader" else None))
    assert steps.is_asked(login, True) is (role in TWO_STEPS)
    assert not steps.is_asked(login, False)


def test_the_first_right_code_takes_the_app_into_use(ada: str) -> None:
    login = logged_in(ada)
    app, codes = taken_into_use(login)
    kept = SecondStep.get()
    assert app.secret not in kept.secret
    assert len(set(codes)) == steps.IN_RESERVE == steps.reserve(login.identity)
    assert not [row for row in RecoveryCode.select() if row.code_hash in codes]
    assert LoginSession.get_by_id(login.session_id).verified_at == NOW
    later = logged_in(ada)
    assert (later.asks_code, later.verified_at) == (True, None)
    assert steps.is_asked(later, False)
    with pytest.raises(RuleBroken, match=r"step\.there"):
        steps.begin(later, key=KEY, now=NOW)
    with pytest.raises(RuleBroken, match=r"step\.there"):
        steps.confirm(app.at(NOW + STEP), later, key=KEY, now=NOW + STEP)


def test_the_secret_is_the_same_until_the_app_is_in_use(ada: str) -> None:
    login = logged_in(ada)
    assert steps.begin(login, key=KEY, now=NOW) == steps.begin(login, key=KEY, now=NOW)
    assert "otpauth://totp/" in steps.address(pyotp.random_base32(), login, "TETT PÅ")
    other = steps.begin(login, key="another key of the house, long", now=NOW)
    assert SecondStep.select().count() == 1
    assert other != steps.begin(login, key=KEY, now=NOW)


def test_a_code_lets_in_once(ada: str) -> None:
    app, _ = taken_into_use(logged_in(ada))
    login, at = logged_in(ada), NOW + 2 * STEP
    steps.verify(f" {app.at(at)[:3]} {app.at(at)[3:]} ", login, key=KEY, now=at)
    assert LoginSession.get_by_id(login.session_id).verified_at == at
    for used in (at, at - STEP, NOW):
        with pytest.raises(RuleBroken, match=r"step\.wrong"):
            steps.verify(app.at(used), logged_in(ada), key=KEY, now=at)
    steps.verify(app.at(at + STEP), logged_in(ada), key=KEY, now=at)


@pytest.mark.parametrize(
    ("steps_off", "is_taken"), [(-2, False), (-1, True), (1, True), (2, False)]
)
def test_a_clock_that_is_a_step_off_is_forgiven(ada: str, steps_off: int, is_taken: bool) -> None:
    app, _ = taken_into_use(logged_in(ada))
    at = NOW + 20 * STEP
    login = logged_in(ada)
    code = app.at(at + steps_off * STEP)
    if is_taken:
        steps.verify(code, login, key=KEY, now=at)
    else:
        with pytest.raises(RuleBroken, match=r"step\.wrong"):
            steps.verify(code, login, key=KEY, now=at)


def test_guessing_is_slow_and_wrong_codes_stay_counted(ada: str) -> None:
    app, codes = taken_into_use(logged_in(ada))
    login, at = logged_in(ada), NOW + 4 * STEP
    for _ in range(steps.TRIES):
        with pytest.raises(RuleBroken, match=r"step\.wrong"):
            steps.verify("000000x", login, key=KEY, now=at)
    for right in (app.at(at), codes[0]):
        with pytest.raises(RuleBroken, match=r"step\.slow_down"):
            steps.verify(right, logged_in(ada), key=KEY, now=at)
    later = at + steps.WINDOW
    steps.verify(app.at(later), login, key=KEY, now=later)


def test_a_code_in_reserve_works_once(ada: str) -> None:
    _, codes = taken_into_use(logged_in(ada))
    login = logged_in(ada)
    steps.verify(codes[0].upper().replace("-", " "), login, key=KEY, now=NOW)
    assert steps.reserve(login.identity) == steps.IN_RESERVE - 1
    line = JournalEntry.get(JournalEntry.act == "account.recovery")
    assert line.new == {"left": steps.IN_RESERVE - 1}
    with pytest.raises(RuleBroken, match=r"step\.wrong"):
        steps.verify(codes[0], logged_in(ada), key=KEY, now=NOW)
    bo = logged_in(an_account("coordinator", name="Bo"))
    taken_into_use(bo)
    with pytest.raises(RuleBroken, match=r"step\.wrong"):
        steps.verify(codes[1], bo, key=KEY, now=NOW)


def test_codes_in_reserve_are_made_anew_against_a_code(ada: str) -> None:
    login = logged_in(ada)
    app, first = taken_into_use(login)
    at = NOW + STEP
    with pytest.raises(RuleBroken, match=r"step\.wrong"):
        steps.new_reserve("123456x", login, key=KEY, now=at)
    second = steps.new_reserve(app.at(at), login, key=KEY, now=at)
    assert not set(first) & set(second)
    with pytest.raises(RuleBroken, match=r"step\.wrong"):
        steps.verify(first[0], login, key=KEY, now=at)


def test_another_key_of_the_house_reads_no_secret_but_takes_what_is_in_reserve(ada: str) -> None:
    app, codes = taken_into_use(logged_in(ada))
    at, other = NOW + STEP, "another key of the house, long"
    with pytest.raises(RuleBroken, match=r"step\.lost"):
        steps.verify(app.at(at), logged_in(ada), key=other, now=at)
    steps.verify(codes[0], logged_in(ada), key=other, now=at)


def test_it_is_turned_off_only_by_one_who_need_not_have_it(house: str) -> None:
    ada, bo = (
        logged_in(an_account("coordinator")),
        logged_in(an_account("mentor", a_kindergarten())),
    )
    with pytest.raises(RuleBroken, match=r"step\.required"):
        steps.remove(taken_into_use(ada)[0].at(NOW + STEP), ada, key=KEY, is_required=True, now=NOW)
    app, _ = taken_into_use(bo)
    at = NOW + STEP
    steps.remove(app.at(at), bo, key=KEY, is_required=True, now=at)
    assert steps.reserve(bo.identity) == 0
    assert not accounts_sessions.has_second_step(int(bo.identity.account_id or 0))
    assert SecondStep.select().count() == 1


def test_who_lost_the_app_begins_anew_by_anothers_hand(ada: str) -> None:
    taken_into_use(logged_in(ada))
    row = Account.get(Account.email == ada)
    own, director = logged_in(ada).identity, an_identity("director", a_kindergarten())
    for by in (own, director):
        with pytest.raises(NotAllowed):
            steps.reset(row, by=by, now=NOW)
    steps.reset(row, by=an_identity("coordinator"), now=NOW)
    assert not LoginSession.select().where(LoginSession.ended_at.is_null()).exists()
    assert (SecondStep.select().count(), RecoveryCode.select().count()) == (0, 0)
    assert not logged_in(ada).asks_code
    taken_into_use(logged_in(ada))
    steps.reset(row, by=HOUSE, now=NOW)


def test_a_closed_account_has_no_way_in_by_codes(ada: str) -> None:
    taken_into_use(logged_in(ada))
    accounts.set_active(Account.get(Account.email == ada), False, by=HOUSE, now=NOW)
    with pytest.raises(RuleBroken, match=r"login\.wrong"):
        logged_in(ada)


def test_open_sessions_are_seen_and_ended_by_their_owner(ada: str) -> None:
    lasting: Any = {"idle": timedelta(hours=1), "longest": timedelta(hours=9)}
    first, second, third = (logged_in(ada, NOW + n * STEP) for n in range(3))
    other = logged_in(an_account("coordinator"))
    now = NOW + 3 * STEP
    rows = accounts_sessions.open_sessions(first.identity, **lasting, now=now)
    assert [row.id for row in rows] == [third.session_id, second.session_id, first.session_id]
    assert (
        accounts_sessions.end(first.session_id, but=first.session_id, by=first.identity, now=now)
        == 0
    )
    assert (
        accounts_sessions.end(other.session_id, but=first.session_id, by=first.identity, now=now)
        == 0
    )
    assert (
        accounts_sessions.end(third.session_id, but=first.session_id, by=first.identity, now=now)
        == 1
    )
    assert accounts_sessions.end(None, but=first.session_id, by=first.identity, now=now) == 1
    rows = accounts_sessions.open_sessions(first.identity, **lasting, now=now)
    assert [row.id for row in rows] == [first.session_id]
    assert LoginSession.get_by_id(other.session_id).ended_at is None
