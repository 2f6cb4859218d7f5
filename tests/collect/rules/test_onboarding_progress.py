"""Figures of fewer than five new people are not shown, nor can they be had by subtraction."""

import pytest

from collect.rules.onboarding_progress import parts_shown


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({"a": 5, "b": 9}, {"a", "b"}),
        ({"a": 5, "b": 0}, {"a"}),
        ({"a": 5, "b": 4}, set()),  # the whole less a would tell of b
        ({"a": 5, "b": 4, "c": 1}, {"a"}),
        ({"a": 4}, set()),
    ],
)
def test_a_part_is_shown_when_neither_it_nor_the_rest_is_few(
    sizes: dict[str, int], shown: set[str]
) -> None:
    assert parts_shown(sizes) == shown
