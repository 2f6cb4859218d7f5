"""Templates that courses are set up from."""

from peewee import SQL, AutoField, Check, IntegerField, JSONField, TextField

from collect.models.base import InstantField, Model, SortField


class CourseTemplate(Model):
    """What a course that comes back has filled in; changes touch no course that was made from it."""

    id = AutoField()
    title = TextField()
    sort = SortField()
    search = TextField()
    kind = TextField()
    length = IntegerField(constraints=[Check("length BETWEEN 1 AND 4")])  # days
    starts_at = TextField(default="09:00")
    ends_at = TextField(default="15:00")
    place = TextField(default="")
    seats = IntegerField(constraints=[Check("seats BETWEEN 1 AND 500")])
    positions = TextField(default="")  # codes with a comma between; empty: open to all
    min_programme_year = IntegerField(default=0, constraints=[Check("min_programme_year >= 0")])
    register_days = IntegerField(null=True)  # the deadline, in days before the first day
    withdraw_days = IntegerField(null=True)
    freeze_days = IntegerField(default=0)
    offer_hours = IntegerField(default=0)
    share = IntegerField(null=True)
    description = TextField(default="")
    letters = JSONField(default=list)  # of days, status, subject, text
    retired_at = InstantField(null=True)  # not offered after this

    def __str__(self) -> str:
        return self.title


CourseTemplate.add_index(
    CourseTemplate.index(
        CourseTemplate.sort,
        unique=True,
        where=SQL("retired_at IS NULL"),
        name="course_template_in_use",
    )
)
