"""How a rule says no: a code, the field it concerns and the figures a sentence needs."""

from typing import Any


class RuleBroken(Exception):
    """An act refused. `phrases.refusal` turns the code into a sentence in the reader's language."""

    def __init__(self, code: str, field: str | None = None, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.values = values


class NotFound(Exception):
    """There is no such record, or none that this reader may know of: the same answer for both."""


class NotAllowed(Exception):
    """The reader may know of the record, but may not do this with it."""
