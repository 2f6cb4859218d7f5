"""A feedback as a document: one sheet of A4 with the profile, tagged for those who hear it read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from collect import observations_instruments as instruments
from collect import observations_profiles as profiles
from collect import phrases
from collect.models.feedback import Feedback
from collect.models.observations import Dimension, Domain, Observation
from collect.models.plans import Goal
from collect.phrases import say, word
from collect.plans_rounds import Measured
from collect.rules import scoring
from collect.rules.calendar import semester_from

TEMPLATE = Path(__file__).with_suffix(".typ")
STANDARDS: list[Literal["a-3a", "ua-1"]] = [
    "a-3a",
    "ua-1",
]  # PDF/A-3a for the archive, PDF/UA-1 for the reader
GOALS = 3  # of last time's that stand on the sheet
LABEL = 60  # letters of a dimension's name that a narrow column has room for

# What the sheet's one typeface has: Latin, Greek, Cyrillic, Hebrew, usual signs. The typesetter
# refuses all else in a tagged document, and has been seen to panic at stray marks.
MARK = "□"
_UNFIT = re.compile(
    "[^\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u024f\u0300-\u0345\u0384-\u0386\u0388-\u038a\u038c"
    "\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f\u05d0-\u05ea\u1e00-\u1eff\u2010-\u2015\u2018-\u2022\u2026"
    "\u202f\u2030\u2032\u2033\u2039\u203a\u20ac\u2116\u2122\u2153-\u215e\u2190-\u2195\u2212\u25a1\u2714]+"
)
_LONG = re.compile(r"(\S{28})(?=\S)")
_SAME = str.maketrans(
    {"\t": " ", "\u2713": "\u2714", "\u00ad": None, "\u200b": None, "\ufe0f": None}
)


def is_possible() -> bool:
    """Whether the typesetter is installed (the extra `pdf`); without it the page itself prints."""
    return find_spec("typst") is not None


def fit(text: str) -> str:
    """Return the text as the sheet can show it; what its typeface lacks leaves a visible mark."""
    known = _UNFIT.sub(MARK, text.translate(_SAME))
    return _LONG.sub("\\1\u200b", known)  # a word longer than a line may be broken


def document(
    row: Feedback,
    *,
    address: str,
    goals: Sequence[Goal] = (),
    changes: Mapping[int, Measured] = MappingProxyType({}),
) -> bytes:
    """Return a feedback that is released as a PDF, in the reader's language.

    `address` is where it stands on the web, `goals` what the department aimed at last time and
    `changes` what this observation shows of it. The same feedback gives the same bytes. It names
    no one: the observer's name stays with the observer.
    """
    import typst

    aims = [_aim(goal, changes.get(goal.id)) for goal in goals[:GOALS]]
    letter = json.dumps(_letter(row, address, aims), ensure_ascii=False)
    return typst.compile(
        TEMPLATE.read_bytes(),
        font_paths=faces(),
        format="pdf",
        sys_inputs={"letter": letter},
        pdf_standards=[*STANDARDS],
    )


@cache
def faces() -> Any:
    """Return the typefaces that come with the typesetter: the same sheet on every machine."""
    import typst

    return typst.Fonts(include_system_fonts=False)


def _aim(goal: Goal, measured: Measured | None) -> str:
    """Return a goal from last time in words, with how its dimension has moved since."""
    if goal.dimension is None:
        return goal.title
    told = _name(goal.dimension)
    if measured is not None and measured.start is not None:
        told = say(
            "%(dimension)s, fra %(start)s til %(now)s",
            dimension=told,
            start=_mean(measured.start),
            now=_mean(measured.now),
        )
    return f"{goal.title} ({told})"


def _letter(row: Feedback, address: str, aims: list[str]) -> dict[str, Any]:
    """Return everything the sheet says, as the template asks for it."""
    visit = row.observation
    released = visit.released_at
    assert released is not None
    moment = max(released, row.saved_at)
    texts = (
        (say("Styrker"), row.strengths),
        (say("Utviklingsområder"), row.areas),
        (say("Neste steg"), row.next_step),
    )
    sections = [{"heading": heading, "text": fit(text)} for heading, text in texts]
    place = visit.department
    return {
        "lang": phrases.reader.get(),
        "moment": list(moment.timetuple()[:6]),
        "title": fit(_title(visit)),
        "sender": fit(f"{say('TETT PÅ')} · {place.kindergarten.name}"),
        "heading": fit(say("Tilbakemelding til %(department)s", department=place.name)),
        "about": fit(_about(visit)),
        "state": _state(row),
        "goal_heading": say("Mål fra sist") + ":",
        "goal": fit("; ".join(aims)),
        "sections": sections,
        "more": say("Fortsetter på nettsiden."),
        "profile": _profile(visit),
        "notes": _notes(address, any(MARK in section["text"] for section in sections)),
    }


def _title(visit: Observation) -> str:
    name, day = visit.department.name, phrases.day(visit.observed_on)
    return say("Tilbakemelding til %(department)s", department=name) + f", {day}"


def _about(visit: Observation) -> str:
    parts = (
        say("Observert %(day)s", day=phrases.day(visit.observed_on)),
        phrases.semester(semester_from(visit.semester)),
        str(getattr(visit.instrument, f"label_{phrases.reader.get()}")),
    )
    return " · ".join(parts)


def _state(row: Feedback) -> str:
    """Return when it was released, given orally, corrected: dates and numbers, no names."""
    released = row.observation.released_at
    assert released is not None
    parts = [say("Frigitt %(moment)s", moment=phrases.moment(released))]
    if row.oral_on is None:
        parts.append(say("Gis muntlig senere"))
    else:
        parts.append(
            phrases.plural(
                "Gitt muntlig %(day)s, %(num)s til stede",
                "Gitt muntlig %(day)s, %(num)s til stede",
                row.oral_count or 0,
                day=phrases.day(row.oral_on),
            )
        )
    if row.saved_at > released:
        parts.append(say("Rettet %(moment)s", moment=phrases.moment(row.saved_at)))
    return " · ".join(parts)


def _notes(address: str, has_marks: bool) -> list[str]:
    notes = [
        say(
            "Tilbakemeldingen gjelder avdelingen, aldri en enkelt ansatt, og brukes ikke i lønns- "
            "eller personalsaker."
        ),
        say("På nettsiden: %(address)s", address=address),
    ]
    if has_marks:
        notes.append(say("%(mark)s står for tegn som bare nettsiden kan vise.", mark=MARK))
    return [fit(note) for note in notes]


def _profile(visit: Observation) -> dict[str, Any]:
    """Return the profile as bars from 1 to 7, the same in words, and the table's headings."""
    bars = _bars(instruments.structure(visit.instrument_id), profiles.profile_of(visit))
    edges = (scoring.LOW_BELOW, scoring.HIGH_FROM)
    grades = range(scoring.LOWEST, scoring.HIGHEST + 1)
    told = " ".join(f"{bar['label']}: {bar['mean']}, {bar['band'].lower()}." for bar in bars)
    return {
        "heading": say("Profil"),
        "alt": say("Profilen: middelverdier fra 1 til 7") + ". " + told,
        "bars": bars,
        "bounds": [_along(edge) for edge in edges],
        "grades": [[_along(grade), str(grade)] for grade in grades],
        "columns": [say("Dimensjon"), say("Middel"), say("Nivå")],
    }


