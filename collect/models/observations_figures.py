"""Figures kept beside what they are made of, in the same transaction; a check makes them anew."""

from peewee import AutoField, Check, DateField, ForeignKeyField, IntegerField, TextField

from collect.models.base import Model
from collect.models.observations import Dimension, Domain, Observation
from collect.models.organisation import Cohort, Department


class ScoreTally(Model):
    """How often a score was given: a histogram per cohort, semester, dimension and cycle."""

    id = AutoField()
    cohort = ForeignKeyField(Cohort, on_delete="RESTRICT", index=False, backref="tallies")
    cohort_id: int
    semester = TextField()
    dimension = ForeignKeyField(Dimension, on_delete="RESTRICT", backref="tallies")
    dimension_id: int
    cycle = IntegerField()
    value = IntegerField(constraints=[Check("value BETWEEN 1 AND 7")])
    n = IntegerField(constraints=[Check("n >= 0")])

    class Meta:
        indexes = ((("cohort", "semester", "dimension", "cycle", "value"), True),)


class DomainScore(Model):
    """An observation's mean of a domain, exact: `scaled` is the mean times 50 400."""

    id = AutoField()
    observation = ForeignKeyField(
        Observation, on_delete="RESTRICT", index=False, backref="domain_scores"
    )
    observation_id: int
    domain = ForeignKeyField(Domain, on_delete="RESTRICT", backref="scores")
    domain_id: int
    cohort = ForeignKeyField(
        Cohort, null=True, on_delete="RESTRICT", index=False, backref="domain_scores"
    )
    cohort_id: int | None
    department = ForeignKeyField(Department, on_delete="RESTRICT", backref="domain_scores")
    department_id: int
    semester = TextField()
    scaled = IntegerField()

    class Meta:
        indexes = (
            (("observation", "domain"), True),
            (("cohort", "semester", "domain", "department", "scaled"), False),
        )


class LoopMark(Model):
    """How far a department has come in a semester: the first day each step of the loop was taken."""

    id = AutoField()
    department = ForeignKeyField(
        Department, on_delete="RESTRICT", index=False, backref="loop_marks"
    )
    department_id: int
    semester = TextField()
    planned_on = DateField(null=True)
    observed_on = DateField(null=True)
    fed_back_on = DateField(null=True)
    goal_on = DateField(null=True)
    followed_up_on = DateField(null=True)

    class Meta:
        indexes = ((("semester", "department"), True),)
