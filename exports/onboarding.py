"""New staff of a cohort and how far their plans have come."""

from typing import Any

from collect import onboarding, phrases
from collect.models.onboarding import OnboardingPlan
from collect.rules.calendar import local_day
from exports.courses import position_column
from exports.observations import week
from exports.organisation import house_column
from exports.sheet import Column, Extract, Sheet, described


def of_cohort(extract: Extract) -> Sheet:
    """Return the plans of those who began in the cohort; without names, the first day is a week."""
    query = onboarding.of_cohort(extract.identity, extract.cohort.id)
    if extract.semester is not None:
        first, last = extract.semester.first_day, extract.semester.last_day
        query = query.where(OnboardingPlan.first_day.between(first, last))
    plans: list[Any] = list(query)
    found = onboarding.progress([plan.id for plan in plans], local_day(extract.now))
    named = extract.is_identified
    rows = (_row(plan, found.get(plan.id, onboarding.Progress()), named) for plan in plans)
    return Sheet(phrases.say("Nyansatte"), _columns(named), rows, frozen_columns=1)


def _row(plan: OnboardingPlan, progress: onboarding.Progress, named: bool) -> list[Any]:
    job = plan.employment
    return [
        job.kindergarten.name,
        *([plan.person.name] if named else []),
        phrases.word("position", job.position),
        plan.first_day if named else week(plan.first_day),
        progress.settled,
        progress.total,
        progress.late,
    ]


def _columns(named: bool) -> list[Column]:
    say = phrases.say
    number, plan = say("antall"), say("Opplæringsplanen")
    settled = say("Oppgaver som er gjort eller ikke er aktuelle")
    late = say("Åpne oppgaver der fristen har gått ut")
    return [
        house_column(),
        *([described(say("Navn"), "text", say("Den nyansatte"), source=plan)] if named else []),
        position_column(),
        _day_column(named),
        described(say("Avklart"), "integer", settled, number, plan, "sum"),
        described(say("Oppgaver"), "integer", say("Oppgaver i planen"), number, plan, "sum"),
        described(say("Forsinket"), "integer", late, number, plan, "sum"),
    ]


def _day_column(named: bool) -> Column:
    say = phrases.say
    plan = say("Opplæringsplanen")
    if named:
        return described(say("Første dag"), "date", say("Første arbeidsdag"), say("dato"), plan)
    meaning = say("Uken med første arbeidsdag")
    return described(say("Første uke"), "text", meaning, say("ukenummer og år"), plan)
