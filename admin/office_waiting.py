"""What waits for somebody in the office: a count of each kind, and the way to the list of just those."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from collect import phrases


@dataclass(frozen=True)
class Waiting:
    """Rows of a list that need somebody: the list, the choice that shows them, and how they are told."""

    feature: str
    pick: str
    value: str
    words: Callable[[int], str]


@dataclass(frozen=True)
class Line:
    """What waits, in words with its number, and the list that shows it."""

    words: str
    url: str


# The first is what cannot wait.
KINDS = (
    Waiting(
        *("notices", "state", "failed"),
        lambda n: phrases.plural(
            "%(num)s e-post kom ikke frem", "%(num)s e-poster kom ikke frem", n
        ),
    ),
    Waiting(
        *("notices", "state", "no_address"),
        lambda n: phrases.plural(
            "%(num)s e-post mangler adresse", "%(num)s e-poster mangler adresse", n
        ),
    ),
    Waiting(
        *("courses", "need", "few"),
        lambda n: phrases.plural(
            "%(num)s kurs begynner snart og er under halvfullt",
            "%(num)s kurs begynner snart og er under halvfulle",
            n,
        ),
    ),
    Waiting(
        *("courses", "need", "line"),
        lambda n: phrases.plural(
            "%(num)s kurs begynner snart og har venteliste",
            "%(num)s kurs begynner snart og har venteliste",
            n,
        ),
    ),
    Waiting(
        *("registrations", "status", "offered"),
        lambda n: phrases.plural(
            "%(num)s tilbud om plass er ikke besvart",
            "%(num)s tilbud om plass er ikke besvart",
            n,
        ),
    ),
    Waiting(
        *("courses", "need", "unticked"),
        lambda n: phrases.plural("%(num)s kurs mangler oppmøte", "%(num)s kurs mangler oppmøte", n),
    ),
    Waiting(
        *("observations", "state", "returned"),
        lambda n: phrases.plural(
            "%(num)s observasjon venter på retting",
            "%(num)s observasjoner venter på retting",
            n,
        ),
    ),
    Waiting(
        *("observations", "state", "late"),
        lambda n: phrases.plural(
            "%(num)s observasjon er uten tilbakemelding etter 14 dager",
            "%(num)s observasjoner er uten tilbakemelding etter 14 dager",
            n,
        ),
    ),
    Waiting(
        *("onboarding", "progress", "late"),
        lambda n: phrases.plural(
            "%(num)s opplæringsplan har forsinkede oppgaver",
            "%(num)s opplæringsplaner har forsinkede oppgaver",
            n,
        ),
    ),
    Waiting(
        *("certificates", "state", "expiring"),
        lambda n: phrases.plural(
            "%(num)s sertifikat går snart ut", "%(num)s sertifikater går snart ut", n
        ),
    ),
    Waiting(
        *("accounts", "state", "waiting"),
        lambda n: phrases.plural(
            "%(num)s invitasjon er ikke brukt", "%(num)s invitasjoner er ikke brukt", n
        ),
    ),
    Waiting(
        *("trash", "when", "soon"),
        lambda n: phrases.plural(
            "%(num)s ting i papirkurven slettes innen en uke",
            "%(num)s ting i papirkurven slettes innen en uke",
            n,
        ),
    ),
)


def waiting(views: Mapping[str, Any]) -> list[Line]:
    """Return what waits in the lists that the reader may open, each as the list itself counts it.

    One query for each kind that the reader may pick.
    """
    found = []
    for kind in KINDS:
        view = views.get(kind.feature)
        pick = next((one for one in view.picks if one.name == kind.pick), None) if view else None
        if view is None or pick is None or kind.value not in pick.options():
            continue
        number = view.rows().where(pick.condition(kind.value)).count()
        if number:
            choice: dict[str, Any] = {kind.pick: kind.value}
            url = url_for(f"{view.endpoint}.index_view", **choice)
            found.append(Line(kind.words(number), url))
    return found
