"""What is asked about a goal: what it is, the actions towards it, and what was seen afterwards."""

from collections.abc import Mapping
from typing import Any

from collect.phrases import WORDS, lazy, say
from collect.plans_answers import ActionAnswers, GoalAnswers
from collect.rules.plans import NEUTRAL
from collect.rules.refusals import RuleBroken
from forms.base import BaseForm
from forms.fields import Choice, Day, Line, Mean, Note

ACTIONS = 3  # that a new goal's sheet has room for; more are added on its page
WORDED = "words"  # the choice that what was seen is told in words


def _offer_people(field: Choice, people: Mapping[str, Mapping[str, str]]) -> None:
    """Set whom one may choose, own people first; so that no search is needed beside the list."""
    field.is_plain = True  # type: ignore[attr-defined]
    if len(people) > 1:
        field.offer_groups(people)
    else:
        field.offer(next(iter(people.values()), {}))


class PlanForm(BaseForm):
    """A goal or a micro-project as it stands: its words, target, support and check-back."""

    title = Line(lazy("Mål"), missing=lazy("Skriv hva dere vil få til."))
    target = Mean(lazy("Målverdi"), required=False)
    support = Note(
        lazy("Støtte fra styrer"),
        required=False,
        hint=lazy("Tid, vikar, veiledning eller annet som gjør det lettere å få det til."),
    )
    responsible_id = Choice(
        lazy("Ansvarlig"), convert=int, required=False, hint=lazy("Den som holder i målet.")
    )
    check_back_on = Day(
        lazy("Når ser dere tilbake?"),
        required=False,
        hint=lazy("Du får en påminnelse på forsiden. Dagen kan flyttes."),
    )

    def offer(self, people: Mapping[str, Mapping[str, str]]) -> None:
        """Set who may be responsible."""
        _offer_people(self.responsible_id, people)

    def word_for(self, kind: str, advice: str = "") -> None:
        """Ask in the words of a goal or of a micro-project; `advice` is said of the target."""
        is_project = kind == "micro_project"
        self.title.label.text = say("Mikroprosjekt") if is_project else say("Mål")
        self.title.hint = (
            say("Hva vil du prøve ut på avdelingen?")
            if is_project
            else say("Skriv hva de voksne skal gjøre, så konkret at alle kan se det.")
        )
        self.target.hint = advice

    def answers(self, department_id: int, **more: Any) -> GoalAnswers:
        """Return the sheet in the core's words."""
        return GoalAnswers(
            department_id=department_id,
            title=self.title.data or "",
            target=self.target.data,
            support=self.support.data or "",
            responsible_id=self.responsible_id.data,
            check_back_on=self.check_back_on.data,
            **more,
        )


def _action_fields() -> dict[str, Any]:
    """Return the fields of the first actions, by the names the service refuses them under."""
    fields: dict[str, Any] = {}
    for number in range(ACTIONS):
        prefix = f"actions-{number}-"
        fields[f"{prefix}text"] = Line(
            lazy("Hva skal gjøres?"), required=False, name=f"{prefix}text"
        )
        fields[f"{prefix}responsible_id"] = Choice(
            lazy("Hvem"), convert=int, required=False, name=f"{prefix}responsible_id"
        )
        fields[f"{prefix}due_on"] = Day(lazy("Frist"), required=False, name=f"{prefix}due_on")
    return fields


