"""What may be written in a text field, so that it can be shown, searched and exported unchanged."""

import re
import unicodedata

from collect.rules.refusals import RuleBroken

LINE = 200  # longest one-line answer, in characters
NOTE = 8_000  # longest free text, in characters; a workbook cell holds 32 767

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LAST_OF_PLANES = "".join(
    chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
_UNREADABLE = re.compile(
    f"[\ud800-\udfff{_LAST_OF_PLANES}]"
)  # halves of signs, and no signs at all


def clean(text: str, limit: int = NOTE, field: str | None = None) -> str:
    """Return the text in one normal form without control characters.

    Control characters (pasted from word processors) carry nothing and are left out; a text that
    cannot be stored whole raises RuleBroken("text.unreadable") or RuleBroken("text.long"), one with
    a national identity number in it RuleBroken("text.national_id").
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u000b", "\n")
    text = unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()
    if _UNREADABLE.search(text):
        raise RuleBroken("text.unreadable", field)
    if len(text) > limit:
        raise RuleBroken("text.long", field, limit=limit, length=len(text))
    if has_national_id(text):
        raise RuleBroken("text.national_id", field)
    return text


_ID_NUMBER = re.compile(r"(?<!\d)(\d\d)[\s.-]?(\d\d)[\s.-]?(\d\d)[\s.–-]?(\d{5})(?!\d)")
_ITS_END = re.compile(r"\d\d\d\d\d")  # looked for first: it is rare, and found four times as fast
_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def has_national_id(text: str) -> bool:
    """Whether the text holds a national identity number (11 digits whose two checks hold)."""
    if not _ITS_END.search(text):
        return False
    for match in _ID_NUMBER.finditer(text):
        digits = [int(c) for c in "".join(match.groups())]
        first = -sum(w * d for w, d in zip(_FIRST, digits, strict=False)) % 11
        second = -sum(w * d for w, d in zip(_SECOND, digits, strict=False)) % 11
        if (first, second) == (digits[9], digits[10]):
            return True
    return False


def email_key(address: str) -> str:
    """Return the address as it is compared: NFKC, case folded.

    Raises RuleBroken("email.form") when it cannot be an e-mail address, and
    RuleBroken("text.national_id") when it holds a national identity number.
    """
    key = unicodedata.normalize("NFKC", address.strip()).casefold()
    name, at, domain = key.rpartition("@")
    if (
        not (at and name and "." in domain)
        or len(key) > LINE
        or re.search(r"[\s<>,;:\"()\[\]\\]", key)
    ):
        raise RuleBroken("email.form", "email")
    if domain.startswith(".") or domain.endswith(".") or ".." in domain or not name.isascii():
        raise RuleBroken("email.form", "email")
    if has_national_id(key):
        raise RuleBroken("text.national_id", "email")
    return key
