"""People: where they work today, what they are called, and their functions in the programme."""

from typing import Any

from flask import request, url_for
from flask_admin import expose
from peewee import JOIN

from admin.listing import Act, Column, Pick, Rows
from admin.organisation_choices import kindergarten_choices, kindergarten_pick
from admin.trash import GoesToTrash
from admin.view import PEOPLE
from collect import certificates_attempts as attempts
from collect import organisation, people, phrases
from collect.models.base import on_day, within
from collect.models.organisation import Department, Kindergarten
from collect.models.people import Employment, Person, PersonFlag, ProgrammeFunction
from collect.phrases import lazy, word
from collect.rules.access import may, reach
from collect.rules.refusals import NotFound
from forms import door
from forms.certificates import said
from forms.organisation import words
from forms.people import FunctionForm, LastDayForm, PersonForm


def jobs_in_reach(model: Any = Employment) -> Any:
    """Return the condition that an employment is one the reader may know of."""
    found = reach(door.identity(), "person", "R")
    return within(
        found, person=model.person, department=model.department, kindergarten=model.kindergarten
    )


def _standings(row: Person) -> list[tuple[Any, str, str]]:
    """Return the person's certificates, each with its name and where it stands, if the reader may know."""
    if not may(door.identity(), "certificate", "R"):
        return []
    found = attempts.standings(row.id, door.today(), door.config().test_terms)
    return [(one, phrases.instrument(one.certificate.instrument), said(one)) for one in found]


class PersonView(GoesToTrash):
    """People within reach, each with the employment of today."""

    model_class, feature, record, group = Person, "people", "person", PEOPLE
    title = lazy("Ansatte")
    purpose = lazy(
        "Alle som er lagt inn, og hvor de arbeider i dag. Nyansatte meldes under Nyansatte."
    )
    columns = (
        Column("name", lazy("Navn"), lambda row: row.name, sort=Person.sort),
        Column(
            "position",
            lazy("Stilling"),
            lambda row: row.job and word("position", row.job.position),
            sort=Employment.position,
        ),
        Column(
            "kindergarten",
            lazy("Barnehage"),
            lambda row: row.job and row.job.kindergarten.name,
            sort=Kindergarten.sort,
        ),
        Column(
            "department",
            lazy("Avdeling"),
            lambda row: row.job and row.job.department and row.job.department.name,
            sort=Department.sort,
        ),
        Column("email", lazy("E-post"), lambda row: row.email, sort=Person.email_key),
    )
    picks = (
        Pick(
            "position",
            lazy("Stilling"),
            lambda: words("position"),
            lambda value: Employment.position == value,
        ),
        kindergarten_pick(Employment.kindergarten),
    )
    searched = (Person.search,)
    amending = PersonForm
    details_template = "office/person.html"

    def rows(self) -> Rows:
        """Return the people within reach, each with its `job` of today, the latest begun."""
        one = Employment.alias()
        latest = (
            one.select(one.id)
            .where((one.person == Person.id) & on_day(one, door.today()) & jobs_in_reach(one))
            .order_by(one.valid_from.desc(), one.id.desc())
            .limit(1)
        )
        return (
            people.persons(door.identity(), door.today())
            .select_extend(Employment, Kindergarten, Department)
            .join(Employment, JOIN.LEFT_OUTER, on=(Employment.id == latest), attr="job")
            .join(Kindergarten, JOIN.LEFT_OUTER)
            .join_from(Employment, Department, JOIN.LEFT_OUTER)
        )

    def amend(self, row: Any, form: Any) -> None:
        """Change the person's name or address."""
        people.amend_person(row, form.data, by=door.identity(), now=door.now())

    def acts(self, row: Any) -> list[Act]:
        """Return what one may do with a person."""
        who = door.identity()
        found = super().acts(row)
        if self.may("U"):
            found.append(
                Act(phrases.say("Gi funksjon i programmet"), self.get_url(".appoint", id=row.id))
            )
        if may(who, "merge", "C"):
            url = url_for("office_merges.choose", id=row.id)
            found.append(Act(phrases.say("Slå sammen med en annen"), url))
        if may(who, "account", "C"):
            url = url_for("office_accounts.create_view", person=row.id)
            found.append(Act(phrases.say("Gi konto"), url))
        if may(who, "certificate", "C"):
            url = url_for("office_certificates.create_view", person=row.id)
            found.append(Act(phrases.say("Før inn bestått prøve"), url))
            url = url_for("office_certificates.course", person=row.id)
            found.append(Act(phrases.say("Før inn fullført kurs"), url))
        return found

    def context(self, row: Any) -> dict[str, Any]:
        """Return the person's employments within reach, functions and flags."""
        jobs = self._jobs(row).order_by(Employment.valid_from.desc(), Employment.id.desc())
        functions = (
            ProgrammeFunction.select(ProgrammeFunction, Kindergarten)
            .join(Kindergarten, JOIN.LEFT_OUTER)
            .where(ProgrammeFunction.person == row)
            .order_by(ProgrammeFunction.valid_from.desc())
        )
        flags = PersonFlag.select().where(
            (PersonFlag.person == row) & on_day(PersonFlag, door.today())
        )
        may_end = reach(door.identity(), "person", "U")
        return {
            "jobs": list(jobs),
            "functions": list(functions),
            "flags": list(flags),
            "may_end": may_end,
            "standings": _standings(row),
        }

    def _jobs(self, row: Any) -> Rows:
        return (
            Employment.select(Employment, Kindergarten, Department)
            .join(Kindergarten)
            .join_from(Employment, Department, JOIN.LEFT_OUTER)
            .where((Employment.person == row) & jobs_in_reach())
        )

    @expose("/end/", methods=("GET", "POST"))
    def end(self) -> Any:
        """Say which day is the last of an employment."""
        row = self.asked_row()
        who = self.require("U")
        asked = request.args.get("job", "")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
        job = self._jobs(row).where(Employment.id == number).get_or_none()
        if job is None:
            raise NotFound("employment")
        form = self.form_of(LastDayForm, {"valid_to": job.valid_to or door.today()})
        return self.ask(
            form,
            lambda: people.end_employment(job, form.valid_to.data, by=who, now=door.now()),
            title=phrases.say("Avslutt arbeidsforholdet til %(name)s", name=row.name),
            lead=f"{word('position', job.position)}, {job.kindergarten.name}. "
            + phrases.say("Rollene i barnehagen slutter å gjelde etter samme dag."),
            done=phrases.say("Siste arbeidsdag er lagret."),
            back=lambda _: self.page_of(row),
            cancel=self.page_of(row),
        )

    @expose("/appoint/", methods=("GET", "POST"))
    def appoint(self) -> Any:
        """Give a person a function in the programme from a day."""
        row = self.asked_row()
        who = self.require("U")
        form = self.form_of(
            FunctionForm,
            {"valid_from": door.today(), "kindergarten": row.job and row.job.kindergarten_id},
        )

        def act() -> None:
            place = form.kindergarten.data
            house = organisation.kindergarten(who, place) if place else None
            people.appoint(
                row, form.function.data, house, form.valid_from.data, by=who, now=door.now()
            )

        return self.ask(
            form,
            act,
            title=phrases.say("Gi %(name)s en funksjon", name=row.name),
            done=phrases.say("Funksjonen er lagret."),
            back=lambda _: self.page_of(row),
            cancel=self.page_of(row),
        )

    def offer(self, form: Any, row: Any = None) -> None:
        """Offer functions and kindergartens."""
        if isinstance(form, FunctionForm):
            form.function.offer(words("function"))
            form.kindergarten.offer(kindergarten_choices())
