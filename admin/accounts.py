"""Accounts: who may log in, with which roles; links go by mail, or are shown once and kept nowhere."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import make_response, request, url_for
from flask_admin import expose
from peewee import JOIN

from admin import accounts_invitations as shown
from admin.accounts_second_step import ResetsSecondStep
from admin.listing import Act, Column, Pick, Rows
from admin.organisation_choices import department_choices, kindergarten_choices, someone, suggested
from admin.view import PEOPLE, AdminView
from collect import accounts, organisation, people, phrases
from collect import accounts_invitations as invitations
from collect import organisation_departments as departments
from collect.models.accounts import Account, RoleGrant
from collect.models.base import on_day
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Person
from collect.phrases import lazy, word
from collect.rules.access import DIRECTED, may, may_grant
from collect.rules.refusals import NotAllowed, NotFound
from forms import door
from forms.accounts import AccountForm, RoleForm
from forms.base import BaseForm
from forms.organisation import words


def _states() -> Mapping[str, str]:
    return {
        "active": phrases.say("I bruk"),
        "waiting": phrases.say("Ikke i bruk ennå"),
        "disabled": phrases.say("Stengt"),
    }


def state_of(row: Account) -> str:
    """Return what may be said of an account: in use, without a password yet, or closed."""
    if not row.is_active:
        return "disabled"
    return "active" if row.password_hash else "waiting"


def tone_of(row: Any) -> str:
    """Return the colour of that: one who could not be written to stands out."""
    if state_of(row) == "waiting" and row.invitation.state != "failed":
        return "warn"
    return "good" if state_of(row) == "active" else "bad"


def _in_state(value: str) -> Any:
    if value == "disabled":
        return Account.is_active == False  # noqa: E712 (SQL)
    return (Account.is_active == True) & Account.password_hash.is_null(value == "waiting")  # noqa: E712


def _with_role(role: str) -> Any:
    holders = RoleGrant.select(RoleGrant.account).where(
        (RoleGrant.role == role) & on_day(RoleGrant, door.today())
    )
    return Account.id.in_(holders)


def said_grant(row: RoleGrant) -> str:
    """Return a role and where it holds."""
    place = row.department.name if row.department else ""
    parts = (word("role", row.role), row.kindergarten.name if row.kindergarten else "", place)
    return ", ".join(part for part in parts if part)


class AccountView(ResetsSecondStep, AdminView):
    """Accounts within reach, with the roles of today."""

    model_class, feature, record, group = Account, "accounts", "account", PEOPLE
    title = lazy("Kontoer")
    columns = (
        Column("name", lazy("Navn"), lambda row: row.person.name, sort=Person.sort),
        Column("email", lazy("E-post"), lambda row: row.email, sort=Account.email_key),
        Column("roles", lazy("Roller i dag"), lambda row: "; ".join(map(said_grant, row.held))),
        Column(
            "state",
            lazy("Tilstand"),
            lambda row: _states()[state_of(row)],
            tone=tone_of,
        ),
        shown.BRIEFLY,
    )
    picks = (
        Pick("role", lazy("Rolle"), lambda: words("role"), _with_role),
        Pick("state", lazy("Tilstand"), _states, _in_state),
    )
    searched = (Person.search,)
    adding = AccountForm
    add_words, added_words = lazy("Gi konto"), lazy("Kontoen er laget.")
    details_template = "office/account.html"
    lookups = {"person": suggested}

    @property
    def purpose(self) -> str:  # type: ignore[override]
        """Return what the list is for, and what is to be done where no mail is sent."""
        use = phrases.say("Hvem som kan logge inn, og hva de får gjøre.")
        return f"{use} {shown.without_mail()}".strip()

    def rows(self) -> Rows:
        """Return the accounts within reach."""
        return accounts.accounts(door.identity(), door.today())

    def name_of(self, row: Any) -> str:
        """Return whose account it is."""
        return str(row.person.name)

    def gather(self, rows: Sequence[Any]) -> None:
        """Give each account the roles it holds today, and how far its invitation has come."""
        held: dict[int, list[RoleGrant]] = {row.id: [] for row in rows}
        grants = (
            RoleGrant.select(RoleGrant, Kindergarten, Department)
            .join(Kindergarten, JOIN.LEFT_OUTER)
            .join_from(RoleGrant, Department, JOIN.LEFT_OUTER)
            .where(RoleGrant.account.in_(list(held)) & on_day(RoleGrant, door.today()))
            .order_by(RoleGrant.id)
        )
        grant: Any
        for grant in grants if rows else ():
            held[grant.account_id].append(grant)
        found = invitations.invitations(rows, door.now()) if rows else {}
        for row in rows:
            row.held, row.invitation = held[row.id], found[row.id]

    def offer(self, form: Any, row: Any = None) -> None:
        """Offer roles and places; suggest people while one writes."""
        if "role" in form:
            form.role.offer(shown.offered_roles(words("role"), DIRECTED))
            form.kindergarten.offer(kindergarten_choices())
            form.department.offer_groups(department_choices())
        if "person" in form:
            form.person.render_kw = {"data-lookup": self.get_url(".ajax_lookup")}

    def first_shown(self) -> dict[str, Any]:
        """Return the form for the person one came from, at the only kindergarten there is to choose."""
        places = list(kindergarten_choices())
        place = int(places[0]) if len(places) == 1 else None
        return {"person": someone(request.args.get("person")), "kindergarten": place}

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        """Give somebody an account with a first role; the link goes by mail, or is shown."""
        who = self.require("C")
        form = self.form_of(AccountForm, self.first_shown())
        is_shown = shown.hands_over() and not shown.is_mail_sent()

        def act() -> Any:
            found = people.find(who, form.person.data, door.today())
            make = accounts.add_account if is_shown else invitations.invite
            return make(found, form.role.data, *self._place(form), by=who, now=door.now())

        return self.ask(
            form,
            act,
            title=self.add_words,
            lead=shown.without_mail(),
            done=self.added_words if is_shown else self._asked_words(),
            back=self._show_link if is_shown else self.page_of,
            button=self.add_words,
        )

    def _asked_words(self) -> str:
        if not shown.is_mail_sent():
            return phrases.say("Rollen er gitt.")
        return phrases.say("Rollen er lagret. Uten passord får personen en lenke på e-post.")

    def _place(self, form: Any) -> tuple[Kindergarten | None, Department | None]:
        who, place, room = door.identity(), form.kindergarten.data, form.department.data
        house = organisation.kindergarten(who, place) if place else None
        rooms: Any = departments.departments(who).where(Department.id == room)
        return house, rooms.get() if room else None

    def _show_link(self, token: str) -> Any:
        """Answer with a link that is nowhere else: not in an address, not in the database."""
        link = door.config().base_url + url_for("accounts.link", token=token)
        return make_response(self.render("office/link.html", link=link, hours=accounts.LINK_HOURS))

    def acts(self, row: Any) -> list[Act]:
        """Return what one may do with an account."""
        found = []
        if self.may("C"):
            found.append(Act(phrases.say("Gi rolle"), self.get_url(".grant", id=row.id)))
        if shown.is_mail_sent() and invitations.may_send(door.identity(), row, door.now()):
            label = phrases.say("Send lenken på nytt")
            found.append(Act(label, self.get_url(".send", id=row.id)))
        if self.may("U"):
            label = phrases.say("Lag ny lenke")
            found.append(Act(label, self.get_url(".renew", id=row.id), "second"))
        if self.may_reset(row):
            label = phrases.say("La begynne på nytt med to trinn")
            found.append(Act(label, self.get_url(".reset_step", id=row.id), "second"))
        if self._may_close():
            label = (
                phrases.say("Steng kontoen") if row.is_active else phrases.say("Åpne kontoen igjen")
            )
            look = "danger" if row.is_active else "second"
            url = self.get_url(".close", id=row.id, open=None if row.is_active else 1)
            found.append(Act(label, url, look))
        return found

    def _may_close(self) -> bool:
        who = door.identity()
        return may(who, "account", "X") or may(who, "account", "C")

    def context(self, row: Any) -> dict[str, Any]:
        """Return the roles the account has had."""
        grants = (
            RoleGrant.select(RoleGrant, Kindergarten, Department)
            .join(Kindergarten, JOIN.LEFT_OUTER)
            .join_from(RoleGrant, Department, JOIN.LEFT_OUTER)
            .where(RoleGrant.account == row)
            .order_by(RoleGrant.valid_from.desc(), RoleGrant.id.desc())
        )
        who = door.identity()
        return {
            "grants": list(grants),
            "said_grant": said_grant,
            "may_take": lambda grant: may_grant(who, grant.role, grant.kindergarten_id),
            "link_stands": (shown.tone(row.invitation), shown.said(row.invitation)),
            "without_mail": shown.without_mail(),
        }

    @expose("/grant/", methods=("GET", "POST"))
    def grant(self) -> Any:
        """Give an account another role from today."""
        row = self.asked_row()
        who = self.require("C")
        form = self.form_of(RoleForm, {"kindergarten": self.first_shown()["kindergarten"]})
        return self.ask(
            form,
            lambda: accounts.grant_role(
                row, form.role.data, *self._place(form), by=who, now=door.now()
            ),
            title=phrases.say("Gi %(name)s en rolle", name=row.person.name),
            done=phrases.say("Rollen er gitt."),
            back=lambda _: self.page_of(row),
            cancel=self.page_of(row),
            button=phrases.say("Gi rolle"),
        )

    @expose("/take-back/", methods=("GET", "POST"))
    def take_back(self) -> Any:
        """Take a role back as from today."""
        row = self.asked_row()
        who = self.require("C")
        grant = next((one for one in row.held if str(one.id) == request.args.get("grant")), None)
        if grant is None:
            raise NotFound("grant")
        return self.ask(
            self.form_of(BaseForm),
            lambda: accounts.end_grant(grant, by=who, now=door.now()),
            title=phrases.say("Ta tilbake rolle fra %(name)s", name=row.person.name),
            lead=phrases.say("%(role)s slutter å gjelde i dag.", role=said_grant(grant)),
            done=phrases.say("Rollen er tatt tilbake."),
            back=lambda _: self.page_of(row),
            cancel=self.page_of(row),
            button=phrases.say("Ta tilbake rollen"),
            is_danger=True,
        )

    @expose("/send/", methods=("GET", "POST"))
    def send(self) -> Any:
        """Send a new link to the account's own address."""
        row = self.asked_row()
        who = self.require("C")
        if not invitations.may_send(who, row, door.now()):
            raise NotAllowed("account")
        return self.ask(
            self.form_of(BaseForm),
            lambda: invitations.send_again(row, by=who, now=door.now()),
            title=phrases.say("Send ny lenke til %(name)s", name=row.person.name),
            lead=phrases.say("Lenker som er sendt før og ikke brukt, slutter å virke."),
            done=phrases.say("E-posten er lagt i kø."),
            back=lambda _: self.page_of(row),
            cancel=self.page_of(row),
            button=phrases.say("Send på nytt"),
        )

    @expose("/renew/", methods=("GET", "POST"))
    def renew(self) -> Any:
        """Make a new link that sets the password, and show it."""
        row = self.asked_row()
        who = self.require("U")
        return self.ask(
            self.form_of(BaseForm),
            lambda: accounts.renew_link(row, by=who, now=door.now()),
            title=phrases.say("Lag ny lenke til %(name)s", name=row.person.name),
            lead=phrases.say("Lenker som er laget før og ikke brukt, slutter å virke."),
            done=phrases.say("Lenken er laget."),
            back=self._show_link,
            cancel=self.page_of(row),
            button=phrases.say("Lag lenke"),
        )

    @expose("/close/", methods=("GET", "POST"))
    def close(self) -> Any:
        """Close an account, which ends its sessions at once, or open it again."""
        row = self.asked_row()
        if not self._may_close():
            raise NotAllowed("account")
        is_opening = (
            request.args.get("open") == "1"
        )  # said in the address: sent twice, it is the same
        if is_opening:
            title, button = (
                phrases.say("Åpne kontoen til %(name)s igjen"),
                phrases.say("Åpne kontoen"),
            )
            lead, done = "", phrases.say("Kontoen er åpen.")
        else:
            title, button = phrases.say("Steng kontoen til %(name)s"), phrases.say("Steng kontoen")
            lead = phrases.say("Den som er logget inn, blir logget ut med en gang.")
            done = phrases.say("Kontoen er stengt.")
        return self.ask(
            self.form_of(BaseForm),
            lambda: accounts.set_active(row, is_opening, by=door.identity(), now=door.now()),
            title=title % {"name": row.person.name},
            lead=lead,
            done=done,
            back=lambda _: self.page_of(row),
            cancel=self.page_of(row),
            button=button,
            is_danger=not is_opening,
        )
