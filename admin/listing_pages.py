"""The pages of a list: each begins where another ended, by the key of that row, so that all cost the same.

A page in the middle of a list is not found by its number: rows that came or went since would be
shown twice or not at all, and the database would walk over all that come before.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from peewee import Field, Ordering, Value
from werkzeug.datastructures import MultiDict

from admin.listing import Asked, Column, Rows
from admin.listing_joins import lean
from collect.database import db

MOST_COUNTED = 5_000  # rows; a list that is longer says only that it is


@dataclass(frozen=True)
class Step:
    """One column of an order."""

    column: Any
    is_descending: bool
    is_null_first: bool
    may_be_null: bool

    def by(self, backwards: bool = False) -> Any:
        """Return the ordering; what is empty stands in the same place on both databases."""
        nulls = None
        if self.may_be_null:
            nulls = "FIRST" if self.is_null_first != backwards else "LAST"
        is_down = self.is_descending != backwards
        return self.column.desc(nulls=nulls) if is_down else self.column.asc(nulls=nulls)

    def same(self, value: Any) -> Any:
        """Return the condition that a row has this value."""
        return self.column.is_null() if value is None else self.column == _bare(value)

    def past(self, value: Any, backwards: bool) -> Any:
        """Return the condition that a row has a value that comes later; None when none can."""
        is_null_first = self.is_null_first != backwards
        if value is None:
            return self.column.is_null(False) if is_null_first else None
        is_down = self.is_descending != backwards
        later = self.column < _bare(value) if is_down else self.column > _bare(value)
        if self.may_be_null and not is_null_first:
            return later | self.column.is_null()
        return later

    def reached(self, value: Any, backwards: bool) -> Any:
        """Return the condition that a row has this value or a later one, for an index to begin at."""
        is_null_ahead = self.may_be_null and self.is_null_first == backwards
        if value is None or is_null_ahead:
            return None
        is_down = self.is_descending != backwards
        return self.column <= _bare(value) if is_down else self.column >= _bare(value)


def _bare(value: Any) -> Value:
    return Value(value, converter=False)


def steps(query: Rows, key: Any) -> list[Step]:
    """Return the columns a query is ordered by, each once, the last one being its key."""
    optional = {join[0] for joins in query._joins.values() for join in joins if "LEFT" in join[3]}
    found: list[Step] = []
    for one in (*(query._order_by or ()), key):
        order = one if isinstance(one, Ordering) else one.asc()
        column = order.node
        if any(column is step.column for step in found):
            continue
        is_sure = isinstance(column, Field) and not column.null and column.model not in optional
        is_null_first = (order.nulls or "").upper() == "FIRST"
        found.append(Step(column, order.direction == "DESC", is_null_first, not is_sure))
        if column is key:
            break
    return found


def ordered(query: Rows, asked: Asked, columns: Sequence[Column], key: Any) -> Rows:
    """Return the rows in the order asked for, or their own; equals always in the same order."""
    chosen = next((column.sort for column in columns if column.name == asked.sort), None)
    if chosen is not None:
        query = query.order_by(chosen.desc() if asked.is_descending else chosen.asc())
    return query.order_by(*(step.by() for step in steps(query, key)))


def beyond(order: Sequence[Step], values: Sequence[Any], backwards: bool) -> Any:
    """Return the condition that a row comes after (or before) the one with these values."""
    condition: Any = None
    for step, value in zip(reversed(order), reversed(values), strict=True):
        past = step.past(value, backwards)
        if condition is None:
            condition = past
        elif past is None:
            condition = step.same(value) & condition
        else:
            condition = past | (step.same(value) & condition)
    start = order[0].reached(values[0], backwards)
    return condition if start is None else start & condition


@dataclass(frozen=True)
class Mark:
    """Where one stands in a list: on which page, of how many rows, and the key of the row there."""

    number: int | None
    total: int
    is_more: bool  # than were counted
    values: Sequence[Any]


@dataclass(frozen=True)
class Leaf:
    """A page of a list: its rows, which page it is, of how many, and the marks to turn it by."""

    rows: list[Any]
    number: int | None = 1
    last: int | None = 1  # unknown when not all rows were counted
    total: int = 0
    is_more: bool = False  # than the total says
    before: str = ""
    after: str = ""


class Pages:
    """The pages of one list as it was asked for."""

    def __init__(self, query: Rows, key: Any, size: int, name: str) -> None:
        """Take an ordered query, its key, the rows of a page, and what marks are good for."""
        self._query, self._key, self._size = query, key, size
        self._steps = steps(query, key)
        self._seal = URLSafeSerializer(str(current_app.secret_key), salt=f"list.{name}")

    def leaf(self, arguments: MultiDict[str, str]) -> Leaf:
        """Return the page that an address asks for, or the nearest there is; at most three queries.

        `after` and `before` hold a mark; `page`, a number, is how older addresses ask.
        """
        for name in ("after", "before"):
            mark = self._opened(arguments.get(name, ""))
            if mark is not None:
                return self._turned(mark, backwards=name == "before")
        text = arguments.get("page", "1")
        is_number = text.isascii() and text.isdigit() and len(text) < 8
        return self._numbered(max(1, int(text)) if is_number else 1)

    def _keys(
        self, most: int, mark: Mark | None = None, backwards: bool = False, offset: int = 0
    ) -> list[tuple[Any, ...]]:
        """Return the keys of rows, each ending with the id, in the order one walks."""
        query = self._query.select(*(step.column for step in self._steps))
        if mark is not None:
            query = query.where(beyond(self._steps, mark.values, backwards))
        if backwards:
            query = query.order_by(*(step.by(backwards=True) for step in self._steps))
        # As the driver gives them: nobody reads these values but the database, and they may be many.
        return list(db.execute(lean(query.limit(most).offset(offset or None))).fetchall())

    def _numbered(self, number: int) -> Leaf:
        """Return a page by its number; the rows are counted here, once for all pages turned to."""
        keys = self._keys(MOST_COUNTED + 1)
        is_more = len(keys) > MOST_COUNTED
        total = min(len(keys), MOST_COUNTED)
        if not is_more:
            number = max(1, min(number, math.ceil(total / self._size)))
        start = (number - 1) * self._size
        here = keys[start : start + self._size + 1]
        if len(here) <= self._size and is_more:
            here = self._keys(self._size + 1, offset=start)
        mark = Mark(number, total, is_more, ())
        if not here and number > 1:
            return self._ending(mark)
        return self._bound(here[: self._size], mark, number > 1, len(here) > self._size)

    def _turned(self, mark: Mark, backwards: bool) -> Leaf:
        """Return the page that follows a mark, or comes before it."""
        keys = self._keys(self._size + 1, mark, backwards)
        is_more = len(keys) > self._size
        if not keys:
            return self._numbered(1) if backwards else self._ending(mark)
        here, number = keys[: self._size], mark.number
        if backwards:
            number = 1 if not is_more else number and max(1, number - 1)
            here.reverse()
        else:
            number = number and number + 1
        mark = Mark(number, mark.total, mark.is_more, ())
        return self._bound(here, mark, is_more if backwards else True, backwards or is_more)

    def _ending(self, mark: Mark) -> Leaf:
        """Return the last page, found from the end."""
        keys = self._keys(self._size + 1, backwards=True)
        here = keys[: self._size]
        here.reverse()
        mark = Mark(None, mark.total, mark.is_more, ())
        return self._bound(here, mark, len(keys) > self._size, False)

    def _bound(self, keys: list[tuple[Any, ...]], mark: Mark, before: bool, after: bool) -> Leaf:
        """Fetch the rows of some keys; say what comes before and after them."""
        ids = [values[-1] for values in keys]
        query = self._query.where(self._key.in_(ids)).order_by()
        found = {row.get_id(): row for row in query} if ids else {}
        last = None
        if not mark.is_more:
            last = max(1, math.ceil(mark.total / self._size), (mark.number or 0) + after)
        return Leaf(
            [found[one] for one in ids if one in found],
            mark.number,
            last,
            mark.total,
            mark.is_more,
            self._sealed(mark, keys[0]) if before and keys else "",
            self._sealed(mark, keys[-1]) if after else "",
        )

    def _sealed(self, mark: Mark, values: tuple[Any, ...]) -> str:
        """Return a mark for an address; signed, since its values go into a query as they are."""
        plain = [value if isinstance(value, int | float | None) else str(value) for value in values]
        return str(self._seal.dumps([mark.number, mark.total, mark.is_more, plain]))

    def _opened(self, text: str) -> Mark | None:
        """Return what `_sealed` wrote for the same list in the same order; None for anything else."""
        try:
            return Mark(*self._seal.loads(text)) if text else None
        except BadData:
            return None


def pages(query: Rows, key: Any, size: int, feature: str, asked: Asked) -> Pages:
    """Return the pages of a list; a mark is good only for what was asked when it was set."""
    return Pages(query, key, size, f"{feature}?{urlencode(asked.arguments())}")
