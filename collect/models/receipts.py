"""Receipts: one for each submission that was received, so that a retry never doubles it."""

from peewee import AutoField, ForeignKeyField, IntegerField, TextField

from collect.models.accounts import Account
from collect.models.base import InstantField, Model


class Receipt(Model):
    """What a submission became."""

    id = AutoField()
    submission_id = TextField(unique=True)  # UUID made by the page
    body_hash = TextField()  # sha256 of the answers
    form = TextField()  # observation, registration, new_staff
    reference = TextField(unique=True)
    record_id = IntegerField()
    account = ForeignKeyField(Account, null=True, on_delete="RESTRICT", backref="receipts")
    account_id: int | None
    received_at = InstantField()
