"""What was thought of the courses that are over in the synthetic municipality."""

from collections import defaultdict
from datetime import date, datetime

from collect.courses_evaluation import last_days, was_there
from collect.database import insert_rows
from collect.demo.chance import Dice
from collect.models.accounts import Account
from collect.models.courses import Course, Registration
from collect.models.courses_evaluation import CourseEvaluation, EvaluationGiven
from collect.rules.calendar import local_day
from collect.rules.courses_evaluation import HIGHEST, LOWEST, QUESTIONS, state

ANSWER = 0.62  # of those who were there
MEANS = {"useful": 4.2, "clear": 4.4, "practical": 3.9, "will_use": 4.0}
FEW = ("workshop", 3)  # of the latest that is closed only so many answer: too few to be shown
USE = (
    "Spørre «hva tror du?» og vente lenger på svaret.",
    "Gå ned på gulvet og følge leken i stedet for å styre den.",
    "Bruke overgangene til å snakke med ett barn om gangen.",
    "Ta opp på ledermøtet hvordan vi deler oss i grupper.",
    "Sette ord på følelser når noe er vanskelig.",
    "Prøve én ting fra kurset på hvert avdelingsmøte.",
    "Lese den samme boka flere ganger med en liten gruppe.",
)
BETTER = (
    "Mer tid til å øve sammen.",
    "Flere eksempler fra småbarnsavdeling.",
    "Det var trangt i lokalet etter lunsj.",
    "Send gjerne ut presentasjonen på forhånd.",
    "Litt kortere innledning, mer samtale i gruppene.",
)


def fill(seed: int, now: datetime) -> None:
    """Let most of those who were at a course answer; those who log in have not done so yet."""
    dice, today = Dice(seed), local_day(now)
    answers: list[dict[str, object]] = []
    given: list[dict[str, object]] = []
    there, players = _there(), {row.person_id for row in Account.select()}
    ends = last_days(list(there))
    few = _few(ends, today)
    for course_id, seats in there.items():
        is_open = state(ends[course_id], today) == "open"
        chosen = [
            seat for seat in seats if seat.person_id not in players and dice.random() < ANSWER
        ]
        chosen = chosen[: FEW[1]] if course_id == few else chosen
        answers += _answers(dice, course_id, len(chosen))
        if is_open:  # else who answered is forgotten
            given += [{"registration_id": seat.id} for seat in chosen]
    insert_rows(CourseEvaluation, sorted(answers, key=lambda row: str(row["key"])))
    insert_rows(EvaluationGiven, given)


def _there() -> dict[int, list[Registration]]:
    """Return who was at each course."""
    found: dict[int, list[Registration]] = defaultdict(list)
    for row in Registration.select().where(was_there()).order_by(Registration.id):
        found[row.course_id].append(row)
    return found


def _few(ends: dict[int, date], today: date) -> int | None:
    """Return the latest course of the kind FEW names whose evaluation is closed."""
    rows = Course.select().where((Course.kind == FEW[0]) & Course.id.in_(list(ends)))
    closed = [r.id for r in rows.order_by(Course.first_day) if state(ends[r.id], today) == "closed"]
    return closed[-1] if closed else None


def _answers(dice: Dice, course_id: int, number: int) -> list[dict[str, object]]:
    """Return so many answers; no text stands twice about the same course."""
    use, better = dice.sample(USE, len(USE)), dice.sample(BETTER, len(BETTER))
    return [
        {
            "key": dice.randbytes(16).hex(),
            "course_id": course_id,
            **{name: _grade(dice, MEANS[name]) for name in QUESTIONS},
            "use_text": use.pop() if use and dice.random() < 0.3 else "",
            "better_text": better.pop() if better and dice.random() < 0.15 else "",
        }
        for _ in range(number)
    ]


def _grade(dice: Dice, mean: float) -> int:
    return max(LOWEST, min(HIGHEST, round(dice.gauss(mean, 0.8))))
