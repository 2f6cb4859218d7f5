"""The synthetic municipality: exact counts, every state there is, the same from the same seed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from peewee import fn

from collect import (
    accounts,
    certificates,
    courses,
    database,
    feedback,
    observations,
    observations_loop,
    phrases,
    programme_upkeep,
)
from collect import accounts_invitations as invitations
from collect import accounts_sessions as sessions
from collect import courses_evaluation as evaluation
from collect import courses_evaluation_results as results
from collect import courses_letters as letters
from collect import courses_registrations as registrations
from collect import feedback_reading as reading
from collect import observations_agreement as agreement
from collect import observations_corrections as corrections
from collect import observations_profiles as profiles
from collect import observations_selfcheck as selfcheck
from collect import organisation_figures as figures
from collect import programme_coverage as coverage
from collect import programme_talking as talking
from collect.demo.accounts import DEMO_PASSWORD
from collect.demo.municipality import DemoLogin, fill, known_logins
from collect.demo.observations_scores import MEANS
from collect.demo.organisation_places import COHORTS
from collect.models.accounts import Account
from collect.models.certificates import Certificate, CertificateAttempt
from collect.models.certificates_release import ReleaseBatch, ReleaseDay
from collect.models.courses import Course, CourseDay, Registration, RegistrationGroup
from collect.models.courses_attendance import Attendance, CourseProof
from collect.models.courses_evaluation import EvaluationGiven
from collect.models.courses_letters import CourseLetter
from collect.models.feedback import Feedback
from collect.models.journal import JournalEntry
from collect.models.observations import (
    Cycle,
    Dimension,
    Domain,
    ExchangeOffer,
    Instrument,
    Observation,
    ObservationVersion,
    Score,
    Visit,
)
from collect.models.observations_drafts import Draft
from collect.models.observations_figures import LoopMark, ScoreTally
from collect.models.onboarding import OnboardingPlan, PlanTask
from collect.models.organisation import (
    Affiliation,
    Cohort,
    Department,
    DepartmentPeriod,
    Kindergarten,
)
from collect.models.people import Employment, Person, ProgrammeFunction
from collect.models.plans import Goal
from collect.models.programme_talking import TalkAttendance, TalkSession
from collect.observations_instruments import dimension_ids
from collect.rules.access import HOUSE, ROLES, Identity
from collect.rules.calendar import semester_of
from collect.rules.certificates import STATES
from collect.rules.observations_drafts import fields, sifted
from collect.rules.organisation import is_org_number, site_of
from collect.rules.refusals import RuleBroken
from tests.factories import NOW, TODAY, a_cohort, a_kindergarten, a_person


def test_the_municipality_is_whole(house: str) -> None:
    told: list[str] = []
    logins = fill(1, now=NOW, progress=told.append)
    assert len(told) == 6
    assert known_logins() == logins
    the_counts_are_those_of_the_programme()
    the_kindergartens_have_numbers_networks_and_mentors()
    some_departments_have_a_history()
    the_shares_of_the_positions_are_real()
    certificates_are_in_every_state()
    visits_that_were_made_are_release_days_the_oldest_of_them_paid(logins)
    the_third_year_talks_with_children()
    three_years_are_observed()
    the_scores_lie_near_their_means()
    the_observations_say_who_observed()
    feedback_is_given_and_some_waits(logins)
    the_observer_has_begun_something()
    the_visits_are_planned_in_every_state()
    some_visits_are_coded_by_two_who_mostly_agree(logins)
    some_observations_are_corrected_and_one_is_sent_back(logins)
    the_coming_courses_are_full_nearly_full_and_half_full()
    past_courses_have_attendance_and_proofs_and_coming_ones_none()
    everybody_in_a_course_may_be_there()
    past_courses_are_evaluated_and_one_by_too_few(logins)
    the_director_has_registered_groups_by_each_rule()
    the_letters_are_ready_and_one_is_the_offices_own()
    the_new_staff_have_plans_that_have_come_some_way()
    colleagues_are_invited_and_have_come_some_way()
    everybody_logs_in(logins)
    the_figures_are_exact()
    lines = JournalEntry.select().where(JournalEntry.act == "demo.fill")
    assert [line.new for line in lines] == [{"seed": 1}]


def colleagues_are_invited_and_have_come_some_way() -> None:
    rows = list(Account.select().where(Account.password_hash.is_null()))
    found = invitations.invitations(rows, NOW)
    assert sorted(one.state for one in found.values()) == ["expired", "failed", "sent"]
    assert {grant.role for row in rows for grant in row.grants} == {"staff"}


def the_counts_are_those_of_the_programme() -> None:
    numbers = {cohort.id: cohort.number for cohort in Cohort.select()}
    counted = {numbers[key]: tuple(row.values()) for key, row in figures.counts(TODAY).items()}
    table = {
        1: (19, 82, 1181, 346),
        2: (19, 96, 1359, 398),
        3: (21, 101, 1346, 407),
        4: (27, 96, 1562, 416),
        5: (13, 48, 811, 213),
        6: (11, 53, 835, 424),
    }
    assert counted == table
    stated = figures.stated_figures()
    control = stated.pop(0)
    assert control == {"kindergartens": 110, "departments": 476, "children": 7094, "staff": 2022}
    assert {numbers[key]: tuple(row.values()) for key, row in stated.items()} == table


def the_kindergartens_have_numbers_networks_and_mentors() -> None:
    rows = list(Kindergarten.select())
    assert [row.name for row in rows if not is_org_number(row.org_number)] == []
    assert {row.org_number[0] for row in rows} == {"3"}
    assert sum(1 for row in rows if site_of(row.name)[1]) == 6
    assert 46 <= sum(1 for row in rows if row.ownership == "public") <= 52
    sizes = Affiliation.select(fn.COUNT(Affiliation.id)).group_by(Affiliation.network).tuples()
    assert sorted(sizes)[0][0] >= 8
    assert len(list(sizes)) == 10
    mentored = ProgrammeFunction.select(ProgrammeFunction.kindergarten).where(
        ProgrammeFunction.function == "mentor"
    )
    assert {row[0] for row in mentored.tuples()} == {row.id for row in rows}


def some_departments_have_a_history() -> None:
    changed = DepartmentPeriod.select().where(DepartmentPeriod.valid_from == date(2024, 8, 1))
    assert changed.count() == 8
    closed = Department.select().where(Department.closed_on.is_null(False))
    assert closed.count() == closed.where(Department.closed_on < TODAY).count() == 5
    assert Department.select().where(Department.opened_on == date(2023, 8, 1)).count() == 1


def the_shares_of_the_positions_are_real() -> None:
    here = Employment.valid_to.is_null()
    number = dict(
        Employment.select(Employment.position, fn.COUNT(Employment.id))
        .where(here)
        .group_by(Employment.position)
        .tuples()
    )
    assert (number["director"], number["pedagogical_leader"]) == (110, 476)
    assert 0.31 <= (number["pedagogical_leader"] + number["kindergarten_teacher"]) / 2204 <= 0.35
    assert 0.15 <= number["skilled_worker"] / 2204 <= 0.20
    assert Employment.select().where(~here).count() == 180


def certificates_are_in_every_state() -> None:
    found = {certificates.state_of(row, TODAY) for row in Certificate.select()}
    assert found == set(STATES)
    tests = CertificateAttempt.select(CertificateAttempt, Certificate).join(Certificate)
    taken = [
        one
        for one in tests
        if one.certificate.course_completed_on <= one.taken_on <= one.certificate.test_until
    ]
    assert len(taken) == tests.count() > 100
    passed = tests.where(CertificateAttempt.is_passed)
    assert {one.certificate.result_percent == one.result_percent for one in passed} == {True}


def visits_that_were_made_are_release_days_the_oldest_of_them_paid(
    logins: list[DemoLogin],
) -> None:
    rows = list(ReleaseDay.select())
    assert 100 < len(rows) < 250
    assert len({(row.person_id, row.day) for row in rows}) == len(rows)
    assert {row.batch_id is not None for row in rows if row.day < date(2025, 10, 1)} == {
        True,
        False,
    }
    assert {row.batch_id for row in rows if row.day >= date(2025, 10, 1)} == {None}
    assert ReleaseBatch.select().count() == 1
    assert {row.withdrawn_at is None for row in rows} == {True, False}
    observer = accounts.by_email(
        next(one.email for one in logins if one.role == "observer")
    ).person_id
    assert 0 < sum(row.halves for row in rows if row.person_id == observer) < 10


def the_third_year_talks_with_children() -> None:
    found = talking.progress(list(Kindergarten.select()), TODAY)
    third = [one for one in found if one.year == 3]
    assert len(third) == 13
    assert {2 <= len(one.last_days) <= 5 for one in third} == {True}
    assert {one.last_days == {} for one in found if one.year < 3} == {True}
    assert 5 < sum(len(one.last_days) == 7 for one in found) < 20
    assert {3 <= one.champions <= 4 for one in third} == {True}
    assert 0 < sum(one.through for one in found) < sum(one.staff for one in found)
    assert TalkSession.select().where(TalkSession.held_on > TODAY).count() == 0
    assert TalkAttendance.select().count() < 4_000


def three_years_are_observed() -> None:
    current = semester_of(TODAY)
    figures = [coverage.coverage(HOUSE, current.shift(-step), TODAY) for step in range(6)]
    shares = [figure.observed / figure.due for figure in figures]
    assert 0.45 <= shares[0] <= 0.65
    assert [share for share in shares[1:] if not 0.88 <= share <= 0.96] == []
    assert Observation.select().where(Observation.semester < "2023").count() == 0
    first = ~Observation.is_double
    visited = list(
        Observation.select(Observation.department, Observation.semester).where(first).tuples()
    )
    assert len(visited) == len(set(visited))
    assert Cycle.select().count() == 3 * Observation.select().count()
    unreleased = Observation.select().where(first & Observation.released_at.is_null())
    assert 0 < unreleased.count() < 100
    assert {row.observed_on > TODAY - timedelta(days=25) for row in unreleased} == {True}


def the_scores_lie_near_their_means() -> None:
    rows = (
        Score.select(Instrument.version, Dimension.position, fn.AVG(Score.value))
        .join(Dimension)
        .join(Domain)
        .join(Instrument)
        .group_by(Instrument.version, Dimension.position)
        .order_by(Instrument.version, Dimension.position)
        .tuples()
    )
    found: dict[str, list[float]] = {}
    for version, _, mean in rows:
        found.setdefault(version, []).append(float(mean))
    assert found == {version: pytest.approx(means, abs=0.15) for version, means in MEANS.items()}
    full = {"toddler": 24, "prek": 30}
    counted = (
        Score.select(Instrument.version, fn.COUNT(Score.id)).join(Observation).join(Instrument)
    )
    whole = [n == full[v] for v, n in counted.group_by(Observation.id, Instrument.version).tuples()]
    assert 0.01 < whole.count(False) / len(whole) < 0.08


def the_observations_say_who_observed() -> None:
    query = Observation.select(Observation, Department).join(Department)
    relations: dict[str, int] = {"external": 0, "internal": 0, "own_department": 0}
    for row in query:
        work = Employment.get(Employment.person == row.observer_id)
        assert work.valid_from <= row.observed_on
        if work.department_id == row.department_id:
            expected = "own_department"
        else:
            same = work.kindergarten_id == row.department.kindergarten_id
            expected = "internal" if same else "external"
        assert row.relation == expected
        relations[expected] += 1
    assert min(relations.values()) > 20
    valid = query.where(Observation.certificate.in_(("valid", "expiring"))).count()
    assert 0.95 < valid / query.count() < 1


def feedback_is_given_and_some_waits(logins: list[DemoLogin]) -> None:
    released = Observation.select().where(Observation.released_at.is_null(False))
    rows = list(Feedback.select(Feedback, Observation).join(Observation))
    assert len(rows) == released.count()
    assert len({row.strengths for row in rows}) > 100
    for row in rows:
        visit = row.observation
        assert all((row.strengths, row.areas, row.next_step))
        assert row.oral_on is None or visit.observed_on <= row.oral_on <= TODAY
        assert row.confirmed_on is None or visit.released_at.date() < row.confirmed_on <= TODAY
    assert 0.7 < sum(row.confirmed_on is not None for row in rows) / len(rows) < 0.9
    who = {login.role: identity_of(login) for login in logins}
    assert reading.waiting(who["observer"]).count() >= 1
    for role in ("leader", "staff"):
        assert reading.lately(who[role], NOW).get().confirmed_on is None
    assert feedback.may_confirm(reading.lately(who["leader"], NOW).get(), who["leader"])


def the_visits_are_planned_in_every_state() -> None:
    code = semester_of(TODAY).code
    states = dict(
        Visit.select(Visit.status, fn.COUNT(Visit.id))
        .where(Visit.semester == code)
        .group_by(Visit.status)
        .tuples()
    )
    assert set(states) == {"proposed", "asked", "accepted", "declined", "cancelled", "observed"}
    assert min(states.values()) >= 3
    linked = Observation.select().where(Observation.visit.is_null(False))
    assert 0.8 < linked.count() / Observation.select().count() < 0.9
    wrong = (
        linked.join(Visit)
        .where(
            (Visit.department != Observation.department)
            | (Visit.observer != Observation.observer)
            | (Visit.planned_on != Observation.observed_on)
        )
        .count()
    )
    assert wrong == 0
    ahead = Visit.select().where(Visit.status.in_(("proposed", "asked", "accepted")))
    assert {row.planned_on >= TODAY for row in ahead} == {True}
    assert {row.reasons[1][0].startswith("certificate_") for row in ahead} == {True}
    offers = ExchangeOffer.select().where(ExchangeOffer.semester == code)
    assert 70 < offers.count() < 110
    assert observations_loop.differences() == {}


def some_visits_are_coded_by_two_who_mostly_agree(logins: list[DemoLogin]) -> None:
    current = semester_of(TODAY)
    for step in range(4):
        found = agreement.pools(HOUSE, current.shift(-step).code)
        assert len(found) == 3, step  # both versions have five, and so all three are shown
        assert 0.85 < (found[0].overall.within_one or 0) < 0.97
    assert Observation.select().where(Observation.is_double).count() < 90
    doubles = Observation.select().where(Observation.is_double)
    assert doubles.where(Observation.released_at.is_null(False)).count() == 0
    who = {login.role: identity_of(login) for login in logins}["observer"]
    own = [row for row in observations.observations(who) if agreement.state(who, row) == "ready"]
    assert len(own) >= 2
    assert {agreement.report(who, row.reference).mine for row in own} == {"A", "B"}
    assert selfcheck.own_check(who).check is not None


def some_observations_are_corrected_and_one_is_sent_back(logins: list[DemoLogin]) -> None:
    found = list(ObservationVersion.select(ObservationVersion, Observation).join(Observation))
    assert 10 < len(found) < 20
    for old in found:
        row = old.observation
        assert (old.number, row.version) == (1, 2)
        assert (row.released_at or row.received_at) <= old.replaced_at <= NOW
        assert corrections.means_of(row, old).profile != profiles.profile_of(row)
    who = {login.role: identity_of(login) for login in logins}["observer"]
    assert len(list(corrections.returned(who))) == 1
    assert any(row.version == 2 for row in observations.observations(who))


def coming() -> list[Course]:
    rows = Course.select().where((Course.kind == "skilled_worker") & (Course.first_day >= TODAY))
    return list(rows.order_by(Course.first_day))


def the_observer_has_begun_something() -> None:
    rows = list(Draft.select().order_by(Draft.saved_at.desc()))
    assert [row.is_practice for row in rows] == [False, True, False]
    assert {row.person.email for row in rows} == {"observator@tettpaa.example"}
    for row in rows:
        limits = fields(dimension_ids(row.instrument_id))
        assert sifted(row.content, {}, limits) == (row.content, [])


def past_courses_have_attendance_and_proofs_and_coming_ones_none() -> None:
    marks = list(Attendance.select(Attendance, CourseDay).join(CourseDay))
    assert max(mark.course_day.day for mark in marks) < TODAY
    there = [mark.is_present for mark in marks]
    assert 0.93 < sum(there) / len(there) < 0.99
    absent = {mark.registration_id for mark in marks if not mark.is_present}
    attended = {mark.registration_id for mark in marks} - absent
    assert {proof.registration_id for proof in CourseProof.select()} == attended
    assert CourseProof.select().where(CourseProof.revoked_at.is_null(False)).count() == 0


def the_coming_courses_are_full_nearly_full_and_half_full() -> None:
    rows = coming()
    filling = courses.filling([row.id for row in rows])
    assert [(filling[row.id].placed, filling[row.id].waiting) for row in rows] == [
        (25, 9),
        (22, 0),
        (12, 0),
    ]
    assert {(row.seats, row.min_programme_year, courses.is_open(row, TODAY)) for row in rows} == {
        (25, 2, True)
    }
    assert {row.positions for row in rows} == {"skilled_worker,assistant"}
    assert {row.kind for row in Course.select()} == set(courses.KINDS)


def past_courses_are_evaluated_and_one_by_too_few(logins: list[DemoLogin]) -> None:
    who = {login.role: identity_of(login) for login in logins}
    found = {row.id: results.results(who["course_admin"], row.id, TODAY) for row in held()}
    closed = [one for one in found.values() if one.state == "closed"]
    assert [(one.course.kind, one.answers) for one in closed if not one.tallies] == [
        ("workshop", 3)
    ]
    assert {one.state for one in found.values()} == {"open", "closed"}
    answered = sum(one.answers for one in closed) / sum(one.attended for one in closed)
    assert 0.55 < answered < 0.69
    reminded = EvaluationGiven.select().count()
    assert reminded == sum(one.answers for one in found.values() if one.state == "open")
    waits = [one.course.kind for one in evaluation.invitations(who["staff"], TODAY)]
    assert waits == ["talking_with_children"]
    assert {len(one.means) for one in results.trends(results.held(who["coordinator"], TODAY))} == {
        0,
        4,
    }


def held() -> list[Course]:
    over = CourseDay.select(CourseDay.course).group_by(CourseDay.course)
    ended = over.having(fn.MAX(CourseDay.day) < TODAY)
    return list(Course.select().where(Course.id.in_(ended) & ~Course.is_cancelled))


def the_director_has_registered_groups_by_each_rule() -> None:
    rows = list(RegistrationGroup.select().order_by(RegistrationGroup.id))
    members = [row.registrations.count() for row in rows]
    assert [(row.rule, row.unnamed) for row in rows] == [("each", 0), ("all", 0), ("one", 2)]
    assert members == [3, 3, 2]
    assert {row.registered_by.email for row in rows} == {"styrer@tettpaa.example"}
    assert min(row.course.first_day for row in rows) > TODAY


def the_letters_are_ready_and_one_is_the_offices_own() -> None:
    rows = list(CourseLetter.select(CourseLetter, Course).join(Course))
    coming = Course.select().where((Course.first_day >= TODAY) & ~Course.is_cancelled)
    assert {row.id for row in coming} <= {row.course_id for row in rows}
    assert [row.subject for row in rows if row.text] == ["Før {course}: les dette"]
    sent = [row for row in rows if row.queued_at is not None]
    assert {letters.due_on(row) <= TODAY for row in sent} == {True}
    assert {row.status for row in sent} == {"placed", "unanswered"}


def everybody_in_a_course_may_be_there() -> None:
    sample = list(Registration.select(Registration, Course).join(Course).order_by(Registration.id))[
        ::9
    ]
    assert [row.id for row in sample if registrations.reasons(row.course, row.person_id)] == []
    assert {row.status for row in sample} == {"placed", "waiting", "withdrawn"}


def the_new_staff_have_plans_that_have_come_some_way() -> None:
    plans = list(OnboardingPlan.select())
    assert len(plans) == 35
    assert {TODAY - timedelta(days=245) < plan.first_day <= TODAY for plan in plans} == {True}
    assert {row.status for row in PlanTask.select()} == {"open", "done", "not_applicable"}
    late = PlanTask.select().where((PlanTask.status == "open") & (PlanTask.due_on < TODAY))
    assert late.count() > 5
    assert (
        PlanTask.select()
        .where((PlanTask.status == "not_applicable") & (PlanTask.reason == ""))
        .count()
        == 0
    )


def the_figures_are_exact() -> None:
    assert programme_upkeep.differences() == {}
    counted = Score.select().join(Observation).where(~Observation.is_double).count()
    assert sum(row.n for row in ScoreTally.select()) == counted > 50_000
    assert LoopMark.select().where(LoopMark.observed_on.is_null(False)).count() > 2000


def everybody_logs_in(logins: list[DemoLogin]) -> None:
    assert [login.role for login in logins] == list(ROLES)
    identities = {login.role: identity_of(login) for login in logins}
    assert {role: set(identity.roles) for role, identity in identities.items()} == {
        r: {r} for r in ROLES
    }
    seen = {role: observations.observations(identities[role]).count() for role in ROLES}
    assert [seen[role] for role in ("staff", "course_admin", "sysadmin")] == [0, 0, 0]
    assert min(seen[role] for role in ("leader", "observer")) > 1
    assert min(seen[role] for role in ("director", "mentor")) > 10
    assert [registrations.reasons(row, identities["staff"].person_id or 0) for row in coming()] == [
        [],
        [],
        [],
    ]
    held = Certificate.select().where(Certificate.person == identities["observer"].person_id)
    versions = {
        row.instrument.version for row in held if certificates.state_of(row, TODAY) == "valid"
    }
    assert versions == {"toddler", "prek"}
    assert len(identities["observer"].network) > 5
    director = identities["director"].grants
    assert {
        grant.kindergarten_id
        for role in ("staff", "leader", "observer")
        for grant in identities[role].grants
    } == {grant.kindergarten_id for grant in director}
    for role in ("mentor", "course_admin", "coordinator", "sysadmin"):
        assert (
            Employment.select().where(Employment.person == identities[role].person_id).count() == 0
        )


def identity_of(login: DemoLogin) -> Identity:
    token = sessions.log_in(login.email, DEMO_PASSWORD, address="127.0.0.1", now=NOW)
    hour = timedelta(hours=1)
    found = sessions.login_of(token, idle=hour, longest=hour, now=NOW)
    assert found is not None
    assert found.identity.name == login.name
    return found.identity


@contextmanager
def fresh_file(path: Path) -> Iterator[None]:
    opened = database.open_database(f"sqlite:///{path}")
    database.connect()
    database.migrate()
    try:
        yield
    finally:
        opened.close()


def fingerprint() -> tuple[Any, ...]:
    def column(model: Any, *fields: Any) -> list[Any]:
        return list(model.select(*fields).order_by(model.id).tuples())

    return (
        column(Person, Person.name, Person.email),
        column(Kindergarten, Kindergarten.name, Kindergarten.org_number),
        column(Employment, Employment.position, Employment.valid_from),
        column(
            Observation, Observation.reference, Observation.observed_on, Observation.certificate
        ),
        column(Registration, Registration.reference, Registration.status),
        column(PlanTask, PlanTask.status, PlanTask.settled_at),
        column(Goal, Goal.reference, Goal.title, Goal.start, Goal.helped, Goal.settled_on),
        Score.select(fn.SUM(Score.value * Score.cycle * Score.dimension)).scalar(),
    )


def test_the_same_seed_and_moment_give_the_same_and_another_seed_another(tmp_path: Path) -> None:
    made = []
    for number, seed in enumerate((7, 7, 8)):
        with fresh_file(tmp_path / f"{number}.db"):
            fill(seed, now=NOW)
            made.append(fingerprint())
    assert made[0] == made[1]
    assert [one == other for one, other in zip(made[0], made[2], strict=True)] == [False] * 8


@pytest.mark.parametrize("add", [a_cohort, a_kindergarten, a_person])
def test_a_database_with_anything_in_it_is_refused_and_left_alone(house: str, add: Any) -> None:
    add()
    with pytest.raises(RuleBroken) as refused:
        fill(now=NOW)
    assert refused.value.code == "demo.not_empty"
    assert phrases.refusal(refused.value).startswith("Databasen er ikke tom.")
    found = sum(model.select().count() for model in (Cohort, Kindergarten, Person))
    assert found == 1
    assert known_logins() == []


def test_what_is_interrupted_leaves_nothing_behind(house: str) -> None:
    def interrupt(step: str) -> None:
        if step == "Lager kontoer":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(now=NOW, progress=interrupt)
    assert [model.select().count() for model in (Kindergarten, Person, Score, JournalEntry)] == [
        0
    ] * 4


@pytest.mark.parametrize("today", [date(2025, 8, 1), date(2026, 6, 20), date(2028, 2, 29)])
def test_the_counts_hold_on_any_day(tmp_path: Path, today: date) -> None:
    now = datetime.combine(today, NOW.timetz())
    with fresh_file(tmp_path / "house.db"):
        fill(int(today.strftime("%j")), now=now)
        counted = figures.counts(today)
        late = Observation.select().where(Observation.received_at > now).count()
    assert [tuple(row.values()) for row in counted.values()] == [
        (cohort.kindergartens, cohort.departments, cohort.children, cohort.staff)
        for cohort in COHORTS
    ]
    assert late == 0
