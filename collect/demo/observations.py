"""Three years of CLASS observations in the synthetic municipality: who visited whom, and when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from collect import certificates
from collect.database import ids_by, insert_rows
from collect.demo import observations_scores as scores
from collect.demo.certificates import Observer
from collect.demo.chance import Dice
from collect.demo.organisation_places import Place, Room
from collect.journal import bare
from collect.models.observations import Instrument, Observation
from collect.observations_instruments import FITS
from collect.rules.calendar import Semester, local_day, semester_of, working_days

SEMESTERS = 6  # with the one at hand
DONE, DONE_SO_FAR = 0.92, 0.6  # share of departments visited in a past semester, and by now in this
BETTER = 0.06  # how much scores rise from one semester to the next


@dataclass(eq=False)
class Visit:
    """An observation in the making."""

    reference: str
    place: Place
    room: Room
    semester: Semester
    day: date
    version: str
    observer: Observer
    lift: float  # how far above or below the means its scores lie

    @property
    def relation(self) -> str:
        """Return how the observer stands to the department."""
        worker = self.observer.worker
        if worker.room is self.room:
            return "own_department"
        return "internal" if worker.place is self.place else "external"


def fill(dice: Dice, places: list[Place], observers: list[Observer], now: datetime) -> None:
    """Observe each department in each semester its cohort had begun, nearly."""
    visits = _visits(dice, places, observers, local_day(now))
    instruments = ids_by(Instrument, Instrument.version)
    insert_rows(
        Observation, [_row(dice, visit, instruments[visit.version], bare(now)) for visit in visits]
    )
    keys = ids_by(Observation, Observation.reference)
    sheets = [scores.Sheet(keys[v.reference], v.version, v.lift, v.room.children) for v in visits]
    scores.fill(dice, sheets)


def season(semester: Semester, today: date) -> list[date]:
    """Return the days of a semester on which departments are visited, until today."""
    if semester.term == "spring":
        first, last = date(semester.year, 1, 15), date(semester.year, 6, 15)
    else:
        first, last = date(semester.year, 8, 25), date(semester.year, 12, 12)
    return working_days(first, min(last, today))


def _visits(dice: Dice, places: list[Place], observers: list[Observer], today: date) -> list[Visit]:
    """Return the visits of all semesters by day; each kindergarten and department has its level."""
    spirits = {place.id: dice.gauss(0, 0.3) for place in places}
    lifts = {room.id: dice.gauss(0, 0.3) for place in places for room in place.rooms}
    visits = []
    for step in range(SEMESTERS):
        semester = semester_of(today).shift(step + 1 - SEMESTERS)
        days = season(semester, today)
        share = DONE if step < SEMESTERS - 1 else DONE_SO_FAR * min(1, len(days) / 40)
        better = BETTER * (step - (SEMESTERS - 1) / 2)
        for place in places:
            network = [o for o in observers if o.worker.place.area == place.area]
            for room in place.rooms:
                if not days or dice.random() >= share:
                    continue
                lift = better + spirits[place.id] + lifts[room.id]
                visit = _visit(dice, place, room, semester, dice.choice(days), network, lift)
                visits += [visit] if visit else []
    return sorted(visits, key=lambda visit: visit.day)


def _visit(
    dice: Dice,
    place: Place,
    room: Room,
    semester: Semester,
    day: date,
    network: list[Observer],
    lift: float,
) -> Visit | None:
    """Return a visit; None on a day when there was no such department, or nobody to observe it."""
    if day < place.cohort.start or not room.is_open(day):
        return None
    version = dice.choice(FITS[room.group_on(day)])
    observer = _observer(dice, place, version, day, network)
    if observer is None:
        return None
    return Visit(dice.reference(), place, room, semester, day, version, observer, lift)


def _observer(
    dice: Dice, place: Place, version: str, day: date, network: list[Observer]
) -> Observer | None:
    """Choose from the kindergarten or its network, nearly always with a valid certificate."""
    there = [o for o in network if version in o.steps and o.worker.since <= day]
    fit = [observer for observer in there if observer.may_use(version, day)]
    if not fit or dice.random() < 0.04:
        fit = there
    own = [observer for observer in fit if observer.worker.place is place]
    others = [observer for observer in fit if observer.worker.place is not place]
    first, second = (own, others) if dice.random() < 0.5 else (others, own)
    return dice.choice(first or second) if fit else None


def _row(dice: Dice, visit: Visit, instrument_id: int, latest: datetime) -> dict[str, object]:
    """Return the row of a visit, released two to twenty days later if that is not still to come."""
    person_id = visit.observer.worker.person_id
    received = dice.moment(visit.day, latest)
    released = received + timedelta(days=dice.randint(2, 20), minutes=dice.randint(0, 90))
    return {
        "reference": visit.reference,
        "department_id": visit.room.id,
        "semester": visit.semester.code,
        "instrument_id": instrument_id,
        "observer_id": person_id,
        "observed_on": visit.day,
        "relation": visit.relation,
        "certificate": certificates.state_on(person_id, instrument_id, visit.day),
        "cycles_required": scores.CYCLES,
        "received_at": received,
        "released_at": released if released <= latest else None,
    }
