"""The command line of the one who runs the house: the same acts as the web, through the same services."""

import logging
import os
import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from admin import commands_upkeep
from admin.commands_accounts import account
from admin.commands_house import House, Refused
from admin.commands_house import now as _now
from admin.commands_house import open_house as _open
from collect import accounts_sessions as sessions
from collect import (
    accounts_tokens,
    config,
    database,
    phrases,
)
from collect import courses_registrations as registrations
from collect import observations_drafts as drafts
from collect import observations_instruments as instruments
from collect.rules.access import HOUSE

IMPORTS = ("cohorts", "kindergartens", "certificates", "people")


@click.group(cls=House)
def tettpaa() -> None:
    """TETT PÅ: data collection and back office for kindergartens."""


@tettpaa.command()
@click.option("--demo", is_flag=True, help="Serve a made-up municipality with known passwords.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
@click.pass_obj
def run(create_app: Callable[..., Any], demo: bool, host: str, port: int, threads: int) -> None:
    """Migrate, then serve."""
    settings = config.read()
    if demo or settings.demo:
        url = (
            settings.database_url
            if "TETTPAA_DATABASE_URL" in os.environ
            else "sqlite:///var/demo.db"
        )
        key = settings.secret_key or secrets.token_hex(32)
        # its passwords are known anyway
        settings = replace(settings, demo=True, second_step=False, secret_key=key, database_url=url)
    config.refuse_unsafe(settings, host)
    app = create_app(settings)
    database.connect()
    _bring_forward()
    if settings.demo:
        _fill_demo(1)
    click.echo(phrases.say("TETT PÅ svarer på %(address)s", address=f"http://{host}:{port}/"))
    database.db.close()
    from waitress import serve

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a short queue is no news
    serve(
        app,
        host=host,
        port=port,
        threads=threads,
        ident=None,
        max_request_body_size=6_000_000,
        connection_limit=1_000,  # a connection kept open holds nobody out, when many come at once
        asyncore_use_poll=True,
    )


def _bring_forward() -> list[str]:
    """Run what is pending and add the structure every installation has."""
    from collect import courses_templates, onboarding_templates

    if database.unknown():
        raise Refused(phrases.say("Databasen er laget av en nyere versjon. Oppdater programmet."))
    ran = database.migrate()
    instruments.seed_instruments()
    onboarding_templates.seed_templates()
    courses_templates.seed_templates()
    return ran


@tettpaa.command()
def migrate() -> None:
    """Bring the database forward."""
    _open(is_migrated=False)
    for name in _bring_forward():
        click.echo(name)
    click.echo(phrases.say("Databasen er oppdatert."))


@tettpaa.command()
def status() -> None:
    """Say whether the database is up to date; exit 1 when it is not."""
    _open(is_migrated=False)
    waiting = database.pending()
    for name in waiting:
        click.echo(phrases.say("Venter: %(name)s", name=name))
    if waiting:
        raise Refused(phrases.say("Databasen er ikke oppdatert. Kjør: tettpaa migrate"))
    click.echo(phrases.say("Databasen er oppdatert."))


@tettpaa.command()
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
def demo(seed: int) -> None:
    """Fill an empty database with a made-up municipality."""
    _open(is_migrated=False)
    _bring_forward()
    _fill_demo(seed, is_asked=True)


def _fill_demo(seed: int, is_asked: bool = False) -> None:
    """Fill the demonstration unless it is there, and print one login per role."""
    from collect.demo import municipality

    logins = municipality.known_logins()
    if is_asked or not logins:
        logins = municipality.fill(seed, now=_now(), progress=click.echo)
    click.echo(
        phrases.say("Innlogging (passord %(password)s):", password=municipality.DEMO_PASSWORD)
    )
    for login in logins:
        click.echo(f"  {phrases.word('role', login.role):<20} {login.email:<36} {login.name}")


tettpaa.add_command(account)


@tettpaa.command("import")
@click.argument("kind", type=click.Choice(IMPORTS))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
def import_(kind: str, file: Path, dry_run: bool) -> None:
    """Import a table (.csv or .xlsx): all of it or nothing."""
    from collect import imports, people_imports
    from forms.tables import read_table

    _open()
    table = read_table(file.name, file.read_bytes())
    act = {
        "cohorts": imports.import_cohorts,
        "kindergartens": imports.import_kindergartens,
        "certificates": imports.import_certificates,
        "people": people_imports.import_people,
    }[kind]
    report = act(table, by=HOUSE, now=_now(), dry_run=dry_run)
    for line in phrases.report(report):
        click.echo(line)
    if report.is_refused:
        raise Refused(phrases.say("Ingenting er importert. Rett radene over og prøv igjen."))


@tettpaa.group()
def export() -> None:
    """Workbooks."""


_OUT = click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True
)


