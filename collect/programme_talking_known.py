"""What is known of Snakke med barn in many kindergartens at once, without a word of their people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import fn

from collect.models.people import ProgrammeFunction
from collect.models.programme_talking import TalkAttendance, TalkSession
from collect.programme_talking import champion_rows


@dataclass(frozen=True)
class Known:
    """What is known of a kindergarten without its people: how many champions, which modules were held."""

    champions: int = 0
    modules: frozenset[int] = frozenset()


def known(kindergarten_ids: Collection[int], on: date) -> dict[int, Known]:
    """Return what is known of kindergartens that were read within one's reach; two queries."""
    ids = list(kindergarten_ids)
    led: Any = (
        champion_rows(on)
        .select(ProgrammeFunction.kindergarten, fn.COUNT(ProgrammeFunction.person.distinct()))
        .where(ProgrammeFunction.kindergarten.in_(ids))
        .group_by(ProgrammeFunction.kindergarten)
    )
    held: Any = (
        TalkSession.select(TalkSession.kindergarten, TalkSession.module)
        .join(TalkAttendance)
        .where(TalkSession.kindergarten.in_(ids) & TalkAttendance.is_present)
        .distinct()
    )
    champions = dict(led.tuples())
    modules: dict[int, set[int]] = defaultdict(set)
    for place, module in held.tuples():
        modules[place].add(module)
    return {key: Known(int(champions.get(key, 0)), frozenset(modules[key])) for key in ids}
