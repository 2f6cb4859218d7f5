"""What those who are registered in a course are told, and which calendar entry goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from collect import notices
from collect.database import Prepared, parameter
from collect.models.courses import Course, CourseDay, DroppedDay, Registration
from collect.models.notices import Notice
from collect.models.people import Person
from collect.notices import Letter
from collect.phrases import figure, lazy, long_day, moment, plural, reading, say
from collect.rules.calendar import local_day
from collect.rules.capacity import share_until
from collect.rules.refusals import NotFound

DEFAULT = "nb"  # of those who have no account, and so never chose
INVITES = ("placed", "promoted", "moved")  # what brings a calendar entry
TAKES_BACK = ("withdrawn", "cancelled", "transferred")  # what takes away the entry that was sent
SUBJECTS = {
    "placed": lazy("Du har plass på kurset «%(course)s»"),
    "waiting": lazy("Du står på venteliste til kurset «%(course)s»"),
    "promoted": lazy("Du har fått plass på kurset «%(course)s»"),
    "offered": lazy("Du har fått tilbud om plass på kurset «%(course)s»"),
    "lapsed": lazy("Tilbudet om plass på kurset «%(course)s» er gått ut"),
    "withdrawn": lazy("Påmeldingen din til kurset «%(course)s» er trukket"),
    "cancelled": lazy("Kurset «%(course)s» er avlyst"),
    "moved": lazy("Ny tid eller nytt sted for kurset «%(course)s»"),
    "transferred": lazy("Du er flyttet fra kurset «%(course)s»"),
}
NEXT = {
    "placed": lazy("Passer det ikke likevel, så trekk påmeldingen. Da får en annen plassen."),
    "waiting": lazy("Du får en ny e-post hvis du får plass."),
    "promoted": lazy("Passer det ikke likevel, så trekk påmeldingen. Da får en annen plassen."),
    "offered": lazy(
        "Åpne påmeldingen og svar ja eller nei. Svarer du ikke i tide, går plassen til den neste i køen."
    ),
    "lapsed": lazy(
        "Tilbudet ble ikke besvart i tide, og plassen går til den neste i køen. "
        "Vil du fortsatt være med, kan du melde deg på igjen."
    ),
    "withdrawn": lazy("Du trenger ikke gjøre noe mer."),
    "cancelled": lazy("Du trenger ikke melde deg av."),
    "moved": lazy("Du har fortsatt plass. Passer det ikke lenger, så trekk påmeldingen."),
    "moved_offered": lazy("Du har fortsatt tilbud om plass. Svar på det før fristen er ute."),
    "moved_in_line": lazy(
        "Du står fortsatt på venteliste. Passer det ikke lenger, så trekk påmeldingen."
    ),
    "transferred": lazy("En egen e-post sier når og hvor det nye kurset er."),
}


_DAYS = Prepared(
    lambda: (
        CourseDay.select()
        .where(CourseDay.course == parameter("course"))
        .order_by(CourseDay.day)
        .tuples()
    )
)


@dataclass(frozen=True)
class Entry:
    """A course as it stands in the calendar of one who has, or had, a seat."""

    course: Course
    days: list[CourseDay]
    registration: Registration
    sequence: int
    dropped: tuple[DroppedDay, ...] = ()  # days the course had until this letter


def tell(ids: Sequence[int], event: str, *, now: datetime, number: int | None = None) -> None:
    """Queue what happened to registrations in a course, inside the act that it tells of.

    Events: placed, waiting (with the `number` in line), promoted, offered, lapsed, withdrawn,
    cancelled, transferred.
    """
    if ids:
        tell_of(concerned(Registration.id.in_(ids)), event, now=now, number=number)


def tell_of(
    rows: Sequence[Registration], event: str, *, now: datetime, number: int | None = None
) -> None:
    """Queue as `tell` does, for registrations that come with their course and their person."""
    ids = [row.id for row in rows]
    days = days_of([row.course_id for row in rows])
    spoken = notices.languages([row.person_id for row in rows])
    entered = _entered(ids) if event in TAKES_BACK else set()
    letters = []
    for row in rows:
        locale = spoken.get(row.person_id, DEFAULT)
        with reading(locale):
            subject = str(SUBJECTS[event]) % {"course": row.course.title}
            text = _body(row, event, days[row.course_id], number, local_day(now))
        calendar = "cancel" if row.id in entered else "request" if event in INVITES else ""
        letters.append(addressed(row, event, event, locale, subject, text, calendar))
    notices.queue(letters, now=now)


def tell_moved(row: Course, *, now: datetime) -> int:
    """Queue to all who have a seat or wait that the days or the place are others now, inside the act.

    May be told many times of one course, so that the moment is part of what names a letter. Return
    how many are told.
    """
    left = (Registration.course == row) & (Registration.status != "withdrawn")
    rows = concerned(left)
    days = days_of([row.id])[row.id]
    spoken = notices.languages([one.person_id for one in rows])
    letters = []
    for one in rows:
        is_placed = one.status == "placed"
        then = {"placed": "moved", "offered": "moved_offered"}.get(one.status, "moved_in_line")
        locale = spoken.get(one.person_id, DEFAULT)
        with reading(locale):
            subject = str(SUBJECTS["moved"]) % {"course": one.course.title}
            text = _body(one, "moved", days, None, local_day(now), then)
        event = f"moved:{now.isoformat()}"
        calendar = "request" if is_placed else ""
        letters.append(addressed(one, event, "moved", locale, subject, text, calendar))
    return notices.queue(letters, now=now)


def concerned(condition: Any) -> list[Registration]:
    """Return registrations that meet a condition, each with its course and its person."""
    rows = Registration.select(Registration, Course, Person).join(Course)
    return list(rows.join_from(Registration, Person).where(condition).order_by(Registration.id))


def days_in(course_id: int) -> list[CourseDay]:
    """Return the days of one course, in order."""
    return _DAYS.rows(CourseDay, course=course_id)


def days_of(course_ids: Sequence[int]) -> dict[int, list[CourseDay]]:
    """Return the days of several courses, in order; one query."""
    found: dict[int, list[CourseDay]] = {course_id: [] for course_id in course_ids}
    if len(found) == 1:
        return {course_id: days_in(course_id) for course_id in found}
    for day in CourseDay.select().where(CourseDay.course.in_(list(found))).order_by(CourseDay.day):
        found[day.course_id].append(day)
    return found


def addressed(
    row: Registration,
    event: str,
    kind: str,
    locale: str,
    subject: str,
    text: str,
    calendar: str = "",
) -> Letter:
    """Return a letter to the one who is registered; told once for each registration and event."""
    mark = f"registration:{row.id}:{event}"
    return Letter(mark, kind, row.person, locale, subject, text, "registration", row.id, calendar)


def _entered(ids: Sequence[int]) -> set[int]:
    """Return for which of the registrations a calendar entry was sent."""
    is_invitation = (Notice.record == "registration") & (Notice.calendar == "request")
    rows = Notice.select(Notice.record_id).where(is_invitation & Notice.record_id.in_(ids))
    return {row.record_id for row in rows}


def _body(
    row: Registration,
    event: str,
    days: list[CourseDay],
    number: int | None,
    today: date,
    then: str = "",
) -> str:
    """Return what a letter says: what happened, when and where the course is, what one may do, why."""
    parts = [str(SUBJECTS[event]) % {"course": row.course.title} + "."]
    if number is not None:
        parts.append(say("Du er nummer %(number)s i køen.", number=figure(number)))
    if event == "waiting" and (share := share_told(row.course, today)):
        parts.append(share)
    if event == "offered":
        parts.append(say("Svar innen %(moment)s.", moment=moment(row.offered_until)))
    if event == "cancelled" and row.course.cancel_reason:
        parts.append(say("Grunn: %(reason)s", reason=row.course.cancel_reason))
    if event == "transferred":
        parts.append(say("Dette gjelder ikke lenger for deg:"))
    if event not in ("withdrawn", "lapsed"):
        parts.append(when_and_where(row.course, days))
    parts.append(next_step(then or event, row.course, today))
    return "\n\n".join([*parts, foot(row)])


def share_told(row: Course, today: date) -> str:
    """Return in words how many seats a kindergarten may have today; blank for any number."""
    until = share_until(row.first_day, row.register_by, row.freeze_days)
    if row.share is None or today > until:
        return ""
    most = plural(
        "Høyst %(num)s plass til hver barnehage til og med %(day)s.",
        "Høyst %(num)s plasser til hver barnehage til og med %(day)s.",
        row.share,
        day=long_day(until),
    )
    return f"{most} {say('Etter det går ledige plasser til dem som venter, i rekkefølge.')}"


def next_step(event: str, course: Course, today: date) -> str:
    """Return what one may do now; one who has a seat is told the last day to give it up."""
    if event not in INVITES or course.withdraw_by is None:
        return str(NEXT[event])
    last = course.withdraw_by
    if today <= last:
        return f"{NEXT[event]} {say('Du kan trekke deg til og med %(day)s.', day=long_day(last))}"
    return say(
        "Fristen for å trekke seg har gått ut. Passer det ikke, så ta kontakt med kursadministratoren."
    )


def when_and_where(row: Course, days: list[CourseDay]) -> str:
    """Return a course's days and its place, a line for each."""
    lines = [when(day.day, day.starts_at, day.ends_at) for day in days]
    if row.place:
        lines.append(say("Sted: %(place)s", place=row.place))
    return "\n".join(lines)


