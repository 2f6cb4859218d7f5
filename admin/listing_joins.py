"""What a list need not join: to find, order and count rows, not what their columns show."""

from typing import Any

from peewee import OP, Expression, Field, FieldAlias, Join, ModelAlias, Node

from admin.listing import Rows


def mentioned(node: Any) -> set[Any]:
    """Return the models (and aliases) that a part of a query speaks of, its subqueries counted in."""
    if isinstance(node, FieldAlias):
        return {node.source}
    if isinstance(node, Field):
        return {node.model}
    if isinstance(node, type | ModelAlias):
        return {node}
    if isinstance(node, list | tuple):
        return set().union(*(mentioned(one) for one in node))
    if isinstance(node, Node):
        return set().union(*(mentioned(one) for one in vars(node).values()))
    return set()


def _adds_nothing(join: Any) -> bool:
    """Whether a join neither drops rows nor repeats them: an outer one to the key of the other table."""
    on = join._on
    if "LEFT" not in str(join.join_type) or not isinstance(on, Expression) or on.op != OP.EQ:
        return False
    is_alias = isinstance(join.rhs, ModelAlias)
    meta = getattr(join.rhs.model if is_alias else join.rhs, "_meta", None)
    keys = [
        side.field
        if is_alias and isinstance(side, FieldAlias) and side.source is join.rhs
        else side
        for side in (on.lhs, on.rhs)
    ]
    return meta is not None and any(key is meta.primary_key for key in keys)


def lean(query: Rows) -> Rows:
    """Return a query of the same rows without the joins it can do without.

    SQLite leaves such out by itself, but not one that another of them hangs on.
    """
    if len(query._from_list) != 1:
        return query
    needed = mentioned(list(query._returning)) | mentioned([query._where, query._order_by])
    needed |= mentioned([query._group_by, query._having, query._windows])
    kept: list[Any] = []
    node: Any = query._from_list[0]
    while isinstance(node, Join):
        join: Any = node
        if join.rhs in needed or not _adds_nothing(join):
            needed |= mentioned(join._on)
            kept.append(join)
        node = join.lhs
    for join in reversed(kept):
        node = Join(node, join.rhs, join.join_type, join._on)
    found = query.clone()
    found._from_list = [node]
    return found
