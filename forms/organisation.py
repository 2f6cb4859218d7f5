"""What is asked about kindergartens, cohorts, networks and departments."""

from typing import Any

from collect.phrases import WORDS, lazy
from forms.base import BaseForm
from forms.fields import Choice, Day, Line, Tick, Whole


def words(kind: str) -> dict[str, str]:
    """Return code -> word, as a list of choices."""
    return {code: str(word) for code, word in WORDS[kind].items()}


class NewKindergartenForm(BaseForm):
    """A kindergarten that is not known yet."""

    org_number = Line(
        lazy("Organisasjonsnummer"), hint=lazy("Ni siffer, fra Brønnøysundregistrene.")
    )
    name = Line(lazy("Navn"))
    owner = Line(lazy("Eier"), required=False)
    ownership = Choice(lazy("Eierform"), radio=True)
    address = Line(lazy("Adresse"), required=False)
    postal_code = Line(lazy("Postnummer"), required=False)
    city = Line(lazy("Poststed"), required=False)
    min_age = Whole(lazy("Yngste alder"), low=0, high=6, required=False)
    max_age = Whole(lazy("Eldste alder"), low=0, high=6, required=False)
    registered_children = Whole(lazy("Barn i barnehageregisteret"), low=0, high=999, required=False)
    is_active = Tick(lazy("Barnehagen er i drift"))

    def answers(self) -> dict[str, Any]:
        """Return the columns in the core's words; a text that is left empty is empty."""
        texts = ("owner", "address", "postal_code", "city")
        return {name: value or "" if name in texts else value for name, value in self.data.items()}


class KindergartenForm(NewKindergartenForm):
    """A known kindergarten's columns; the organisation number was given once."""

    org_number = None  # type: ignore[assignment]


class AffiliationForm(BaseForm):
    """Which cohort and network a kindergarten belongs to from a day."""

    cohort = Choice(lazy("Pulje"), convert=int, required=False)
    network = Choice(lazy("Styrernettverk"), convert=int, required=False)
    valid_from = Day(
        lazy("Fra og med"), hint=lazy("Det som gjaldt til nå, slutter dagen før og blir stående.")
    )


class NewCohortForm(BaseForm):
    """A new cohort."""

    number = Whole(lazy("Puljenummer"), low=1, high=99)
    start = Day(lazy("Oppstart"), hint=lazy("Pulja starter den første i måneden."))


class CohortForm(NewCohortForm):
    """A cohort's start; its number stays."""

    number = None  # type: ignore[assignment]


class NetworkForm(BaseForm):
    """A director network."""

    name = Line(lazy("Navn"))


class PeriodForm(BaseForm):
    """A department's age group and number of children from a day."""

    age_group = Choice(lazy("Aldersgruppe"), radio=True)
    children = Whole(lazy("Antall barn"), low=0, high=99)
    valid_from = Day(lazy("Fra og med"), hint=lazy("Tallene før denne dagen blir stående."))


class NewDepartmentForm(BaseForm):
    """A department that opens."""

    kindergarten = Choice(lazy("Barnehage"), convert=int)
    name = Line(lazy("Navn på avdelingen"))
    age_group = Choice(lazy("Aldersgruppe"), radio=True)
    children = Whole(lazy("Antall barn"), low=0, high=99)
    opened_on = Day(lazy("Åpner"))


class DepartmentForm(BaseForm):
    """A department's name, and its last day."""

    name = Line(lazy("Navn på avdelingen"))
    closed_on = Day(
        lazy("Siste dag"), required=False, hint=lazy("La stå tom så lenge avdelingen er åpen.")
    )
