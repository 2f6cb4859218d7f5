"""What is asked about people, their employment and their functions in the programme."""

from datetime import date

from collect.models.people_changes import Declaration
from collect.people_changes import ChangeAnswers
from collect.phrases import WORDS, day, lazy, say, word
from forms.base import BaseForm
from forms.fields import Choice, Day, Email, Line


def declared(row: Declaration) -> str:
    """Return in words what was declared: what, to what, and from which day."""
    details = row.details
    what = str(WORDS["change"][row.kind])
    if details.get("position"):
        what += f" ({word('position', details['position']).lower()})"
    for name in ("department", "kindergarten"):
        if details.get(name):
            what += f" ({details[name]})"
    if row.kind == "leaves":
        return say("%(what)s. Siste arbeidsdag er %(day)s.", what=what, day=day(row.day))
    if details.get("until"):
        last = day(date.fromisoformat(details["until"]))
        return say("%(what)s fra %(day)s til %(last)s.", what=what, day=day(row.day), last=last)
    return say("%(what)s fra %(day)s.", what=what, day=day(row.day))


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
            "Første dag i det nye: ny stilling, avdeling eller barnehage, permisjon, tilbake på jobb. "
            "For den som slutter: siste arbeidsdag."
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
    kindergarten_id = Choice(
        lazy("Ny barnehage"),
        convert=int,
        required=False,
        hint=lazy("Bare når barnehagen endrer seg. Begge styrerne får beskjed."),
    )
    until = Day(
        lazy("Siste dag i permisjonen"),
        required=False,
        hint=lazy("Bare ved permisjon. La stå tom når den ikke er kjent."),
    )

    def offer_all(self, departments: dict[str, str], kindergartens: dict[str, str]) -> None:
        """Set the choices: departments are those of the kindergarten, kindergartens the others."""
        self.kind.offer({code: str(words) for code, words in WORDS["change"].items()})
        self.position.offer({code: str(words) for code, words in WORDS["position"].items()})
        self.department_id.offer(departments)
        self.kindergarten_id.offer(kindergartens)

    def answers(self) -> ChangeAnswers:
        """Return the declaration in the core's words; what belongs to another kind is left out."""
        kind = self.kind.data
        return ChangeAnswers(
            kind,
            self.day.data,
            self.position.data if kind == "position" else None,
            self.department_id.data if kind == "department" else None,
            self.kindergarten_id.data if kind == "moves" else None,
            self.until.data if kind == "leave" else None,
        )
