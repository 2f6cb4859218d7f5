"""Roles end with the employment, on its last day, and nowhere else."""

from datetime import date, timedelta
from typing import Any

import pytest

from collect import accounts, people
from collect import accounts_sessions as sessions
from collect.database import writing
from collect.models.accounts import Account, RoleGrant
from collect.models.journal import JournalEntry
from collect.models.organisation import Kindergarten
from collect.models.people import Person
from collect.rules.access import HOUSE
from tests.factories import NOW, TODAY, a_department, a_kindergarten, a_person, an_identity

LAST = date(2025, 11, 30)


class World:
    """Bo works in two kindergartens and has roles in both; Ada directs the first."""

    def __init__(self) -> None:
        self.here, self.far = a_kindergarten("Her"), a_kindergarten("Fjern")
        self.room = a_department(self.here)
        self.ada = an_identity("director", self.here, None, a_person("Ada", self.here))
        self.bo = a_person("Bo", self.here, self.room)
        self.job = self.bo.employments.get()
        self.employ(self.far)
        an_identity("staff", self.here, None, self.bo)
        accounts.add_account(self.bo, "leader", self.here, self.room, by=HOUSE, now=NOW)
        accounts.add_account(self.bo, "staff", self.far, by=HOUSE, now=NOW)

    def employ(self, place: Kindergarten) -> None:
        with writing():
            people.insert_employment(
                self.bo, place, None, "assistant", 20, TODAY, by=HOUSE, now=NOW
            )

    def leave(self, day: date) -> None:
        people.end_employment(self.job, day, by=self.ada, now=NOW)

    def ends(self) -> list[date | None]:
        rows = RoleGrant.select().join(Account).where(Account.person == self.bo)
        return [row.valid_to for row in rows.order_by(RoleGrant.id)]


@pytest.fixture
def world(house: str) -> World:
    return World()


def test_who_leaves_a_kindergarten_leaves_its_roles_on_the_last_day(world: World) -> None:
    world.leave(LAST)
    assert world.ends() == [LAST, LAST, None]
    lines = JournalEntry.select().where(JournalEntry.act == "grant.end")
    assert {(line.kindergarten_id, line.actor) for line in lines} == {(world.here.id, "Ada")}
    others = RoleGrant.select().join(Account).join(Person).where(Person.name == "Ada")
    assert [row.valid_to for row in others] == [None]


def test_the_roles_hold_to_the_end_of_the_last_day(world: World) -> None:
    token = accounts.renew_link(Account.get(Account.person == world.bo), by=HOUSE, now=NOW)
    accounts.set_password(token, "korrekt hest batteri stift", now=NOW)
    opened = sessions.log_in(
        str(world.bo.email), "korrekt hest batteri stift", address="10.0.0.1", now=NOW
    )
    world.leave(LAST)

    def places(days: int) -> Any:
        hours = timedelta(hours=1)
        moment = NOW + timedelta(days=days)
        login = sessions.login_of(opened, idle=1000 * hours * 24, longest=2000 * hours, now=moment)
        assert login is not None
        return {grant.kindergarten_id for grant in login.identity.grants}

    on_the_last, on_the_next = (LAST - TODAY).days, (LAST - TODAY).days + 1
    assert places(on_the_last) == {world.here.id, world.far.id}
    assert places(on_the_next) == {world.far.id}


def test_one_who_stays_in_another_position_keeps_the_roles(world: World) -> None:
    world.employ(world.here)
    world.leave(LAST)
    assert world.ends() == [None, None, None]


def test_the_roles_follow_a_last_day_that_is_moved(world: World) -> None:
    world.leave(LAST)
    world.leave(LAST + timedelta(days=31))
    assert world.ends() == [date(2025, 12, 31)] * 2 + [None]
    world.leave(TODAY)
    assert world.ends() == [TODAY] * 2 + [None]


def test_a_role_that_ended_before_stays_ended(world: World) -> None:
    grant = RoleGrant.get((RoleGrant.role == "leader") & (RoleGrant.kindergarten == world.here))
    accounts.end_grant(grant, by=HOUSE, now=NOW)
    world.leave(LAST)
    assert world.ends() == [LAST, TODAY - timedelta(days=1), None]
