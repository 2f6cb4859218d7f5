"""A small house whose clock begins at a moment of one's choice: three kindergartens and whom a loop takes.

Run as `python -m tests.stories.clocked MOMENT --port PORT`, with MOMENT in UTC like 2025-10-15T09:00;
as `python -m tests.stories.clocked MOMENT --jobs` it does once what time asks for.
"""

import sys
from datetime import UTC, date, datetime

from waitress import serve

from admin import commands, commands_upkeep
from app import create_app
from collect import config, courses_templates, database, onboarding_templates
from collect import observations_instruments as instruments
from collect.models.organisation import Department
from collect.models.people import Person
from forms import door
from tests.factories import (
    PASSWORD,
    a_certificate,
    a_cohort,
    a_department,
    a_kindergarten,
    a_network,
    an_account,
)

ADA, BO = "Ada Ås", "Bo Bø"  # observers, of two kindergartens
LEA = "Lea Lie"  # leads the department that is observed by both
DAG, DINA = "Dag Dal", "Dina Dahl"  # directors, of Ada's kindergarten and of Bo's
KARI = "Kari Koordinator"
WORKER = "Wenche Wik"
ALMA, EVA, IDA = "Alma Aas", "Eva Eng", "Ida Iversen"  # assistants in Dag's kindergarten
KAJA = "Kaja Kurs"  # administers the courses
__all__ = [
    "ADA",
    "ALMA",
    "BO",
    "DAG",
    "DINA",
    "EVA",
    "IDA",
    "KAJA",
    "KARI",
    "LEA",
    "PASSWORD",
    "WORKER",
]


def furnish() -> None:
    """Fill an empty database: a department without observers, and two kindergartens with one each."""
    cohort, network = a_cohort(1, date(2023, 8, 1)), a_network("Nettverk nord")
    sun, bell, clover = (
        a_kindergarten(name, cohort, network) for name in ("Solsikken", "Blåklokka", "Kløveren")
    )
    foxes, hares, _ = (
        a_department(house, name)
        for house, name in ((sun, "Revene"), (bell, "Harene"), (clover, "Piggsvinene"))
    )
    an_account("coordinator", name=KARI)
    an_account("course_admin", name=KAJA)
    for name in (ALMA, EVA, IDA):
        an_account("staff", bell, hares, name)
    an_account("leader", sun, foxes, LEA)
    an_account("staff", sun, foxes, WORKER)
    for house, director, observer in ((bell, DAG, ADA), (clover, DINA, BO)):
        an_account("director", house, name=director)
        an_account("observer", house, name=observer)
        a_certificate(Person.get(Person.name == observer), passed_on=date(2025, 9, 1))


def do_jobs(moment: str) -> None:
    """Do what time asks for, as the command does it, at a moment."""
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    for place in (commands, commands_upkeep):
        for name in ("now", "_now"):
            if hasattr(place, name):
                setattr(place, name, lambda: at)
    commands.tettpaa(["jobs"])


def main(moment: str, port: int) -> None:
    """Serve it, with a clock that goes on from the moment."""
    settings = config.read()
    ahead = datetime.fromisoformat(moment).replace(tzinfo=UTC) - door.clock()
    app = create_app(settings, clock=lambda: door.clock() + ahead)
    database.connect()
    database.migrate()
    instruments.seed_instruments()
    courses_templates.seed_templates()
    onboarding_templates.seed_templates()
    if not Department.select().exists():
        furnish()
    serve(app, host="127.0.0.1", port=port, threads=4, ident=None)


if __name__ == "__main__":
    if "--jobs" in sys.argv:
        do_jobs(sys.argv[1])
    main(sys.argv[1], int(sys.argv[3]))
