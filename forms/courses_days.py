"""What is asked of one who sets the days of a course."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from babel.support import LazyProxy

from collect.courses_days import DaysAnswers
from collect.phrases import lazy
from collect.rules.courses_days import MOST_DAYS, DayAnswers
from forms.base import BaseForm
from forms.fields import Choice, Clock, Day, Line, Tick

SPARE = 2  # empty rows for days to add


@dataclass(frozen=True)
class Row:
    """The fields of one day."""

    number: int
    day: Any
    starts: Any
    ends: Any
    key: Any = None  # of a day the course has
    gone: Any = None

    @property
    def asked(self) -> tuple[Any, Any, Any]:
        """Return what is asked: the date and the hours."""
        return self.day, self.starts, self.ends


def _numbered(words: LazyProxy, number: int) -> LazyProxy:
    return LazyProxy(lambda: str(words) % {"number": number}, enable_cache=False)


class _DayRows(BaseForm):
    """Rows for days; those made by `day_rows` carry the fields."""

    most = 0

    def day_rows(self) -> list[Row]:
        """Return the rows, with the fields of each."""
        names = ("day", "starts", "ends", "key", "gone")
        return [
            Row(n, *(self._fields.get(f"{name}_{n}") for name in names))
            for n in range(1, self.most + 1)
        ]

    def judge_rows(self, rows: Sequence[Row]) -> bool:
        """Judge that each day is all there or not begun; one that is there already is begun."""
        good = True
        for row in rows:
            is_begun = bool(row.key and row.key.data) or any(f.data is not None for f in row.asked)
            for field in row.asked if is_begun else ():
                if field.data is None and not field.errors:
                    text = lazy("Fyll ut dette, eller la hele dagen stå tom.")
                    if row.key and row.key.data:
                        text = lazy("Fyll ut dette, eller kryss av for å fjerne dagen.")
                    field.errors = [*field.errors, str(text)]
                    good = False
        return good

    def days(self) -> list[tuple[date, time, time]]:
        """Return the days that were filled in, as a new course takes them."""
        return [
            (one.day, time.fromisoformat(one.starts_at), time.fromisoformat(one.ends_at))
            for one in self.day_answers()
        ]

    def day_answers(self) -> list[DayAnswers]:
        """Return the days that were filled in and are not to go."""
        return [
            DayAnswers(
                row.day.data,
                row.starts.data,
                row.ends.data,
                row.key.data if row.key else None,
                row.number,
            )
            for row in self.day_rows()
            if row.day.data is not None and not (row.gone and row.gone.data)
        ]


def day_rows(most: int, *, least: int = 0, is_kept: bool = False) -> Any:
    """Return a form of so many rows for days, of which the first `least` must be filled in.

    `is_kept` when a row may be a day that is there already.
    """
    fields: dict[str, Any] = {"most": most, "__doc__": _DayRows.__doc__}
    for n in range(1, most + 1):
        fields |= {
            f"day_{n}": Day(_numbered(lazy("Dag %(number)s"), n), required=n <= least),
            f"starts_{n}": Clock(
                _numbered(lazy("Dag %(number)s, fra kl."), n), required=n <= least
            ),
            f"ends_{n}": Clock(_numbered(lazy("Dag %(number)s, til kl."), n), required=n <= least),
        }
        if is_kept:
            fields |= {
                f"key_{n}": Choice(required=False, convert=int),
                f"gone_{n}": Tick(_numbered(lazy("Fjern dag %(number)s"), n)),
            }
    return type("DayRows", (_DayRows,), fields)


class DaysForm(day_rows(MOST_DAYS, is_kept=True)):  # type: ignore[misc]
    """When and where a course is, and its deadline."""

    place = Line(lazy("Sted"), required=False)
    register_by = Day(
        lazy("Påmeldingsfrist"),
        required=False,
        hint=lazy("La stå tom for frist på første kursdag."),
    )
    withdraw_by = Day(
        lazy("Siste dag for å trekke seg"),
        required=False,
        hint=lazy("La stå tom når man kan trekke seg til og med første kursdag."),
    )

    def offer(self, days: Mapping[int, str]) -> None:
        """Set which days the course has; there are rows for them, and some to spare."""
        self.held = days
        for row in self.day_rows():
            row.key.offer({str(key): label for key, label in days.items()})

    def shown_rows(self) -> list[Row]:
        """Return the rows of the days there are, and the empty ones."""
        return self.day_rows()[: min(MOST_DAYS, len(self.held) + SPARE)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge the shape; a day that is to stay, or was begun, needs its date and hours."""
        good = super().validate(extra_validators)
        rows = [row for row in self.shown_rows() if not row.gone.data]
        return self.judge_rows(rows) and good

    def answers(self, seen: str) -> DaysAnswers:
        """Return the days in the core's words."""
        return DaysAnswers(
            tuple(self.day_answers()),
            self.register_by.data,
            self.withdraw_by.data,
            self.place.data or "",
            seen,
        )
