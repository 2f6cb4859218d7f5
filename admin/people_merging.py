"""People who stand twice: the likely pairs, two side by side, what a merge moved, and taking it back."""

from typing import Any

from flask import url_for

from admin.people_merging_pages import MergePages, asked
from admin.view import PEOPLE
from collect import people, phrases
from collect import people_merging as merging
from collect import people_merging_candidates as candidates
from collect.models.people import Employment, Person
from collect.phrases import lazy, word
from collect.rules.access import Identity
from forms import door
from forms.people_merging import OtherForm, PersonMergeForm


def place_of(job: Employment | None) -> str:
    """Return as what somebody works, and where; nothing for one who does not."""
    return f"{word('position', job.position)}, {job.kindergarten.name}" if job else ""


class MergeView(MergePages):
    """Two records of one person made one."""

    title = lazy("Mulige dubletter")
    purpose = lazy("Personer som kan være lagt inn to ganger. Sammenlign dem, og slå dem sammen.")
    elsewhere = lazy(
        "To som skriver navnet ulikt, står ikke her. Åpne den ene under Ansatte, og velg å slå sammen med en annen."
    )
    question = lazy("Er dette samme person?")
    group, feature, record, page = PEOPLE, "merges", "person", "office_people.details_view"
    sheet, service = PersonMergeForm, merging

    def candidates(self) -> Any:
        """Return a page of pairs of people."""
        return candidates.candidates(door.identity(), door.today(), asked("page"))

    def lines(self, row: Person, job: Employment | None) -> list[str]:
        """Return what tells a person from another in the list."""
        found = [row.email or phrases.say("ingen e-post"), place_of(job)]
        return [line for line in found if line]

    def pair(self, kept_id: int, gone_id: int) -> tuple[Person, Person]:
        """Return two people."""
        return merging.pair(door.identity(), kept_id, gone_id, door.now())

    def compared(self, kept: Person, gone: Person, who: Identity) -> dict[str, Any]:
        """Return the comparison, and where each works today."""
        jobs = people.jobs_on([kept.id, gone.id], door.today())
        places = [place_of(jobs.get(row.id)) or phrases.say("Ingen i dag") for row in (kept, gone)]
        found = merging.compare(kept, gone, by=who)
        return {"found": found, "beside": [(phrases.say("Arbeider i dag"), *places)]}

    def one(self, row_id: int) -> Person:
        """Return one person."""
        return people.person(door.identity(), row_id, door.today())

    def other_form(self, row: Person) -> OtherForm:
        """Ask for a person, with suggestions while one writes."""
        form = OtherForm(formdata=None)
        form.person.render_kw = {"data-lookup": url_for("office_accounts.ajax_lookup")}
        return form

    def other(self, form: Any) -> Person:
        """Return the person that was written."""
        return people.find(door.identity(), form.person.data, door.today())
