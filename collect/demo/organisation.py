"""The synthetic municipality's cohorts, networks and kindergartens."""

from collections.abc import Iterator
from datetime import date
from itertools import count

from collect.database import ids_by, insert_rows
from collect.demo import names, organisation_departments
from collect.demo.chance import Dice
from collect.demo.organisation_places import COHORTS, CONTROL, Place
from collect.models.organisation import Affiliation, Cohort, Kindergarten, Network, StatedFigure
from collect.organisation import MEASURES
from collect.rules.norwegian import search_text, sort_key
from collect.rules.organisation import is_org_number

MUNICIPALITY = "Fjordvik kommune"


def fill(dice: Dice, today: date) -> list[Place]:
    """Make the organisation of today, on or after the last cohort's start, and return it."""
    places = _places(dice)
    organisation_departments.deal(dice, places, today)
    _insert_cohorts()
    _insert_places(dice, places)
    _affiliate(places)
    organisation_departments.insert(places)
    return places


def _places(dice: Dice) -> list[Place]:
    """Return the kindergartens, 45 % public, ten or so in each area; six are sites in pairs."""
    total = CONTROL[0]
    owners = ["public"] * (total * 45 // 100)
    owners += ["private"] * (total - len(owners))
    dice.shuffle(owners)
    areas = [number % len(names.AREAS) for number in range(total)]
    dice.shuffle(areas)
    made = dice.sample([f"{root}{end}" for root in names.ROOTS for end in names.PLACES], total)
    places = []
    for cohort in COHORTS:
        for _ in range(cohort.kindergartens):
            ages = dice.choices(((1, 5), (1, 2), (3, 5)), (93, 4, 3))[0]
            name = f"{made.pop()} barnehage"
            places.append(Place(name, cohort, areas.pop(), owners.pop(), ages))
    for cohort in COHORTS[:3]:
        first, second = [place for place in places if place.cohort is cohort][-2:]
        _make_sites(dice, first, second)
    return places


def _make_sites(dice: Dice, first: Place, second: Place) -> None:
    """Let two places be sites of one kindergarten, each with an organisation number of its own."""
    pair = dice.choice((names.SITES[:2], names.SITES[2:4], names.SITES[4:]))
    name = first.name
    for place, site in zip((first, second), pair, strict=True):
        place.name = f"{name} avd. {site}"
        place.area, place.ownership = first.area, first.ownership


def _insert_cohorts() -> None:
    """Insert the cohorts with the figures stated about each, and the control totals."""
    insert_rows(Cohort, [{"number": cohort.number, "start": cohort.start} for cohort in COHORTS])
    numbers = ids_by(Cohort, Cohort.number)
    stated: list[tuple[int | None, str, int]] = [
        (numbers[cohort.number], measure, getattr(cohort, measure))
        for cohort in COHORTS
        for measure in MEASURES
    ]
    stated += [(None, measure, value) for measure, value in zip(MEASURES, CONTROL, strict=True)]
    insert_rows(StatedFigure, [{"cohort_id": c, "measure": m, "value": v} for c, m, v in stated])


def _org_numbers() -> Iterator[str]:
    """Yield numbers whose check holds, from a range no register uses (theirs begin with 8 or 9)."""
    return (str(number) for number in count(300_000_000) if is_org_number(str(number)))


def _insert_places(dice: Dice, places: list[Place]) -> None:
    numbers = dict(zip(_org_numbers(), places, strict=False))
    insert_rows(
        Kindergarten, [_row(dice, place, org_number) for org_number, place in numbers.items()]
    )
    for org_number, kindergarten_id in ids_by(Kindergarten, Kindergarten.org_number).items():
        numbers[org_number].id = kindergarten_id


def _row(dice: Dice, place: Place, org_number: str) -> dict[str, object]:
    company = f"{place.name.partition(' avd. ')[0]} {dice.choice(('AS', 'SA'))}"
    owner = MUNICIPALITY if place.ownership == "public" else company
    street = f"{dice.choice(names.ROOTS)}{dice.choice(names.STREETS)}"
    address, city = f"{street} {dice.randint(1, 98)}", names.AREAS[place.area].upper()
    children = sum(room.children for room in place.open_rooms)
    return {
        "org_number": org_number,
        "name": place.name,
        "sort": sort_key(place.name),
        "search": search_text(place.name, org_number, owner, address, city),
        "owner": owner,
        "ownership": place.ownership,
        "address": address,
        "postal_code": f"{1990 + place.area}",
        "city": city,
        "min_age": place.ages[0],
        "max_age": place.ages[1],
        "registered_children": max(1, children + dice.randint(-3, 3)),
        "is_active": True,
    }


def _affiliate(places: list[Place]) -> None:
    """Let each kindergarten belong to its cohort, and to the network of its area."""
    labels = [f"Nettverk {area}" for area in names.AREAS]
    insert_rows(Network, [{"name": label, "sort": sort_key(label)} for label in labels])
    networks, cohorts = ids_by(Network, Network.name), ids_by(Cohort, Cohort.number)
    rows = [
        {
            "kindergarten_id": place.id,
            "cohort_id": cohorts[place.cohort.number],
            "network_id": networks[labels[place.area]],
            "valid_from": place.cohort.start,
        }
        for place in places
    ]
    insert_rows(Affiliation, rows)
