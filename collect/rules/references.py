"""Reference numbers for receipts: random, easy to read aloud, worth nothing without a login."""

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O 1 I L U


def reference_from(random_bytes: bytes) -> str:
    """Return a reference such as `7K3M-2Q9X` made of eight random bytes (39 bits are kept)."""
    if len(random_bytes) != 8:
        raise ValueError("eight random bytes are needed")
    number = int.from_bytes(random_bytes, "big")
    signs = []
    for _ in range(8):
        number, rest = divmod(number, len(_ALPHABET))
        signs.append(_ALPHABET[rest])
    return "".join(signs[:4]) + "-" + "".join(signs[4:])
