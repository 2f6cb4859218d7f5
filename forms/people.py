"""What is asked about people, their employment and their functions in the programme."""

from collect.people_changes import ChangeAnswers
from collect.phrases import WORDS, lazy
from forms.base import BaseForm
from forms.fields import Choice, Day, Email, Line


class PersonForm(BaseForm):
    """A person's name and address at work."""

    name = Line(lazy("Navn"), render_kw={"autocomplete": "off"})
    email = Email(lazy("E-post på jobb"), required=False, render_kw={"autocomplete": "off"})


class LastDayForm(BaseForm):
    """The last day of an employment."""

    valid_to = Day(lazy("Siste arbeidsdag"))


class FunctionForm(BaseForm):
    """A function in the programme, beside the position."""

    function = Choice(lazy("Funksjon"))
    kindergarten = Choice(
        lazy("Barnehage"),
        convert=int,
        required=False,
        hint=lazy("La stå tom når funksjonen gjelder hele kommunen."),
    )
    valid_from = Day(lazy("Fra og med"))


class ChangeForm(BaseForm):
    """What changes for somebody, and from which day."""

    kind = Choice(lazy("Hva endrer seg?"), radio=True)
    day = Day(
        lazy("Dato"),
        hint=lazy(
            "Første dag i ny stilling eller avdeling. For den som slutter: siste arbeidsdag."
        ),
    )
    position = Choice(
        lazy("Ny stilling"), required=False, hint=lazy("Bare når stillingen endrer seg.")
    )
    department_id = Choice(
        lazy("Ny avdeling"),
        convert=int,
        required=False,
        hint=lazy("Bare når avdelingen endrer seg."),
    )

    def offer_all(self, departments: dict[str, str]) -> None:
        """Set the choices; departments are those of the kindergarten."""
        self.kind.offer({code: str(words) for code, words in WORDS["change"].items()})
        self.position.offer({code: str(words) for code, words in WORDS["position"].items()})
        self.department_id.offer(departments)

    def answers(self) -> ChangeAnswers:
        """Return the declaration in the core's words; what belongs to another kind is left out."""
        kind = self.kind.data
        return ChangeAnswers(
            kind,
            self.day.data,
            self.position.data if kind == "position" else None,
            self.department_id.data if kind == "department" else None,
        )
