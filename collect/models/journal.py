"""The journal: who did what to which record, when, from what to what."""

from peewee import AutoField, ForeignKeyField, IntegerField, JSONField, TextField

from collect.models.accounts import Account
from collect.models.base import InstantField, Model
from collect.models.organisation import Kindergarten


class JournalEntry(Model):
    """One line. Triggers refuse to change or delete it."""

    id = AutoField()
    at = InstantField(index=True)
    account = ForeignKeyField(Account, null=True, on_delete="RESTRICT", backref="journal")
    account_id: int | None
    actor = TextField()  # the name as it was
    act = TextField()  # such as observation.record
    record = TextField()  # such as observation
    record_id = IntegerField(null=True)
    kindergarten = ForeignKeyField(
        Kindergarten, null=True, on_delete="RESTRICT", index=False, backref="journal"
    )
    kindergarten_id: int | None
    old = JSONField(null=True)
    new = JSONField(null=True)

    class Meta:
        indexes = ((("record", "record_id"), False), (("kindergarten", "at"), False))
