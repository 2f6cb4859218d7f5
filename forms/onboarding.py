"""What is asked about a new employee, and when a task is signed off."""

from collect.onboarding import NewStaffAnswers
from collect.phrases import WORDS, lazy
from forms.base import BaseForm
from forms.fields import Choice, Day, Email, Line, Tick, Whole


class NewStaffForm(BaseForm):
    """Who begins, where, as what and when; the plan follows from it."""

    name = Line(
        lazy("Navn"),
        render_kw={"autocomplete": "off"},
        missing=lazy("Skriv navnet på den nyansatte."),
    )
    email = Email(lazy("E-post på jobb"), required=False, render_kw={"autocomplete": "off"})
    position = Choice(lazy("Stilling"))
    kindergarten_id = Choice(lazy("Barnehage"), convert=int)
    department_id = Choice(
        lazy("Avdeling"),
        convert=int,
        required=False,
        hint=lazy("La stå tom for styrere og andre uten egen avdeling."),
    )
    first_day = Day(lazy("Første arbeidsdag"))
    fte_percent = Whole(lazy("Stillingsandel i prosent"), low=1, high=100)
    newly_qualified = Tick(
        lazy("Nyutdannet barnehagelærer"), hint=lazy("Gir planen for introduksjonsåret.")
    )
    new_director = Tick(lazy("Ny som styrer"), hint=lazy("Gir opplæringspakken for nye styrere."))

    def offer(self, kindergartens: dict[str, str], departments: dict[str, dict[str, str]]) -> None:
        """Set the places one may choose."""
        self.kindergarten_id.offer(kindergartens)
        if len(departments) == 1:
            self.department_id.offer(next(iter(departments.values())))
        else:
            self.department_id.offer_groups(departments)
        self.position.offer({code: str(words) for code, words in WORDS["position"].items()})

    def answers(self) -> NewStaffAnswers:
        """Return the sheet in the core's words."""
        return NewStaffAnswers(
            name=self.name.data,
            email=self.email.data or "",
            position=self.position.data,
            kindergarten_id=self.kindergarten_id.data,
            department_id=self.department_id.data,
            first_day=self.first_day.data,
            fte_percent=self.fte_percent.data,
            newly_qualified=self.newly_qualified.data,
            new_director=self.new_director.data,
        )


class ResourceForm(BaseForm):
    """Who is to be the kindergarten's resource person, and for how long."""

    person_id = Choice(lazy("Hvem"), convert=int)
    valid_from = Day(lazy("Fra og med"))
    valid_to = Day(
        lazy("Til og med"), required=False, hint=lazy("La stå tom når det gjelder inntil videre.")
    )


class ResourceEndForm(BaseForm):
    """The last day of a resource person."""

    valid_to = Day(lazy("Siste dag"))


class TaskForm(BaseForm):
    """A task of a template, as new plans will have it."""

    title_nb = Line(lazy("Oppgaven på bokmål"))
    title_nn = Line(lazy("Oppgaven på nynorsk"))
    title_en = Line(lazy("Oppgaven på engelsk"))
    owner = Choice(lazy("Hvem som gjør den"))
    opens_offset = Whole(
        lazy("Åpner, dager etter første arbeidsdag"),
        low=-365,
        high=730,
        hint=lazy("Minus betyr før første dag."),
    )
    due_offset = Whole(lazy("Frist, dager etter første arbeidsdag"), low=-365, high=730)
    finishes_on = Choice(
        lazy("Gjort når"),
        required=False,
        hint=lazy("Oppgaven kvitteres av seg selv når det står i systemet."),
    )


class AddedTaskForm(TaskForm):
    """A task that is added to a template."""

    template = Choice(lazy("Plan"), convert=int)
