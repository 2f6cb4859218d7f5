"""Development plans in the office: which departments have set goals, and not what the goals say."""

from typing import Any

from flask import url_for
from peewee import fn

from admin.listing import Act, Column, Pick, Rows
from admin.organisation_choices import DEPARTMENT, KINDERGARTEN, SEMESTER, kindergarten_pick
from admin.view import PROGRAMME, AdminView
from collect import phrases, plans
from collect import plans_figures as figures
from collect.models.organisation import Department, Kindergarten
from collect.models.plans import Goal
from collect.phrases import lazy, word
from collect.rules.access import may_enter_office, reach
from collect.rules.calendar import local_day, semester_from
from collect.rules.plans import STATUSES
from forms import door
from forms.organisation import words

TONES = {"open": "calm", "evaluated": "good", "dropped": "warn"}


def _statuses() -> dict[str, str]:
    return {status: word("goal_stage", status) for status in STATUSES}


class GoalView(AdminView):
    """Goals within reach, without their words; nothing is made or changed here."""

    model_class, feature, record, group = Goal, "goals", "plan", PROGRAMME
    title = lazy("Utviklingsplaner")
    purpose = lazy("Hvilke avdelinger som har satt mål, og om de er fulgt opp. Uten tekstene.")
    columns = (
        DEPARTMENT,
        KINDERGARTEN,
        SEMESTER,
        Column("kind", lazy("Type"), lambda row: word("goal_kind", row.kind), sort=Goal.kind),
        Column(
            "status",
            lazy("Status"),
            lambda row: word("goal_stage", row.status),
            sort=Goal.status,
            tone=lambda row: TONES[row.status],
        ),
        Column(
            "created_at",
            lazy("Satt"),
            lambda row: local_day(row.created_at),
            "date",
            sort=Goal.created_at,
        ),
        Column(
            "check_back_on",
            lazy("Se tilbake"),
            lambda row: row.check_back_on if row.status == "open" else None,
            "date",
            sort=Goal.check_back_on,
        ),
        Column(
            "settled_on", lazy("Avsluttet"), lambda row: row.settled_on, "date", Goal.settled_on
        ),
    )
    more = (Column("reference", lazy("Referanse"), lambda row: row.reference),)
    picks = (
        Pick("status", lazy("Status"), _statuses, lambda value: Goal.status == value),
        Pick("kind", lazy("Type"), lambda: words("goal_kind"), lambda value: Goal.kind == value),
        kindergarten_pick(Department.kindergarten),
    )
    searched = (Department.search, Kindergarten.search, fn.LOWER(Goal.reference))
    export_act = "E"

    def is_accessible(self) -> bool:
        """Whether the reader may know of goals: a coordinator that there are any, a director the own."""
        who = door.identity()
        found = reach(who, "plan", "E")
        return may_enter_office(who) and (found.names_only or bool(found.kindergartens))

    def rows(self) -> Rows:
        """Return the goals within reach, the newest first, without a word of what they say."""
        return figures.without_words(door.identity())

    def name_of(self, row: Any) -> str:
        """Return whose goal it is, and of which semester."""
        semester = phrases.semester(semester_from(row.semester)).lower()
        return phrases.say(
            "Mål for %(department)s, %(semester)s",
            department=row.department.name,
            semester=semester,
        )

    def acts(self, row: Any) -> list[Act]:
        """Return the way to the goal for one who may read it."""
        if not plans.goals(door.identity()).where(Goal.id == row.id).exists():
            return []
        return [Act(phrases.say("Gå til målet"), url_for("plans.shown", reference=row.reference))]