def when(day: date, starts_at: str, ends_at: str) -> str:
    """Return a day and its hours in words: mandag 10. november 2025 kl. 09.00–15.00."""
    start, end = starts_at.replace(":", "."), ends_at.replace(":", ".")
    return say("%(day)s kl. %(start)s–%(end)s", day=long_day(day), start=start, end=end)


def foot(row: Registration, page: str = "") -> str:
    """Return what stands last in every letter about a course: where to look, and why it came."""
    page = "{house}" + (page or f"/courses/registrations/{row.reference}")
    return "\n".join(
        (
            say("Se påmeldingen: %(page)s", page=page),
            say("Referanse: %(reference)s", reference=row.reference),
            "",
            say("Du får denne e-posten fordi du er meldt på et kurs i TETT PÅ."),
            say("Den kan ikke besvares."),
        )
    )


def entry(row: Notice) -> Entry:
    """Return the calendar entry that goes with a letter; raise NotFound when its record is gone."""
    found = concerned(Registration.id == row.record_id) if row.record == "registration" else []
    if not found:
        raise NotFound("registration")
    registration = found[0]
    days = days_of([registration.course_id])[registration.course_id]
    gone: list[DroppedDay] = []
    if row.kind == "moved":
        same = (DroppedDay.course == registration.course) & (
            DroppedDay.dropped_at == row.created_at
        )
        gone = list(DroppedDay.select().where(same).order_by(DroppedDay.day))
    sequence = notices.earlier_entries(row)
    return Entry(registration.course, days, registration, sequence, tuple(gone))
