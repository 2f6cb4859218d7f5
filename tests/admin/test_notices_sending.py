"""The outbox and a real mail server: taken, refused, down, hanging, and never sent twice."""

import re
import socket
import threading
import uuid
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from click.testing import CliRunner, Result

from admin import notices_sending
from admin.commands import tettpaa
from collect import accounts, database, notices, onboarding, onboarding_reminders
from collect import accounts_invitations as invitations
from collect.config import Config
from collect.models.accounts import Account, OneTimeLink
from collect.models.notices import Notice
from collect.onboarding import NewStaffAnswers
from collect.rules.access import HOUSE
from tests.factories import PASSWORD, a_kindergarten, a_person, an_identity
from tests.mail import a_mail_server, free_port, text_of

SENDER = "post@kommune.example"


@pytest.fixture
def jobs(house: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the jobs with a mail server, or with none."""
    monkeypatch.setenv("TETTPAA_DATABASE_URL", house)
    monkeypatch.setattr(notices_sending, "PATIENCE", 1.0)

    def run(url: str = "") -> Result:
        settings = {"TETTPAA_SMTP_URL": url, "TETTPAA_MAIL_FROM": SENDER} if url else {}
        return CliRunner().invoke(tettpaa, ["jobs"], env=settings)

    return run


def lay(count: int, **values: Any) -> list[Notice]:
    """Lay letters in the outbox, written a minute ago."""
    now = datetime.now(UTC) - timedelta(minutes=1)
    letters = [
        notices.Letter(
            **{
                "mark": f"m{n}",
                "kind": "placed",
                "person": a_person(),
                "locale": "nb",
                "subject": f"Blåbær, ærlig og øm {n}",
                "text": "Se {house}/courses",
                "record": "registration",
                "record_id": n,
            }
            | values
        )
        for n in range(count)
    ]
    with database.writing():
        notices.queue(letters, now=now)
    return list(Notice.select().order_by(Notice.id))


def states() -> list[str]:
    return [notices.state(row) for row in Notice.select().order_by(Notice.id)]


def test_what_waits_is_sent_once_and_in_order(jobs: Any) -> None:
    rows = lay(12)
    with a_mail_server() as (postbox, url):
        first, second = jobs(url), jobs(url)
    assert postbox.subjects == [row.subject for row in rows]
    assert postbox.envelopes[0] == (SENDER, [rows[0].address])
    assert [one["Message-ID"] for one in postbox.letters] == [row.message_id for row in rows]
    assert text_of(postbox.letters[0]).strip() == "Se http://127.0.0.1:8000/courses"
    assert states() == ["sent"] * 12
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "E-post: 12 sendt, 0 prøves igjen, 0 kom ikke frem." in first.output
    assert "E-post: 0 sendt, 0 prøves igjen, 0 kom ikke frem." in second.output


def test_without_a_mail_server_letters_wait(jobs: Any) -> None:
    lay(2)
    done = jobs()
    assert (done.exit_code, states()) == (0, ["queued"] * 2)
    assert "2 e-poster venter: TETTPAA_SMTP_URL mangler." in done.output


def test_a_mail_server_that_is_down_costs_no_letter_a_try(jobs: Any) -> None:
    lay(7)
    port = free_port()
    done = jobs(f"smtp://127.0.0.1:{port}")
    assert (done.exit_code, states()) == (0, ["queued"] * 7)
    assert "E-posttjeneren tok ikke imot: " in done.output
    assert {(row.attempts, row.claimed_until) for row in Notice.select()} == {(0, None)}
    with a_mail_server(port) as (postbox, url):
        jobs(url)
    assert (len(postbox.letters), states()) == (7, ["sent"] * 7)


def test_a_refusal_for_now_is_tried_again_and_hinders_no_other(jobs: Any) -> None:
    rows = lay(3)
    with a_mail_server() as (postbox, url):
        postbox.answers[rows[0].address] = "451 4.7.1 Kom tilbake senere"
        done = jobs(url)
        row = Notice.get_by_id(rows[0].id)
        assert (row.attempts, row.error) == (1, "451 4.7.1 Kom tilbake senere")
        assert row.next_try_at - datetime.now(UTC) > timedelta(minutes=4)
        assert jobs(url).exit_code == 0
    assert len(postbox.letters) == 2
    assert "E-post: 2 sendt, 1 prøves igjen, 0 kom ikke frem." in done.output
    assert states() == ["queued", "sent", "sent"]


@pytest.mark.parametrize("where", ["recipient", "letter"])
def test_a_refusal_for_good_is_not_tried_again(jobs: Any, where: str) -> None:
    rows = lay(1)
    with a_mail_server() as (postbox, url):
        if where == "recipient":
            postbox.answers[rows[0].address] = "550 5.1.1 Ukjent mottaker"
        else:
            postbox.data_answer = "550 5.1.1 Ukjent mottaker"
        done = jobs(url)
    row = Notice.get()
    assert (notices.state(row), row.attempts) == ("failed", 1)
    assert row.error == "550 5.1.1 Ukjent mottaker"
    assert (done.exit_code, "1 kom ikke frem" in done.output) == (0, True)


def test_an_address_that_is_none_fails_alone(jobs: Any) -> None:
    rows = lay(2)
    Notice.update(address="ikke en adresse").where(Notice.id == rows[0].id).execute()
    with a_mail_server() as (postbox, url):
        jobs(url)
    assert (states(), len(postbox.letters)) == (["failed", "sent"], 1)
    assert Notice.get_by_id(rows[0].id).error == "Adressen kan ikke brukes."


def test_a_mail_server_that_hangs_is_left_and_the_rest_waits(jobs: Any) -> None:
    rows = lay(3)
    with a_mail_server() as (postbox, url):
        postbox.answers[rows[1].address] = "hang"
        done = jobs(url)
    assert states() == ["sent", "queued", "queued"]
    tried, rest = Notice.get_by_id(rows[1].id), Notice.get_by_id(rows[2].id)
    assert (tried.attempts, tried.error) == (1, "E-posttjeneren svarer ikke.")
    assert (rest.attempts, rest.claimed_until) == (0, None)
    assert "E-posttjeneren tok ikke imot: E-posttjeneren svarer ikke." in done.output


def test_a_mail_server_that_never_greets_is_left(jobs: Any) -> None:
    lay(1)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        done = jobs(f"smtp://127.0.0.1:{silent.getsockname()[1]}")
    assert (done.exit_code, states(), Notice.get().attempts) == (0, ["queued"], 0)


def test_a_login_that_is_refused_costs_no_letter_a_try(jobs: Any) -> None:
    lay(1)
    with a_mail_server() as (postbox, url):
        done = jobs(url.replace("smtp://", "smtp://ada:hemmelig@"))
    assert (done.exit_code, states(), postbox.letters) == (0, ["queued"], [])
    assert "hemmelig" not in done.output


def test_two_jobs_at_once_send_each_letter_once(jobs: Any, house: str) -> None:
    lay(30)
    outcomes: list[notices_sending.Outcome] = []
    faults: list[BaseException] = []
    with a_mail_server() as (postbox, url):
        settings = Config(database_url=house, smtp_url=url, mail_from=SENDER)

        def work() -> None:
            try:
                database.connect()
                outcomes.append(notices_sending.send(settings, lambda: datetime.now(UTC)))
            except BaseException as fault:  # noqa: BLE001 (told by the main thread)
                faults.append(fault)
            finally:
                database.db.close()

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert faults == []
        jobs(url)
    assert sorted(postbox.subjects) == sorted(row.subject for row in Notice.select())
    assert states() == ["sent"] * 30


def test_the_doctor_says_when_letters_have_waited_too_long(
    jobs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(2)
    doctor = CliRunner()
    assert "TETTPAA_SMTP_URL mangler" in doctor.invoke(tettpaa, ["doctor"]).output
    monkeypatch.setenv("TETTPAA_SMTP_URL", "smtp://127.0.0.1")
    monkeypatch.setenv("TETTPAA_MAIL_FROM", SENDER)
    early = doctor.invoke(tettpaa, ["doctor"]).output
    assert ("TETTPAA_SMTP_URL" in early, "e-poster" in early) == (False, False)
    Notice.update(due_at=datetime.now(UTC) - timedelta(hours=2)).execute()
    late = doctor.invoke(tettpaa, ["doctor"]).output
    assert "2 e-poster har ventet i mer enn en time. Kjør: tettpaa jobs" in late


def an_invitation() -> Account:
    person = a_person("Bo")
    return invitations.invite(person, "coordinator", None, by=HOUSE, now=datetime.now(UTC))


def link_in(letter: EmailMessage) -> str:
    (token,) = re.findall(r"http://127\.0\.0\.1:8000/link/([\w-]{43})\n", text_of(letter))
    return str(token)


def test_an_invitation_is_sent_with_a_link_that_lets_in(jobs: Any) -> None:
    row = an_invitation()
    with a_mail_server() as (postbox, url):
        jobs(url)
    (letter,) = postbox.letters
    token = link_in(letter)
    assert (str(letter["Subject"]), letter["To"]) == ("Du har fått konto i TETT PÅ", row.email)
    assert "{" not in text_of(letter)
    assert "http://127.0.0.1:8000/login/forgotten\n" in text_of(letter)
    assert token not in repr(list(Notice.select().dicts()) + list(OneTimeLink.select().dicts()))
    accounts.set_password(token, PASSWORD, now=datetime.now(UTC))
    assert Account.get_by_id(row.id).password_hash


def test_a_letter_that_is_tried_twice_has_one_message_id_and_one_link_that_works(jobs: Any) -> None:
    an_invitation()
    with a_mail_server() as (postbox, url):
        postbox.data_answer = "451 Kom tilbake senere"
        jobs(url)
        tried = [link.token_hash for link in OneTimeLink.select()]
        postbox.data_answer = ""
        Notice.update(next_try_at=datetime.now(UTC)).execute()
        jobs(url)
    (letter,) = postbox.letters
    assert letter["Message-ID"] == Notice.get().message_id
    usable = OneTimeLink.select().where(OneTimeLink.used_at.is_null())
    assert [link.token_hash for link in usable] == [accounts.token_hash(link_in(letter))]
    assert len(tried) == 1
    assert tried[0] != usable.get().token_hash


def test_an_invitation_to_a_closed_account_is_not_sent(jobs: Any) -> None:
    row = an_invitation()
    lay(1)
    accounts.set_active(row, False, by=HOUSE, now=datetime.now(UTC))
    with a_mail_server() as (postbox, url):
        jobs(url)
    assert (states(), len(postbox.letters)) == (["failed", "sent"], 1)
    error = Notice.get(Notice.record == "account").error
    assert error == "Det e-posten gjelder, finnes ikke lenger."
    assert OneTimeLink.select().count() == 0


def test_a_mailbox_that_is_unknown_is_seen_on_the_account(jobs: Any) -> None:
    row = an_invitation()
    with a_mail_server() as (postbox, url):
        postbox.answers["@"] = "550 5.1.1 Ukjent mottaker"
        jobs(url)
    found = invitations.invitations([row], datetime.now(UTC))[row.id]
    assert (found.state, found.error) == ("failed", "550 5.1.1 Ukjent mottaker")


def test_a_letter_cannot_be_made_to_carry_a_link_it_is_not_about(jobs: Any) -> None:
    lay(1, text="Se {link}")
    with a_mail_server() as (postbox, url):
        jobs(url)
    assert text_of(postbox.letters[0]).strip() == "Se {link}"
    assert OneTimeLink.select().count() == 0


def test_who_has_late_tasks_is_written_to_once_a_week(
    jobs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onboarding_reminders, "MORNING", timedelta())
    place = a_kindergarten("Solbakken")
    ada = an_identity("director", place)
    began = datetime.now(UTC).date() - timedelta(days=60)
    answers = NewStaffAnswers("Bjørn Ås", "", "assistant", place.id, None, began, 100)
    onboarding.begin(answers, by=ada, submission_id=str(uuid.uuid4()), now=datetime.now(UTC))
    with a_mail_server() as (postbox, url):
        jobs(url)
        assert len(postbox.letters) == 1
        Notice.update(mark="onboarding:this-week").execute()
        jobs(url)
    assert postbox.subjects == ["Forsinkede oppgaver i TETT PÅ"] * 2
    text = text_of(postbox.letters[0])
    assert "3 oppgaver du har for nye kolleger, er forsinket." in text
    assert "/onboarding" in text
    assert "{house}" not in text


def test_the_jobs_sign_off_tasks_of_new_staff(jobs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collect.onboarding_events.settle_due", lambda now: 2)
    assert "2 oppgaver for nyansatte ble kvittert av seg selv." in jobs().output
