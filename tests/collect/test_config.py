"""Settings: read once, and a wrong one refuses to start."""

from datetime import date
from pathlib import Path

import pytest

from collect.config import Config, MailServer, WrongSetting, mail_server, read, refuse_unsafe
from collect.rules.certificates import Terms

KEY = "k" * 32


def test_without_settings_the_defaults_hold() -> None:
    assert read({}) == Config()


def test_the_introduction_year_is_switched_off_by_date() -> None:
    config = read({"TETTPAA_INTRODUCTION_UNTIL": "2025-06-30"})
    assert config.introduction_until == date(2025, 6, 30)
    with pytest.raises(WrongSetting, match="TETTPAA_INTRODUCTION_UNTIL"):
        read({"TETTPAA_INTRODUCTION_UNTIL": "juni"})


def test_each_setting_is_read() -> None:
    config = read(
        {
            "TETTPAA_DATABASE_URL": "postgresql://u@db/house",
            "TETTPAA_SECRET_KEY": KEY,
            "TETTPAA_BASE_URL": "https://tettpaa.example.no/",
            "TETTPAA_LOCALE": "nn",
            "TETTPAA_CYCLES": "4",
            "TETTPAA_DEMO": "1",
            "TETTPAA_CYCLE_MIN_MINUTES": "10",
            "TETTPAA_CYCLE_MAX_MINUTES": "10",
            "TETTPAA_CYCLE_HARD_MIN": "0",
            "TETTPAA_GUIDE_URL": "https://kommune.example/bti",
            "TETTPAA_OBSERVERS_MIN": "2",
            "TETTPAA_TEST_WEEKS": "6",
            "TETTPAA_TEST_ATTEMPTS": "2",
            "TETTPAA_TEST_PASS_PERCENT": "75",
        }
    )
    assert (config.database_url, config.base_url) == (
        "postgresql://u@db/house",
        "https://tettpaa.example.no",
    )
    assert (config.cycle_min_minutes, config.cycle_max_minutes, config.cycle_hard_min) == (
        10,
        10,
        0,
    )
    assert config.observers_min == 2
    assert config.test_terms == Terms(weeks=6, attempts=2, pass_percent=75)
    assert config.guide_url == "https://kommune.example/bti"
    assert (config.locale, config.cycles, config.demo, config.is_secure) == ("nn", 4, True, True)


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY + "\n")
    assert read({"TETTPAA_SECRET_KEY_FILE": str(tmp_path / "key")}).secret_key == KEY


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOCALE", "no"),
        ("CYCLES", "0"),
        ("CYCLES", "three"),
        ("CYCLES", "²"),
        ("CYCLE_MIN_MINUTES", "0"),
        ("CYCLE_MAX_MINUTES", "lenge"),
        ("CYCLE_HARD_MIN", "16"),
        ("OBSERVERS_MIN", "0"),
        ("TEST_WEEKS", "0"),
        ("TEST_ATTEMPTS", "mange"),
        ("TEST_PASS_PERCENT", "101"),
        ("GUIDE_URL", "kommune.example/bti"),
        ("GUIDE_URL", "javascript:alert(1)"),
        ("BASE_URL", "tettpaa.example.no"),
        ("DATABASE_URL", "mysql://x"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY_FILE", "/no/such/file"),
        ("DEMO", "maybe"),
        ("SMTP_URL", "mail.example.no"),
        ("SMTP_URL", "http://mail.example.no"),
        ("SMTP_URL", "smtp://"),
        ("SMTP_URL", "smtp://mail.example.no:0"),
        ("SMTP_URL", "smtp://mail.example.no:99999"),
        ("SMTP_URL", "smtp://mail.example.no/inbox"),
        ("SMTP_URL", "smtp://mail.example.no?starttls=0"),
        ("SMTP_URL", "smtp://mail.example.no?tls"),
        ("SMTP_URL", "smtps://mail.example.no?starttls=1"),
        ("SMTP_URL", "smtp://u:secret@mail.example.no"),
        ("MAIL_FROM", "kommunen"),
        ("MAIL_FROM", "a@kommune.example\r\nBcc: b@kommune.example"),
        ("SESSION_HOURS", "99"),
        ("TRUSTED_PROXIES", "-1"),
    ],
)
def test_a_wrong_setting_refuses_and_says_which(name: str, value: str) -> None:
    with pytest.raises(WrongSetting, match=f"TETTPAA_{name}"):
        read({f"TETTPAA_{name}": value})


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://localhost", MailServer("localhost", 25)),
        ("smtp://u:p@127.0.0.1:2525", MailServer("127.0.0.1", 2525, "u", "p")),
        ("smtps://u:p%40ss@mail.no", MailServer("mail.no", 465, "u", "p@ss", is_tls=True)),
        ("smtp://u:p@mail.no?starttls=1", MailServer("mail.no", 587, "u", "p", is_starttls=True)),
        ("smtp://mail.no:25/?starttls=1", MailServer("mail.no", 25, is_starttls=True)),
    ],
)
def test_a_mail_server_is_read(url: str, server: MailServer) -> None:
    assert mail_server(url) == server
    assert "p@ss" not in repr(server)


def test_a_mail_server_needs_a_sender_and_no_refusal_tells_the_password() -> None:
    with pytest.raises(WrongSetting, match="TETTPAA_MAIL_FROM"):
        read({"TETTPAA_SMTP_URL": "smtp://localhost"})
    with pytest.raises(WrongSetting) as refused:
        read({"TETTPAA_SMTP_URL": "smtp://u:hemmelig@mail.example.no"})
    assert "hemmelig" not in str(refused.value)


def test_a_setting_and_its_file_together_are_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY)
    with pytest.raises(WrongSetting, match="both"):
        read({"TETTPAA_SECRET_KEY": KEY, "TETTPAA_SECRET_KEY_FILE": str(tmp_path / "key")})


@pytest.mark.parametrize(
    ("config", "host", "is_safe"),
    [
        (Config(secret_key=KEY), "127.0.0.1", True),
        (Config(), "127.0.0.1", False),
        (Config(demo=True), "127.0.0.1", True),
        (Config(demo=True, secret_key=KEY), "0.0.0.0", False),
        (Config(secret_key=KEY), "0.0.0.0", False),
        (Config(secret_key=KEY, base_url="https://x.no"), "0.0.0.0", True),
        (Config(secret_key=KEY, trusted_proxies=1), "0.0.0.0", True),
    ],
)
def test_an_unsafe_house_is_not_served(config: Config, host: str, is_safe: bool) -> None:
    if is_safe:
        refuse_unsafe(config, host)
    else:
        with pytest.raises(WrongSetting):
            refuse_unsafe(config, host)
