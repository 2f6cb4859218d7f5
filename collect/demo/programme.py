"""Programme functions in the synthetic municipality: mentors, talk champions, resource people."""

from dataclasses import dataclass
from datetime import date

from collect.database import insert_rows
from collect.demo.chance import Dice
from collect.demo.organisation_places import Place
from collect.demo.people import Crowd, Worker, insert_persons
from collect.models.people import ProgrammeFunction
from collect.rules.calendar import programme_year
from collect.rules.certificates import a_year_after

MENTORS = 12
WORKSHOPS = date(2024, 9, 1)  # from when observers were trained as a resource (reference §1.4 A21)
Row = dict[str, object]


@dataclass(frozen=True)
class Official:
    """A person of the municipality who works in no kindergarten."""

    name: str
    email: str
    person_id: int


def officials(crowd: Crowd, number: int) -> list[Official]:
    """Add people who are employed in no kindergarten."""
    people = [crowd.someone() for _ in range(number)]
    keys = insert_persons(people)
    return [Official(name, email, keys[email]) for name, email in people]


def fill(
    dice: Dice, places: list[Place], workers: list[Worker], mentors: list[Official], today: date
) -> tuple[dict[int, Official], dict[int, Worker]]:
    """Appoint everybody; return the mentor and the resource person of each kindergarten id."""
    rows: list[Row] = []
    guides: dict[int, Official] = {}
    resources: dict[int, Worker] = {}
    settled = [w for w in workers if w.until is None and programme_year(w.since, today) > 1]
    for number, place in enumerate(sorted(places, key=lambda place: place.area)):
        staff = [worker for worker in settled if worker.place is place]
        leaders = [worker for worker in staff if worker.position == "pedagogical_leader"]
        guide = guides[place.id] = mentors[number * len(mentors) // len(places)]
        resource = resources[place.id] = dice.choice(leaders)
        rows.append(_row(guide.person_id, "mentor", place, place.cohort.start))
        rows.append(_row(resource.person_id, "resource_person", place, resource.since))
        if dice.random() < 0.3:
            rows.append(_row(leaders[0].person_id, "resource_observer", place, WORKSHOPS))
        rows += _talk_champions(dice, place, staff, today)
    insert_rows(ProgrammeFunction, rows)
    return guides, resources


def _row(person_id: int, function: str, place: Place, from_day: date) -> Row:
    """Return a function from a day on, or from the start of the cohort if that is later."""
    return {
        "person_id": person_id,
        "function": function,
        "kindergarten_id": place.id,
        "valid_from": max(from_day, place.cohort.start),
    }


def _talk_champions(dice: Dice, place: Place, staff: list[Worker], today: date) -> list[Row]:
    """Appoint three or four from the kindergarten's third year on (reference §1.4 A18)."""
    if programme_year(place.cohort.start, today) < 3:
        return []
    third_year = a_year_after(a_year_after(place.cohort.start))
    chosen = dice.sample(staff, min(len(staff), dice.choice((3, 4))))
    return [_row(w.person_id, "talk_champion", place, max(third_year, w.since)) for w in chosen]
