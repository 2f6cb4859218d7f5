"""Three kindergartens for tests of planned visits: Ada's and Bo's in one network, Cy's in another."""

import re
from html import unescape
from typing import Any

import pytest

from collect.rules.refusals import RuleBroken
from tests.factories import (
    a_certificate,
    a_cohort,
    a_department,
    a_kindergarten,
    a_network,
    a_person,
    an_identity,
)
from tests.web import Browser, make_app


class Place:
    """A kindergarten with a department, a director and a certified observer, all called after it."""

    def __init__(self, name: str, cohort: Any, network: Any) -> None:
        self.kindergarten = a_kindergarten(f"{name} barnehage", cohort, network)
        self.room = a_department(self.kindergarten, f"{name} småbarn")
        head = a_person(f"{name} Styrersen", self.kindergarten, None, "director")
        self.director = an_identity("director", self.kindergarten, None, head)
        watcher = a_person(f"{name} Sehansen", self.kindergarten)
        self.observer = an_identity("observer", self.kindergarten, None, watcher)
        a_certificate(self.observer)


class World:
    """The three places, and a running house around them."""

    def __init__(self, url: str) -> None:
        self.app = make_app(url)
        cohort, network = a_cohort(), a_network()
        self.ada, self.bo = Place("Ada", cohort, network), Place("Bo", cohort, network)
        self.cy = Place("Cy", cohort, a_network())

    def enter(self, who: Any) -> Browser:
        return Browser(self.app, who)


def problems(answer: Any) -> list[str]:
    """The sentences of a page's error summary."""
    part = re.findall(r'id="problems".*?</div>', answer.text, re.DOTALL)
    return [
        unescape(re.sub("<[^>]+>", "", line)) for line in re.findall(r"<li>(.*?)</li>", part[0])
    ]


class Exchange:
    """A kindergarten with two departments, its director and two certified observers."""

    def __init__(self, name: str, cohort: Any, network: Any) -> None:
        self.kindergarten = a_kindergarten(name, cohort, network)
        self.rooms = [a_department(self.kindergarten, f"{name} {n}") for n in (1, 2)]
        self.director = an_identity("director", self.kindergarten)
        self.observers = [an_identity("observer", self.kindergarten) for _ in range(2)]
        for observer in self.observers:
            a_certificate(observer)


def exchanges() -> tuple[Exchange, Exchange, Exchange]:
    """Ada's and Bo's kindergarten in one network, and Cy's in another."""
    cohort, network = a_cohort(), a_network()
    return (
        Exchange("Ada", cohort, network),
        Exchange("Bo", cohort, network),
        Exchange("Cy", cohort, a_network()),
    )


def refused(act: Any, *args: Any, **values: Any) -> tuple[str, str | None]:
    """The code and the field of the rule that an act is refused by."""
    with pytest.raises(RuleBroken) as found:
        act(*args, **values)
    return found.value.code, found.value.field
