"""Commands that look after the house: what is wrong with it, and whether its figures are exact."""

import sys
from datetime import timedelta

import click

from admin import notices_sending
from admin.commands_house import Refused, now, open_house
from collect import (
    courses_evaluation,
    courses_groups,
    courses_leavers,
    courses_letters,
    courses_offers,
    database,
    imports_batches,
    notices,
    observations_visits_leavers,
    onboarding_events,
    onboarding_reminders,
    people_merging,
    phrases,
    programme_exports,
    programme_upkeep,
    trash,
)
from collect.config import Config
from collect.rules.access import HOUSE

STUCK = timedelta(hours=1)  # a letter that waits longer is late


@click.command()
def doctor() -> None:
    """Say in words what is wrong with this installation; exit 1 when something is."""
    found = findings(open_house(is_migrated=False))
    for sentence in found:
        click.echo(sentence)
    if found:
        sys.exit(1)
    click.echo(phrases.say("Alt i orden."))


@click.command()
@click.option("--rebuild", is_flag=True, help="Make all figures anew.")
def figures(rebuild: bool) -> None:
    """Compare the figures that are kept with what they are made of; exit 1 when they differ."""
    open_house()
    if rebuild:
        programme_upkeep.rebuild(by=HOUSE, now=now())
        click.echo(phrases.say("Tallene er regnet ut på nytt."))
    wrong = wrong_figures()
    for sentence in wrong:
        click.echo(sentence)
    if wrong:
        raise Refused(phrases.say("Regn dem ut på nytt med: tettpaa figures --rebuild"))
    click.echo(phrases.say("Alle tall stemmer med det de er laget av."))


def findings(settings: Config) -> list[str]:
    """Return in words what is wrong with an installation; empty when nothing is."""
    found = []
    if not settings.secret_key:
        found.append(phrases.say("TETTPAA_SECRET_KEY mangler."))
    if not settings.is_secure:
        found.append(phrases.say("TETTPAA_BASE_URL begynner ikke med https://."))
    if not settings.smtp_url:
        found.append(
            phrases.say(
                "TETTPAA_SMTP_URL mangler: e-post blir liggende i kø, "
                "og lenker til kontoer må gis for hånd."
            )
        )
    is_behind = bool(database.pending())
    if is_behind:
        found.append(phrases.say("Databasen er ikke oppdatert. Kjør: tettpaa migrate"))
    found += [
        phrases.say("Databasen: %(trouble)s", trouble=trouble) for trouble in database.troubles()
    ]
    return found if is_behind else found + stuck_letters() + wrong_figures()


def stuck_letters() -> list[str]:
    """Return in words how many letters have waited too long; none when the outbox is sent in time."""
    stuck = notices.waiting(now(), STUCK)
    if not stuck:
        return []
    return [
        phrases.plural(
            "%(num)s e-post har ventet i mer enn en time. Kjør: tettpaa jobs",
            "%(num)s e-poster har ventet i mer enn en time. Kjør: tettpaa jobs",
            stuck,
        )
    ]


def move_lines() -> None:
    """Take back what was offered and not answered for, give away what was kept for others; say how many.

    Those who have left give up their seats first.
    """
    follow_staff()
    seats = courses_groups.release_late(now())
    click.echo(
        phrases.plural(
            "Ga %(num)s plass uten navn til ventelisten.",
            "Ga %(num)s plasser uten navn til ventelisten.",
            seats,
        )
    )
    lapsed = courses_offers.lapse(now())
    click.echo(
        phrases.plural(
            "%(num)s tilbud om plass gikk ut uten svar.",
            "%(num)s tilbud om plass gikk ut uten svar.",
            lapsed,
        )
    )
    settled = courses_offers.settle(now())
    click.echo(
        phrases.plural(
            "%(num)s rykket opp til plasser som var holdt av til andre barnehager.",
            "%(num)s rykket opp til plasser som var holdt av til andre barnehager.",
            settled,
        )
    )


def follow_staff() -> None:
    """Give up the seats of those who have left, and free the visits they cannot make; say how many."""
    seats = courses_leavers.withdraw_gone(now())
    click.echo(
        phrases.plural(
            "Trakk %(num)s påmelding for en som har sluttet.",
            "Trakk %(num)s påmeldinger for dem som har sluttet.",
            seats,
        )
    )
    freed = observations_visits_leavers.free_all(by=HOUSE, now=now())
    click.echo(
        phrases.plural(
            "%(num)s besøk trenger en annen observatør.",
            "%(num)s besøk trenger en annen observatør.",
            freed,
        )
    )


def settle_tasks() -> None:
    """Sign off the tasks of new staff whose event has come; say how many."""
    done = onboarding_events.settle_due(now())
    click.echo(
        phrases.plural(
            "%(num)s oppgave for nyansatte ble kvittert av seg selv.",
            "%(num)s oppgaver for nyansatte ble kvittert av seg selv.",
            done,
        )
    )


def forget(settings: Config) -> None:
    """Wipe who has answered evaluations, and letters that are done with; say how many letters.

    What was written of somebody in the moment they were merged with another goes after them first.
    """
    people_merging.gather()
    purged = trash.purge(now())
    click.echo(
        phrases.plural(
            "Slettet %(num)s oppføring fra papirkurven for godt. Linjene i journalen står.",
            "Slettet %(num)s oppføringer fra papirkurven for godt. Linjene i journalen står.",
            purged,
        )
    )
    courses_evaluation.forget_given(now())
    gone = notices.purge(now(), settings.letter_days)
    imports_batches.forget(now())
    click.echo(
        phrases.plural("Slettet %(num)s gammel e-post.", "Slettet %(num)s gamle e-poster.", gone)
    )


def queue_letters(settings: Config) -> None:
    """Lay the letters in the outbox whose time has come; the weekly ones as the municipality wants it."""
    courses_letters.queue_due(now())
    if settings.weekly_letters:
        onboarding_reminders.queue_due(now())
    programme_exports.queue_due(now())


def send_letters(settings: Config) -> None:
    """Send the outbox, and say how it went."""
    if not settings.smtp_url:
        waits = notices.waiting(now())
        click.echo(
            phrases.plural(
                "%(num)s e-post venter: TETTPAA_SMTP_URL mangler.",
                "%(num)s e-poster venter: TETTPAA_SMTP_URL mangler.",
                waits,
            )
        )
        return
    done = notices_sending.send(settings, now)
    click.echo(
        phrases.say(
            "E-post: %(sent)s sendt, %(later)s prøves igjen, %(failed)s kom ikke frem.",
            sent=done.sent,
            later=done.later,
            failed=done.failed,
        )
    )
    if done.trouble:
        click.echo(
            phrases.say(
                "E-posttjeneren tok ikke imot: %(reason)s. Resten venter til neste gang.",
                reason=done.trouble.rstrip("."),
            )
        )


def wrong_figures() -> list[str]:
    """Return in words which of the figures that are kept do not agree with what they are made of."""
    return [
        phrases.plural(
            "%(name)s: %(num)s rad stemmer ikke",
            "%(name)s: %(num)s rader stemmer ikke",
            rows,
            name=phrases.word("figures", table),
        )
        for table, rows in programme_upkeep.differences().items()
    ]
