"""Commands on accounts: the first ones, and those of somebody who cannot get in."""

import click

from admin.commands_house import now, open_house
from collect import organisation_departments as departments
from collect import phrases
from collect.rules.access import HOUSE, ROLES


@click.group()
def account() -> None:
    """Accounts: add, disable, begin anew with the second step."""


@account.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option(
    "--kindergarten", "org_number", help="Organisation number, for roles that have a place."
)
@click.option("--department", help="The department's name, for a pedagogical leader.")
@click.option("--show-link", is_flag=True, help="Print the link, also where a mail server is set.")
def account_add(
    email: str,
    name: str,
    role: str,
    org_number: str | None,
    department: str | None,
    show_link: bool,
) -> None:
    """Make an account with a role, or give one the role; send or print the one-time link."""
    from collect import accounts, organisation, people
    from collect import accounts_invitations as invitations

    settings = open_house()
    place = organisation.by_org_number(org_number) if org_number else None
    room = departments.department_named(place, department) if place and department else None
    person = people.find_or_add(name, email, by=HOUSE, now=now())
    if settings.smtp_url and not show_link:
        invitations.invite(person, role, place, room, by=HOUSE, now=now())
        click.echo(
            phrases.say("Lenken går til %(email)s med neste: tettpaa jobs", email=person.email)
        )
        return
    token = accounts.add_account(person, role, place, room, by=HOUSE, now=now())
    click.echo(
        phrases.say(
            "Lenken gjelder i %(hours)s timer og kan brukes én gang:", hours=accounts.LINK_HOURS
        )
    )
    click.echo(f"{settings.base_url}/link/{token}")


@account.command("disable")
@click.argument("email")
def account_disable(email: str) -> None:
    """Disable an account; its sessions end at once."""
    from collect import accounts

    open_house()
    accounts.set_active(accounts.by_email(email), False, by=HOUSE, now=now())
    click.echo(phrases.say("Kontoen er stengt."))


@account.command("reset-step")
@click.argument("email")
def account_reset_step(email: str) -> None:
    """Let somebody who lost the app begin anew with the second step; the sessions end at once."""
    from collect import accounts, accounts_second_step

    open_house()
    accounts_second_step.reset(accounts.by_email(email), by=HOUSE, now=now())
    click.echo(phrases.say("Neste innlogging begynner på nytt med to trinn."))
