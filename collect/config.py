"""Settings, read once from the environment into a frozen dataclass; a wrong value refuses to start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

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
    help_contact: str = ""  # who answers questions, printed in the footer
    demo: bool = False
    trusted_proxies: int = 0  # how many reverse proxies stand in front
    session_idle_minutes: int = 60
    session_hours: int = 12

    @property
    def is_secure(self) -> bool:
        """Whether pages are served over TLS, so that cookies may demand it."""
        return self.base_url.startswith("https://")


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


def _switch(environ: Mapping[str, str], name: str) -> bool:
    text = (_text(environ, name) or "0").lower()
    if text not in ("0", "1", "true", "false", "yes", "no"):
        raise WrongSetting(f"TETTPAA_{name} must be 1 or 0.")
    return text in ("1", "true", "yes")


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
        help_contact=_text(environ, "HELP_CONTACT") or "",
        demo=_switch(environ, "DEMO"),
        trusted_proxies=_number(environ, "TRUSTED_PROXIES", 0, 0, 5),
        session_idle_minutes=_number(
            environ, "SESSION_IDLE_MINUTES", Config.session_idle_minutes, 5, 480
        ),
        session_hours=_number(environ, "SESSION_HOURS", Config.session_hours, 1, 24),
    )
    if config.locale not in LOCALES:
        raise WrongSetting("TETTPAA_LOCALE must be nb, nn or en.")
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
