"""What two records of one person cannot both have: settled by rule, or refused."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from collect import accounts, onboarding, phrases
from collect import courses_registrations as registrations
from collect import people_merging as merging
from collect.models.accounts import Account, LoginSession, RoleGrant
from collect.models.courses import Course, CourseDay, Registration
from collect.models.courses_attendance import Attendance
from collect.models.observations import Visit
from collect.models.onboarding import OnboardingPlan
from collect.models.organisation import Department
from collect.models.people import Employment, Person
from collect.models.people_merging import Merge
from collect.rules.access import HOUSE, Identity
from collect.rules.refusals import RuleBroken
from tests import factories as make
from tests.factories import NOW, TODAY, a_person, an_identity
from tests.halls import a_registration
from tests.twins import LATER, a_pair, codes, make_one, whole


@pytest.fixture
def twins(house: str) -> tuple[Person, Person]:
    """Ada, who was entered twice in the same kindergarten."""
    return a_pair()


def registered(kept: Person, gone: Person, seats: int) -> Course:
    """Both in one course, the gone one first, and Bo after them."""
    course = make.a_course(seats, min_programme_year=0, positions=[])
    for person in (gone, kept, a_person("Bo", Employment.get().kindergarten)):
        a_registration(course, person, by=course_admin())
    return course


def course_admin() -> Identity:
    return an_identity("course_admin")


def states(course: Course) -> list[tuple[str, str]]:
    rows = Registration.select().where(Registration.course == course).order_by(Registration.id)
    return [(row.person.name, row.status) for row in rows]


def test_two_employments_of_the_same_days_become_one_with_its_plans(twins: Any) -> None:
    kept, gone = twins
    job = Employment.get(Employment.person == gone)
    director = an_identity("director", job.kindergarten)
    answers: Any = onboarding.NewStaffAnswers(
        "Cy", "", "assistant", job.kindergarten_id, None, TODAY, 100
    )
    reference = onboarding.begin(answers, by=director, submission_id=str(uuid.uuid4()), now=NOW)
    plan = OnboardingPlan.get(OnboardingPlan.reference == reference)
    OnboardingPlan.update(person=gone, employment=job).where(OnboardingPlan.id == plan.id).execute()
    before = whole()
    made = make_one(kept, gone)
    mine = Employment.get(Employment.person == kept)
    assert Employment.select().where(Employment.person.in_([kept, gone])).count() == 1
    assert (mine.valid_from, mine.valid_to) == (date(2021, 8, 1), None)
    assert OnboardingPlan.get_by_id(plan.id).employment_id == mine.id
    merging.unmerge(made, by=HOUSE, now=LATER)
    assert whole() == before


def test_of_two_seats_the_earlier_stays_and_the_first_in_line_moves_up(twins: Any) -> None:
    kept, gone = twins
    course = registered(kept, gone, 2)
    made = make_one(kept, gone)
    assert states(course) == [
        ("Ada Larsen", "placed"),
        ("Ada Larsen", "withdrawn"),
        ("Bo", "placed"),
    ]
    assert codes(merging.in_the_way(made)) == ["merge.seat"]
    with pytest.raises(RuleBroken) as refused:
        merging.unmerge(made, by=HOUSE, now=LATER)
    assert refused.value.code == "merge.seat"
    assert Person.get_by_id(gone.id).merged_into_id == kept.id


def test_a_seat_that_is_free_again_is_given_back(twins: Any) -> None:
    kept, gone = twins
    course = registered(kept, gone, 9)
    Registration.update(needs="Nøtter").where(Registration.person == kept).execute()
    before = whole()
    made = make_one(kept, gone)
    stays = Registration.get((Registration.course == course) & (Registration.status == "placed"))
    assert (stays.person_id, stays.needs) == (kept.id, "Nøtter")
    assert "Nøtter" not in str(Merge.get().steps)
    merging.unmerge(made, by=HOUSE, now=LATER)
    assert whole() == before


def refusal_of(kept: Person, gone: Person) -> str:
    """The code of a refusal after which nothing is changed."""
    before = whole()
    with pytest.raises(RuleBroken) as refused:
        make_one(kept, gone)
    assert whole() == before
    assert refused.value.code in codes(merging.compare(kept, gone, by=HOUSE).hindrances)
    assert phrases.refusal(refused.value)
    return refused.value.code


def test_needs_that_were_wiped_meanwhile_stand_in_nobodys_way(twins: Any) -> None:
    kept, gone = twins
    registered(kept, gone, 9)
    Registration.update(needs="Nøtter").where(Registration.person == kept).execute()
    made = make_one(kept, gone)
    registrations.forget_needs(NOW + timedelta(days=60))
    merging.unmerge(made, by=HOUSE, now=NOW + timedelta(days=61))
    assert Registration.select().where(Registration.needs != "").count() == 0


def test_who_was_there_twice_is_not_merged(twins: Any) -> None:
    kept, gone = twins
    course = registered(kept, gone, 9)
    seats = Registration.select().where(Registration.person.in_([kept, gone]))
    for seat in seats:
        Attendance.create(
            registration=seat,
            course_day=CourseDay.get(CourseDay.course == course),
            is_present=True,
            marked_at=NOW,
        )
    assert refusal_of(kept, gone) == "merge.attended"


def test_who_coded_a_visit_twice_is_not_merged(twins: Any) -> None:
    kept, gone = twins
    make.a_certificate(kept)
    first = make.a_visit(Department.get(), kept)
    Visit.create(
        uid="2",
        department=first.department,
        semester=first.semester,
        observer=gone,
        doubles=first,
        changed_at=NOW,
    )
    assert refusal_of(kept, gone) == "merge.pair"


def test_two_whole_days_bought_free_on_one_day_are_not_merged(twins: Any) -> None:
    for person in twins:
        make.a_certificate(person)
        make.a_release_day(person)
    assert refusal_of(*twins) == "merge.release"


def with_account(person: Person, role: str, has_password: bool = True) -> Account:
    place = Employment.get().kindergarten
    accounts.add_account(person, role, place, by=HOUSE, now=NOW)
    account = Account.get(Account.person == person)
    if has_password:
        Account.update(password_hash="x").where(Account.id == account.id).execute()
    return account


def test_of_two_accounts_the_kept_ones_stays_with_the_roles_of_both(twins: Any) -> None:
    kept, gone = twins
    mine, theirs = with_account(kept, "staff"), with_account(gone, "mentor")
    accounts.grant_role(theirs, "staff", Employment.get().kindergarten, None, by=HOUSE, now=NOW)
    login = LoginSession.create(token_hash="x", account=theirs, created_at=NOW, seen_at=NOW)
    before = whole()
    made = make_one(kept, gone)
    assert not Account.get_by_id(theirs.id).is_active
    assert LoginSession.get_by_id(login.id).ended_at == LATER
    grants = RoleGrant.select().order_by(RoleGrant.id)
    assert [(row.account_id, row.role) for row in grants] == [
        (mine.id, "staff"),
        (mine.id, "mentor"),
    ]
    merging.unmerge(made, by=HOUSE, now=LATER)
    assert whole() == before
    assert LoginSession.get_by_id(login.id).ended_at == LATER


def test_the_account_that_can_be_used_must_be_the_kept_ones(twins: Any) -> None:
    kept, gone = twins
    with_account(kept, "staff", has_password=False)
    with_account(gone, "staff")
    assert refusal_of(kept, gone) == "merge.account"
    assert merging.compare(gone, kept, by=HOUSE).hindrances == []


def test_a_single_account_goes_with_its_person(twins: Any) -> None:
    kept, gone = twins
    account = with_account(gone, "staff")
    make_one(kept, gone)
    assert Account.get_by_id(account.id).person_id == kept.id
    assert Account.get_by_id(account.id).is_active


def test_nobody_takes_themselves_away(twins: Any) -> None:
    kept, gone = twins
    by = an_identity("coordinator", None, None, gone)
    found = merging.compare(kept, gone, by=by)
    assert codes(found.hindrances) == ["merge.yourself"]
    assert merging.compare(gone, kept, by=by).hindrances == []
