"""Who gets a seat in a course, and who waits."""

COURSE_SEATS = 25  # the course for skilled workers and assistants, reference §1.4 A8


def placing(seats: int, taken: int, waiting: int) -> tuple[str, int | None]:
    """Return what the next one gets: ("placed", None) or ("waiting", number in line).

    A free seat goes to the line first: whoever comes now stands behind those who wait.
    """
    if taken < seats and waiting == 0:
        return "placed", None
    return "waiting", waiting + 1


def to_promote(seats: int, taken: int, waiting: int) -> int:
    """Return how many of the line move up now."""
    return max(0, min(seats - taken, waiting))
