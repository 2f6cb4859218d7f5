"""The outbox: written once, claimed once, tried for a day, seen by the office."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from collect import database, notices
from collect.models.courses import Course
from collect.models.journal import JournalEntry
from collect.models.notices import Notice
from collect.models.people import Person
from collect.rules.access import HOUSE
from collect.rules.refusals import NotAllowed, RuleBroken
from tests.factories import NOW, a_kindergarten, a_person, an_identity
from tests.halls import Hall

DAY = timedelta(days=1)


def a_letter(mark: str, person: Person | None = None, **values: Any) -> notices.Letter:
    return notices.Letter(
        **{
            "mark": mark,
            "kind": "placed",
            "person": person or a_person(),
            "locale": "nb",
            "subject": "Du har plass på kurset «Blåbær»",
            "text": "Se {house}/courses",
            "record": "registration",
            "record_id": 1,
        }
        | values
    )


def queue(*letters: notices.Letter, **values: Any) -> int:
    with database.writing():
        return notices.queue(letters, now=NOW, **values)


def the_notice() -> Notice:
    return Notice.select().get()


def test_a_letter_is_laid_in_the_outbox_with_an_id_of_its_own(house: str) -> None:
    person = a_person()
    assert queue(a_letter("registration:1:placed", person)) == 1
    row = the_notice()
    assert (row.address, row.created_at, row.next_try_at) == (person.email, NOW, NOW)
    assert (notices.state(row), row.attempts, row.message_id[-9:]) == ("queued", 0, "@tettpaa>")


def test_the_same_mark_is_never_queued_twice(house: str) -> None:
    assert queue(a_letter("a"), a_letter("b")) == 2
    assert queue(a_letter("a", subject="Noe annet"), a_letter("c")) == 1
    assert [row.mark for row in Notice.select().order_by(Notice.id)] == ["a", "b", "c"]
    assert len({row.message_id for row in Notice.select()}) == 3


def test_what_is_undone_with_its_act_is_not_told(house: str) -> None:
    with pytest.raises(RuleBroken), database.writing():
        notices.queue([a_letter_for_nobody_new()], now=NOW)
        raise RuleBroken("record.changed")
    assert Notice.select().count() == 0


def a_letter_for_nobody_new() -> notices.Letter:
    person = Person.create(name="Ada", sort="ada", search="ada", email="ada@eksempel.no")
    return a_letter("a", person)


def test_a_subject_is_one_line(house: str) -> None:
    queue(a_letter("a", subject="Kurs\r\nBcc: alle@eksempel.no\n\n"))
    assert the_notice().subject == "Kurs Bcc: alle@eksempel.no"


def test_one_without_an_address_is_seen_and_not_sent(house: str) -> None:
    person = a_person()
    Person.update(email=None, email_key=None).where(Person.id == person.id).execute()
    queue(a_letter("a", Person.get_by_id(person.id)))
    assert notices.state(the_notice()) == "no_address"
    assert notices.claim(NOW, 10) == []
    assert notices.waiting(NOW) == 0


def test_a_letter_is_not_sent_before_its_time(house: str) -> None:
    queue(a_letter("a"), due_at=NOW + DAY)
    assert (notices.claim(NOW, 10), notices.waiting(NOW)) == ([], 0)
    assert [row.mark for row in notices.claim(NOW + DAY, 10)] == ["a"]


def test_what_is_claimed_is_nobody_elses_for_ten_minutes(house: str) -> None:
    queue(*(a_letter(mark) for mark in "abc"))
    assert [row.mark for row in notices.claim(NOW, 2)] == ["a", "b"]
    assert [row.mark for row in notices.claim(NOW, 2)] == ["c"]
    assert notices.claim(NOW + timedelta(minutes=9, seconds=59), 3) == []
    later = notices.claim(NOW + notices.CLAIM, 3)
    assert [row.mark for row in later] == ["a", "b", "c"]
    notices.release(later[1:])
    assert [row.mark for row in notices.claim(NOW + notices.CLAIM, 3)] == ["b", "c"]


def test_many_who_claim_at_once_share_the_letters(house: str) -> None:
    queue(*(a_letter(f"{n:02}") for n in range(40)))
    found: list[str] = []
    faults: list[BaseException] = []

    def work() -> None:
        try:
            database.connect()
            while rows := notices.claim(NOW, 3):
                found.extend(row.mark for row in rows)
        except BaseException as fault:  # noqa: BLE001 (told by the main thread)
            faults.append(fault)
        finally:
            database.db.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(found) == len(set(found))
    rest = notices.claim(NOW, 40)
    assert sorted([*found, *(row.mark for row in rest)]) == [f"{n:02}" for n in range(40)]


def test_a_letter_is_tried_for_a_day_with_growing_pauses_and_then_given_up(house: str) -> None:
    queue(a_letter("a"))
    now, pauses = NOW, []
    while rows := notices.claim(now, 1):
        is_over = notices.failed(rows[0], "451 Prøv\nsenere", now=now)
        row = the_notice()
        assert (row.error, is_over) == ("451 Prøv senere", notices.state(row) == "failed")
        if is_over:
            break
        pauses.append(row.next_try_at - now)
        assert notices.claim(row.next_try_at - timedelta(seconds=1), 1) == []
        now = row.next_try_at
    assert pauses == sorted(pauses)
    assert (sum(pauses, timedelta()), now - NOW) == (DAY, DAY)
    assert (the_notice().attempts, the_notice().failed_at) == (9, NOW + DAY)
    assert notices.claim(NOW + 9 * DAY, 1) == []


def test_a_final_answer_is_not_tried_again(house: str) -> None:
    queue(a_letter("a"))
    (row,) = notices.claim(NOW, 1)
    assert notices.failed(row, "550 Ukjent", is_final=True, now=NOW) is True
    assert notices.claim(NOW + DAY, 1) == []


def test_what_is_sent_is_never_claimed_again(house: str) -> None:
    queue(a_letter("a"))
    (row,) = notices.claim(NOW, 1)
    notices.sent(row, now=NOW)
    assert (notices.state(the_notice()), the_notice().attempts) == ("sent", 1)
    assert notices.claim(NOW + DAY, 1) == []


def test_a_letter_that_failed_is_tried_anew_at_the_address_the_person_has_now(house: str) -> None:
    person = a_person()
    queue(a_letter("a", person))
    (row,) = notices.claim(NOW, 1)
    notices.failed(row, "550 Ukjent", is_final=True, now=NOW)
    Person.update(email="ny@eksempel.no").where(Person.id == person.id).execute()
    notices.resend(the_notice(), by=HOUSE, now=NOW + DAY)
    again = the_notice()
    assert (again.address, again.error, notices.state(again)) == ("ny@eksempel.no", "", "queued")
    assert again.message_id == row.message_id
    assert [one.id for one in notices.claim(NOW + DAY, 1)] == [row.id]
    line = JournalEntry.select().order_by(JournalEntry.id.desc()).get()
    assert (line.act, line.record_id) == ("notice.resend", row.id)


def test_what_waits_or_is_sent_is_not_tried_anew(house: str) -> None:
    queue(a_letter("a"))
    for _ in range(2):
        with pytest.raises(RuleBroken) as refused:
            notices.resend(the_notice(), by=HOUSE, now=NOW)
        assert refused.value.code == "notice.not_failed"
        notices.sent(the_notice(), now=NOW)


def test_one_who_still_has_no_address_cannot_be_sent_to(house: str) -> None:
    person = a_person()
    Person.update(email=None).where(Person.id == person.id).execute()
    queue(a_letter("a", Person.get_by_id(person.id)))
    with pytest.raises(RuleBroken) as refused:
        notices.resend(the_notice(), by=HOUSE, now=NOW)
    assert refused.value.code == "notice.no_address"


def test_letters_are_for_those_who_run_the_courses(house: str) -> None:
    queue(a_letter("a"))
    row = the_notice()
    for role in ("course_admin", "coordinator"):
        assert [one.id for one in notices.notices(an_identity(role))] == [row.id]
    director = an_identity("director", a_kindergarten())
    for who in (director, an_identity("sysadmin")):
        assert notices.notices(who).count() == 0
        with pytest.raises(NotAllowed):
            notices.resend(row, by=who, now=NOW)


def test_each_letter_is_in_exactly_one_state(house: str) -> None:
    queue(*(a_letter(mark) for mark in "abc"))
    person = a_person()
    Person.update(email=None).where(Person.id == person.id).execute()
    queue(a_letter("d", Person.get_by_id(person.id)))
    first, second = notices.claim(NOW, 2)
    notices.sent(first, now=NOW)
    notices.failed(second, "550", is_final=True, now=NOW)
    for row in Notice.select():
        found = [
            code
            for code in notices.STATES
            if Notice.select().where(notices.in_state(code) & (Notice.id == row.id)).exists()
        ]
        assert found == [notices.state(row)]


def test_letters_cost_one_query_however_many(house: str, count_queries: Any) -> None:
    for number in (1, 30):
        letters = [a_letter(f"{number}:{n}") for n in range(number)]
        with database.writing(), count_queries() as statements:
            notices.queue(letters, now=NOW)
        assert len(statements) == 1


def test_letters_that_are_done_with_are_wiped_after_four_hundred_days(house: str) -> None:
    queue(*(a_letter(f"registration:1:{n}") for n in range(4)))
    queue(a_letter("registration:1:4", Person.create(name="Bo", sort="bo", search="bo")))
    sent, failed, _, waits = notices.claim(NOW, 4)
    notices.sent(sent, now=NOW)
    notices.failed(failed, "550", is_final=True, now=NOW)
    assert notices.purge(NOW + 400 * DAY, 400) == 0
    assert notices.purge(NOW + 401 * DAY, 400) == 3  # sent, failed, and the one without an address
    assert {notices.state(row) for row in Notice.select()} == {"queued"}
    assert Notice.get_by_id(waits.id).text == waits.text
    line = JournalEntry.select().where(JournalEntry.act == "notice.purge").get()
    assert line.new == {"count": 3}
    assert notices.purge(NOW + 401 * DAY, 400) == 0
    assert JournalEntry.select().where(JournalEntry.act == "notice.purge").count() == 1


def test_letters_about_a_course_to_come_stay_for_the_letters_that_follow(house: str) -> None:
    hall = Hall()
    for row in notices.claim(NOW, 20):
        notices.sent(row, now=NOW)
    letters = Notice.select().count()
    later = NOW + 500 * DAY
    Course.update(first_day=later.date()).where(Course.id == hall.course.id).execute()
    assert notices.purge(later, 400) == 0
    assert notices.purge(later + 61 * DAY, 400) == letters
