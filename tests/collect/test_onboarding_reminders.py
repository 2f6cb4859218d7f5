"""Reminders of late tasks for new staff: a letter a week, to the one who is to do them."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from collect import accounts, onboarding, people
from collect import onboarding_reminders as reminders
from collect.models.accounts import Account
from collect.models.notices import Notice
from collect.models.onboarding import OnboardingPlan, PlanTask
from collect.models.people import Employment, Person
from collect.models.people_changes import Leave
from collect.rules.access import Identity
from tests.factories import NOW, TODAY, a_kindergarten, a_person, an_identity

DAY = timedelta(days=1)


@pytest.fixture
def place(house: str) -> Any:
    """Bjørn began in Solbakken, where Ada directs; Cy directs another kindergarten."""

    class Place:
        kindergarten = a_kindergarten("Solbakken")
        ada = an_identity("director", kindergarten)
        cy = an_identity("director", a_kindergarten("Fjern"))

        @classmethod
        def begin(cls, email: str = "", first_day: date = date(2025, 8, 1)) -> OnboardingPlan:
            answers = onboarding.NewStaffAnswers(
                "Bjørn Ås", email, "assistant", cls.kindergarten.id, None, first_day, 100
            )
            key = str(uuid.uuid4())
            return onboarding.plan(
                cls.ada, onboarding.begin(answers, by=cls.ada, submission_id=key, now=NOW)
            )

        @classmethod
        def account(cls, plan: OnboardingPlan) -> Identity:
            person = Person.get_by_id(plan.person_id)
            return an_identity("staff", cls.kindergarten, None, person)

    return Place


def told() -> dict[int, str]:
    """Return person -> text of the letters."""
    return {row.person_id: row.text for row in Notice.select().where(Notice.kind == reminders.KIND)}


def test_the_new_employee_and_the_director_are_each_told_of_their_own(place: Any) -> None:
    bjorn = place.account(place.begin("bjorn@eksempel.no"))
    assert reminders.queue_due(NOW) == 2
    letters = told()
    assert letters.keys() == {bjorn.person_id, place.ada.person_id}
    assert letters[bjorn.person_id].splitlines() == [
        "3 oppgaver i opplæringsplanen din er forsinket.",
        "",
        "Se hva det gjelder, og kvitter for det som er gjort: {house}/onboarding",
        "",
        "Du får høyst én slik e-post i uken. Du kan slå dem av på kontoen din: {house}/account",
        "Den kan ikke besvares.",
    ]
    assert "4 oppgaver du har for nye kolleger, er forsinket." in letters[place.ada.person_id]


def test_a_resource_person_and_a_mentor_are_told_of_theirs(place: Any) -> None:
    eva = an_identity("staff", place.kindergarten, person=a_person("Eva", place.kindergarten))
    guide = an_identity("mentor", place.kindergarten)
    eva_row = Person.get_by_id(eva.person_id)
    people.appoint(eva_row, "resource_person", place.kindergarten, TODAY, by=place.ada, now=NOW)
    PlanTask.update(owner="mentor").where(
        (PlanTask.plan == place.begin()) & (PlanTask.owner == "self")
    ).execute()
    assert reminders.queue_due(NOW) == 3
    letters = told()
    assert "2 oppgaver du har for nye kolleger, er forsinket." in letters[eva.person_id]
    assert "3 oppgaver du har for nye kolleger, er forsinket." in letters[guide.person_id]
    assert "2 oppgaver du har for nye kolleger, er forsinket." in letters[place.ada.person_id]


def small() -> dict[int, str]:
    """Return person -> text of the letters of one small thing."""
    return {
        row.person_id: row.text for row in Notice.select().where(Notice.kind == reminders.SMALL)
    }


def test_one_with_nothing_late_is_told_of_one_small_thing(place: Any) -> None:
    plan = place.begin("bjorn@eksempel.no", first_day=TODAY)
    bjorn = place.account(plan)
    assert reminders.queue_due(NOW) == 1
    letters = small()
    assert letters.keys() == {bjorn.person_id}
    assert letters[bjorn.person_id].splitlines()[0] == (
        "En liten ting i opplæringsplanen din er klar for denne uken."
    )
    for row in PlanTask.select():
        assert row.title_nb not in letters[bjorn.person_id]


def test_one_small_thing_comes_once_a_week_and_never_beside_what_is_late(place: Any) -> None:
    place.account(place.begin("bjorn@eksempel.no", first_day=TODAY))
    PlanTask.update(status="done").where(PlanTask.owner != "self").execute()
    assert [reminders.queue_due(NOW + n * DAY) for n in (0, 1, 4)] == [1, 0, 0]
    PlanTask.update(due_on=TODAY).where(PlanTask.owner == "self").execute()
    assert reminders.queue_due(NOW + 4 * DAY) == 0  # the week has had its letter
    assert reminders.queue_due(NOW + 5 * DAY) == 1
    assert (len(small()), len(told())) == (1, 1)


def test_nothing_is_told_before_a_task_opens(place: Any) -> None:
    place.account(place.begin("bjorn@eksempel.no", first_day=TODAY))
    PlanTask.update(opens_on=TODAY + DAY).execute()
    assert reminders.queue_due(NOW) == 0


def test_one_who_asked_not_to_be_is_not_written_to(place: Any) -> None:
    bjorn = place.account(place.begin("bjorn@eksempel.no"))
    accounts.set_reminded(bjorn, False, NOW)
    assert reminders.queue_due(NOW) == 1
    assert told().keys() == {place.ada.person_id}
    accounts.set_reminded(bjorn, True, NOW)
    assert reminders.queue_due(NOW) == 1


def test_a_letter_names_nobody(place: Any) -> None:
    place.begin()
    reminders.queue_due(NOW)
    row = Notice.get(Notice.kind == reminders.KIND)
    for word in ("Bjørn", "Ås", "Solbakken"):
        assert word not in row.subject + row.text


def test_a_director_gets_one_letter_however_many_began(place: Any) -> None:
    for _ in range(3):
        place.begin()
    assert reminders.queue_due(NOW) == 1
    assert "12 oppgaver du har for nye kolleger, er forsinket." in told()[place.ada.person_id]


def test_a_letter_comes_once_a_week(place: Any) -> None:
    place.begin()
    days = (0, 0, 4, 5, 6, 12)  # a Wednesday, the same, Sunday, Monday, Tuesday, the next Monday
    assert [reminders.queue_due(NOW + n * DAY) for n in days] == [1, 0, 0, 1, 0, 1]
    assert Notice.select().where(Notice.kind == reminders.KIND).count() == 3


def test_a_letter_written_in_the_night_waits_for_the_morning(place: Any) -> None:
    place.begin()
    reminders.queue_due(datetime(2025, 10, 15, 22, 30, tzinfo=UTC))  # half past midnight in Norway
    row = Notice.get(Notice.kind == reminders.KIND)
    assert row.due_at == datetime(2025, 10, 16, 5, tzinfo=UTC)


def test_it_is_in_the_readers_language(place: Any) -> None:
    place.begin()
    Account.update(locale="en").where(Account.person == place.ada.person_id).execute()
    reminders.queue_due(NOW)
    row = Notice.get(Notice.kind == reminders.KIND)
    assert (row.locale, row.subject) == ("en", "Late tasks in TETT PÅ")


def test_nobody_is_told_of_what_is_not_late(place: Any) -> None:
    place.begin()
    PlanTask.update(due_on=TODAY).execute()
    assert reminders.queue_due(NOW) == 0
    PlanTask.update(due_on=TODAY - DAY, status="done").execute()
    assert reminders.queue_due(NOW) == 0


def test_one_without_an_open_account_is_not_written_to(place: Any) -> None:
    bjorn = place.account(place.begin("bjorn@eksempel.no"))
    place.begin("kari@eksempel.no")
    Account.update(is_active=False).where(
        Account.person.in_([bjorn.person_id, place.ada.person_id])
    ).execute()
    assert reminders.queue_due(NOW) == 0


def test_it_ends_when_the_job_or_the_first_year_does(place: Any) -> None:
    gone, long = place.begin(), place.begin(first_day=date(2024, 8, 1))
    Employment.update(valid_to=TODAY - DAY).where(Employment.id == gone.employment_id).execute()
    assert long.first_day == date(2024, 8, 1)
    assert reminders.queue_due(NOW) == 0


def test_it_costs_the_same_queries_however_many_are_told(place: Any, count_queries: Any) -> None:
    totals = []
    for week, number in enumerate((1, 3)):
        while OnboardingPlan.select().count() < number:
            n = OnboardingPlan.select().count()
            place.account(place.begin(f"ny{n}@eksempel.no"))
        with count_queries() as statements:
            assert reminders.queue_due(NOW + week * 7 * DAY) == number + 1
        totals.append(len(statements))
    assert totals[0] == totals[1]


def test_nothing_is_late_while_the_new_employee_is_on_leave(place: Any) -> None:
    plan = place.begin("bjorn@eksempel.no")
    place.account(plan)
    leave = Leave.create(
        person=plan.person, kindergarten=place.kindergarten, valid_from=NOW.date(), valid_to=None
    )
    assert reminders.queue_due(NOW) == 0
    leave.valid_to = NOW.date() + timedelta(days=20)
    leave.save()
    assert reminders.queue_due(NOW + timedelta(days=20)) == 0
    assert reminders.queue_due(NOW + timedelta(days=21)) == 2
