"""The command line: the same acts, exit codes, and sentences on stderr."""

import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from peewee import fn

from admin.commands import tettpaa
from collect import database
from collect import observations_drafts as drafts
from collect.models.accounts import Account
from collect.models.courses import Course
from collect.models.courses_evaluation import EvaluationGiven
from collect.models.journal import JournalEntry
from collect.models.notices import Notice
from collect.models.observations_drafts import Draft
from collect.models.observations_figures import LoopMark, ScoreTally
from collect.models.organisation import Cohort, Kindergarten
from collect.models.people import Employment
from tests.factories import (
    a_cohort,
    a_course,
    a_department,
    a_kindergarten,
    a_network,
    a_person,
    an_identity,
    an_instrument,
    an_observation,
)
from tests.halls import Hall

DATA = Path(__file__).parents[2] / ".." / "shared" / "data"
NEEDS_DATA = pytest.mark.skipif(
    not DATA.exists(), reason="the published tables are not beside the project"
)


@pytest.fixture
def call(house: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command on the test's database."""
    monkeypatch.setenv("TETTPAA_DATABASE_URL", house)

    def run(*words: str) -> Result:
        return CliRunner().invoke(tettpaa, list(words))

    return run


def test_status_says_up_to_date(call: Any) -> None:
    assert (call("status").exit_code, call("migrate").exit_code) == (0, 0)


def test_an_empty_database_is_not_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TETTPAA_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    run = CliRunner().invoke
    waiting = run(tettpaa, ["status"])
    assert (waiting.exit_code, "0001_the_house" in waiting.output) == (1, True)
    assert run(tettpaa, ["export", "programme", "-o", str(tmp_path / "x.xlsx")]).exit_code == 1
    assert run(tettpaa, ["migrate"]).exit_code == 0
    assert run(tettpaa, ["status"]).exit_code == 0
    database.db.close()


@pytest.mark.parametrize(
    "words",
    [
        ["nothing"],
        ["import", "cohorts"],
        ["export", "cohort", "x", "-o", "y"],
        ["export", "cohort", "9" * 20, "-o", "y"],
        ["import", "dogs", "x"],
    ],
)
def test_wrong_usage_is_exit_code_two(call: Any, words: list[str]) -> None:
    assert call(*words).exit_code == 2


def test_a_wrong_setting_is_a_sentence(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TETTPAA_LOCALE", "no")
    refused = call("status")
    assert (refused.exit_code, refused.stderr) == (1, "TETTPAA_LOCALE must be nb, nn or en.\n")


def test_an_account_is_added_with_a_link_and_disabled(call: Any) -> None:
    place = a_kindergarten("Solbakken")
    added = call(
        "account",
        "add",
        "ada@eksempel.no",
        "--name",
        "Ada Lund",
        "--role",
        "director",
        "--kindergarten",
        place.org_number,
    )
    assert added.exit_code == 0
    assert "http://127.0.0.1:8000/link/" in added.output
    assert Account.get().person.name == "Ada Lund"
    assert call("account", "disable", "ADA@eksempel.no").exit_code == 0
    assert Account.get().is_active is False


def test_where_a_mail_server_is_set_the_link_goes_by_mail_unless_it_is_asked_for(
    call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TETTPAA_SMTP_URL", "smtp://127.0.0.1")
    monkeypatch.setenv("TETTPAA_MAIL_FROM", "post@eksempel.no")
    asked = ("account", "add", "ada@eksempel.no", "--name", "Ada Lund", "--role", "coordinator")
    added = call(*asked)
    assert added.output == "Lenken går til ada@eksempel.no med neste: tettpaa jobs\n"
    assert [row.kind for row in Notice.select()] == ["invited"]
    assert "http://127.0.0.1:8000/link/" in call(*asked, "--show-link").output
    assert Notice.select().count() == 0


def test_an_account_that_cannot_be_is_refused_in_words(call: Any) -> None:
    refused = call("account", "add", "ada@eksempel.no", "--name", "Ada", "--role", "director")
    assert (refused.exit_code, refused.stderr) == (1, "Velg hvilken barnehage rollen gjelder.\n")
    assert call("account", "add", "nei", "--name", "Ada", "--role", "coordinator").exit_code == 1
    assert call("account", "disable", "ingen@eksempel.no").exit_code == 1


@NEEDS_DATA
def test_the_published_tables_are_imported_twice_and_the_second_time_changes_nothing(
    call: Any,
) -> None:
    first = call("import", "cohorts", str(DATA / "cohorts.csv"))
    assert first.exit_code == 0
    for figure in ("2204", "2022", "182"):
        assert figure in first.output.replace("\u202f", "")
    assert call("import", "kindergartens", str(DATA / "baerum_kindergartens.csv")).exit_code == 0
    assert (Cohort.select().count(), Kindergarten.select().count()) == (6, 114)
    again = call("import", "kindergartens", str(DATA / "baerum_kindergartens.csv"))
    assert "114" in again.output
    assert Kindergarten.select().count() == 114


def test_a_refused_row_imports_nothing(call: Any, tmp_path: Path) -> None:
    table = tmp_path / "k.csv"
    table.write_text(
        "orgnr;navn;eierform\n974553740;Solbakken;Kommunal\n974553741;Feil;Privat\n",
        encoding="utf-8",
    )
    refused = call("import", "kindergartens", str(table))
    assert refused.exit_code == 1
    assert "974553741" in refused.output
    assert Kindergarten.select().count() == 0


def test_the_staff_are_taken_in_and_what_differs_is_declared(call: Any, tmp_path: Path) -> None:
    place = a_kindergarten("Solbakken")
    person = a_person("Bo", place, None, "assistant")
    table = tmp_path / "p.csv"
    soon = datetime.now(UTC).date() + timedelta(days=10)
    row = f"{person.email};{place.org_number};Fagarbeider;{soon}\n"
    table.write_text("e-post;orgnr;stilling;fra og med\n" + row, encoding="utf-8")
    shown = call("import", "people", str(table), "--dry-run")
    assert "stilling: Assistent → Fagarbeider" in shown.output
    assert Employment.select().count() == 1
    assert call("import", "people", str(table)).exit_code == 0
    rows_now = Employment.select().order_by(Employment.id)
    assert [row.position for row in rows_now] == ["assistant", "skilled_worker"]


def test_a_dry_run_writes_nothing(call: Any, tmp_path: Path) -> None:
    table = tmp_path / "k.csv"
    table.write_text("orgnr;navn;eierform\n974553740;Åsly;Kommunal\n", encoding="cp1252")
    assert call("import", "kindergartens", str(table), "--dry-run").exit_code == 0
    assert Kindergarten.select().count() == 0
    assert call("import", "kindergartens", str(table)).exit_code == 0
    assert Kindergarten.get().name == "Åsly"


def test_the_workbooks_are_written_whole(call: Any, tmp_path: Path) -> None:
    a_department(a_kindergarten("Solbakken", a_cohort(7)))
    course = a_course()
    for words in (
        ["cohort", "7"],
        ["programme"],
        ["participants", str(course.id)],
        ["certificates"],
    ):
        path = tmp_path / f"{words[0]}.xlsx"
        done = call("export", *words, "-o", str(path))
        assert (done.exit_code, done.stderr) == (0, "")
        assert openpyxl.load_workbook(path).sheetnames
    assert sorted(p.name for p in tmp_path.glob("*.part")) == []


@pytest.mark.parametrize(
    "words",
    [["cohort", "9"], ["participants", "9"]],
)
def test_a_workbook_of_nothing_is_refused_in_words(
    call: Any, tmp_path: Path, words: list[str]
) -> None:
    refused = call("export", *words, "-o", str(tmp_path / "x.xlsx"))
    assert refused.exit_code == 1
    assert refused.stderr
    assert not (tmp_path / "x.xlsx").exists()


def test_a_file_that_cannot_be_written_is_said(call: Any, tmp_path: Path) -> None:
    refused = call("export", "programme", "-o", str(tmp_path / "no" / "x.xlsx"))
    assert (refused.exit_code, "kan ikke skrives" in refused.stderr) == (1, True)


def test_jobs_may_run_at_any_time(call: Any) -> None:
    assert [call("jobs").exit_code for _ in range(2)] == [0, 0]


def test_jobs_wipe_old_letters_and_who_has_answered_an_evaluation(call: Any) -> None:
    hall = Hall()
    then = datetime.now(UTC) - timedelta(days=401)
    Course.update(first_day=then.date()).execute()
    for n, day in enumerate(hall.days):
        day.day = then.date() + timedelta(days=n)
        day.save(only=["day"])
    EvaluationGiven.insert(registration=hall.ada.id).execute()
    Notice.update(created_at=then, sent_at=then).execute()
    assert "Slettet 3 gamle e-poster." in call("jobs").output
    assert "Slettet 0 gamle e-poster." in call("jobs").output
    assert EvaluationGiven.select().count() == 0


def test_jobs_wipe_practice_that_was_left_lying(call: Any) -> None:
    kindergarten = a_kindergarten(network=a_network())
    room, here = a_department(kindergarten), frozenset({kindergarten.id})
    ada = an_identity("observer", kindergarten, network=here)
    for days, is_practice in ((8, True), (6, True), (8, False)):
        answers = drafts.DraftAnswers(room.id, an_instrument().id, {}, is_practice=is_practice)
        moment = datetime.now(UTC) - timedelta(days=days)
        drafts.save(str(uuid.uuid4()), answers, by=ada, now=moment)
    assert "Slettet 1 øvelse." in call("jobs").output
    assert "Slettet 0 øvelser." in call("jobs").output
    assert Draft.select().count() == 2


def test_a_backup_is_made_once_and_verified(call: Any, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    made = call("backup", str(copy))
    if database.db.kind == "postgresql":
        assert (made.exit_code, "pg_dump" in made.stderr) == (1, True)
        return
    assert made.exit_code == 0
    assert copy.stat().st_mode & 0o077 == 0
    assert call("backup", str(copy)).exit_code == 1
    assert call("backup", "--verify", str(copy)).exit_code == 0
    copy.write_bytes(copy.read_bytes()[:3000])
    assert call("backup", "--verify", str(copy)).exit_code == 1


def test_the_doctor_says_what_is_wrong(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found = call("doctor").output
    assert "TETTPAA_SECRET_KEY" in found
    assert "lenker til kontoer må gis for hånd" in found
    monkeypatch.setenv("TETTPAA_SECRET_KEY", "k" * 40)
    monkeypatch.setenv("TETTPAA_BASE_URL", "https://tettpaa.example.no")
    monkeypatch.setenv("TETTPAA_SMTP_URL", "smtp://127.0.0.1")
    monkeypatch.setenv("TETTPAA_MAIL_FROM", "post@kommune.example")
    assert (call("doctor").exit_code, call("doctor").output) == (0, "Alt i orden.\n")


def test_the_doctor_and_the_figures_command_find_a_wrong_figure_and_mend_it(
    call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = a_kindergarten("Her", a_cohort())
    ada = an_identity("observer", here)
    an_observation(a_department(here), ada)
    assert (call("figures").exit_code, call("figures").output) == (
        0,
        "Alle tall stemmer med det de er laget av.\n",
    )
    ScoreTally.update(n=2).where(
        ScoreTally.id == ScoreTally.select(fn.MIN(ScoreTally.id))
    ).execute()
    LoopMark.delete().execute()
    told = (
        "Tellingen av skårer: 1 rad stemmer ikke\nStegene i observasjonsløpet: 1 rad stemmer ikke\n"
    )
    wrong = call("figures")
    assert (wrong.exit_code, wrong.stdout) == (1, told)
    assert "tettpaa figures --rebuild" in wrong.stderr
    monkeypatch.setenv("TETTPAA_SECRET_KEY", "k" * 40)
    monkeypatch.setenv("TETTPAA_BASE_URL", "https://tettpaa.example.no")
    monkeypatch.setenv("TETTPAA_SMTP_URL", "smtp://127.0.0.1")
    monkeypatch.setenv("TETTPAA_MAIL_FROM", "post@kommune.example")
    doctor = call("doctor")
    assert (doctor.exit_code, doctor.output) == (1, told)
    assert call("figures", "--rebuild").exit_code == 0
    assert call("doctor").output == "Alt i orden.\n"
    line = JournalEntry.select().order_by(JournalEntry.id.desc()).get()
    assert (line.act, line.actor) == ("figures.rebuild", "tettpaa")


def test_running_unsafe_is_refused(call: Any) -> None:
    assert call("run").exit_code == 1
    assert call("run", "--demo", "--host", "0.0.0.0").exit_code == 1


def test_the_installed_command_finds_pages_and_pictures(tmp_path: Path) -> None:
    asked = "import app; print((app.HERE / 'forms/static/house.css').is_file())"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout.strip(), done.stderr) == ("True", "")
