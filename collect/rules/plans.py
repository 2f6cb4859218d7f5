"""Development plans: where a goal starts, where it may aim, what is due and how far it has come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from collect.rules.scoring import HIGHEST, LOWEST

KINDS = ("development", "micro_project")
STATUSES = ("open", "evaluated", "dropped")
HELPED = ("yes", "partly", "no", "unknown")
NEUTRAL = ("not_done", "unknown")  # what may stand for what was seen, without a sentence
STAGES = ("open", "check_soon", "check_overdue", "evaluation_due", "evaluated", "dropped")
SOON = timedelta(days=14)  # how long before a check-back it is called soon; a proposal of ours
UNTIL_CHECK = timedelta(weeks=6)  # from a goal is set to its check-back; a proposal of ours
BEST, WORST = HIGHEST * 100, LOWEST * 100  # the scale in hundredths


def start_value(mean: Fraction) -> int:
    """Return a dimension's mean (not negative) in hundredths, rounded half up (reference §2.3)."""
    return (200 * mean.numerator + mean.denominator) // (2 * mean.denominator)


def suggested_target(start: int, is_reversed: bool) -> int:
    """Return a target in hundredths: a half point on the scale, at least 0.50 better than the start.

    Better is higher, and lower for a reversed dimension (Negative Climate, reference §2.3); never
    beyond 1 or 7. The size of the step is a proposal of ours.
    """
    if is_reversed:
        return max(WORST, (start - 50) // 50 * 50)
    return min(BEST, -(-(start + 50) // 50) * 50)


def is_sensible_target(start: int | None, target: int, is_reversed: bool) -> bool:
    """Whether a target in hundredths lies on the scale and is no worse than the start."""
    if not WORST <= target <= BEST:
        return False
    return start is None or (target <= start if is_reversed else target >= start)


@dataclass(frozen=True)
class Change:
    """How a dimension's mean moved: signed, two decimals; code better, same, lower or higher.

    `lower` and `higher` are the moves away from what is good: which of them depends on the
    dimension. None of it is said of a person.
    """

    difference: Decimal
    code: str


def change(start: Fraction, now: Fraction, is_reversed: bool) -> Change:
    """Compare two unrounded means of a dimension; same is what shows as 0.00."""
    rises = now > start
    size = Decimal(start_value(abs(now - start))).scaleb(-2)
    if not size:
        return Change(size, "same")
    is_better = rises != is_reversed
    code = "better" if is_better else "higher" if is_reversed else "lower"
    return Change(size if rises else -size, code)


def has_reached(target: int, now: Fraction, is_reversed: bool) -> bool:
    """Whether an unrounded mean is as good as a target in hundredths, as both are shown."""
    shown = start_value(now)
    return shown <= target if is_reversed else shown >= target


@dataclass(frozen=True)
class Seen:
    """A counted observation of the goal's department with the goal's instrument."""

    observation_id: int
    observed_on: date


def compared(seen: Sequence[Seen], after: date, settled_on: date | None) -> Seen | None:
    """Return which observation a goal is compared with: of those after `after`, the newest.

    A goal that is settled stays with the newest up to that day; with the first later one, if
    none was there. So what an old plan shows no longer changes.
    """
    later = sorted(
        (one for one in seen if one.observed_on > after),
        key=lambda one: (one.observed_on, one.observation_id),
    )
    if not later:
        return None
    if settled_on is None:
        return later[-1]
    until = [one for one in later if one.observed_on <= settled_on]
    return until[-1] if until else later[0]


def stage(status: str, check_back_on: date | None, has_later: bool, today: date) -> str:
    """Return where a goal stands in the loop, one of STAGES; the most pressing word wins.

    `has_later`: whether an observation that can show the change is in.
    """
    if status != "open":
        return status
    if has_later:
        return "evaluation_due"
    if check_back_on is None or check_back_on > today + SOON:
        return "open"
    return "check_overdue" if check_back_on < today else "check_soon"


def overdue_actions(actions: Iterable[tuple[date | None, date | None]], today: date) -> int:
    """Count the actions (due on, done on) whose day has passed without their being done."""
    return sum(due is not None and done is None and due < today for due, done in actions)


def suggested_check_back(today: date) -> date:
    """Return a working day six weeks on; from July, when most are away, the 15th of August or after."""
    day = today + UNTIL_CHECK
    if day.month == 7 or (day.month == 8 and day.day < 15):
        day = day.replace(month=8, day=15)
    return day + timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)
