"""Accounts, the roles they hold, sessions and one-time links. No secret stands here in the clear."""

from peewee import (
    AutoField,
    BooleanField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from collect.models.base import InstantField, Model
from collect.models.notices import Notice
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Person


class Account(Model):
    """What a person logs in with."""

    id = AutoField()
    person = ForeignKeyField(Person, unique=True, on_delete="RESTRICT", backref="accounts")
    person_id: int
    email = TextField()
    email_key = TextField(unique=True)
    password_hash = TextField(null=True)  # argon2id; none until the one-time link is used
    is_active = BooleanField(default=True)
    locale = TextField(default="nb", constraints=[Check("locale IN ('nb', 'nn', 'en')")])
    created_at = InstantField()
    password_at = InstantField(null=True)  # when the password was chosen
    is_reminded = BooleanField(default=True)  # once a week of what there is to do for new staff

    def __str__(self) -> str:
        return self.email


class RoleGrant(Model):
    """A role, and where it holds, from a day to a day (both counted)."""

    id = AutoField()
    account = ForeignKeyField(Account, on_delete="RESTRICT", backref="grants")
    account_id: int
    role = TextField()
    kindergarten = ForeignKeyField(Kindergarten, null=True, on_delete="RESTRICT", backref="grants")
    kindergarten_id: int | None
    department = ForeignKeyField(Department, null=True, on_delete="RESTRICT", backref="grants")
    department_id: int | None
    valid_from = DateField()
    valid_to = DateField(null=True)


class LoginSession(Model):
    """A login that has not ended: only the hash of its token is kept."""

    id = AutoField()
    token_hash = TextField(unique=True)  # sha256, hex
    account = ForeignKeyField(Account, on_delete="CASCADE", backref="sessions")
    account_id: int
    created_at = InstantField()
    seen_at = InstantField()
    ended_at = InstantField(null=True)
    asks_code = BooleanField(default=False)  # the account has a second step
    verified_at = InstantField(null=True)  # when the second step was passed
    device = TextField(default="")  # what it was opened with, in short


class SecondStep(Model):
    """The shared secret of an app that makes codes (RFC 6238), enciphered with the house's key."""

    id = AutoField()
    account = ForeignKeyField(Account, unique=True, on_delete="CASCADE", backref="second_steps")
    account_id: int
    secret = TextField()
    created_at = InstantField()
    confirmed_at = InstantField(null=True)  # when the first code was right; none: not in use
    last_step = IntegerField(default=0)  # the 30 seconds of the last code, so that none works twice


class RecoveryCode(Model):
    """A code that stands in for the app once."""

    id = AutoField()
    account = ForeignKeyField(Account, on_delete="CASCADE", backref="recovery_codes")
    account_id: int
    code_hash = TextField(unique=True)  # sha256, hex
    used_at = InstantField(null=True)


class OneTimeLink(Model):
    """A link that sets a password once."""

    id = AutoField()
    token_hash = TextField(unique=True)
    account = ForeignKeyField(Account, on_delete="CASCADE", backref="links")
    account_id: int
    expires_at = InstantField()
    used_at = InstantField(null=True)  # or when a later link took its place
    notice = ForeignKeyField(Notice, null=True, on_delete="SET NULL", backref="links")
    notice_id: int | None  # the letter it went with; none: it was handed over


class ApiToken(Model):
    """A key with which a program reads what its owner may read; only its hash is kept."""

    id = AutoField()
    account = ForeignKeyField(Account, on_delete="CASCADE", backref="tokens")
    account_id: int
    name = TextField()  # what it is for
    token_hash = TextField(unique=True)  # sha256, hex
    created_at = InstantField()
    expires_on = DateField()  # the last day it opens anything
    used_at = InstantField(null=True)
    ended_at = InstantField(null=True)


class LoginFailure(Model):
    """Failed logins per account or address, counted in windows, so that guessing is slow."""

    id = AutoField()
    key = TextField(unique=True)  # sha256 of the account key or the address
    window_start = InstantField()
    failures = IntegerField(default=0)
