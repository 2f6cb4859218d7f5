"""How far an account's link has come, as the office says it, and what is said where no mail is sent."""

from typing import Any

from admin.listing import Column
from collect import phrases
from collect.accounts_invitations import Invitation
from collect.phrases import lazy, word
from collect.rules.access import reach
from collect.rules.calendar import local_day
from forms import door

TONES = {"used": "good", "sent": "calm", "queued": "calm", "by_hand": "calm", "failed": "bad"}


def said(found: Invitation) -> str:
    """Return where a link stands, and since when."""
    return f"{word('invitation', found.state)} {phrases.moment(found.at)}".strip()


def said_briefly(found: Invitation) -> str:
    """Return where a link stands, and since which day."""
    since = phrases.day(local_day(found.at)) if found.at else ""
    return f"{word('invitation', found.state)} {since}".strip()


BRIEFLY = Column("invitation", lazy("Lenke"), lambda row: said_briefly(row.invitation))


def tone(found: Invitation) -> str:
    """Return the colour of where a link stands."""
    return TONES.get(found.state, "warn")


def is_mail_sent() -> bool:
    """Whether this house has a mail server to send letters through."""
    return bool(door.config().smtp_url)


def hands_over() -> bool:
    """Whether the reader may be shown a link: one who looks after all accounts."""
    return reach(door.identity(), "account", "U").everything


def without_mail() -> str:
    """Return what is to be done where no mail is sent; nothing where it is."""
    if is_mail_sent():
        return ""
    if hands_over():
        return phrases.say(
            "E-post er ikke satt opp her, så ingen lenker blir sendt. Lag en lenke og gi den for hånd."
        )
    return phrases.say(
        "E-post er ikke satt opp her, så ingen lenker blir sendt. Koordinatoren kan gi lenken for hånd."
    )


def offered_roles(roles: dict[str, Any], given: tuple[str, ...]) -> dict[str, Any]:
    """Return the roles that the reader may give."""
    return roles if hands_over() else {key: roles[key] for key in given}
