"""The command line: the same acts, exit codes, and sentences on stderr."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from admin.commands import tettpaa
from collect import database
from collect.models.accounts import Account
from collect.models.organisation import Cohort, Kindergarten
from tests.factories import a_cohort, a_course, a_department, a_kindergarten

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
    for words in (["cohort", "7"], ["programme"], ["participants", str(course.id)]):
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
    assert "TETTPAA_SECRET_KEY" in call("doctor").output
    monkeypatch.setenv("TETTPAA_SECRET_KEY", "k" * 40)
    monkeypatch.setenv("TETTPAA_BASE_URL", "https://tettpaa.example.no")
    assert (call("doctor").exit_code, call("doctor").output) == (0, "Alt i orden.\n")


def test_running_unsafe_is_refused(call: Any) -> None:
    assert call("run").exit_code == 1
    assert call("run", "--demo", "--host", "0.0.0.0").exit_code == 1
