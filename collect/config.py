"""Settings, read once from the environment into a frozen dataclass; a wrong value refuses to start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from collect.rules.certificates import Terms
from collect.rules.refusals import RuleBroken
from collect.rules.text import email_key

LOCALES = ("nb", "nn", "en")
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class WrongSetting(ValueError):
    """A setting that the installation must not start with; says which and why."""


@dataclass(frozen=True)
class Config:
    """How this installation runs. Each field is the environment variable of the same name."""

    database_url: str = "sqlite:///var/tettpaa.db"
    secret_key: str = ""  # signs the form tokens; at least 32 characters
    base_url: str = (
        "http://127.0.0.1:8000"  # links in letters are built from this, never from a header
    )
    municipality: str = "Bærum kommune"
    locale: str = "nb"
    cycles: int = 3  # cycles per observation; TETT PÅ asks three, the instrument customarily four
    cycle_min_minutes: int = 15  # outside these two a cycle is kept, with a remark (reference §2.4)
    cycle_max_minutes: int = 20
    cycle_hard_min: int = 10  # shorter than this it is best done again
    agreement_percent: int = 80  # of two observers' scores within one point (reference §2.5)
    test_weeks: int = 8  # after the course; so long, and so often, an observer may take the test
    test_attempts: int = 3
    test_pass_percent: int = 80  # of the codes within one point of the master's (reference §2.5)
    observers_min: int = 1  # with a valid certificate, for each age group of a kindergarten
    release_days: int = 5  # that a certified teacher is bought free in all
    trash_days: int = 30  # so long what was taken away can be laid back
    public_courses: bool = True  # the list of courses that needs no login
    weekly_letters: bool = True  # to new employees and their directors, of late tasks
    letter_days: int = 400  # that a letter is kept after it was written
    practice_days: int = 7  # that an untouched practice observation is kept
    guide_url: str = ""  # the municipality's page on what to do with a worry about a child
    help_contact: str = ""  # who answers questions, printed in the footer
    smtp_url: str = ""  # the mail server; without one letters wait in the outbox
    mail_from: str = ""  # the sender's address in letters; answers and bounces go there
    introduction_until: date | None = None  # the last first day of work that gives such a year
    demo: bool = False
    second_step: bool = True  # a code besides the password, of those who see or rule all
    trusted_proxies: int = 0  # how many reverse proxies stand in front
    session_idle_minutes: int = 60
    session_hours: int = 12

    @property
    def is_secure(self) -> bool:
        """Whether pages are served over TLS, so that cookies may demand it."""
        return self.base_url.startswith("https://")

    @property
    def test_terms(self) -> Terms:
        """Return when and how often observers may take the test, and what passes."""
        return Terms(self.test_weeks, self.test_attempts, self.test_pass_percent)


def _text(environ: Mapping[str, str], name: str) -> str | None:
    """Read a setting, or the file that its `_FILE` twin names."""
    key = f"TETTPAA_{name}"
    path = environ.get(f"{key}_FILE")
    if path is None:
        return environ.get(key)
    if key in environ:
        raise WrongSetting(f"{key} and {key}_FILE are both set; keep one of them.")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(f"{key}_FILE cannot be read: {error}") from error


def _number(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = _text(environ, name)
    if text is None or text == "":
        return default
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise WrongSetting(f"TETTPAA_{name} must be a whole number from {low} to {high}.")
    return int(text)


def _day(environ: Mapping[str, str], name: str) -> date | None:
    text = _text(environ, name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongSetting(f"TETTPAA_{name} must be a date, such as 2025-06-30.") from error


def _switch(environ: Mapping[str, str], name: str, default: str = "0") -> bool:
    text = (_text(environ, name) or default).lower()
    if text not in ("0", "1", "true", "false", "yes", "no"):
        raise WrongSetting(f"TETTPAA_{name} must be 1 or 0.")
    return text in ("1", "true", "yes")


def _programme(environ: Mapping[str, str]) -> dict[str, Any]:
    """Read what is asked of observers, alone and together, and how long things are kept."""
    bounds = {
        "agreement_percent": (50, 100),
        "test_weeks": (1, 52),
        "test_attempts": (1, 20),
        "test_pass_percent": (1, 100),
        "observers_min": (1, 20),
        "release_days": (1, 60),
        "trash_days": (1, 365),
        "letter_days": (30, 1_825),
        "practice_days": (1, 60),
    }
    switches = ("public_courses", "weekly_letters")
    found: dict[str, Any] = {name: _switch(environ, name.upper(), "1") for name in switches}
    return found | {
        name: _number(environ, name.upper(), getattr(Config, name), low, high)
        for name, (low, high) in bounds.items()
    }


def _sessions(environ: Mapping[str, str]) -> dict[str, Any]:
    """Read how long a session lasts, in minutes unused and in hours."""
    idle, hours = Config.session_idle_minutes, Config.session_hours
    return {
        "session_idle_minutes": _number(environ, "SESSION_IDLE_MINUTES", idle, 5, 480),
        "session_hours": _number(environ, "SESSION_HOURS", hours, 1, 24),
    }


def read(environ: Mapping[str, str] | None = None) -> Config:
    """Read the settings.

    Raises WrongSetting for a value that cannot be right, with the variable's name.
    """
    environ = os.environ if environ is None else environ
    config = Config(
        database_url=_text(environ, "DATABASE_URL") or Config.database_url,
        secret_key=_text(environ, "SECRET_KEY") or "",
        base_url=(_text(environ, "BASE_URL") or Config.base_url).rstrip("/"),
        municipality=_text(environ, "MUNICIPALITY") or Config.municipality,
        locale=_text(environ, "LOCALE") or Config.locale,
        cycles=_number(environ, "CYCLES", Config.cycles, 1, 8),
        cycle_min_minutes=_number(environ, "CYCLE_MIN_MINUTES", Config.cycle_min_minutes, 1, 120),
        cycle_max_minutes=_number(environ, "CYCLE_MAX_MINUTES", Config.cycle_max_minutes, 1, 120),
        cycle_hard_min=_number(environ, "CYCLE_HARD_MIN", Config.cycle_hard_min, 0, 120),
        **_programme(environ),
        guide_url=_text(environ, "GUIDE_URL") or "",
        help_contact=_text(environ, "HELP_CONTACT") or "",
        smtp_url=_text(environ, "SMTP_URL") or "",
        mail_from=_text(environ, "MAIL_FROM") or "",
        introduction_until=_day(environ, "INTRODUCTION_UNTIL"),
        demo=_switch(environ, "DEMO"),
        second_step=_switch(environ, "SECOND_STEP", "1"),
        trusted_proxies=_number(environ, "TRUSTED_PROXIES", 0, 0, 5),
        **_sessions(environ),
    )
    if config.locale not in LOCALES:
        raise WrongSetting("TETTPAA_LOCALE must be nb, nn or en.")
    _check_lengths(config)
    _check_mail(config)
    _check_guide(config)
    address = urlsplit(config.base_url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise WrongSetting(
            "TETTPAA_BASE_URL must be a full address, such as https://tettpaa.example.no."
        )
    if not config.database_url.startswith(("sqlite:///", "postgresql://")):
        raise WrongSetting("TETTPAA_DATABASE_URL must begin with sqlite:/// or postgresql://.")
    if config.secret_key and len(config.secret_key) < 32:
        raise WrongSetting("TETTPAA_SECRET_KEY must be at least 32 characters.")
    return config


def _check_guide(config: Config) -> None:
    if config.guide_url and urlsplit(config.guide_url).scheme not in ("http", "https"):
        raise WrongSetting("TETTPAA_GUIDE_URL must be a full address, such as https://example.no.")


def _check_lengths(config: Config) -> None:
    if not config.cycle_hard_min <= config.cycle_min_minutes <= config.cycle_max_minutes:
        raise WrongSetting(
            "TETTPAA_CYCLE_HARD_MIN, _CYCLE_MIN_MINUTES and _CYCLE_MAX_MINUTES must rise in that order."
        )


@dataclass(frozen=True)
class MailServer:
    """Where letters are handed over, and how."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    is_tls: bool = False  # from the first byte
    is_starttls: bool = False  # after asking


