"""What the office's pages are put together from: columns, what the address bar asks, acts, answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response
from werkzeug.datastructures import MultiDict
from werkzeug.utils import secure_filename

from collect import phrases
from collect.rules.norwegian import search_text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Rows = Any  # a peewee query; its rows carry what their columns need
MOST_WORDS = 8  # words of a search that count
LONGEST_SEARCH = 200  # characters


@dataclass(frozen=True)
class Column:
    """A column: its heading, what a row has there, what it sorts by, the colour of its state."""

    name: str
    label: Any
    value: Callable[[Any], Any]
    kind: str = "text"  # of exports.sheet.KINDS
    sort: Any = None  # a column of the query; none: the list cannot be sorted by it
    tone: Callable[[Any], str] | None = None  # good, warn, bad or calm

    def shown(self, row: Any) -> str:
        """Return what a page says there."""
        return said(self.value(row))


@dataclass(frozen=True)
class Pick:
    """A narrowing of a list to one choice: value -> words, and what a choice means."""

    name: str
    label: Any
    options: Callable[[], Mapping[str, str]]
    condition: Callable[[str], Any]


def offers(picks: Sequence[Pick]) -> dict[str, Mapping[str, str]]:
    """Return what each pick may be."""
    return {pick.name: pick.options() for pick in picks}


def said(value: Any) -> str:
    """Return a value as a page says it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return phrases.say("Ja") if value else phrases.say("Nei")
    if hasattr(value, "hour"):
        return phrases.moment(value)
    if hasattr(value, "year") and not isinstance(value, str):
        return phrases.day(value)
    return phrases.figure(value) if isinstance(value, int) else str(value)


@dataclass(frozen=True)
class Asked:
    """What is asked of a list; whatever the list does not know was left out."""

    search: str = ""
    sort: str = ""
    is_descending: bool = False
    picks: Mapping[str, str] = field(default_factory=dict)

    def arguments(self, **other: Any) -> dict[str, Any]:
        """Return the arguments of an address that asks for the same, but for `other`."""
        asked = {
            "search": self.search or None,
            "sort": self.sort or None,
            "desc": 1 if self.is_descending else None,
            **self.picks,
        }
        return {name: value for name, value in (asked | other).items() if value is not None}


def read(
    arguments: MultiDict[str, str],
    columns: Sequence[Column],
    offered: Mapping[str, Mapping[str, str]],
) -> Asked:
    """Read the address bar; `offered` is what each pick may be."""
    sortable = {column.name for column in columns if column.sort is not None}
    sort = arguments.get("sort", "")
    picks = {name: value for name in offered if (value := arguments.get(name, "")) in offered[name]}
    return Asked(
        search=" ".join(arguments.get("search", "")[:LONGEST_SEARCH].split()[:MOST_WORDS]),
        sort=sort if sort in sortable else "",
        is_descending=sort in sortable and arguments.get("desc") == "1",
        picks=picks,
    )


def narrowed(query: Rows, asked: Asked, picks: Sequence[Pick], searched: Sequence[Any]) -> Rows:
    """Return the rows that hold each word of the search in some column, and fit every pick."""
    for word in search_text(asked.search).split() if searched else ():
        condition = searched[0].contains(word)
        for column in searched[1:]:
            condition |= column.contains(word)
        query = query.where(condition)
    for pick in picks:
        if pick.name in asked.picks:
            query = query.where(pick.condition(asked.picks[pick.name]))
    return query


@dataclass(frozen=True)
class Act:
    """Something one may do from here: what it is called, where it is done, how its button looks."""

    label: Any
    url: str
    look: str = "second"


def differences(form: Any, stored: Any) -> list[tuple[str, str]]:
    """Return (label, what is stored) of the fields where the form that was sent differs."""
    return [
        (str(field.label.text), str(getattr(field, "options", {}).get(field.raw, said(field.data))))
        for field in stored
        if _answer(field) != _answer(form[field.name])
    ]


def _answer(field: Any) -> Any:
    return bool(field.data) if field.kind == "tick" else field.raw


def as_workbook(content: bytes, name: str) -> Response:
    """Return a workbook for the browser to keep."""
    filename = f"{secure_filename(name) or 'liste'}.xlsx"
    return Response(
        content,
        mimetype=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )
