"""What was thought of a course, and who has said so: two tables that cannot be joined.

They have nothing in common but the course. What might else tell which rows were written together
is taken away: there is no moment and no running number; SQLite keeps the answers in the order of
their random keys (without the hidden number of a row); and on both databases every answer about a
course is laid down anew, in the order of the keys, each time one more comes (see
`courses_evaluation.answer`), so that PostgreSQL's hidden columns (the place of a row and the
transaction that wrote it) are alike for all of them.

Not protected: who can read two copies of the database, one on each side of a single answer, or the
pages and the log that the database itself has not yet written over, or what goes by on the network.
"""

from peewee import Check, ForeignKeyField, IntegerField, TextField

from collect.models.base import Model
from collect.models.courses import Course, Registration


class CourseEvaluation(Model):
    """What somebody who was at a course thought of it; nothing here says who, or when."""

    key = TextField(primary_key=True)  # random
    course = ForeignKeyField(Course, on_delete="RESTRICT", backref="evaluations")
    course_id: int
    useful = IntegerField(constraints=[Check("useful BETWEEN 1 AND 5")])
    clear = IntegerField(constraints=[Check("clear BETWEEN 1 AND 5")])
    practical = IntegerField(constraints=[Check("practical BETWEEN 1 AND 5")])
    will_use = IntegerField(constraints=[Check("will_use BETWEEN 1 AND 5")])
    use_text = TextField()
    better_text = TextField()

    class Meta:
        without_rowid = True


class EvaluationGiven(Model):
    """That one who was at a course has answered; wiped when nobody need be reminded any more."""

    registration = ForeignKeyField(
        Registration, primary_key=True, on_delete="RESTRICT", backref="evaluations_given"
    )
    registration_id: int
