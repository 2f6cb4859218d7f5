"""The synthetic municipality's departments: dealt to exact sums, with some history."""

from datetime import date, timedelta

from collect.database import ids_by, insert_rows
from collect.demo import names
from collect.demo.chance import Dice
from collect.demo.organisation_places import COHORTS, Place, Room
from collect.models.organisation import Department, DepartmentPeriod
from collect.rules.norwegian import search_text, sort_key

OTHER = {"toddler": "preschool", "preschool": "toddler", "mixed": "preschool"}
CHANGED, CLOSED = 8, 5  # how many departments were otherwise a year ago, and how many are no more


def deal(dice: Dice, places: list[Place], today: date) -> None:
    """Give the kindergartens of each cohort its departments, children and staff, exactly."""
    for cohort in COHORTS:
        members = [place for place in places if place.cohort is cohort]
        uneven = [dice.uniform(0.4, 1.6) for _ in members]
        extra = dice.share(cohort.departments - 2 * len(members), uneven)
        for place, more in zip(members, extra, strict=True):
            place.rooms = _rooms(dice, 2 + more, place.ages)
        rooms = [room for place in members for room in place.rooms]
        children = dice.share(cohort.children, [room.weight for room in rooms])
        for room, number in zip(rooms, children, strict=True):
            room.children = number
        least = [1 + 2 * len(place.rooms) for place in members]
        spare = dice.share(cohort.staff - sum(least), [len(place.rooms) for place in members])
        for place, base, more in zip(members, least, spare, strict=True):
            place.staff = base + more
    _make_history(dice, places, today)


def _rooms(dice: Dice, number: int, ages: tuple[int, int]) -> list[Room]:
    opened = date(dice.randint(2006, 2018), 8, 1)
    groups = _age_groups(dice, number, ages)
    chosen = dice.sample(names.DEPARTMENTS, number)
    return [Room(name, opened, group) for name, group in zip(chosen, groups, strict=True)]


def _age_groups(dice: Dice, number: int, ages: tuple[int, int]) -> list[str]:
    """Return about as many toddler as preschool departments, now and then a mixed one between."""
    if ages != (1, 5):
        return ["toddler" if ages == (1, 2) else "preschool"] * number
    toddlers = round(number / 2 + dice.uniform(-0.45, 0.45))
    groups = ["toddler"] * toddlers + ["preschool"] * (number - toddlers)
    if number > 2 and dice.random() < 0.35:
        groups[toddlers - dice.randint(0, 1)] = "mixed"
    return groups


def _make_history(dice: Dice, places: list[Place], today: date) -> None:
    """Let some departments have changed, some closed, one opened late; today stays as it is."""
    last_year = date(today.year - 1, 8, 1)
    old = [p for p in places if p.cohort.number <= 4 and p.ages == (1, 5) and len(p.rooms) > 2]
    chosen = dice.sample(old, CHANGED + CLOSED + 1)
    for number, place in enumerate(chosen[:CHANGED]):
        room = dice.choice(place.rooms)
        group, children = room.age_group, max(4, room.children + dice.choice((-3, -2, 2, 3)))
        if number % 2:
            group, children = OTHER[group], dice.randint(10, 16)
        room.earlier = (group, children, last_year)
    for number, place in enumerate(chosen[CHANGED:-1]):
        closed_on = date(today.year - 1 - number % 2, 7, 31)
        place.rooms.append(_closed(dice, place, closed_on))
    chosen[-1].rooms[-1].opened_on = date(today.year - 2, 8, 1)


def _closed(dice: Dice, place: Place, closed_on: date) -> Room:
    taken = {room.name for room in place.rooms}
    name = dice.choice([name for name in names.DEPARTMENTS if name not in taken])
    group = dice.choice(("toddler", "preschool"))
    return Room(name, place.rooms[0].opened_on, group, dice.randint(9, 14), closed_on)


def insert(places: list[Place]) -> None:
    """Insert the departments with their periods, and give them their ids."""
    rooms = {(place.id, room.name): (place, room) for place in places for room in place.rooms}
    insert_rows(Department, [_row(place, room) for place, room in rooms.values()])
    for key, room_id in ids_by(Department, Department.kindergarten, Department.name).items():
        rooms[key][1].id = room_id
    insert_rows(
        DepartmentPeriod, [period for _, room in rooms.values() for period in _periods(room)]
    )


def _row(place: Place, room: Room) -> dict[str, object]:
    return {
        "kindergarten_id": place.id,
        "name": room.name,
        "sort": sort_key(room.name),
        "search": search_text(room.name, place.name),
        "opened_on": room.opened_on,
        "closed_on": room.closed_on,
    }


def _periods(room: Room) -> list[dict[str, object]]:
    """Return the periods of a department, the one before a change first."""
    now = {
        "department_id": room.id,
        "age_group": room.age_group,
        "children": room.children,
        "valid_from": room.opened_on,
        "valid_to": None,
    }
    if room.earlier is None:
        return [now]
    group, children, changed_on = room.earlier
    until = changed_on - timedelta(days=1)
    before = now | {"age_group": group, "children": children, "valid_to": until}
    return [before, now | {"valid_from": changed_on}]
