"""Kindergartens that stand twice: the likely pairs, two side by side, and what a merge moved."""

from dataclasses import dataclass
from typing import Any

from admin.people_merging_pages import MergePages
from admin.view import ORGANISATION
from collect import organisation
from collect import organisation_merging as merging
from collect.models.organisation import Kindergarten
from collect.phrases import lazy, word
from collect.rules.access import Identity
from forms import door
from forms.organisation_merging import KindergartenMergeForm, OtherKindergartenForm


@dataclass(frozen=True)
class Pair:
    """Two kindergartens in the list, as the page reads pairs of any kind."""

    first: Kindergarten
    second: Kindergarten
    reasons: tuple[str, ...]
    jobs: tuple[None, None] = (None, None)


@dataclass(frozen=True)
class Pairs:
    """All pairs on one page."""

    pairs: list[Pair]
    number: int = 1
    last: int = 1

    @property
    def total(self) -> int:
        """Return how many pairs there are."""
        return len(self.pairs)


class KindergartenMergeView(MergePages):
    """Two records of one kindergarten made one."""

    title = lazy("Like barnehager")
    purpose = lazy("Barnehager som kan være lagt inn to ganger. Sammenlign dem, og slå dem sammen.")
    elsewhere = lazy(
        "Andre finner du under Barnehager. Åpne den ene, og velg å slå sammen med en annen."
    )
    question = lazy("Er dette samme barnehage?")
    group, feature, record = ORGANISATION, "kindergarten_merges", merging.RECORD
    page = "office_kindergartens.details_view"
    sheet, service = KindergartenMergeForm, merging

    def candidates(self) -> Pairs:
        """Return the pairs that share a name or an address."""
        found = merging.candidates(door.identity())
        return Pairs([Pair(first, second, _reasons(first, second)) for first, second in found])

    def lines(self, row: Kindergarten, _: Any) -> list[str]:
        """Return what tells a kindergarten from another in the list."""
        return [line for line in (row.org_number, row.address) if line]

    def pair(self, kept_id: int, gone_id: int) -> tuple[Kindergarten, Kindergarten]:
        """Return two kindergartens."""
        return merging.pair(door.identity(), kept_id, gone_id)

    def compared(self, kept: Kindergarten, gone: Kindergarten, who: Identity) -> dict[str, Any]:
        """Return the comparison."""
        return {"found": merging.compare(kept, gone), "beside": []}

    def one(self, row_id: int) -> Kindergarten:
        """Return one kindergarten."""
        return organisation.kindergarten(door.identity(), row_id)

    def other_form(self, row: Kindergarten) -> OtherKindergartenForm:
        """Ask for another kindergarten."""
        form = OtherKindergartenForm(formdata=None)
        rows = organisation.kindergartens(door.identity()).where(Kindergarten.id != row.id)
        form.other.offer({str(one.id): f"{one.name} ({one.org_number})" for one in rows})
        return form

    def other(self, form: Any) -> Kindergarten:
        """Return the kindergarten that was chosen."""
        return self.one(form.other.data)

    def shown(self, name: str, value: Any) -> str:
        """Return a field's value as the page says it."""
        return word("ownership", value) if name == "ownership" else super().shown(name, value)


def _reasons(first: Kindergarten, second: Kindergarten) -> tuple[str, ...]:
    return tuple(
        code
        for code, is_one in (
            ("name", first.sort == second.sort),
            ("place", bool(first.address) and first.address == second.address),
        )
        if is_one
    )
