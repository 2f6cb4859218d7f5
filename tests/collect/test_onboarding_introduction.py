"""The introduction year: who has one, what is used of it, and who may enter it."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from collect import onboarding
from collect import onboarding_introduction as introduction
from collect.models.journal import JournalEntry
from collect.models.onboarding import OnboardingPlan
from collect.models.onboarding_introduction import IntroductionEntry
from collect.models.people import Person, PersonFlag
from collect.rules.access import Identity
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests.factories import NOW, TODAY, a_kindergarten, an_identity

DAY = timedelta(days=1)


@pytest.fixture
def place(house: str) -> Any:
    """Bjørn is newly qualified and works half time in Solbakken from August, where Ada directs."""

    class Place:
        kindergarten = a_kindergarten("Solbakken")
        ada = an_identity("director", kindergarten)

        @classmethod
        def begin(cls, until: date | None = None, **changes: Any) -> OnboardingPlan:
            values = {
                "name": "Bjørn Ås",
                "email": "",
                "position": "kindergarten_teacher",
                "kindergarten_id": cls.kindergarten.id,
                "department_id": None,
                "first_day": date(2025, 8, 1),
                "fte_percent": 50,
                "newly_qualified": True,
            } | changes
            reference = onboarding.begin(
                onboarding.NewStaffAnswers(**values),
                by=cls.ada,
                submission_id=str(uuid.uuid4()),
                now=NOW,
                introduction_until=until,
            )
            return onboarding.plan(cls.ada, reference)

    Place.plan = Place.begin(email="bjorn@eksempel.no")
    person = Person.get_by_id(Place.plan.person_id)
    Place.bjorn = an_identity("staff", Place.kindergarten, person=person)
    return Place


def enter(plan: Any, by: Identity, key: str | None = None, **changes: Any) -> str:
    values = {"day": TODAY - DAY, "minutes": 90, "purpose": "shadowing"} | changes
    return introduction.enter(
        plan,
        introduction.HoursAnswers(**values),
        by=by,
        submission_id=key or str(uuid.uuid4()),
        now=NOW,
    )


def test_the_hours_follow_the_post_at_the_beginning(place: Any) -> None:
    assert place.plan.introduction_hours == 85
    assert place.begin(newly_qualified=False).introduction_hours is None
    assert place.begin(position="assistant").introduction_hours is None


def test_who_begins_after_the_last_day_gets_the_plan_of_the_position(place: Any) -> None:
    last = place.plan.first_day
    assert place.begin(until=last).template.key == "newly_qualified"
    later = place.begin(until=last - DAY)
    assert (later.template.key, later.introduction_hours) == ("kindergarten_teacher", None)
    flags = PersonFlag.select().where(PersonFlag.person == later.person_id)
    assert {row.flag for row in flags} == {"new_hire", "newly_qualified"}
    assert onboarding.plan(place.ada, place.plan.reference).introduction_hours == 85


def test_both_the_new_employee_and_the_director_enter(place: Any) -> None:
    enter(place.plan, place.bjorn)
    enter(place.plan, place.ada, minutes=15, note="Med Eva")
    assert introduction.minutes_used([place.plan.id]) == {place.plan.id: 105}
    rows = list(introduction.entries(place.plan))
    assert [(row.entered_by_id, row.note) for row in rows] == [
        (place.ada.person_id, "Med Eva"),
        (place.bjorn.person_id, ""),
    ]


def test_a_retry_enters_nothing_twice(place: Any) -> None:
    key = str(uuid.uuid4())
    assert enter(place.plan, place.bjorn, key) == enter(place.plan, place.bjorn, key)
    assert IntroductionEntry.select().count() == 1


def test_what_is_withdrawn_counts_no_more_and_is_in_the_journal(place: Any) -> None:
    enter(place.plan, place.bjorn)
    row = IntroductionEntry.get()
    introduction.withdraw(place.plan, row.id, by=place.ada, now=NOW)
    assert introduction.minutes_used([place.plan.id]) == {}
    assert list(introduction.entries(place.plan)) == []
    acts = {line.act for line in JournalEntry.select()}
    assert {"onboarding.enter_hours", "onboarding.withdraw_hours"} <= acts
    with pytest.raises(RuleBroken) as refused:
        introduction.withdraw(place.plan, row.id, by=place.ada, now=NOW)
    assert refused.value.code == "introduction.withdrawn"


def test_an_entry_of_another_plan_is_not_found(place: Any) -> None:
    enter(place.plan, place.bjorn)
    with pytest.raises(NotFound):
        introduction.withdraw(place.begin(), IntroductionEntry.get().id, by=place.ada, now=NOW)


def test_a_mentor_reads_and_enters_nothing_and_others_do_not_even_read(place: Any) -> None:
    mentor = an_identity("mentor", place.kindergarten)
    assert introduction.is_within(place.plan, mentor, "R")
    with pytest.raises(NotAllowed):
        enter(place.plan, mentor)
    for who in (
        an_identity("staff", place.kindergarten),
        an_identity("director", a_kindergarten("Fjern")),
        an_identity("course_admin"),
    ):
        with pytest.raises(NotFound):
            enter(place.plan, who)
    assert IntroductionEntry.select().count() == 0


def test_a_plan_without_a_year_has_nowhere_to_enter(place: Any) -> None:
    with pytest.raises(NotFound):
        enter(place.begin(newly_qualified=False), place.ada)


def test_a_national_id_is_refused(place: Any) -> None:
    with pytest.raises(RuleBroken) as refused:
        enter(place.plan, place.bjorn, note="01010750160")
    assert refused.value.code == "text.national_id"
