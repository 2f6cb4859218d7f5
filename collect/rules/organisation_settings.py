"""What the municipality decides about its programme: each setting once, with its kind and its bounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from collect.rules.refusals import RuleBroken
from collect.rules.text import LINE, clean

Value = str | int | bool


@dataclass(frozen=True)
class Setting:
    """One setting: its name is the field of Config whose value it lies over."""

    name: str
    group: str
    kind: str  # line, address, number or switch
    low: int = 0
    high: int = 0
    may_be_blank: bool = False


SETTINGS = (
    Setting("municipality", "house", "line"),
    Setting("help_contact", "house", "line", may_be_blank=True),
    Setting("guide_url", "house", "address", may_be_blank=True),
    Setting("cycles", "observations", "number", 1, 8),
    Setting("cycle_hard_min", "observations", "number", 0, 120),
    Setting("cycle_min_minutes", "observations", "number", 1, 120),
    Setting("cycle_max_minutes", "observations", "number", 1, 120),
    Setting("agreement_percent", "observations", "number", 50, 100),
    Setting("test_weeks", "certificates", "number", 1, 52),
    Setting("test_attempts", "certificates", "number", 1, 20),
    Setting("test_pass_percent", "certificates", "number", 1, 100),
    Setting("observers_min", "certificates", "number", 1, 20),
    Setting("release_days", "certificates", "number", 1, 60),
    Setting("public_courses", "courses", "switch"),
    Setting("weekly_letters", "onboarding", "switch"),
    Setting("letter_days", "retention", "number", 30, 1_825),
    Setting("practice_days", "retention", "number", 1, 60),
)
BY_NAME = {one.name: one for one in SETTINGS}
LENGTHS = ("cycle_hard_min", "cycle_min_minutes", "cycle_max_minutes")  # rise in this order


def read(setting: Setting, text: str) -> Value:
    """Return the value that a text stands for.

    Raises RuleBroken, with the setting's name as its field, for one out of bounds.
    """
    if setting.kind == "switch":
        if text not in ("0", "1"):
            raise RuleBroken("setting.switch", setting.name)
        return text == "1"
    if setting.kind == "number":
        is_number = text.isascii() and text.isdigit() and len(text) < 6
        if not is_number or not setting.low <= int(text) <= setting.high:
            raise RuleBroken("setting.number", setting.name, low=setting.low, high=setting.high)
        return int(text)
    line = clean(text, LINE, setting.name)
    if not line and not setting.may_be_blank:
        raise RuleBroken("setting.blank", setting.name)
    if line and setting.kind == "address":
        _refuse_no_address(line, setting.name)
    return line


def _refuse_no_address(text: str, name: str) -> None:
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise RuleBroken("setting.address", name) from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise RuleBroken("setting.address", name)


def written(value: Value) -> str:
    """Return a value as it is kept."""
    return str(int(value)) if isinstance(value, bool) else str(value)


def refuse_together(values: Mapping[str, Value], name: str) -> None:
    """Raise RuleBroken when the lengths of a cycle would not rise from too short to long."""
    short, least, most = (int(values[one]) for one in LENGTHS)
    if name in LENGTHS and not short <= least <= most:
        raise RuleBroken("setting.lengths", name, short=short, least=least, most=most)
