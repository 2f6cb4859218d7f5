"""What leaves the house: who took what out, and who is told time and again that it is time to."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from peewee import ModelSelect

from collect import accounts_sessions as sessions
from collect import journal, notices
from collect.database import locked, writing
from collect.models.accounts import Account
from collect.models.journal import JournalEntry
from collect.models.organisation import Affiliation, Cohort
from collect.models.people import Person
from collect.models.programme import ExportSchedule
from collect.notices import Letter
from collect.phrases import reading, say
from collect.rules.access import Identity, reach
from collect.rules.calendar import first_moment, local_day, semester_of
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken

KIND = "export_due"
INTERVALS = ("week", "month", "semester")
MOST = 20  # standing wishes of one account
MORNING = timedelta(hours=7)  # no letter goes out in the night


def log(identity: Identity) -> ModelSelect[JournalEntry]:
    """Return what was taken out of the house that concerns the identity, the latest first.

    One who sees the whole municipality sees all. Others see what held their kindergarten: its own
    lists, the workbooks of its cohorts and of the programme.
    """
    taken = JournalEntry.act.startswith("export.")
    query = JournalEntry.select().where(taken).order_by(JournalEntry.id.desc())
    found = reach(identity, "organisation", "R")
    if found.everything:
        return query
    places = sorted(found.kindergartens)
    cohorts = Affiliation.select(Affiliation.cohort).where(
        Affiliation.kindergarten.in_(places) & Affiliation.cohort.is_null(False)
    )
    is_ours = JournalEntry.kindergarten.in_(places)
    is_of_cohort = (JournalEntry.act == "export.cohort") & JournalEntry.record_id.in_(cohorts)
    is_of_all = (JournalEntry.act == "export.programme") & (len(places) > 0)
    return query.where(is_ours | is_of_cohort | is_of_all)


def schedules(identity: Identity) -> ModelSelect[ExportSchedule]:
    """Return the identity's own standing wishes that have not ended, each with its cohort."""
    mine = (ExportSchedule.account == identity.account_id) & ExportSchedule.ended_at.is_null()
    return ExportSchedule.select().where(mine).order_by(ExportSchedule.id)


def next_day(every: str, today: date) -> date:
    """Return the next day of an interval: a Monday, the first of a month or of a semester."""
    if every == "week":
        return today + timedelta(days=7 - today.weekday())
    if every == "month":
        return (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return semester_of(today).shift(1).first_day


def wish(cohort_number: int | None, every: str, *, by: Identity, now: datetime) -> ExportSchedule:
    """Ask to be told when a workbook is due: of a cohort, or of the programme for None.

    The same once more changes nothing. Raises NotAllowed, and RuleBroken for what does not exist.
    """
    _require(by)
    if every not in INTERVALS:
        raise RuleBroken("choice.unknown", "every", value=every)
    cohort = None
    if cohort_number is not None:
        cohort = Cohort.get_or_none(Cohort.number == cohort_number)
        if cohort is None:
            raise RuleBroken("cohort.unknown", "cohort", number=cohort_number)
    with writing():
        locked(Account.select().where(Account.id == by.account_id)).get()
        held = list(schedules(by))
        for row in held:
            if (row.cohort_id, row.every) == (cohort.id if cohort else None, every):
                return row
        if len(held) >= MOST:
            raise RuleBroken("schedule.many", limit=MOST)
        row = ExportSchedule.create(
            account=by.account_id,
            cohort=cohort,
            every=every,
            next_on=next_day(every, local_day(now)),
            created_at=now,
        )
        new = {"cohort": cohort_number, "every": every}
        journal.note("export_schedule.add", row.id, by=by, now=now, new=new)
    return row


def take_back(schedule_id: int, *, by: Identity, now: datetime) -> None:
    """End one of one's own standing wishes; raise NotFound for any other."""
    with writing():
        row = locked(schedules(by).where(ExportSchedule.id == schedule_id)).get_or_none()
        if row is None:
            raise NotFound("export_schedule")
        _end(row, "own", now)
        journal.note("export_schedule.end", row.id, by=by, now=now, new={"why": "own"})


def _end(row: ExportSchedule, why: str, now: datetime) -> None:
    ended = {"ended_at": now, "ended_for": why}
    ExportSchedule.update(ended).where(ExportSchedule.id == row.id).execute()


def _require(by: Identity) -> None:
    if not reach(by, "statistics", "E").everything:
        raise NotAllowed("export")


def queue_due(now: datetime) -> int:
    """Tell the owners of what is due where to fetch it; return how many letters were laid out.

    A letter holds an address and no figures: what it opens is made when it is fetched, for one who
    logs in, with the rights held then. One who may no longer take the workbook out is not told,
    and the wish ends.
    """
    today = local_day(now)
    told = 0
    with writing():
        due = ExportSchedule.select().where(
            ExportSchedule.ended_at.is_null() & (ExportSchedule.next_on <= today)
        )
        for row in locked(due.order_by(ExportSchedule.id)):
            who = sessions.acting(row.account_id, now)
            if who is None or not reach(who, "statistics", "E").everything:
                _end(row, "rights", now)
                lost = who or Identity(account_id=row.account_id)
                journal.note("export_schedule.end", row.id, by=lost, now=now, new={"why": "rights"})
                continue
            told += notices.queue(
                [_letter(row, who)], now=now, due_at=max(now, first_moment(today) + MORNING)
            )
            later = {"next_on": next_day(row.every, today)}
            ExportSchedule.update(later).where(ExportSchedule.id == row.id).execute()
    return told


def _letter(row: ExportSchedule, who: Identity) -> Letter:
    person = Person.get_by_id(who.person_id)
    with reading(who.locale):
        subject = say("Arbeidsboken din er klar til å hentes")
        cohort = row.cohort
        if cohort is None:
            path, what = "/exports", say("arbeidsboken for programmet")
        else:
            path = f"/exports?cohort={cohort.number}"
            what = say("arbeidsboken for pulje %(number)s", number=cohort.number)
        text = say(
            "Hei!\n\nDu har bedt om å få vite når det er tid for %(what)s."
            " Logg inn og hent den her:\n{house}%(path)s\n\n"
            "Den lages når du henter den, med tallene og rettighetene som gjelder da.\n"
            "Vil du ikke ha flere slike e-poster, tar du ønsket tilbake på samme side.",
            what=what,
            path=path,
        )
    mark = f"{KIND}:{row.id}:{row.next_on}"
    return Letter(mark, KIND, person, who.locale, subject, text, "export_schedule", row.id)
