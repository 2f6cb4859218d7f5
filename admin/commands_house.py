"""What every command begins with: the database opened, and refusals said in words with an exit code."""

from datetime import UTC, datetime
from typing import Any

import click

from collect import config, database, organisation_settings, phrases
from collect.rules.refusals import NotFound, RuleBroken


class Refused(click.ClickException):
    """A reason on stderr and exit code 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        """Print the reason as it stands."""
        click.echo(self.message, err=True)


class House(click.Group):
    """Says every refusal of the house in words, with exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except RuleBroken as error:
            raise Refused(phrases.refusal(error)) from error
        except NotFound as error:
            raise Refused(phrases.say("Fant ikke det du ba om.")) from error
        except config.WrongSetting as error:
            raise Refused(str(error)) from error


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


def open_house(is_migrated: bool = True) -> config.Config:
    """Open the installation's database; refuse to work on one that is not up to date.

    On one that is, what the municipality has chosen is laid over the settings.
    """
    settings = config.read()
    database.open_database(settings.database_url)
    database.connect()
    phrases.reader.set(settings.locale)
    if is_migrated and database.pending():
        raise Refused(phrases.say("Databasen er ikke oppdatert. Kjør: tettpaa migrate"))
    return organisation_settings.laid_over(settings) if is_migrated else settings
