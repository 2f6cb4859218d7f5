"""What the municipality has decided about its programme: each decision a row, never changed."""

from peewee import AutoField, IntegerField, TextField

from collect.models.base import InstantField, Model


class SettingChange(Model):
    """A setting got another value; the highest number of a name holds."""

    id = AutoField()
    name = TextField()
    number = IntegerField()  # 1, 2, 3 ... of a name; two at once cannot both be the next
    value = TextField(null=True)  # none: back to what the installation says
    before = TextField()
    after = TextField()  # the value, also when it is the installation's own
    changed_at = InstantField()
    actor = TextField()

    class Meta:
        indexes = ((("name", "number"), True),)