def _bars(domains: list[Domain], profile: scoring.Profile) -> list[dict[str, Any]]:
    found = []
    for domain in domains:
        found.append(_bar(domain, profile.domains[domain.id], is_domain=True))
        for row in domain.scale:
            found.append(_bar(row, profile.dimensions[row.id], is_reversed=row.is_reversed))
    return found


def _name(row: Domain | Dimension) -> str:
    """Return what a domain or a dimension is called, no longer than the sheet has room for."""
    return fit(str(getattr(row, f"label_{phrases.reader.get()}"))[:LABEL])


def _mean(value: Fraction | None) -> str:
    return phrases.figure(scoring.shown(value), 2)


def _bar(row: Any, mean: Any, is_domain: bool = False, is_reversed: bool = False) -> dict[str, Any]:
    name = _name(row)
    told = f"{name} ({say('lav er bra')})" if is_reversed else name
    return {
        "label": told,
        "mean": _mean(mean),
        "band": word("band", scoring.band(mean)) if mean is not None else "–",
        "share": None if mean is None else _along(mean),
        "domain": is_domain,
        "reversed": is_reversed,
    }


def _along(value: Any) -> float:
    """Return where a score from 1 to 7 lies on the scale, from 0 to 1."""
    return round(float(value - scoring.LOWEST) / (scoring.HIGHEST - scoring.LOWEST), 4)
