"""Organisation numbers and names of sites."""

import pytest

from collect.rules.organisation import is_org_number, site_of


@pytest.mark.parametrize(
    ("number", "is_right"),
    [
        ("974553740", True),
        ("976285964", True),
        ("986112421", True),
        ("974553741", False),
        ("123456789", False),
        ("12345678", False),
        ("", False),
        ("97455374x", False),
        ("٩٧٤٥٥٣٧٤٠", False),
    ],
)
def test_the_check_digit_decides(number: str, is_right: bool) -> None:
    assert is_org_number(number) is is_right


def test_avd_in_a_register_name_is_a_site() -> None:
    assert site_of("Grav barnehage avd. Liom") == ("Grav barnehage", "Liom")
    assert site_of("Barnas Hus") == ("Barnas Hus", None)
    assert site_of(" avd. Liom") == (" avd. Liom", None)
