"""Settings: read once, and a wrong one refuses to start."""

from pathlib import Path

import pytest

from collect.config import Config, WrongSetting, read, refuse_unsafe

KEY = "k" * 32


def test_without_settings_the_defaults_hold() -> None:
    assert read({}) == Config()


def test_each_setting_is_read() -> None:
    config = read(
        {
            "TETTPAA_DATABASE_URL": "postgresql://u@db/house",
            "TETTPAA_SECRET_KEY": KEY,
            "TETTPAA_BASE_URL": "https://tettpaa.example.no/",
            "TETTPAA_LOCALE": "nn",
            "TETTPAA_CYCLES": "4",
            "TETTPAA_DEMO": "1",
        }
    )
    assert (config.database_url, config.base_url) == (
        "postgresql://u@db/house",
        "https://tettpaa.example.no",
    )
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
        ("BASE_URL", "tettpaa.example.no"),
        ("DATABASE_URL", "mysql://x"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY_FILE", "/no/such/file"),
        ("DEMO", "maybe"),
        ("SESSION_HOURS", "99"),
        ("TRUSTED_PROXIES", "-1"),
    ],
)
def test_a_wrong_setting_refuses_and_says_which(name: str, value: str) -> None:
    with pytest.raises(WrongSetting, match=f"TETTPAA_{name}"):
        read({f"TETTPAA_{name}": value})


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
