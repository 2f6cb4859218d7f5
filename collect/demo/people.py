"""The people of the synthetic municipality: who works where today, who has left, who is new."""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from collect.database import ids_by, insert_rows
from collect.demo import names
from collect.demo.chance import Dice
from collect.demo.organisation_places import Place, Room
from collect.models.people import Employment, Person
from collect.rules.norwegian import search_text, sort_key
from collect.rules.text import email_key

DOMAIN = "tettpaa.example"
NEW_FOR = timedelta(days=240)  # about eight months
# How many of those employed today began within that time, by position.
NEW = {
    "director": 2,
    "pedagogical_leader": 3,
    "kindergarten_teacher": 9,
    "skilled_worker": 7,
    "assistant": 14,
}
LEAVERS = 180
_ASCII = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})


@dataclass(eq=False)
class Worker:
    """A person and the one employment that person has or had."""

    name: str
    email: str
    place: Place
    room: Room | None
    position: str
    since: date
    until: date | None = None
    person_id: int = 0
    employment_id: int = 0

    def works_on(self, day: date) -> bool:
        """Whether the person is employed on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


class Crowd:
    """Draws people: a name, and an address that nobody else has."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._taken: Counter[str] = Counter()

    def someone(self) -> tuple[str, str]:
        """Return a name and an e-mail address."""
        name = f"{self._dice.choice(names.FIRST_NAMES)} {self._dice.choice(names.LAST_NAMES)}"
        plain = unicodedata.normalize("NFD", name.casefold().translate(_ASCII))
        box = "".join(c for c in plain if not unicodedata.combining(c)).replace(" ", ".")
        self._taken[box] += 1
        number = self._taken[box]
        return name, f"{box}{number if number > 1 else ''}@{DOMAIN}"


def fill(dice: Dice, crowd: Crowd, places: list[Place], home: Place, today: date) -> list[Worker]:
    """Employ everybody, at `home` with two beginners; return those of today and those who left."""
    workers = [worker for place in places for worker in _staff(dice, crowd, place, today)]
    for worker in _beginners(dice, workers, home):
        worker.since = dice.day(today - NEW_FOR + timedelta(days=5), today - timedelta(days=4))
    workers += [_leaver(dice, crowd, places, today) for _ in range(LEAVERS)]
    _insert(dice, workers)
    return workers


def positions(number: int, rooms: int) -> list[str]:
    """Return the positions of a kindergarten's staff by rank; a leader for each department.

    About 33 % are teachers (leaders counted), 17-18 % skilled workers.
    """
    rest = number - 1 - rooms
    teachers = max(0, min(round(number * 0.33) - rooms, rest // 2))
    found = ["kindergarten_teacher"] * teachers + ["skilled_worker"] * round(number * 0.175)
    if number > 22:
        found += ["deputy_director", "special_educator"]
    if number > 15:
        found.append("substitute")
    return ["director"] + ["pedagogical_leader"] * rooms + (found + ["assistant"] * rest)[:rest]


def _staff(dice: Dice, crowd: Crowd, place: Place, today: date) -> list[Worker]:
    """Staff a kindergarten; the director and the first two leaders have been there for long."""
    rooms = place.open_rooms
    staff: list[Worker] = []
    for number, position in enumerate(positions(place.staff, len(rooms))):
        roams = position in ("director", "deputy_director", "special_educator", "substitute")
        room = None if roams else rooms[(number - 1) % len(rooms)]
        if number < 3:
            since = date(dice.randint(2008, 2019), 8, 1)
        else:
            latest = today - NEW_FOR - timedelta(days=6)
            since = max(date(2009, 8, 1), latest - timedelta(days=int(dice.expovariate(1 / 1_900))))
        if room is not None:
            since = max(since, room.opened_on)
        staff.append(Worker(*crowd.someone(), place, room, position, since))
    return staff


def _beginners(dice: Dice, workers: list[Worker], home: Place) -> list[Worker]:
    """Choose the new ones by position, an assistant and a skilled worker of them at home.

    Nobody who is among the first three of a kindergarten is new, but for two directors elsewhere.
    """
    found: list[Worker] = []
    for position, number in NEW.items():
        open_to = [w for w in workers if w.position == position]
        if position == "pedagogical_leader":
            open_to = [w for w in open_to if w.room not in w.place.open_rooms[:2]]
        at_home = [w for w in open_to if w.place is home]
        elsewhere = [w for w in open_to if w.place is not home]
        own = 1 if position in ("skilled_worker", "assistant") else 0
        found += dice.sample(at_home, own) + dice.sample(elsewhere, number - own)
    return found


def _leaver(dice: Dice, crowd: Crowd, places: list[Place], today: date) -> Worker:
    place = dice.choice(places)
    room = dice.choice(
        [room for room in place.rooms if room.opened_on < today - timedelta(days=1_200)]
    )
    position = dice.choice(("assistant", "assistant", "skilled_worker", "kindergarten_teacher"))
    until = dice.day(today - timedelta(days=1_100), today - timedelta(days=3))
    if room.closed_on is not None:
        until = min(until, room.closed_on)
    since = max(room.opened_on, until - timedelta(days=dice.randint(120, 3_000)))
    return Worker(*crowd.someone(), place, room, position, since, until)


def insert_persons(people: list[tuple[str, str]]) -> dict[str, int]:
    """Insert people given as (name, e-mail address); return everybody's ids by address."""
    rows = [
        {
            "name": name,
            "sort": sort_key(name),
            "search": search_text(name, email),
            "email": email,
            "email_key": email_key(email),
        }
        for name, email in people
    ]
    insert_rows(Person, rows)
    return ids_by(Person, Person.email)


def _insert(dice: Dice, workers: list[Worker]) -> None:
    keys = insert_persons([(worker.name, worker.email) for worker in workers])
    for worker in workers:
        worker.person_id = keys[worker.email]
    insert_rows(Employment, [_row(dice, worker) for worker in workers])
    employments = ids_by(Employment, Employment.person)
    for worker in workers:
        worker.employment_id = employments[worker.person_id]


def _row(dice: Dice, worker: Worker) -> dict[str, object]:
    is_full = worker.position in ("director", "deputy_director", "pedagogical_leader")
    return {
        "person_id": worker.person_id,
        "kindergarten_id": worker.place.id,
        "department_id": worker.room.id if worker.room else None,
        "position": worker.position,
        "fte_percent": 100 if is_full else dice.choices((100, 80, 60, 50), (70, 15, 8, 7))[0],
        "valid_from": worker.since,
        "valid_to": worker.until,
    }
