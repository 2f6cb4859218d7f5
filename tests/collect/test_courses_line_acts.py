"""Three hundred acts on one course through the services: what must hold of its line after each."""

import random
import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from collect import courses, courses_line
from collect import courses_changes as changes
from collect import courses_groups as groups
from collect import courses_offers as offers
from collect import courses_registrations as registrations
from collect.models.courses import Course, Registration, RegistrationGroup
from collect.models.journal import JournalEntry
from collect.rules.access import HOUSE
from collect.rules.calendar import local_day
from collect.rules.capacity import TOGETHER
from collect.rules.refusals import RuleBroken
from tests.factories import NOW, a_cohort, a_course, a_kindergarten, a_person, an_identity

LAST = date(2025, 10, 31)  # to register; the course begins on 10 November
ACTS = (
    *("come",) * 6,
    *("withdraw",) * 4,
    *("accept",) * 4,
    *("group", "group", "reserve", "decline", "decline", "swap", "time", "seats", "split", "name"),
)


class Story:
    """A course that two directors send people to, as chance will have it."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.now = NOW
        houses = [a_kindergarten(None, a_cohort()) for _ in range(2)]
        self.heads = [an_identity("director", house) for house in houses]
        self.people = [[a_person(None, house).id for _ in range(25)] for house in houses]
        self.course = a_course(seats=10, offer_hours=48, share=6, register_by=LAST)

    def fresh(self) -> Course:
        return Course.get_by_id(self.course.id)

    def of(self, *states: str) -> list[Registration]:
        query = Registration.select().where(Registration.status.in_(states))
        return list(query.order_by(Registration.id))

    def one_of(self, *states: str) -> Registration | None:
        found = self.of(*states)
        return self.dice.choice(found) if found else None

    def head_of(self, row: Registration) -> Any:
        return self.heads[0 if row.person_id in self.people[0] else 1]

    def idle(self, side: int, count: int) -> tuple[int, ...]:
        busy = {one.person_id for one in self.of("placed", "offered", "waiting")}
        free = [person_id for person_id in self.people[side] if person_id not in busy]
        return tuple(self.dice.sample(free, min(count, len(free))))

    def key(self) -> str:
        return str(uuid.UUID(int=self.dice.getrandbits(128)))

    # The acts

    def come(self) -> None:
        side = self.dice.randrange(2)
        for person_id in self.idle(side, 1):
            answers = registrations.RegistrationAnswers(self.course.id, person_id)
            registrations.register(
                answers, by=self.heads[side], submission_id=self.key(), now=self.now
            )

    def group(self, rule: str = "", size: int = 3, unnamed: int = 0) -> None:
        side = self.dice.randrange(2)
        rule = rule or self.dice.choice(("each", "all", "all", "one"))
        answers = groups.GroupAnswers(self.course.id, self.idle(side, size), rule, unnamed)
        groups.register_group(answers, by=self.heads[side], submission_id=self.key(), now=self.now)

    def reserve(self) -> None:
        self.group("each", 0, 2)

    def withdraw(self) -> None:
        if row := self.one_of("placed", "waiting", "offered"):
            registrations.withdraw(row, by=self.head_of(row), now=self.now)

    def accept(self) -> None:
        if row := self.one_of("offered"):
            offers.accept(row, by=self.head_of(row), now=self.now)

    def decline(self) -> None:
        if row := self.one_of("offered"):
            offers.decline(row, by=self.head_of(row), now=self.now)

    def swap(self) -> None:
        row = self.one_of("placed")
        for other in self.idle(self.dice.randrange(2), 1) if row else ():
            assert row is not None
            answers = registrations.RegistrationAnswers(self.course.id, other)
            changes.swap(row, answers, by=HOUSE, now=self.now)

    def time(self) -> None:
        """Let hours pass, and the scheduled work be done."""
        self.now += timedelta(hours=self.dice.randint(6, 20))
        self.work()

    def work(self) -> None:
        groups.release_late(self.now)
        offers.lapse(self.now)
        offers.settle(self.now)

    def seats(self, seats: int = 0) -> None:
        row = self.fresh()
        names = ("title", "kind", "place", "min_programme_year", "register_by", "description")
        values = {name: getattr(row, name) for name in (*names, "offer_hours", "share")}
        values |= {"positions": [], "seats": seats or self.dice.randint(6, 14)}
        courses.amend_course(row, values, by=HOUSE, now=self.now)

    def split(self) -> None:
        for row in RegistrationGroup.select().where(RegistrationGroup.rule == "all").limit(1):
            groups.split(row, by=HOUSE, now=self.now)

    def name(self) -> None:
        bare = RegistrationGroup.select().where(RegistrationGroup.unnamed > 0).limit(1)
        for row in bare:
            side = 0 if row.registered_by_id == self.heads[0].person_id else 1
            for person_id in self.idle(side, 1):
                groups.name_seat(row, person_id, by=self.heads[side], now=self.now)


def fitting(story: Story) -> list[list[int]]:
    """Return who waits and could have a seat of those that are free, said without the rule."""
    row, rows = story.fresh(), story.of("waiting")
    free = row.seats - courses.filling([row.id]).get(row.id, courses.Filling()).placed
    left = [free, free]
    if local_day(story.now) <= LAST:
        held = Counter(one.person_id in story.people[0] for one in story.of("placed", "offered"))
        for group in RegistrationGroup.select():
            held[group.registered_by_id == story.heads[0].person_id] += group.unnamed
        left = [min(free, row.share - held[True]), min(free, row.share - held[False])]
    entries: dict[Any, list[int]] = {}
    for one in rows:
        is_together = one.group is not None and one.group.rule in TOGETHER
        entries.setdefault(("group", one.group_id) if is_together else one.id, []).append(one.id)
    found = []
    for who in entries.values():
        first = next(one for one in rows if one.id == who[0])
        is_all = first.group is not None and first.group.rule == "all"
        side = 0 if first.person_id in story.people[0] else 1
        if left[side] >= (len(who) if is_all else 1):
            found.append(who)
    return found


def judge(story: Story, act: str, before: int, order: list[int]) -> None:
    """Say what must hold after each act."""
    row = story.fresh()
    full = courses.filling([row.id]).get(row.id, courses.Filling())
    if act != "swap":
        assert full.placed <= max(row.seats, before), act
    assert fitting(story) == [], act
    offered = Counter(
        line.record_id
        for line in JournalEntry.select().where(
            JournalEntry.act.in_(["registration.offer", "registration.promote"])
        )
    )
    assert set(offered.values()) <= {1}, act
    line = list(courses_line.numbers(row))
    assert line == sorted(line)
    assert [one for one in order if one in line] == [one for one in line if one in order]


def the_end(story: Story) -> None:
    """Say that all who stayed are served once the shares are over and there are seats for them."""
    story.now = datetime(2025, 11, 1, 9, tzinfo=UTC)
    story.work()
    assert fitting(story) == []
    staying = [one.id for one in story.of("waiting", "offered", "placed")]
    story.seats(60)
    while row := story.one_of("offered"):
        offers.accept(row, by=story.head_of(row), now=story.now)
    assert [one.id for one in story.of("placed")] == staying


@pytest.mark.parametrize("seed", [1])
def test_three_hundred_acts_through_the_services_leave_nobody_behind(house: str, seed: int) -> None:
    story = Story(seed)
    done: Counter[str] = Counter()
    refusals: Counter[str] = Counter()
    while sum(done.values()) < 300:
        act = story.dice.choice(ACTS)
        row = story.fresh()
        before = courses.filling([row.id]).get(row.id, courses.Filling()).placed
        order = list(courses_line.numbers(row))
        try:
            getattr(story, act)()
        except RuleBroken as error:
            refusals[error.code] += 1
            continue
        done[act] += 1
        judge(story, act, before, order)
    assert set(done) == set(ACTS)
    the_end(story)
    assert set(refusals) <= {"group.no_seats", "course.offer_over", "course.closed", "required"}
