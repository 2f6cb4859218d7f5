"""Sheets that somebody else fills in: which words a cell offers, and how what is typed is kept."""

from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from collect import phrases
from exports.sheet_layout import Part

ROWS = 5_000  # that are laid out; an import takes no more
FORMATS = {"text": "@", "date": "dd.mm.yyyy", "integer": "0", "decimal": "General"}


def lay_out(page: Any, part: Part) -> None:
    """Give the columns of an empty page their formats and lists, before its rows are written.

    Text stays as it is typed: a program would take the first zeros of a postal code.
    """
    for n, column in enumerate(part.sheet.columns, 1):
        letter = get_column_letter(n)
        page.column_dimensions[letter].number_format = FORMATS[column.kind]
        if column.choices:
            offered = DataValidation("list", f'"{",".join(column.choices)}"', allow_blank=True)
            offered.errorTitle = part.headings[n - 1][:32]
            offered.error = phrases.say("Velg et av ordene i listen.")
            offered.showErrorMessage = True
            offered.add(f"{letter}2:{letter}{ROWS + 1}")
            page.data_validations.append(offered)
