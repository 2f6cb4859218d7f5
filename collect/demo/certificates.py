"""Observers of the synthetic municipality, with certificates in every state there is."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from collect.database import ids_by, insert_rows
from collect.demo.chance import Dice
from collect.demo.people import Worker
from collect.models.certificates import Certificate, CertificateAttempt
from collect.models.observations import Instrument
from collect.rules import certificates as rules

# Of a hundred observers; the rest hold a valid certificate.
SHARES = {"expiring": 11, "expired": 8, "test_open": 6, "course_done": 4, "none": 4}
TERMS = rules.Terms()
VERSIONS = (("toddler",), ("prek",), ("toddler", "prek"))


@dataclass(frozen=True)
class Step:
    """A row to be: a course, and perhaps a pass and the days it holds (both counted)."""

    course_completed_on: date | None = None
    passed_on: date | None = None
    valid_to: date | None = None


@dataclass(eq=False)
class Observer:
    """Somebody who observes, with the certificates per CLASS version."""

    worker: Worker
    steps: dict[str, list[Step]] = field(default_factory=dict)

    def may_use(self, version: str, day: date) -> bool:
        """Whether a certificate for the version holds on a day."""
        return any(
            rules.is_valid_on(day, step.passed_on, step.valid_to)
            for step in self.steps.get(version, ())
        )


def fill(dice: Dice, workers: list[Worker], known: Worker, today: date) -> list[Observer]:
    """Certify two or three in each kindergarten; `known` is valid for both versions."""
    observers = [Observer(worker) for worker in _chosen(dice, workers)]
    states = _states(dice, len(observers))
    for observer, state in zip(observers, states, strict=True):
        is_known = observer.worker is known
        begin = max(observer.worker.since, observer.worker.place.cohort.start) + timedelta(days=40)
        for version in VERSIONS[2] if is_known else dice.choices(VERSIONS, (40, 35, 25))[0]:
            observer.steps[version] = _steps(dice, "valid" if is_known else state, begin, today)
    _insert(dice, observers)
    return observers


def _chosen(dice: Dice, workers: list[Worker]) -> list[Worker]:
    """Choose the two first leaders of each kindergarten and, in every other, the director."""
    chosen = []
    for worker in workers:
        if worker.until is None:
            is_leader = (
                worker.position == "pedagogical_leader"
                and worker.room in worker.place.open_rooms[:2]
            )
            if is_leader or (worker.position == "director" and dice.random() < 0.5):
                chosen.append(worker)
    return chosen


def _states(dice: Dice, number: int) -> list[str]:
    states = [
        state for state, share in SHARES.items() for _ in range(max(1, number * share // 100))
    ]
    states += ["valid"] * (number - len(states))
    dice.shuffle(states)
    return states


def _steps(dice: Dice, state: str, begin: date, today: date) -> list[Step]:
    """Return the steps that lead to a state today."""
    if state == "none":
        return [Step()]
    if state == "test_open":
        return [Step(today - timedelta(days=dice.randint(2, 50)))]
    if state == "course_done":
        return [Step(today - timedelta(days=dice.randint(60, 240)))]
    days = {"valid": (65, 355), "expiring": (3, 57), "expired": (-300, -10)}[state]
    last = today + timedelta(days=dice.randint(*days))
    years = max(1, (last - begin).days // 365)
    passed = _years_before(last, years)
    steps = [
        Step(passed - timedelta(days=dice.randint(7, 50)), passed, rules.valid_to(passed, None))
    ]
    for _ in range(years - 1):
        before = steps[-1].valid_to
        assert before is not None
        renewed = before - timedelta(days=dice.randint(4, 40))
        steps.append(Step(None, renewed, rules.valid_to(renewed, before)))
    return steps


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _insert(dice: Dice, observers: list[Observer]) -> None:
    instruments = ids_by(Instrument, Instrument.version)
    rows = [
        _row(dice, step) | {"person_id": o.worker.person_id, "instrument_id": instruments[version]}
        for o in observers
        for version, steps in o.steps.items()
        for step in steps
    ]
    insert_rows(Certificate, rows)
    _insert_attempts(rows)


def _row(dice: Dice, step: Step) -> dict[str, object]:
    is_passed = step.passed_on is not None
    failed = 0 if is_passed else len(_failed_on(step.course_completed_on, step.passed_on))
    source = "Deltakerliste fra kurset" if step.course_completed_on else "Meldt på kurs"
    return {
        "course_completed_on": step.course_completed_on,
        "attempts": dice.choices((1, 2, 3), (75, 20, 5))[0] if is_passed else failed,
        "result_percent": dice.randint(80, 97) if is_passed else None,
        "passed_on": step.passed_on,
        "valid_from": step.passed_on,
        "valid_to": step.valid_to,
        "source": "Nettprøve" if is_passed else source,
        "test_until": step.course_completed_on and TERMS.last_day(step.course_completed_on),
    }


def _failed_on(course: date | None, passed: date | None) -> list[date]:
    """Return when somebody who has not passed took the test: every second one, once."""
    if course is None or passed is not None or course.day % 2:
        return []
    return [course + timedelta(days=1)]


def _insert_attempts(rows: list[dict[str, Any]]) -> None:
    """Take the test as often as the certificates say, the last time with the result they say."""
    ids = ids_by(
        Certificate, Certificate.person, Certificate.instrument, Certificate.course_completed_on
    )
    found: list[dict[str, object]] = []
    for row in rows:
        course, passed, number = row["course_completed_on"], row["passed_on"], row["attempts"]
        if course is None:
            continue
        key = ids[row["person_id"], row["instrument_id"], course]
        last = passed or course + timedelta(days=1)
        for n in range(1, number + 1):
            is_passed = passed is not None and n == number
            result = row["result_percent"] if is_passed else 62 + (course.day + 5 * n) % 17
            day = last - timedelta(days=2 * (number - n))
            found.append(
                {
                    "certificate_id": key,
                    "number": n,
                    "taken_on": day,
                    "result_percent": result,
                    "is_passed": is_passed,
                }
            )
    insert_rows(CertificateAttempt, found)
