"""Notices: the outbox, in which every letter waits until it is sent, and stays to be seen."""

from peewee import SQL, AutoField, Check, ForeignKeyField, IntegerField, TextField

from collect.models.base import InstantField, Model
from collect.models.people import Person


class Notice(Model):
    """A letter to one person, written in the act that it tells of."""

    id = AutoField()
    message_id = TextField(unique=True)  # the same however often the letter is tried
    mark = TextField(unique=True)  # what it tells, such as registration:12:placed; told once
    kind = TextField()
    person = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="notices")
    person_id: int | None
    address = TextField()  # none: the person had none when it was written
    locale = TextField(constraints=[Check("locale IN ('nb', 'nn', 'en')")])
    subject = TextField()
    text = TextField()  # {house} in it is the address of the house, known when it is sent
    calendar = TextField(
        default="", constraints=[Check("calendar IN ('', 'request', 'cancel')")]
    )  # which calendar entry goes with it; made from the record when it is sent
    record = TextField()
    record_id = IntegerField()
    created_at = InstantField()
    due_at = InstantField()
    attempts = IntegerField(default=0)
    next_try_at = InstantField()
    sent_at = InstantField(null=True)
    failed_at = InstantField(null=True)
    error = TextField(default="")  # the mail server's last answer
    claimed_until = InstantField(null=True)  # somebody is sending it

    class Meta:
        indexes = ((("record", "record_id"), False),)

    def __str__(self) -> str:
        return self.subject


Notice.add_index(
    Notice.index(
        Notice.next_try_at,
        where=SQL("sent_at IS NULL AND failed_at IS NULL"),
        name="notice_waiting",
    )
)