@export.command("cohort")
@click.argument("number", type=click.IntRange(1, 99))
@click.option("--semester", help="Such as 2025-autumn; all semesters when left out.")
@click.option(
    "--level",
    type=click.Choice(["deidentified", "identified"]),
    default="deidentified",
    show_default=True,
)
@_OUT
def export_cohort(number: int, semester: str | None, level: str, output: Path) -> None:
    """Write a cohort's workbook."""
    from exports import cohorts

    settings = _open()
    _, content = cohorts.cohort_workbook(
        HOUSE,
        number,
        semester=semester,
        level=level,
        now=_now(),
        municipality=settings.municipality,
    )
    _write(output, content)


@export.command("programme")
@_OUT
def export_programme(output: Path) -> None:
    """Write the programme's workbook: the cohort table with sums first."""
    from exports import cohorts

    settings = _open()
    _, content = cohorts.programme_workbook(HOUSE, now=_now(), municipality=settings.municipality)
    _write(output, content)


@export.command("certificates")
@_OUT
def export_certificates(output: Path) -> None:
    """Write the register of certificates."""
    from exports import certificates_register

    settings = _open()
    _, content = certificates_register.register_workbook(
        HOUSE, now=_now(), municipality=settings.municipality
    )
    _write(output, content)


@export.command("participants")
@click.argument("course", type=click.IntRange(1, 2**31 - 1))
@_OUT
def export_participants(course: int, output: Path) -> None:
    """Write a course's list of participants."""
    from exports import courses

    settings = _open()
    _, content = courses.participants_workbook(
        HOUSE, course, now=_now(), municipality=settings.municipality
    )
    _write(output, content)


def _write(output: Path, content: bytes) -> None:
    """Write a whole file or none: beside the name first, then in its place."""
    part = output.with_name(output.name + ".part")
    try:
        part.write_bytes(content)
        part.replace(output)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Refused(
            phrases.say("Filen kan ikke skrives: %(reason)s", reason=error.strerror or "")
        ) from error
    click.echo(phrases.say("Skrev %(name)s", name=str(output)))


@tettpaa.command()
def jobs() -> None:
    """Do what time asks for: forget what is no longer needed, send the outbox. Safe to run twice at once."""
    settings = _open()
    gone = sessions.purge(_now()) + accounts_tokens.purge(_now())
    needs = registrations.forget_needs(_now())
    practices = drafts.wipe_practice(settings.practice_days, by=HOUSE, now=_now())
    click.echo(
        phrases.say(
            "Slettet: %(sessions)s gamle økter og lenker, behov fra %(needs)s påmeldinger.",
            sessions=gone,
            needs=needs,
        )
    )
    click.echo(phrases.plural("Slettet %(num)s øvelse.", "Slettet %(num)s øvelser.", practices))
    commands_upkeep.forget(settings)
    commands_upkeep.move_lines()
    commands_upkeep.settle_tasks()
    commands_upkeep.queue_letters(settings)
    commands_upkeep.send_letters(settings)


@tettpaa.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--verify", is_flag=True, help="Check a copy instead of making one.")
def backup(file: Path, verify: bool) -> None:
    """Copy the database while it is in use, or check a copy."""
    if verify:
        rows = database.verify_copy(file)
        click.echo(phrases.say("Kopien er hel: %(rows)s rader.", rows=phrases.figure(rows)))
        return
    _open()
    if not database.is_sqlite():
        raise Refused(phrases.say("For PostgreSQL: bruk pg_dump -Fc."))
    if file.exists():
        raise Refused(
            phrases.say("%(name)s finnes fra før og blir ikke overskrevet.", name=str(file))
        )
    database.copy_to(file)
    click.echo(phrases.say("Skrev %(name)s", name=str(file)))


tettpaa.add_command(commands_upkeep.doctor)
tettpaa.add_command(commands_upkeep.figures)
