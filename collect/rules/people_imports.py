"""The columns of a table of the staff, and how their cells are read."""

from collect.rules.imports import day, one_of, org_number
from collect.rules.tables import Column
from collect.rules.text import email_key

_POSITIONS = {  # bokmål, nynorsk and English
    "styrer": "director",
    "styrar": "director",
    "director": "director",
    "assisterendestyrer": "deputy_director",
    "assisterandestyrar": "deputy_director",
    "deputydirector": "deputy_director",
    "pedagogiskleder": "pedagogical_leader",
    "pedagogiskleiar": "pedagogical_leader",
    "pedagogicalleader": "pedagogical_leader",
    "barnehagelærer": "kindergarten_teacher",
    "barnehagelærar": "kindergarten_teacher",
    "kindergartenteacher": "kindergarten_teacher",
    "fagarbeider": "skilled_worker",
    "fagarbeidar": "skilled_worker",
    "skilledworker": "skilled_worker",
    "assistent": "assistant",
    "assistant": "assistant",
    "spesialpedagog": "special_educator",
    "specialeducator": "special_educator",
    "vikar": "substitute",
    "substitute": "substitute",
}
PEOPLE_COLUMNS = (
    Column("email", ("epost", "email", "epostadresse"), email_key, True, True),
    Column("name", ("navn", "namn", "name"), str),
    Column(
        "org_number",
        ("orgnr", "orgno", "organisasjonsnummer", "orgnummer"),
        org_number,
        True,
        True,
    ),
    Column("position", ("stilling", "position"), one_of(_POSITIONS), True, True),
    Column("department", ("avdeling", "department"), str),
    Column("from", ("fraogmed", "fråogmed", "fra", "from", "gjelderfra"), day, True, True),
    Column("last_day", ("sistearbeidsdag", "lastdayofwork", "lastdayatwork", "sluttdato"), day),
)