def mail_server(url: str) -> MailServer:
    """Read smtp://user:password@host:port, smtps://..., or either with ?starttls=1.

    Raises WrongSetting, never quoting the address, which may hold a password.
    """
    try:
        parts = urlsplit(url)
        asked = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
        port = parts.port
    except ValueError as error:
        raise WrongSetting("TETTPAA_SMTP_URL is not an address.") from error
    is_tls, is_starttls = parts.scheme == "smtps", asked == {"starttls": "1"}
    if (
        parts.scheme not in ("smtp", "smtps")
        or not parts.hostname
        or parts.path not in ("", "/")
        or port == 0
        or (asked and (is_tls or not is_starttls))
    ):
        raise WrongSetting(
            "TETTPAA_SMTP_URL must be such as smtps://user:password@mail.example.no"
            " or smtp://mail.example.no:587?starttls=1."
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if password and not (is_tls or is_starttls or parts.hostname in LOOPBACK):
        raise WrongSetting("TETTPAA_SMTP_URL has a password: use smtps:// or ?starttls=1.")
    usual = 465 if is_tls else 587 if is_starttls else 25
    return MailServer(parts.hostname, port or usual, user, password, is_tls, is_starttls)


def _check_mail(config: Config) -> None:
    if config.smtp_url:
        mail_server(config.smtp_url)
        if not config.mail_from:
            raise WrongSetting("TETTPAA_MAIL_FROM is missing: letters need a sender's address.")
    if config.mail_from:
        try:
            email_key(config.mail_from)
        except RuleBroken as error:
            raise WrongSetting("TETTPAA_MAIL_FROM must be an e-mail address.") from error


def refuse_unsafe(config: Config, host: str) -> None:
    """Raise WrongSetting when serving on `host` would be unsafe."""
    local = host in LOOPBACK
    if config.demo and not local:
        raise WrongSetting("The demonstration has known passwords: it is served on 127.0.0.1 only.")
    if not config.demo and not config.secret_key:
        raise WrongSetting("TETTPAA_SECRET_KEY is missing; make one with: openssl rand -hex 32")
    if not local and not config.is_secure and config.trusted_proxies == 0:
        raise WrongSetting(
            "TETTPAA_BASE_URL must begin with https:// when others than this machine are served."
        )