class _GoalForm(PlanForm):
    """A new goal: what it is about, and the first actions."""

    dimension_id = Choice(lazy("Dimensjon"), convert=int)

    def action(self, number: int) -> dict[str, Any]:
        """Return the fields of an action by their short names; the first is 0."""
        names = ("text", "responsible_id", "due_on")
        return {name: self._fields[f"actions-{number}-{name}"] for name in names}

    def has_more_actions(self) -> bool:
        """Whether anything stands in an action after the first, or is wrong there."""
        rows = [self.action(number) for number in range(1, ACTIONS)]
        return any(field.raw or field.errors for row in rows for field in row.values())

    def name_of(self, field: Any) -> str:
        """Return the field's name with the number of the action it belongs to."""
        parts = field.name.split("-")
        if parts[0] != "actions":
            return super().name_of(field)
        label = str(field.label.text)
        number = int(parts[1]) + 1
        if parts[2] == "text":
            return say("Tiltak %(number)s", number=number)
        return say("Tiltak %(number)s, %(label)s", number=number, label=label.lower())

    def offer(self, people: Mapping[str, Mapping[str, str]]) -> None:
        """Set who may be responsible, for the goal and for each action."""
        super().offer(people)
        for number in range(ACTIONS):
            _offer_people(self.action(number)["responsible_id"], people)

    def offer_dimensions(self, groups: Mapping[str, Mapping[str, str]], is_needed: bool) -> None:
        """Set which dimensions one may choose among; a micro-project may do without."""
        self.dimension_id.offer_groups(groups)
        self.dimension_id.is_required = is_needed

    def answers(self, department_id: int, **more: Any) -> GoalAnswers:
        """Return the sheet in the core's words; an action left wholly blank is none."""
        rows = [self.action(number) for number in self._told()]
        actions = tuple(
            ActionAnswers(row["text"].data or "", row["responsible_id"].data, row["due_on"].data)
            for row in rows
        )
        about = {"dimension_id": self.dimension_id.data, "actions": actions} | more
        return super().answers(department_id, **about)

    def _told(self) -> list[int]:
        """Return the numbers of the actions that anything stands in."""
        return [
            number
            for number in range(ACTIONS)
            if any(not field.is_blank() for field in self.action(number).values())
        ]

    def refuse(self, error: RuleBroken) -> None:
        """Put a refusal beside its field; the service numbers the actions that were told."""
        parts = (error.field or "").split("-")
        if parts[0] == "actions":
            field = f"actions-{self._told()[int(parts[1])]}-{parts[2]}"
            error = RuleBroken(error.code, field, **error.values)
        super().refuse(error)

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge the shape; an action with somebody or a day to it needs its words."""
        good = super().validate(extra_validators)
        for number in range(ACTIONS):
            row = self.action(number)
            text, more = row["text"], (row["responsible_id"], row["due_on"])
            if text.is_blank() and any(not field.is_blank() for field in more):
                text.errors = [*text.errors, say("Skriv hva som skal gjøres.")]
                good = False
        return good


GoalForm: Any = type("GoalForm", (_GoalForm,), _action_fields())


class ActionForm(BaseForm):
    """Something to be done, by whom, by when."""

    text = Line(lazy("Hva skal gjøres?"), missing=lazy("Skriv hva som skal gjøres."))
    responsible_id = Choice(lazy("Hvem"), convert=int, required=False)
    due_on = Day(lazy("Frist"), required=False)

    def offer(self, people: Mapping[str, Mapping[str, str]]) -> None:
        """Set who may be responsible."""
        _offer_people(self.responsible_id, people)

    def answers(self) -> ActionAnswers:
        """Return the sheet in the core's words."""
        return ActionAnswers(self.text.data or "", self.responsible_id.data, self.due_on.data)


class CheckForm(BaseForm):
    """A look back on the way."""

    note = Note(
        lazy("Hva ser dere?"),
        missing=lazy("Skriv hva dere ser. En setning er nok."),
        hint=lazy("Skriv om de voksnes arbeid, uten navn på barn. En setning er nok."),
    )
    checked_on = Day(lazy("Dato"))
    next_on = Day(
        lazy("Når ser dere tilbake igjen?"),
        required=False,
        hint=lazy("La stå tom hvis neste observasjon er neste gang."),
    )


class SeenForm(BaseForm):
    """The first question of an evaluation: what was seen. Not done and do not know are answers too."""

    kind = Choice(lazy("Hva så dere?"), radio=True, missing=lazy("Velg det som passer."))
    seen = Note(
        lazy("Det vi så"),
        required=False,
        hint=lazy("Noe en annen også kunne ha sett eller hørt. Uten navn på barn."),
    )

    def offer(self) -> None:
        """Set the three answers."""
        self.kind.offer(
            {
                WORDED: say("Vi så dette (skriv under)"),
                "not_done": say("Vi har ikke gjort det"),
                "unknown": say("Vi vet ikke"),
            }
        )

    def show(self, seen: str) -> None:
        """Fill the sheet with what is kept."""
        self.kind.data = seen if seen in NEUTRAL else WORDED if seen else None
        self.seen.data = "" if seen in NEUTRAL else seen

    def answer(self) -> str:
        """Return what was seen: a sentence, or one of rules.plans.NEUTRAL."""
        return str(self.kind.data) if self.kind.data in NEUTRAL else self.seen.data or ""

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge the shape; what was seen in words needs the words."""
        good = super().validate(extra_validators)
        if self.kind.data == WORDED and self.seen.is_blank():
            self.seen.errors = [*self.seen.errors, say("Skriv hva dere så.")]
            return False
        return good


class EvaluationForm(BaseForm):
    """The last question: whether it helped."""

    helped = Choice(lazy("Hjalp det?"), radio=True, missing=lazy("Velg det som passer."))
    result = Note(
        lazy("Hva tar dere med videre?"),
        required=False,
        hint=lazy("Står øverst når neste mål settes."),
    )

    def offer(self) -> None:
        """Set the four answers."""
        self.helped.offer({code: str(words) for code, words in WORDS["goal_helped"].items()})


class DropForm(BaseForm):
    """Why a goal is set aside."""

    reason = Line(lazy("Hvorfor?"), missing=lazy("Skriv hvorfor målet legges bort."))


class MoveForm(BaseForm):
    """When to look back instead."""

    check_back_on = Day(lazy("Ny dag"), required=False, hint=lazy("Tom tar bort påminnelsen."))
