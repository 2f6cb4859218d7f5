"""Fill an empty database with the synthetic municipality, all or nothing."""

from collections.abc import Callable
from datetime import datetime

from collect import courses_templates, journal, onboarding_templates, phrases, programme_upkeep
from collect import observations_instruments as observing
from collect.database import writing
from collect.demo import (
    accounts,
    accounts_invitations,
    certificates,
    certificates_release,
    courses,
    courses_attendance,
    courses_evaluation,
    courses_groups,
    courses_letters,
    courses_registrations,
    feedback,
    observations,
    observations_agreement,
    observations_corrections,
    observations_drafts,
    observations_visits,
    onboarding,
    organisation,
    people,
    programme,
    programme_talking,
    programme_year,
)
from collect.demo import plans as goals
from collect.demo.accounts import DEMO_PASSWORD, DemoLogin, known_logins
from collect.demo.chance import Dice
from collect.demo.organisation_places import COHORTS
from collect.models.organisation import Cohort, Kindergarten
from collect.models.people import Person
from collect.rules.access import HOUSE
from collect.rules.calendar import local_day
from collect.rules.refusals import RuleBroken

__all__ = ["DEMO_PASSWORD", "DemoLogin", "fill", "known_logins"]


def fill(
    seed: int = 1, *, now: datetime, progress: Callable[[str], None] = lambda _: None
) -> list[DemoLogin]:
    """Make up a municipality from a seed and return one login per role.

    The same seed and moment (on or after the last cohort's start, August 2024) give the same
    municipality, but for the password hashes. Raises RuleBroken("demo.not_empty") when there is
    a cohort, a kindergarten or a person already.
    """
    if any(model.select().exists() for model in (Cohort, Kindergarten, Person)):
        raise RuleBroken("demo.not_empty")
    observing.seed_instruments()
    onboarding_templates.seed_templates()
    courses_templates.seed_templates()
    with writing():
        logins = _fill(Dice(seed), now, progress)
        courses_attendance.fill(seed, now)
        programme_year.fill(seed, now)
        certificates_release.fill(seed, now)
        courses_evaluation.fill(seed, now)
        programme_talking.fill(seed, now)
        programme_upkeep.recount()  # last: the figures of all that was made up
        journal.note("demo.fill", None, by=HOUSE, now=now, new={"seed": seed})
    return logins


def _fill(dice: Dice, now: datetime, progress: Callable[[str], None]) -> list[DemoLogin]:
    """Run the stages in order; each builds on the people and places of those before."""
    today, crowd = local_day(now), people.Crowd(dice)
    progress(phrases.say("Lager barnehager og avdelinger"))
    places = organisation.fill(dice, today)
    home = max(places[: COHORTS[0].kindergartens], key=lambda place: len(place.open_rooms))
    progress(phrases.say("Ansetter folk"))
    workers = people.fill(dice, crowd, places, home, today)
    players = accounts.cast(workers, home)
    mentors = programme.officials(crowd, programme.MENTORS)
    guides, resources = programme.fill(dice, places, workers, mentors, today)
    observers = certificates.fill(dice, workers, players.observer, today)
    progress(phrases.say("Observerer avdelingene, halvår for halvår"))
    observations.fill(dice, places, observers, now)
    progress(phrases.say("Holder kurs og tar imot nyansatte"))
    plans = courses.fill(dice, today)
    courses_registrations.fill(dice, plans, workers, players.staff, now)
    onboarding.fill(dice, workers, guides, resources, now)
    progress(phrases.say("Lager kontoer"))
    mentored = [place for place in places if guides[place.id] is guides[home.id]]
    offices = programme.officials(crowd, len(accounts.OFFICES))
    logins = accounts.fill(players, guides[home.id], mentored, offices, now)
    feedback.fill(dice, players, now)
    goals.fill(dice, workers, players.leader, now)
    observations_drafts.fill(dice, players, now)
    progress(phrases.say("Planlegger besøk"))
    observations_visits.fill(dice, places, players.director, players.observer, now)
    observations_agreement.fill(dice, places, observers, players, now)
    observations_corrections.fill(dice, players, now)
    courses_groups.fill(dice, plans, workers, players, now)
    courses_letters.fill(plans, now)
    accounts_invitations.fill(players, workers, now)
    return logins
