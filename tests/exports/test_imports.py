"""The empty tables: filled in as they say, they are imported without a complaint."""

from io import BytesIO

import openpyxl
import pytest

from collect import imports, people_imports, phrases
from collect.imports_batches import COLUMNS
from collect.models.certificates import Certificate
from collect.models.organisation import Cohort, Kindergarten
from collect.models.people import Employment
from collect.rules.access import HOUSE
from collect.rules.refusals import NotFound, RuleBroken
from exports.imports import APART, TOLD, template
from forms.tables import read_table
from tests import factories as make

KINDS = {
    "kindergartens": (imports.import_kindergartens, Kindergarten),
    "cohorts": (imports.import_cohorts, Cohort),
    "people": (people_imports.import_people, Employment),
    "certificates": (imports.import_certificates, Certificate),
}


def filled(content: bytes, values: list[str]) -> bytes:
    """Write a row under the headings, as somebody with Excel would."""
    book = openpyxl.load_workbook(BytesIO(content))
    for n, value in enumerate(values, 1):
        if value:
            book.worksheets[0].cell(2, n, value)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("locale", ["nb", "nn", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_template_filled_as_it_explains_is_taken_in(house, kind, locale):
    act, model = KINDS[kind]
    make.a_cohort(1)
    person = make.a_person("Ada", make.a_kindergarten())
    if kind == "people":
        make.a_kindergarten(org_number="974760673")
    before = model.select().count()
    with phrases.reading(locale):
        content = template(kind, author="Ada", now=make.NOW)
    examples = [
        person.email if name == "email" and kind == "certificates" else one.example
        for name, one in TOLD[kind].items()
        if name not in APART
    ]
    table = read_table("mal.xlsx", filled(content, examples))
    report = act(table, by=HOUSE, now=make.NOW)
    assert [line.refusals for line in report.lines] == [()]
    assert report.warnings == ()
    assert report.written
    assert model.select().count() == before + 1
    with phrases.reading(locale):
        choices = {str(word) for one in TOLD[kind].values() for word in one.choices}
    read = {column.name: column.read for column in COLUMNS[kind]}
    fixed = next((name for name, one in TOLD[kind].items() if one.choices), "")
    for word in choices:
        assert read[fixed](word)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_template_says_that_it_is_empty(house, kind):
    with pytest.raises(RuleBroken) as error:
        read_table("mal.xlsx", template(kind, author="Ada", now=make.NOW))
    assert error.value.code == "table.no_rows"


def test_a_template_explains_each_column_and_offers_fixed_words(house, pages):
    content = template("kindergartens", author="Ada", now=make.NOW)
    shown = pages(content)
    head = shown["Barnehager"][0]
    assert head[:4] == ["Org.nr. *", "Navn *", "Eier", "Eierform"]
    assert [row[0] for row in shown["Forklaring"][1:]] == [one.removesuffix(" *") for one in head]
    assert shown["Forklaring"][1][1] == "Ja"
    page = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    (offered,) = page.data_validations.dataValidation
    assert (offered.formula1, str(offered.sqref)) == ('"Kommunal,Privat"', "D2:D5001")
    assert page.column_dimensions["F"].number_format == "@"


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_that_is_understood_is_told_of(house, kind):
    assert list(TOLD[kind]) == [column.name for column in COLUMNS[kind]]


def test_there_is_no_template_of_anything_else(house):
    with pytest.raises(NotFound):
        template("kings", author="Ada", now=make.NOW)
