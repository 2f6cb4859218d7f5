"""Cycles and scores of the synthetic municipality's observations, near means that are made up."""

from dataclasses import dataclass

from collect.database import Insert, insert_rows
from collect.demo import names
from collect.demo.chance import Dice
from collect.models.observations import Cycle, Dimension, Domain, Instrument, Score

CYCLES = 3
# In the order of the instrument's dimensions; made up, see reference §6.6.
MEANS = {
    "toddler": (5.5, 1.2, 5.0, 4.8, 4.6, 3.4, 2.6, 3.3),
    "prek": (5.4, 1.2, 4.9, 4.5, 5.0, 5.3, 4.2, 2.6, 2.7, 3.2),
}
INCOMPLETE = 0.04  # share of observations that lack some scores


@dataclass(frozen=True)
class Sheet:
    """What scoring needs to know of an observation."""

    observation_id: int
    version: str
    lift: float
    children: int


@dataclass(frozen=True)
class Scale:
    """A dimension with the mean to land near."""

    dimension_id: int
    mean: float
    is_reversed: bool


def fill(dice: Dice, sheets: list[Sheet]) -> None:
    """Insert the cycles and the scores of all observations."""
    scales = _scales()
    cycles: list[dict[str, object]] = []
    scored: list[tuple[int, int, int, int]] = []
    for sheet in sheets:
        cycles += _cycles(dice, sheet)
        scored += _scores(dice, sheet, scales[sheet.version])
    insert_rows(Cycle, cycles)
    Insert(Score, ("observation_id", "cycle", "dimension_id", "value")).many(scored)


def _scales() -> dict[str, list[Scale]]:
    found: dict[str, list[Scale]] = {version: [] for version in MEANS}
    query = Dimension.select(Dimension, Domain, Instrument).join(Domain).join(Instrument)
    for row in query.where(Instrument.version.in_(list(MEANS))).order_by(Dimension.position):
        scales = found[row.domain.instrument.version]
        scales.append(
            Scale(row.id, MEANS[row.domain.instrument.version][len(scales)], row.is_reversed)
        )
    return found


def _cycles(dice: Dice, sheet: Sheet) -> list[dict[str, object]]:
    """Return the cycles of a morning, of 15 to 20 minutes, now and then a shorter one."""
    rows: list[dict[str, object]] = []
    begins = dice.randint(8 * 60 + 45, 9 * 60 + 40)
    for number in range(1, CYCLES + 1):
        ends = begins + (dice.randint(15, 20) if dice.random() < 0.98 else dice.randint(11, 14))
        rows.append(
            {
                "observation_id": sheet.observation_id,
                "number": number,
                "started_at": f"{begins // 60:02}:{begins % 60:02}",
                "ended_at": f"{ends // 60:02}:{ends % 60:02}",
                "adults": dice.choice((2, 2, 3, 3, 3, 4)),
                "children": dice.randint(sheet.children // 2, sheet.children),
                "activity": dice.choice(names.ACTIVITIES),
                "note": dice.choice(names.NOTES) if dice.random() < 0.4 else "",
            }
        )
        begins = ends + dice.randint(8, 15)
    return rows


def _scores(dice: Dice, sheet: Sheet, scales: list[Scale]) -> list[tuple[int, int, int, int]]:
    rows = []
    levels = [(scale, _level(dice, sheet, scale)) for scale in scales]
    for cycle in range(1, CYCLES + 1):
        mood = dice.gauss(0, 0.3)
        for scale, level in levels:
            value = dice.score(level - 0.15 * mood if scale.is_reversed else level + mood)
            rows.append((sheet.observation_id, cycle, scale.dimension_id, value))
    if dice.random() < INCOMPLETE:
        gone = dice.sample(rows, dice.randint(1, 4))
        rows = [row for row in rows if row not in gone]
    return rows


def _level(dice: Dice, sheet: Sheet, scale: Scale) -> float:
    """Return a dimension's level in this visit; a reversed one moves little, and the other way."""
    if scale.is_reversed:
        return max(1.0, scale.mean - 0.15 * sheet.lift + dice.gauss(0, 0.1))
    return scale.mean + sheet.lift + dice.gauss(0, 0.35)
