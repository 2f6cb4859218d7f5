"""What a program may read with a key: the tables of the workbooks as JSON, without names, read-only.

A key acts for its owner, with the rights the owner has today. Each reading is noted in the journal
like any other export.
"""

from typing import Any

from flask import Blueprint, url_for

from collect import organisation
from collect.rules.access import reach
from collect.rules.refusals import NotAllowed, NotFound
from exports import cohorts, packages
from forms import door
from forms.paging import named_semester

pages = Blueprint("programme_api", __name__, url_prefix="/api/v1")


@pages.get("")
def index() -> Any:
    """Say which cohorts there are, and where their tables are."""
    who = door.identity()
    if not reach(who, "statistics", "E").everything:
        raise NotAllowed("export")
    return {
        "cohorts": [
            {
                "number": row.number,
                "start": row.start.isoformat(),
                "url": url_for(".cohort", number=row.number, _external=True),
            }
            for row in organisation.cohorts(who)
        ]
    }


@pages.get("/cohorts/<int:number>")
def cohort(number: int) -> Any:
    """Say which tables there are of a cohort, how many rows each has, and what its columns mean."""
    semester = named_semester()
    code = semester.code if semester else None
    return {
        "tables": [
            {
                "name": table.name,
                "title": table.title,
                "rows": len(table.rows),
                "schema": packages.schema(table),
                "url": url_for(
                    ".table", number=number, name=table.name, semester=code, _external=True
                ),
            }
            for table in _tables(number, code)
        ]
    }


@pages.get("/cohorts/<int:number>/<name>")
def table(number: int, name: str) -> Any:
    """Hand out a table of a cohort: what its columns mean, and its rows."""
    semester = named_semester()
    for one in _tables(number, semester.code if semester else None):
        if one.name == name:
            return {
                "name": one.name,
                "title": one.title,
                "schema": packages.schema(one),
                "rows": packages.values(one),
            }
    raise NotFound("table")


def _tables(number: int, semester: str | None) -> list[packages.Table]:
    book = cohorts.cohort_book(
        door.identity(),
        number,
        semester=semester,
        now=door.now(),
        municipality=door.config().municipality,
        shape="json",
    )
    return packages.tables(book.sheets)
