"""The goals of a cohort as rows: that they are set and how far they have come, never what they say."""

from typing import Any

from collect import phrases, plans_figures
from collect.rules.calendar import local_day, semester_from
from collect.rules.plans import KINDS, STAGES, stage
from exports.observations import semester_column, week
from exports.organisation import house_column, room_cells, room_columns, words
from exports.sheet import Column, Extract, Sheet, described


def of_cohort(extract: Extract) -> Sheet:
    """Return the goals set in the cohort's kindergartens; without names, days are weeks."""
    goals = plans_figures.of_cohort(extract.identity, extract.cohort.id)
    wanted = extract.semester.code if extract.semester else None
    rows = [_row(goal, extract) for goal in goals if wanted in (None, goal.semester)]
    columns = _columns(extract.is_identified)
    return Sheet(phrases.say("Utviklingsplaner"), columns, rows, frozen_columns=3)


def _row(goal: Any, extract: Extract) -> list[Any]:
    named, room = extract.is_identified, goal.department
    today = local_day(extract.now)
    days = local_day(goal.created_at), goal.check_back_on, goal.settled_on
    return [
        goal.reference,
        room.kindergarten.name,
        *room_cells(room.kindergarten_id, room, named),
        phrases.semester(semester_from(goal.semester)),
        phrases.word("goal_kind", goal.kind),
        phrases.word("goal_stage", stage(goal.status, goal.check_back_on, False, today)),
        *(day if named or day is None else week(day) for day in days),
    ]


def _columns(named: bool) -> list[Column]:
    say = phrases.say
    plan, source = say("Utviklingsplanen"), say("Denne løsningen")
    kinds, stages = words("goal_kind", KINDS), words("goal_stage", STAGES)
    kind, unit = ("date", say("dato")) if named else ("text", say("ukenummer og år"))
    back = say("Dagen avdelingen skal se tilbake")
    ended = say("Dagen målet ble vurdert eller lagt bort")
    return [
        described(say("Referanse"), "text", say("Nummeret på målet"), source=source),
        house_column(),
        *room_columns(named),
        semester_column(plan),
        described(say("Type"), "text", say("Hva slags mål det er"), kinds, plan),
        described(say("Status"), "text", say("Hvor langt målet er kommet"), stages, plan),
        described(say("Satt"), kind, say("Da målet ble satt"), unit, plan),
        described(say("Se tilbake"), kind, back, unit, plan),
        described(say("Avsluttet"), kind, ended, unit, plan),
    ]
