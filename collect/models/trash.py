"""The trash: what was taken away, by whom and why, until it is laid back or its time is over."""

from peewee import AutoField, IntegerField, JSONField, TextField

from collect.models.base import InstantField, Model


class Trash(Model):
    """One record that was taken away, and all its rows as they stood.

    The record is a word and a number, as in the journal. The line stays when its time is over, so
    that the number is never given to another; then the words and the rows are gone.
    """

    id = AutoField()
    record = TextField()
    record_id = IntegerField()
    label = TextField()  # what it was called
    reason = TextField()
    actor = TextField()  # the name as it was
    at = InstantField()
    purge_after = InstantField()
    rows = JSONField(
        null=True
    )  # table and columns of each, in the order in which they are laid back
    restored_at = InstantField(null=True)
    purged_at = InstantField(null=True)

    class Meta:
        indexes = ((("record", "record_id"), False),)

    def __str__(self) -> str:
        return self.label
