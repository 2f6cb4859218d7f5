"""What an account keeps of the office's lists: a search, narrowings and an order, under a name."""

from peewee import AutoField, ForeignKeyField, TextField

from collect.models.accounts import Account
from collect.models.base import Model


class SavedView(Model):
    """What somebody asks of a list time and again; nobody else sees it."""

    id = AutoField()
    account = ForeignKeyField(Account, on_delete="CASCADE", index=False, backref="views")
    account_id: int
    feature = TextField()  # the word in the list's address, such as people
    name = TextField()
    query = TextField()  # as in an address: search=kari&sort=name

    class Meta:
        indexes = ((("account", "feature", "name"), True),)

    def __str__(self) -> str:
        return self.name
