"""The few field kinds of our own; each says in a sentence what is wrong with an answer."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast

from wtforms import Field
from wtforms.utils import unset_value
from wtforms.widgets import TextInput

from collect.phrases import Words, figure, refusal, say
from collect.rules.refusals import RuleBroken
from collect.rules.text import has_national_id


class Answer(Field):
    """An answer in one value; `raw` is what was sent, so that a refused form comes back as it was."""

    widget = TextInput()
    kind = "text"
    required_message = "Fyll ut dette feltet."

    def __init__(
        self,
        label: Words = "",
        *,
        required: bool = True,
        hint: Words = "",
        missing: Words = "",
        **options: Any,
    ) -> None:
        super().__init__(cast(str, label), **options)
        self.is_required = required
        self.hint = hint
        self.missing = missing

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take what was sent, or what the page first shows (WTForms' own way costs three times as much)."""
        self.process_errors = []
        self.errors = ()
        if formdata is None:
            self.raw_data = None
            self.data = self.default if data is unset_value else data
            return
        self.raw_data = formdata.getlist(self.name)
        try:
            self.process_formdata(self.raw_data)
        except ValueError as error:
            self.data = None
            self.process_errors.append(error.args[0])

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Judge the answer: readable, there when it must be, among the choices."""
        errors = list(self.process_errors)
        if not errors and self.is_required and self.is_blank():
            errors.append(str(self.missing) if self.missing else say(self.required_message))
        if not errors:
            try:
                self.look_up()
            except ValueError as error:
                errors.append(error.args[0])
        self.errors = errors
        return not errors

    def is_blank(self) -> bool:
        """Whether nothing was answered."""
        return not self.raw.strip()

    def look_up(self) -> None:
        """Raise ValueError with a sentence when the answer is not among what is offered."""

    @property
    def raw(self) -> str:
        """Return the text as it was sent, or as the page first shows it."""
        if self.raw_data:
            return str(self.raw_data[0])
        return self.write(self.data)

    def write(self, value: Any) -> str:
        """Return a value as the page shows it."""
        return "" if value is None else str(value)

    def read(self, text: str) -> Any:
        """Return the value of a text; raise ValueError with a sentence."""
        return text

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was sent; a file where text is asked is no answer."""
        if not valuelist:
            self.data = None
            return
        text = valuelist[0]
        if not isinstance(text, str):
            raise ValueError(say("Skriv tekst her."))
        self.data = self.read(text.strip()) if text.strip() else None


def _text(text: str, limit: int) -> str:
    """Return a free text; raise ValueError with a sentence for what no free text of the house may hold."""
    if len(text) > limit:
        raise ValueError(say("Teksten er for lang: høyst %(limit)s tegn.", limit=limit))
    if has_national_id(text):
        raise ValueError(refusal(RuleBroken("text.national_id")))
    return text


class Line(Answer):
    """One line of text, at most 200 characters."""

    limit = 200

    def read(self, text: str) -> str:
        """Return the line."""
        return _text(text, self.limit)


class Email(Line):
    """An e-mail address; its form is the rule's to judge."""

    kind = "email"


