"""What the tests read off a page, a workbook and the database."""

import re
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from collect.models.base import Model

# Rows that belong to a kindergarten, and so are another director's or nobody's.
SCOPED = [
    *("kindergartens", "departments", "people", "accounts", "certificates", "release"),
    *("visits", "observations", "goals", "registrations", "onboarding", "champions", "journal"),
]


def bare(page: str) -> str:
    """Return a page without what differs from one answer to the next: tokens and its own address."""
    page = re.sub(r'(name="csrf_token" value)="[^"]*"', r"\1", page)
    return re.sub(r'(name="next" value)="[^"]*"', r"\1", page)


def names(page: str) -> list[str]:
    """Return what stands first in each row."""
    return re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a>', page)


def cells(answer: Any) -> list[tuple[Any, ...]]:
    """Return the rows of the first sheet of a workbook."""
    sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]


def everything(*models: type[Model]) -> list[Any]:
    """Return all rows of some tables, to tell whether anything changed."""
    return [list(model.select().order_by(model.id).dicts()) for model in models]
