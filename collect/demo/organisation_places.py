"""What the synthetic municipality is made of: cohorts, kindergartens and departments."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class CohortPlan:
    """A row of the programme's table: what a cohort is to add up to today (reference §1.8)."""

    number: int
    start: date
    kindergartens: int
    departments: int
    children: int
    staff: int


COHORTS = (
    CohortPlan(1, date(2020, 8, 1), 19, 82, 1181, 346),
    CohortPlan(2, date(2021, 1, 1), 19, 96, 1359, 398),
    CohortPlan(3, date(2021, 8, 1), 21, 101, 1346, 407),
    CohortPlan(4, date(2022, 1, 1), 27, 96, 1562, 416),
    CohortPlan(5, date(2023, 1, 1), 13, 48, 811, 213),
    CohortPlan(6, date(2024, 8, 1), 11, 53, 835, 424),
)
# The sums as printed; the staff are 2204 when counted. Kept as printed, so that the warning shows.
CONTROL = (110, 476, 7094, 2022)


@dataclass(eq=False)
class Room:
    """A department in the making; its periods are (age group, children, first day, last day)."""

    name: str
    opened_on: date
    age_group: str  # as it is today, or was on its last day
    children: int = 0
    closed_on: date | None = None
    earlier: tuple[str, int, date] | None = None  # age group and children until the day before
    id: int = 0

    def group_on(self, day: date) -> str:
        """Return the age group on a day."""
        return self.earlier[0] if self.earlier and day < self.earlier[2] else self.age_group

    def is_open(self, day: date) -> bool:
        """Whether the department is open on a day."""
        return self.opened_on <= day and (self.closed_on is None or day <= self.closed_on)

    @property
    def weight(self) -> float:
        """Return how many children such a department has, roughly."""
        return {"toddler": 10.5, "preschool": 18.5, "mixed": 15.0}[self.age_group]


@dataclass(eq=False)
class Place:
    """A kindergarten in the making."""

    name: str
    cohort: CohortPlan
    area: int
    ownership: str
    ages: tuple[int, int]
    rooms: list[Room] = field(default_factory=list)
    staff: int = 0
    id: int = 0

    @property
    def open_rooms(self) -> list[Room]:
        """Return the departments that are open today."""
        return [room for room in self.rooms if room.closed_on is None]
