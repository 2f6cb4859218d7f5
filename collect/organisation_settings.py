"""What the municipality decides about its programme: laid over the environment's settings, with its history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from peewee import IntegrityError, ModelSelect, fn

from collect import journal
from collect.config import Config
from collect.database import writing
from collect.models.organisation_settings import SettingChange
from collect.rules.access import Identity, may
from collect.rules.organisation_settings import (
    BY_NAME,
    LENGTHS,
    Setting,
    Value,
    read,
    refuse_together,
    written,
)
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken


@dataclass(frozen=True)
class Change:
    """What a change would do: from which value to which, and whether that is the installation's own."""

    setting: Setting
    before: str
    after: str
    is_reset: bool = False


def laid_over(config: Config) -> Config:
    """Return the installation's settings with those the municipality has chosen laid over; one query.

    A value that would be refused today is passed over: the installation's own holds until another
    is chosen.
    """
    latest = SettingChange.select(fn.MAX(SettingChange.id)).group_by(SettingChange.name)
    rows: Any = SettingChange.select(SettingChange.name, SettingChange.value).where(
        SettingChange.id.in_(latest) & SettingChange.value.is_null(False)
    )
    chosen: dict[str, Any] = {}
    for name, text in rows.tuples():
        try:
            chosen[name] = read(BY_NAME[name], text)
        except (KeyError, RuleBroken):
            continue
    found = replace(config, **chosen)
    try:
        refuse_together(values_of(found), LENGTHS[0])
    except RuleBroken:
        return replace(found, **{name: getattr(config, name) for name in LENGTHS})
    return found


def values_of(config: Config) -> dict[str, Value]:
    """Return every setting's value."""
    return {name: getattr(config, name) for name in BY_NAME}


def setting(identity: Identity, name: str) -> Setting:
    """Return a setting's declaration; raise NotFound for one that is not the reader's, or none."""
    if not may(identity, "setting", "R") or name not in BY_NAME:
        raise NotFound("setting")
    return BY_NAME[name]


def history(identity: Identity, name: str = "") -> ModelSelect[SettingChange]:
    """Return the changes of a setting, or of all, the latest first; raise NotAllowed beyond reach."""
    if not may(identity, "setting", "R"):
        raise NotAllowed("setting")
    rows = SettingChange.select().order_by(SettingChange.id.desc())
    return rows.where(SettingChange.name == name) if name else rows


def numbers(identity: Identity) -> dict[str, int]:
    """Return how often each setting was changed, of those that were; one query."""
    if not may(identity, "setting", "R"):
        raise NotAllowed("setting")
    found: Any = SettingChange.select(SettingChange.name, fn.MAX(SettingChange.number))
    return dict(found.group_by(SettingChange.name).tuples())


def have_held(name: str) -> set[str]:
    """Return the values a setting has had since it was first changed, as they are kept; one query."""
    rows: Any = SettingChange.select(SettingChange.before, SettingChange.after)
    return {text for pair in rows.where(SettingChange.name == name).tuples() for text in pair}


def foreseen(name: str, text: str | None, machine: Config) -> Change:
    """Return what choosing a value (None: the installation's own) would change; nothing is written.

    Raises RuleBroken, with the setting's name as its field, for a value that is unsafe or no other.
    """
    one, now_in_force = BY_NAME[name], values_of(laid_over(machine))
    value = getattr(machine, name) if text is None else read(one, text)
    refuse_together(now_in_force | {name: value}, name)
    before, after = written(now_in_force[name]), written(value)
    is_chosen = _latest(name)[1] is not None
    if before == after and (text is not None or not is_chosen):
        raise RuleBroken("setting.same", name)
    return Change(one, before, after, text is None)


def _latest(name: str) -> tuple[int, str | None]:
    """Return a setting's number of changes, and what was chosen last."""
    rows = SettingChange.select(SettingChange.number, SettingChange.value)
    last = rows.where(SettingChange.name == name).order_by(SettingChange.number.desc())
    found = last.tuples().first()
    return (int(found[0]), found[1]) if found else (0, None)


def change(
    name: str, text: str | None, machine: Config, *, seen: int, by: Identity, now: datetime
) -> SettingChange:
    """Choose a setting's value from now on; None goes back to the installation's own.

    `seen` is the number of changes the page knew of. Raises RuleBroken as `foreseen` does, and
    RuleBroken("record.changed") when somebody else was first.
    """
    if not may(by, "setting", "U"):
        raise NotAllowed("setting")
    if name not in BY_NAME:
        raise NotFound("setting")
    try:
        with writing():
            number, _ = _latest(name)
            if number != seen:
                raise RuleBroken("record.changed")
            found = foreseen(name, text, machine)
            return _made(found, number + 1, by, now)
    except IntegrityError as error:
        raise RuleBroken("record.changed") from error


def _made(found: Change, number: int, by: Identity, now: datetime) -> SettingChange:
    name = found.setting.name
    row = SettingChange.create(
        name=name,
        number=number,
        value=None if found.is_reset else found.after,
        before=found.before,
        after=found.after,
        changed_at=now,
        actor=by.name,
    )
    act = "setting.reset" if found.is_reset else "setting.change"
    old, new = {"setting": name, "value": found.before}, {"setting": name, "value": found.after}
    journal.note(act, row.id, by=by, now=now, old=old, new=new)
    return row
