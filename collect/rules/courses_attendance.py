"""When a course counts as attended, and how many hours it lasted."""

from collections.abc import Collection, Iterable


def is_attended(days: Collection[int], present: Collection[int]) -> bool:
    """Whether one was there on every day of the course: its days are one package."""
    return bool(days) and set(days) <= set(present)


def minutes(times: Iterable[tuple[str, str]]) -> int:
    """Return how long days from HH:MM to HH:MM last together, in minutes."""
    return sum(_minute(ends) - _minute(starts) for starts, ends in times)


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)
