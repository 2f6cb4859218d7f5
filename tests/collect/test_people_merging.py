"""Two records of one person made one, and taken apart: nothing is left behind, and nothing is lost."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from peewee import fn

from collect import accounts, onboarding, people, phrases
from collect import people_merging as merging
from collect import people_merging_clashes as clashes
from collect import people_merging_steps as stepping
from collect.models.accounts import (
    Account,
    ApiToken,
    LoginSession,
    OneTimeLink,
    RecoveryCode,
    RoleGrant,
    SecondStep,
)
from collect.models.accounts_views import SavedView
from collect.models.certificates import Certificate
from collect.models.certificates_release import ReleaseBatch
from collect.models.courses import Course, CourseDay, Registration, RegistrationGroup
from collect.models.courses_attendance import Attendance
from collect.models.imports import ImportBatch
from collect.models.journal import JournalEntry
from collect.models.observations import ExchangeOffer
from collect.models.observations_drafts import Draft
from collect.models.onboarding import OnboardingPlan
from collect.models.onboarding_introduction import IntroductionEntry
from collect.models.people import Employment, Person
from collect.models.people_changes import Declaration, Leave
from collect.models.people_merging import Merge
from collect.models.plans import Goal, GoalAction, GoalCheck
from collect.models.programme import ActivityMark, ExportSchedule
from collect.models.programme_talking import TalkAttendance, TalkSession
from collect.models.receipts import Receipt
from collect.rules.access import HOUSE, Grant, Identity
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from tests import factories as make
from tests.factories import NOW, TODAY, a_department, a_kindergarten, a_person, an_identity
from tests.halls import a_registration
from tests.twins import LATER, a_draft, a_pair, codes, keys_to, make_one, whole

# What names an account stays with the account, which goes on being the one it was.
OF_ACCOUNTS = {
    LoginSession.account: "ended, never opened again",
    OneTimeLink.account: "opens nothing while its account is closed",
    JournalEntry.account: "append-only: a trigger refuses to rewrite it",
    Receipt.account: "answers a retry of the same login",
    ImportBatch.account: "who brought it, for good",
    SavedView.account: "one's own, and goes with the account",
    SecondStep.account: "opens nothing while its account is closed",
    RecoveryCode.account: "opens nothing while its account is closed",
    ApiToken.account: "opens nothing while its account is closed",
    ExportSchedule.account: "ends when it is due, since a closed account may take nothing out",
    RoleGrant.account: "moved by the rule for roles",
}


@pytest.fixture
def twins(house: str) -> tuple[Person, Person]:
    """Ada, who was entered twice in the same kindergarten."""
    return a_pair()


def test_every_key_to_a_person_is_moved() -> None:
    assert keys_to(Person) - set(merging.MOVED) == set()


def test_every_key_to_an_account_or_to_a_joined_row_has_its_rule() -> None:
    assert keys_to(Account) - set(OF_ACCOUNTS) == set()
    for model in clashes.DATED:
        assert keys_to(model) - set(stepping.FOLLOWING.get(model, ())) == set()
    assert keys_to(TalkAttendance) == set()


def test_every_row_of_the_gone_one_is_the_kept_ones_and_all_comes_back(house: str) -> None:
    kept, gone = full_life()
    own = {Merge.by, Merge.undone_by, Person.merged_into}
    for field in set(merging.MOVED) - own:
        assert field.model.select().where(field == gone).exists(), field
    before = whole()
    made = make_one(kept, gone, email="gone")
    for field in merging.MOVED:
        left = field.model.select().where(field == gone.id).count()
        assert left == (1 if field is Account.person else 0), field
    assert Person.get_by_id(kept.id).email == gone.email
    assert whole() != before
    assert merging.in_the_way(made) == []
    merging.unmerge(made, by=HOUSE, now=LATER)
    assert whole() == before
    acts = [row.act for row in JournalEntry.select().order_by(JournalEntry.id.desc()).limit(2)]
    assert acts == ["person.unmerge", "person.unmerge"]


def full_life() -> tuple[Person, Person]:
    """Two records that both have done nearly everything; the gone one is named in every column."""
    place = a_kindergarten("Solsikken", make.a_cohort(), make.a_network())
    both = [a_person("Ada Larsen", place, None, "director") for _ in range(2)]
    course = make.a_course(min_programme_year=0, positions=[])
    session = TalkSession.create(kindergarten=place, module=1, held_on=date(2025, 9, 1))
    for number, person in enumerate(both):
        _live(person, place, course, number)
        TalkAttendance.create(
            session=session, person=person, is_present=bool(number), marked_by=person, marked_at=NOW
        )
    kept, gone = both
    _paper(place, gone)
    for field in merging.MOVED:
        if not field.model.select().where(field == gone).exists():
            key = field.model.select(fn.MIN(field.model._meta.primary_key)).scalar()
            assert key is not None or field.model is Merge, field
            change = {field: None if field is Person.merged_into else gone}
            field.model.update(change).where(field.model._meta.primary_key == key).execute()
    return kept, gone


def _live(person: Person, place: Any, course: Any, number: int) -> None:
    """Do most of what somebody can do."""
    director = an_identity("director", place, None, person)
    own = Account.get(Account.person == person)
    accounts.grant_role(own, "observer", place, None, by=HOUSE, now=NOW)
    room, day = a_department(place), date(2025, 10, 1 + number)
    make.a_certificate(person)
    make.a_release_day(person, day, by=director)
    make.a_visit(room, person, date(2025, 11, 11 + number))
    a_registration(course, person, director)
    people.appoint(person, "mentor", place, date(2024, 1, 1), by=HOUSE, now=NOW)
    observer = Identity(own.id, person.id, person.name, frozenset({Grant("observer", place.id)}))
    reference = make.an_observation(room, observer)
    make.a_feedback(reference, observer)
    make.a_goal(room, director, responsible_id=person.id)
    answers: Any = onboarding.NewStaffAnswers(
        "Ny Ansattsen", "", "assistant", place.id, None, date(2025, 10, 1), 100
    )
    onboarding.begin(answers, by=director, submission_id=str(uuid.uuid4()), now=NOW)


def _paper(place: Any, person: Person) -> None:
    """Lay down a row of each kind that the services make elsewhere."""
    course, seat, goal = Course.get(), Registration.get(), Goal.get()
    GoalAction.create(goal=goal, position=9, text="Øve", responsible=person)
    GoalCheck.create(goal=goal, checked_on=TODAY, note="Bedre", person=person)
    told = {"kind": "leave", "details": {}, "steps": [], "declared_at": NOW}
    Declaration.create(person=person, kindergarten=place, day=TODAY, declared_by=person, **told)
    Leave.create(person=person, kindergarten=place, valid_from=TODAY)
    IntroductionEntry.create(
        plan=OnboardingPlan.get(),
        day=TODAY,
        minutes=90,
        purpose="course",
        entered_by=person,
        entered_at=NOW,
    )
    Attendance.create(
        registration=seat,
        course_day=CourseDay.get(CourseDay.course == course),
        is_present=False,
        marked_by=person,
        marked_at=NOW,
    )
    RegistrationGroup.create(
        reference="GRPP-0001",
        course=course,
        kindergarten=place,
        registered_by=person,
        registered_at=NOW,
    )
    ExchangeOffer.create(
        kindergarten=place, semester="2025-autumn", visits=2, agreed_by=person, agreed_at=NOW
    )
    ActivityMark.create(
        kindergarten=place,
        month=date(2025, 10, 1),
        activity="staff_meeting",
        is_done=True,
        marked_by=person,
        marked_at=NOW,
    )
    ReleaseBatch.create(first_day=TODAY, last_day=TODAY, made_at=NOW, made_by=person)
    a_draft(person)


def test_the_gone_one_is_in_no_list_and_is_found_as_the_kept_one(twins: Any) -> None:
    kept, gone = twins
    make_one(kept, gone)
    assert gone not in list(people.persons(HOUSE, TODAY))
    with pytest.raises(NotFound):
        people.person(HOUSE, gone.id, TODAY)
    with pytest.raises(RuleBroken):
        people.find(HOUSE, f"nr. {gone.id}", TODAY)
    assert people.suggestions(HOUSE, "Ada Larsen", TODAY) == [kept]
    assert people.find_or_add("Ada", gone.email, by=HOUSE, now=NOW) == kept


def test_the_same_again_is_the_same_merge(twins: Any) -> None:
    made = make_one(*twins)
    kept, gone = twins
    seen = merging.fingerprint(kept, gone)
    again = merging.merge(kept, gone, {}, "To ganger", seen, by=HOUSE, now=LATER)
    assert (again, Merge.select().count()) == (made, 1)
    merging.unmerge(made, by=HOUSE, now=LATER)
    merging.unmerge(made, by=HOUSE, now=LATER + timedelta(days=1))
    assert Merge.get_by_id(made.id).undone_at == LATER


def test_what_has_changed_since_it_was_compared_is_not_merged(twins: Any) -> None:
    kept, gone = twins
    seen = merging.fingerprint(kept, gone)
    people.amend_person(gone, {"name": "Ada Holm"}, by=HOUSE, now=NOW)
    with pytest.raises(RuleBroken) as refused:
        merging.merge(kept, gone, {}, "Giftet seg", seen, by=HOUSE, now=NOW)
    assert refused.value.code == "record.changed"


def test_a_merge_needs_its_reason(twins: Any) -> None:
    with pytest.raises(RuleBroken) as refused:
        make_one(*twins, reason=" ")
    assert (refused.value.code, refused.value.field) == ("required", "reason")


def test_what_contradicts_an_undoing_is_told_in_words(twins: Any) -> None:
    kept, gone = twins
    certificate = make.a_certificate(gone)
    made = make_one(kept, gone, name="gone")
    people.amend_person(Person.get_by_id(kept.id), {"email": "ny@eksempel.no"}, by=HOUSE, now=LATER)
    assert merging.in_the_way(made) == []  # the address was not moved
    bo = a_person("Bo")
    Certificate.update(person=bo).where(Certificate.id == certificate.id).execute()
    assert [phrases.refusal(error) for error in merging.in_the_way(made)] == [
        "Sertifikater: 1 er endret etter sammenslåingen."
    ]


def test_the_last_of_two_merges_is_undone_first(twins: Any) -> None:
    kept, gone = twins
    third = a_person("Ada Larsen")
    before = whole()
    first, second = make_one(kept, gone), make_one(third, kept)
    assert Person.get_by_id(gone.id).merged_into_id == third.id
    assert codes(merging.in_the_way(first)) == ["merge.further"]
    for made in (second, first):
        merging.unmerge(made, by=HOUSE, now=LATER)
    assert whole() == before


def test_what_an_act_wrote_of_the_gone_one_meanwhile_goes_after_it(twins: Any) -> None:
    kept, gone = twins
    made = make_one(kept, gone)
    certificate = make.a_certificate(kept)
    Certificate.update(person=gone).where(Certificate.id == certificate.id).execute()
    assert (merging.gather(), merging.gather()) == (1, 0)
    assert Certificate.get().person_id == kept.id
    merging.unmerge(Merge.get_by_id(made.id), by=HOUSE, now=LATER)
    assert Certificate.get().person_id == gone.id


def test_what_cannot_go_after_it_stays(twins: Any) -> None:
    kept, gone = twins
    place = Employment.get().kindergarten
    session = TalkSession.create(kindergarten=place, module=1, held_on=TODAY)
    make_one(kept, gone)
    for person in twins:
        TalkAttendance.create(session=session, person=person, is_present=True, marked_at=NOW)
    assert merging.gather() == 0
    assert TalkAttendance.select().where(TalkAttendance.person == gone).count() == 1


def test_a_draft_that_was_sent_meanwhile_stands_in_nobodys_way(twins: Any) -> None:
    kept, gone = twins
    a_draft(gone)
    made = make_one(kept, gone)
    Draft.delete().execute()
    merging.unmerge(made, by=HOUSE, now=LATER)
    assert Person.get_by_id(gone.id).merged_into_id is None


@pytest.mark.parametrize("role", ["director", "course_admin", "sysadmin", "staff"])
def test_only_a_coordinator_may(twins: Any, role: str) -> None:
    kept, gone = twins
    place = Employment.get().kindergarten if role in ("director", "staff") else None
    cy = an_identity(role, place)
    made = make_one(kept, gone)
    for act in (
        lambda: merging.pair(cy, kept.id, gone.id, NOW),
        lambda: merging.merge(kept, gone, {}, "Lik", "", by=cy, now=NOW),
        lambda: merging.unmerge(made, by=cy, now=NOW),
        lambda: merging.merges(cy),
    ):
        with pytest.raises(NotAllowed):
            act()
