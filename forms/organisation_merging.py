"""What is asked when two records of one kindergarten are made one."""

from collect.phrases import lazy
from forms.base import BaseForm
from forms.fields import Choice
from forms.people_merging import MergeForm


class KindergartenMergeForm(MergeForm):
    """Which words win, field by field, and why the two are one."""

    org_number = Choice(lazy("Organisasjonsnummer"), radio=True, required=False)
    owner = Choice(lazy("Eier"), radio=True, required=False)
    ownership = Choice(lazy("Eierform"), radio=True, required=False)
    address = Choice(lazy("Adresse"), radio=True, required=False)
    postal_code = Choice(lazy("Postnummer"), radio=True, required=False)
    city = Choice(lazy("Poststed"), radio=True, required=False)
    min_age = Choice(lazy("Yngste alder"), radio=True, required=False)
    max_age = Choice(lazy("Eldste alder"), radio=True, required=False)
    registered_children = Choice(lazy("Barn i barnehageregisteret"), radio=True, required=False)


class OtherKindergartenForm(BaseForm):
    """Which other record a kindergarten may be."""

    other = Choice(lazy("Den andre oppføringen"), convert=int)
