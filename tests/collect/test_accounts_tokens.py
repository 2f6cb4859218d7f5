"""Keys for programs: shown once, the owner's rights of today, and nothing once taken back."""

from datetime import timedelta

import pytest

from collect import accounts, accounts_tokens
from collect.models.accounts import Account, ApiToken, RoleGrant
from collect.models.journal import JournalEntry
from collect.rules.access import HOUSE, Identity
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.factories import NOW, TODAY, a_kindergarten, an_identity

DAY = timedelta(days=1)


def make(who: Identity, name: str = "Power BI", days: int = 30) -> str:
    return accounts_tokens.make(name, TODAY + days * DAY, by=who, now=NOW)


def names(who: Identity) -> list[str]:
    return [row.name for row in accounts_tokens.tokens(who, TODAY)]


def test_a_key_acts_for_its_owner_and_is_kept_nowhere_in_the_clear(house: str) -> None:
    ada = an_identity("coordinator")
    key = make(ada, "  Power \n BI ")
    who = accounts_tokens.owner(key, NOW)
    assert who is not None
    assert (who.account_id, who.roles, who.person_id) == (
        ada.account_id,
        {"coordinator"},
        ada.person_id,
    )
    row = ApiToken.get()
    assert (row.name, row.used_at) == ("Power BI", NOW)
    assert key not in str(row.__data__)
    line = JournalEntry.get(JournalEntry.act == "account.make_token")
    assert line.new == {"name": "Power BI", "expires_on": str(TODAY + 30 * DAY)}


def test_a_key_opens_nothing_when_the_right_the_account_or_the_time_is_gone(house: str) -> None:
    ada = an_identity("coordinator")
    key = make(ada, days=1)
    assert accounts_tokens.owner(key, NOW + DAY) is not None
    assert accounts_tokens.owner(key, NOW + 2 * DAY) is None
    assert accounts_tokens.owner(key + "x", NOW) is None
    RoleGrant.update(valid_to=TODAY - DAY).execute()
    who = accounts_tokens.owner(key, NOW)
    assert who is not None
    assert who.roles == set()
    accounts.set_active(Account.get_by_id(ada.account_id), False, by=HOUSE, now=NOW)
    assert accounts_tokens.owner(key, NOW) is None


def test_a_key_is_taken_back_by_its_owner_alone(house: str) -> None:
    ada, bo = an_identity("coordinator"), an_identity("coordinator")
    key = make(ada)
    row = ApiToken.get()
    with pytest.raises(NotFound):
        accounts_tokens.end(row.id, by=bo, now=NOW)
    assert accounts_tokens.end(row.id, by=ada, now=NOW) == "Power BI"
    assert (accounts_tokens.owner(key, NOW), names(ada), names(bo)) == (None, [], [])
    with pytest.raises(NotFound):
        accounts_tokens.end(row.id, by=ada, now=NOW)


@pytest.mark.parametrize(
    ("name", "days", "code"),
    [
        ("  ", 1, "required"),
        ("a" * 61, 1, "text.long"),
        ("x", -1, "token.life"),
        ("x", 366, "token.life"),
    ],
)
def test_what_will_not_do_is_refused(house: str, name: str, days: int, code: str) -> None:
    ada = an_identity("coordinator")
    with pytest.raises(RuleBroken, match=code.replace(".", r"\.")):
        make(ada, name, days)
    assert names(ada) == []


def test_only_one_who_takes_figures_out_makes_keys_and_ten_at_most(house: str) -> None:
    place = a_kindergarten()
    for role in ("director", "staff", "course_admin", "sysadmin"):
        with pytest.raises(NotAllowed):
            make(an_identity(role, place))
    ada = an_identity("coordinator")
    for n in range(accounts_tokens.MOST):
        make(ada, f"{n}")
    with pytest.raises(RuleBroken, match=r"token\.many"):
        make(ada)
    accounts_tokens.end(ApiToken.get(ApiToken.name == "0").id, by=ada, now=NOW)
    make(ada)


def test_keys_that_have_long_opened_nothing_are_deleted(house: str) -> None:
    ada = an_identity("coordinator")
    make(ada, "kort", 1)
    make(ada, "lang", 300)
    make(ada, "tilbake", 300)
    accounts_tokens.end(ApiToken.get(ApiToken.name == "tilbake").id, by=ada, now=NOW)
    assert accounts_tokens.purge(NOW + 30 * DAY) == 0
    assert accounts_tokens.purge(NOW + 32 * DAY) == 2
    assert [row.name for row in ApiToken.select()] == ["lang"]
