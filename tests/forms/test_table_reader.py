"""Reading workbooks in a process of their own: what is taken, and what no workbook can do."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from forms import table_reader
from forms.tables import read_table
from tests.workbooks import (
    HOSTILE,
    TWO_ROWS,
    a_workbook,
    cell,
    packed,
    parts_of,
    refused,
    with_shared_text,
    with_sheet,
)


def test_a_workbook_gives_its_values_as_text() -> None:
    content = a_workbook(
        [
            [None],
            ["orgnr", "navn", "dato", "lat", "tom"],
            [],
            [986112421.0, " Åsløkka ", date(2020, 8, 1), 59.91],
        ]
    )
    cells = {
        "orgnr": "986112421",
        "navn": "Åsløkka",
        "dato": "2020-08-01",
        "lat": "59.91",
        "tom": "",
    }
    # What a file holds counts, not what it is called.
    assert read_table("navn.csv", content).rows == ((4, cells),)


def test_the_first_sheet_that_is_shown_and_filled_is_read() -> None:
    content = a_workbook(
        [["hemmelig", "x"], [1, 2]], [], [["orgnr", "navn"], [1, "Liom"]], [["y"]], sheet_0="hidden"
    )
    assert read_table("a.xlsx", content).rows == ((2, {"orgnr": "1", "navn": "Liom"}),)


@pytest.mark.parametrize("size", [b"A1:XFD1048576", b"A1", b"C2:C2"])
def test_what_a_sheet_says_of_its_size_is_not_believed(size: bytes) -> None:
    content = with_sheet(b'<dimension ref="' + size + b'"/>' + TWO_ROWS)
    assert read_table("a.xlsx", content).rows == ((2, {"orgnr": "1", "navn": "Liom"}),)


def test_a_part_with_a_path_upwards_is_not_unpacked(tmp_path: Path) -> None:
    parts = parts_of(with_sheet(TWO_ROWS))
    parts["../../../../evil"] = b"x"
    assert len(read_table("a.xlsx", packed(parts)).rows) == 1
    assert not Path(tmp_path, "../../../../evil").exists()


def test_texts_that_excel_keeps_apart_are_found() -> None:
    shared = TWO_ROWS.replace(cell("B2", "Liom"), b'<c r="B2" t="s"><v>0</v></c>')
    content = with_shared_text("Øvrevoll", shared)
    assert read_table("a.xlsx", content).rows == ((2, {"orgnr": "1", "navn": "Øvrevoll"}),)


@pytest.mark.parametrize(
    ("content", "code"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE]
)
def test_a_hostile_workbook_is_refused_in_time(content: Callable[[], bytes], code: str) -> None:
    made = content()
    start = time.monotonic()
    assert refused("a.xlsx", made).code == code
    assert time.monotonic() - start < table_reader.WAIT


def test_each_way_a_damaged_workbook_fails_is_one_sentence() -> None:
    """300 mutations: what the reader raises of itself is, seen from outside, a refusal."""
    chance, whole = (
        random.Random(28),
        a_workbook([["orgnr", "navn", "barn"], *([n, "Liom", 5] for n in range(9))]),
    )
    loose = parts_of(whole)
    ways: dict[str, bytes] = {}
    for number in range(300):
        content = _mutated(chance, whole) if number % 3 else _mutated_inside(chance, loose)
        try:
            table_reader.read(content)
        except table_reader.Unreadable:
            pass
        except Exception as error:  # noqa: BLE001 (which ones is the question)
            ways.setdefault(type(error).__name__, content)
    assert len(ways) > 2
    for content in ways.values():
        assert refused("a.xlsx", content).code in ("table.corrupt", "table.not_excel")


def _mutated(chance: random.Random, whole: bytes) -> bytes:
    changed = bytearray(whole)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(4, len(changed))] = chance.randrange(256)
    return bytes(
        changed[: chance.randrange(100, len(changed))] if chance.random() < 0.2 else changed
    )


def _mutated_inside(chance: random.Random, parts: dict[str, bytes]) -> bytes:
    """Change a part before it is packed, so that the sums are right and the XML is wrong."""
    name = chance.choice(sorted(parts))
    part = bytearray(parts[name])
    for _ in range(chance.randint(1, 4)):
        part[chance.randrange(len(part))] = chance.choice(b'<>&"/AZ019')
    return packed(parts | {name: bytes(part)})


@pytest.mark.skipif(sys.platform != "linux", reason="the limits of a process are those of Linux")
@pytest.mark.parametrize(
    ("deed", "ends"),
    [
        ("len(bytearray(600_000_000))", b"MemoryError"),
        ("open(PATH, 'wb', 0).write(b'x')", b"OSError"),
        ("assert resource.getrlimit(resource.RLIMIT_CPU) == (10, 11)", b""),
    ],
)
def test_the_reading_process_has_narrow_limits(deed: str, ends: bytes, tmp_path: Path) -> None:
    deed = deed.replace("PATH", repr(str(tmp_path / "written")))
    script = (
        f"import resource, runpy; runpy.run_path({table_reader.__file__!r})['restrict'](); {deed}"
    )
    child = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert bool(child.returncode) == bool(ends)
    assert ends in child.stderr


def test_a_reading_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_reader, "WAIT", 0.001)
    assert refused("a.xlsx", with_sheet(TWO_ROWS)).code == "table.heavy"
