"""A course is attended when every one of its days is."""

import pytest

from collect.rules.courses_attendance import is_attended, minutes
from collect.rules.references import code_from, code_in


@pytest.mark.parametrize(
    ("days", "present", "expected"),
    [
        ([1, 2], [1, 2], True),
        ([1, 2], [2, 1, 3], True),
        ([1, 2], [1], False),
        ([1, 2], [], False),
        ([], [], False),
    ],
)
def test_every_day_must_be_attended(days: list[int], present: list[int], expected: bool) -> None:
    assert is_attended(days, present) is expected


def test_hours_are_those_of_the_days_together() -> None:
    assert minutes([("09:00", "15:00"), ("08:30", "12:15")]) == 360 + 225
    assert minutes([]) == 0


def test_a_code_has_twelve_signs_that_cannot_be_misread() -> None:
    assert code_from(bytes(12)) == "2222-2222-2222"
    assert code_from(bytes(11) + b"\x01") == "3222-2222-2222"
    assert len({code_from(n.to_bytes(12, "big")) for n in range(1_000)}) == 1_000
    with pytest.raises(ValueError, match="twelve"):
        code_from(bytes(8))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7K3M-2Q9X-ABCD", "7K3M-2Q9X-ABCD"),
        (" 7k3m 2q9x abcd ", "7K3M-2Q9X-ABCD"),
        ("7k3m2q9xabcd", "7K3M-2Q9X-ABCD"),
        ("7k3m2q9xabc", ""),
        ("7k3m2q9xabcdd", ""),
        ("7k3m2q9xabc0", ""),
        ("", ""),
    ],
)
def test_a_code_is_read_however_it_is_spaced(typed: str, read: str) -> None:
    assert code_in(typed) == read
