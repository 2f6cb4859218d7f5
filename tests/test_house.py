"""The laws of the house: which rooms and files there are, and how large they may grow."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FEATURES = set(
    "organisation people accounts observations feedback plans certificates courses onboarding "
    "programme practice notices journal questionnaires relay trash".split()
)
FURNITURE = {
    "collect": {
        "config",
        "database",
        "phrases",
        "receipts",
        "imports",
        "imports_batches",
        "imports_undo",
    },
    "collect/models": {"base", "imports", "receipts"},
    "collect/rules": {
        "access",
        "agreement",
        "calendar",
        "capacity",
        "eligibility",
        "guard",
        "imports",
        "norwegian",
        "references",
        "refusals",
        "scoring",
        "suppression",  # what no page, sheet or figure may give away, whichever feature shows it
        "tables",
        "text",
    },
    "collect/demo": {"chance", "municipality", "names"},
    "forms": {
        "charts",
        "charts_distribution",
        "information",
        "base",
        "fields",
        "door",
        "door_refusals",
        "words",
        "paging",
        "tables",
        "table_reader",
        "imports",
    },
    "forms/pages": {"home", "information"},
    "exports": {
        "imports",
        "sheet",
        "sheet_layout",
        "workbook",
        "workbook_blanks",
        "workbook_cells",
        "workbook_charts",
        "workbook_styles",
        "cohorts",
        "calendars",
        "packages",
        "spss",
    },
    "admin": {
        "view",
        "listing",
        "listing_joins",
        "listing_pages",
        "office",
        "bulk",  # one change of many rows, whichever list they are in
        "office_waiting",  # what needs somebody, whichever list shows it
        "imports",
        "commands",
        "commands_accounts",
        "commands_house",
        "commands_upkeep",
    },
}
LONGEST_FILE = 350
LISTS = {"collect/phrases.py"}  # one list of sentences, looked up and not read through
LONGEST_FUNCTION = 40


def sources() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in sorted(set(listed.stdout.split())) if (ROOT / name).is_file()]


def in_house(path: Path) -> bool:
    return path.relative_to(ROOT).parts[0] in ("collect", "forms", "exports", "admin")


def test_every_file_is_a_feature_word_or_a_named_piece_of_furniture() -> None:
    strangers = []
    for path in filter(in_house, sources()):
        room = str(path.parent.relative_to(ROOT))
        if room == "collect/migrations" or path.stem == "__init__":
            continue
        base = path.stem if path.stem in FURNITURE.get(room, set()) else path.stem.split("_")[0]
        if path.stem not in FURNITURE.get(room, set()) and base not in FEATURES:
            strangers.append(f"{room}/{path.name}")
    assert strangers == []


def test_no_room_is_a_drawer() -> None:
    drawers = [
        str(p.relative_to(ROOT))
        for p in sources()
        if p.stem in ("utils", "helpers", "common", "misc")
    ]
    assert drawers == []


def test_no_file_outgrows_its_room() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in filter(in_house, sources())
        if path.parent.name != "migrations"
        and str(path.relative_to(ROOT)) not in LISTS
        and (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert long == {}


def functions(path: Path) -> list[ast.FunctionDef]:
    return [
        node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)
    ]


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.name} ({length})"
        for path in filter(in_house, sources())
        for node in functions(path)
        if (length := (node.end_lineno or 0) - node.lineno + 1 - _docstring_lines(node))
        > LONGEST_FUNCTION
    ]
    assert long == []


def _docstring_lines(node: ast.FunctionDef) -> int:
    first = node.body[0]
    is_docstring = (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )
    return (first.end_lineno or 0) - first.lineno + 1 if is_docstring else 0


def test_every_public_function_says_what_it_does() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in filter(in_house, sources())
        if path.parent.name != "migrations"
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


@pytest.mark.parametrize("package", ["collect", "forms", "exports", "admin"])
def test_a_package_door_holds_nothing_but_its_law(package: str) -> None:
    body = ast.parse((ROOT / package / "__init__.py").read_text()).body
    assert [type(node).__name__ for node in body] == ["Expr"]


def test_the_office_never_writes_to_a_model() -> None:
    writes = []
    for path in filter(in_house, sources()):
        if path.parent.name != "admin":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in (
                "create",
                "save",
                "delete_instance",
                "insert_many",
                "bulk_create",
            ):
                writes.append(f"{path.name}:{node.lineno} {node.attr}")
    assert writes == []


def test_migrations_import_no_model() -> None:
    guilty = [
        p.name
        for p in (ROOT / "collect/migrations").glob("*.py")
        if "collect" in p.read_text().split('"""')[2]
    ]
    assert guilty == []


def test_only_phrases_speaks_gettext_in_the_core() -> None:
    guilty = [
        str(path.relative_to(ROOT))
        for path in sources()
        if path.relative_to(ROOT).parts[0] == "collect"
        and path.name != "phrases.py"
        and "gettext" in path.read_text()
    ]
    assert guilty == []


def test_every_refusal_raised_has_its_sentence() -> None:
    from collect.phrases import REFUSALS

    codes = set()
    for path in filter(in_house, sources()):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "RuleBroken"
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                codes.add(node.args[0].value)
    assert codes - REFUSALS.keys() == set()
    assert "required" in codes


def test_the_readme_names_every_setting_and_every_command() -> None:
    from dataclasses import fields

    from admin.commands import tettpaa
    from collect.config import Config

    readme = (ROOT / "README.md").read_text()
    missing = [f.name for f in fields(Config) if f"TETTPAA_{f.name.upper()}" not in readme]
    missing += [name for name in tettpaa.commands if f"tettpaa {name}" not in readme]
    assert missing == []