class Secret(Answer):
    """A password; it never comes back to the page."""

    kind = "password"

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read it as it stands, spaces and all."""
        self.data = valuelist[0] if valuelist and isinstance(valuelist[0], str) else None


class Note(Answer):
    """Free text, at most 8 000 characters."""

    kind = "note"
    limit = 8_000

    def read(self, text: str) -> str:
        """Return the text."""
        return _text(text, self.limit)


class Whole(Answer):
    """A whole number within bounds."""

    kind = "number"

    def __init__(self, label: Words = "", *, low: int, high: int, **options: Any) -> None:
        super().__init__(label, **options)
        self.low, self.high = low, high

    def read(self, text: str) -> int:
        """Return the number."""
        if not re.fullmatch(r"-?[0-9]{1,9}", text) or not self.low <= int(text) <= self.high:
            raise ValueError(
                say("Skriv et helt tall fra %(low)s til %(high)s.", low=self.low, high=self.high)
            )
        return int(text)


class Day(Answer):
    """A date: as the browser sends it, or written 05.09.2025."""

    kind = "date"

    def write(self, value: Any) -> str:
        """Return the date as a date input wants it."""
        return value.isoformat() if isinstance(value, date) else super().write(value)

    def read(self, text: str) -> date:
        """Return the date."""
        match = re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)", text, re.ASCII)
        turned = re.fullmatch(r"(\d\d?)\.(\d\d?)\.(\d{4})", text, re.ASCII)
        parts = match.groups() if match else turned.groups()[::-1] if turned else None
        try:
            found = date(*map(int, parts or ()))
        except (ValueError, TypeError) as error:
            raise ValueError(say("Skriv datoen slik: 05.09.2025")) from error
        if not 1990 <= found.year <= 2099:
            raise ValueError(say("Årstallet kan ikke være riktig."))
        return found


class Clock(Answer):
    """A time of day, kept as HH:MM."""

    kind = "time"

    def read(self, text: str) -> str:
        """Return HH:MM."""
        match = re.fullmatch(r"(\d\d?)[:.]?(\d\d)(?::\d\d)?", text, re.ASCII)
        if match is None or int(match[1]) > 23 or int(match[2]) > 59:
            raise ValueError(say("Skriv klokkeslettet slik: 09.30"))
        return f"{int(match[1]):02}:{match[2]}"


class Score(Answer):
    """A score from 1 to 7, or none yet."""

    kind = "score"
    _values = {str(n): n for n in range(1, 8)}

    def read(self, text: str) -> int:
        """Return the score."""
        found = self._values.get(text)
        if found is None:
            raise ValueError(say("Skåren må være et helt tall fra 1 til 7."))
        return found


class Mean(Answer):
    """A mean on the scale from 1 to 7, written 4,5 or 4.50; its value is in hundredths."""

    kind = "mean"

    def write(self, value: Any) -> str:
        """Return hundredths as people write them."""
        return figure(value / 100, 2) if isinstance(value, int) else super().write(value)

    def read(self, text: str) -> int:
        """Return the hundredths."""
        match = re.fullmatch(r"(\d)(?:[.,](\d{1,2}))?", text, re.ASCII)
        if (
            match is None
            or not 100 <= (found := int(match[1] + (match[2] or "").ljust(2, "0"))) <= 700
        ):
            raise ValueError(say("Skriv et tall fra 1 til 7, for eksempel 4,5."))
        return found


class Hours(Answer):
    """Hours in quarters, written 1,5 or 1.50 or 2; its value is in minutes."""

    kind = "mean"

    def write(self, value: Any) -> str:
        """Return minutes as hours as people write them."""
        return figure(value / 60, 2) if isinstance(value, int) else super().write(value)

    def read(self, text: str) -> int:
        """Return the minutes."""
        match = re.fullmatch(r"(\d{1,2})(?:[.,](0|00|25|5|50|75))?", text, re.ASCII)
        if match is None:
            raise ValueError(say("Skriv timer i hele kvarter, for eksempel 1,5 eller 0,25."))
        return 60 * int(match[1]) + int((match[2] or "").ljust(2, "0")) * 60 // 100


class Choice(Answer):
    """One of a list; looked up, never walked. `options` is value -> label, or group -> value -> label."""

    kind = "select"
    required_message = "Velg i listen."

    def __init__(
        self,
        label: Words = "",
        *,
        convert: Callable[[str], Any] = str,
        radio: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(label, **options)
        self.convert = convert
        if radio:
            self.kind = "radio"
        self.options: Mapping[str, str] = {}
        self.groups: Mapping[str, Mapping[str, str]] = {}

    def offer(self, options: Mapping[str, str]) -> None:
        """Set the choices."""
        self.options = options

    def offer_groups(self, groups: Mapping[str, Mapping[str, str]]) -> None:
        """Set the choices in groups with a heading each."""
        self.groups = groups
        self.options = {
            value: label for members in groups.values() for value, label in members.items()
        }

    def look_up(self) -> None:
        """Turn the text into the value it stands for; choices are offered after the form is made."""
        if isinstance(self.data, str) and self.raw_data:
            if self.data not in self.options:
                self.data = None
                raise ValueError(say("Velg i listen."))
            self.data = self.convert(self.data)


class Several(Choice):
    """Any number of a list."""

    kind = "checkboxes"

    @property
    def raw(self) -> str:
        """Return the chosen values with a comma between."""
        chosen = self.raw_data if self.raw_data else self.data
        return ",".join(map(str, chosen or ()))

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read every chosen value."""
        self.data = [str(value) for value in valuelist]

    def look_up(self) -> None:
        """Look every choice up."""
        if not set(map(str, self.data or ())) <= self.options.keys():
            raise ValueError(say("Velg i listen."))


class Tick(Answer):
    """Yes or no."""

    kind = "tick"

    def __init__(self, label: Words = "", **options: Any) -> None:
        super().__init__(label, required=False, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """A tick that was sent is a yes."""
        self.data = bool(valuelist) and valuelist[0] not in ("", "0", "false")
