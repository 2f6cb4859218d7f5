"""Merges: two records that were one and the same, what was moved, and whether it was undone."""

from peewee import AutoField, Check, ForeignKeyField, IntegerField, JSONField, TextField

from collect.models.base import InstantField, Model
from collect.models.people import Person


class Merge(Model):
    """That one record went into another; `steps` tells what changed, in order, so that it can be undone.

    The records are numbers and a word, as in the journal: a kindergarten is merged by the same table.
    """

    id = AutoField()
    record = TextField(constraints=[Check("record IN ('person', 'kindergarten')")])
    kept = IntegerField()
    gone = IntegerField()
    reason = TextField()
    steps = JSONField()
    at = InstantField()
    by = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="merges")
    by_id: int | None  # none: the house itself
    undone_at = InstantField(null=True)
    undone_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="merges_undone")
    undone_by_id: int | None

    class Meta:
        indexes = ((("record", "gone"), False), (("record", "kept"), False))
