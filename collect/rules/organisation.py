"""Organisation numbers and the names of sites."""

_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
OWNERSHIPS = ("public", "private")
AGE_GROUPS = ("toddler", "preschool", "mixed")


def is_org_number(text: str) -> bool:
    """Whether the text is a Norwegian organisation number: nine digits, mod-11 (reference §6.4)."""
    if len(text) != 9 or not text.isascii() or not text.isdigit():
        return False
    rest = 11 - sum(w * int(c) for w, c in zip(_WEIGHTS, text, strict=False)) % 11
    return rest != 10 and rest % 11 == int(text[8])


def site_of(name: str) -> tuple[str, str | None]:
    """Split a register name into kindergarten and site: `Grav barnehage avd. Liom`.

    In the register "avd." names a site with an organisation number of its own, not a department.
    """
    head, mark, site = name.partition(" avd. ")
    return (head, site) if mark and head and site else (name, None)
