"""Reference numbers for receipts and codes to check a paper by: random, easy to read aloud."""

import re

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O 1 I L U


def reference_from(random_bytes: bytes) -> str:
    """Return a reference such as `7K3M-2Q9X` made of eight random bytes (39 bits are kept).

    It is worth nothing without a login.
    """
    if len(random_bytes) != 8:
        raise ValueError("eight random bytes are needed")
    return _signs(random_bytes, 2)


def code_from(random_bytes: bytes) -> str:
    """Return a code such as `7K3M-2Q9X-HJ4T` made of twelve random bytes (58 bits are kept).

    Whoever has it may look it up without a login; there are too many to try them out.
    """
    if len(random_bytes) != 12:
        raise ValueError("twelve random bytes are needed")
    return _signs(random_bytes, 3)


def code_in(typed: str) -> str:
    """Return the code that somebody typed, in small letters or without dashes; blank when it is none."""
    signs = re.sub(r"[\s-]", "", typed[:100]).upper()
    if len(signs) != 12 or not set(signs) <= set(_ALPHABET):
        return ""
    return "-".join((signs[:4], signs[4:8], signs[8:]))


def _signs(random_bytes: bytes, groups: int) -> str:
    number = int.from_bytes(random_bytes, "big")
    signs = []
    for _ in range(4 * groups):
        number, rest = divmod(number, len(_ALPHABET))
        signs.append(_ALPHABET[rest])
    return "-".join("".join(signs[n : n + 4]) for n in range(0, len(signs), 4))
