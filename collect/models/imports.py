"""Tables that wait to be taken in or were, and which column stands under a heading elsewhere."""

from peewee import AutoField, ForeignKeyField, JSONField, TextField

from collect.models.accounts import Account
from collect.models.base import InstantField, Model


class ImportBatch(Model):
    """A table somebody brought: while it waits with its rows, afterwards with what it did."""

    id = AutoField()
    account = ForeignKeyField(Account, on_delete="CASCADE", index=False, backref="imports")
    account_id: int
    kind = TextField()  # kindergartens, cohorts, people or certificates
    name = TextField()  # of the file
    brought_at = InstantField()
    content = TextField(null=True)  # headings and rows as JSON; none once they are taken in
    columns = JSONField(null=True)  # the column under each heading, when somebody has said so
    counts = JSONField(null=True)  # rows by outcome, once they are taken in
    lines = JSONField(null=True)  # the lines of the journal that tell what was done
    done_at = InstantField(null=True)
    undone_at = InstantField(null=True)

    class Meta:
        indexes = ((("account", "brought_at"), False),)


class ImportHeadings(Model):
    """What the house was told of a set of headings, for the next table that has the same."""

    id = AutoField()
    kind = TextField()
    headings = TextField()  # as they are compared, in order
    columns = JSONField()  # the column under each heading

    class Meta:
        indexes = ((("kind", "headings"), True),)
