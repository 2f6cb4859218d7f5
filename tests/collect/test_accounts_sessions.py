"""What a session says of who acts: roles that hold today, each at its place."""

import secrets
from datetime import date, timedelta
from typing import Any

import pytest

from collect import accounts_sessions as sessions
from collect.accounts import token_hash
from collect.models.accounts import LoginSession
from collect.models.people import Employment
from collect.rules.access import Grant, Identity
from tests.factories import NOW, TODAY, a_department, a_kindergarten, a_person, an_identity


def logged_in(who: Identity) -> Identity:
    token = secrets.token_urlsafe(16)
    LoginSession.create(
        token_hash=token_hash(token), account=who.account_id, created_at=NOW, seen_at=NOW
    )
    found = sessions.login_of(token, idle=timedelta(hours=1), longest=timedelta(hours=9), now=NOW)
    assert found is not None
    return found.identity


@pytest.fixture
def place(house: str) -> Any:
    class Place:
        kindergarten = a_kindergarten()
        room, other = a_department(kindergarten), a_department(kindergarten)
        elsewhere = a_kindergarten()
        far_room = a_department(elsewhere)

    return Place


def test_staff_belong_to_the_department_they_are_employed_in_today(place: Any) -> None:
    person = a_person("Ada", place.kindergarten, place.room)
    who = logged_in(an_identity("staff", place.kindergarten, None, person))
    assert who.grants == {
        Grant("staff", place.kindergarten.id),
        Grant("staff", place.kindergarten.id, place.room.id),
    }


def test_who_moves_department_belongs_to_the_new_one(place: Any) -> None:
    person = a_person("Ada", place.kindergarten, place.room)
    Employment.update(valid_to=TODAY - timedelta(days=1)).execute()
    Employment.create(
        person=person,
        kindergarten=place.kindergarten,
        department=place.other,
        position="assistant",
        valid_from=TODAY,
    )
    who = logged_in(an_identity("staff", place.kindergarten, None, person))
    assert {g.department_id for g in who.grants} == {None, place.other.id}


def test_work_elsewhere_gives_no_department_here(place: Any) -> None:
    person = a_person("Ada", place.elsewhere, place.far_room)
    who = logged_in(an_identity("staff", place.kindergarten, None, person))
    assert who.grants == {Grant("staff", place.kindergarten.id)}
    boss = a_person("Bo", place.kindergarten, place.room, since=date(2020, 8, 1))
    director = logged_in(an_identity("director", place.kindergarten, None, boss))
    assert director.grants == {Grant("director", place.kindergarten.id)}
