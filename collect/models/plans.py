"""Development plans: a department's goals, the actions towards them and how it went."""

from peewee import AutoField, Check, DateField, ForeignKeyField, IntegerField, TextField

from collect.models.base import InstantField, Model
from collect.models.observations import Dimension, Observation
from collect.models.organisation import Department
from collect.models.people import Person


class Goal(Model):
    """A goal of a development plan, or a pedagogical leader's micro-project."""

    id = AutoField()
    reference = TextField(unique=True)
    department = ForeignKeyField(Department, on_delete="RESTRICT", index=False, backref="goals")
    department_id: int
    semester = TextField()
    kind = TextField(constraints=[Check("kind IN ('development', 'micro_project')")])
    observation = ForeignKeyField(Observation, null=True, on_delete="RESTRICT", backref="goals")
    observation_id: int | None  # what it was made from
    dimension = ForeignKeyField(Dimension, null=True, on_delete="RESTRICT", backref="goals")
    dimension_id: int | None
    start = IntegerField(null=True)  # the dimension's mean then, in hundredths
    target = IntegerField(null=True)  # where one wants to be, in hundredths
    title = TextField()
    support = TextField(default="")  # what the director does to help
    responsible = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="goals")
    responsible_id: int | None
    created_at = InstantField()
    check_back_on = DateField(null=True)
    status = TextField(
        default="open", constraints=[Check("status IN ('open', 'evaluated', 'dropped')")]
    )
    seen = TextField(default="")  # what was seen, asked before whether it helped
    helped = TextField(
        default="", constraints=[Check("helped IN ('', 'yes', 'partly', 'no', 'unknown')")]
    )
    result = TextField(default="")
    settled_on = DateField(null=True)  # when it was evaluated or dropped

    class Meta:
        indexes = (
            (("department", "semester"), False),
            (("status", "check_back_on"), False),
        )

    def __str__(self) -> str:
        return self.title


class GoalAction(Model):
    """Something to be done towards a goal."""

    id = AutoField()
    goal = ForeignKeyField(Goal, on_delete="RESTRICT", index=False, backref="actions")
    goal_id: int
    position = IntegerField()
    text = TextField()
    responsible = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="goal_actions")
    responsible_id: int | None
    due_on = DateField(null=True)
    done_on = DateField(null=True)

    class Meta:
        indexes = ((("goal", "position"), True),)


class GoalCheck(Model):
    """A look back at a goal on the way: what was seen that day."""

    id = AutoField()
    goal = ForeignKeyField(Goal, on_delete="RESTRICT", index=False, backref="checks")
    goal_id: int
    checked_on = DateField()
    note = TextField()
    person = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="goal_checks")
    person_id: int | None

    class Meta:
        indexes = ((("goal", "checked_on"), False),)
