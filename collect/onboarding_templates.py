"""The templates of onboarding: what a plan of each role begins with."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from peewee import ModelSelect

from collect import journal
from collect.database import writing
from collect.models.base import within
from collect.models.onboarding import OnboardingTemplate, TemplateTask
from collect.rules.access import Identity, reach
from collect.rules.onboarding import EVENTS, OWNERS
from collect.rules.refusals import NotAllowed, RuleBroken
from collect.rules.text import LINE, clean

TEMPLATES = Path(__file__).with_name("onboarding_templates.csv")


def templates(identity: Identity) -> ModelSelect[OnboardingTemplate]:
    """Return the templates, for those who bring in staff."""
    return (
        OnboardingTemplate.select()
        .where(within(reach(identity, "template", "R")))
        .order_by(OnboardingTemplate.id)
    )


def amend_task(
    row: TemplateTask, values: Mapping[str, Any], *, by: Identity, now: datetime
) -> None:
    """Change a template's task; running plans keep their own words and dates."""
    if not reach(by, "template", "U").everything:
        raise NotAllowed("template")
    checked = dict(values)
    for name in ("title_nb", "title_nn", "title_en"):
        if name in checked:
            checked[name] = clean(checked[name], LINE, name)
            if not checked[name]:
                raise RuleBroken("required", name)
    if checked.get("owner", "self") not in OWNERS:
        raise RuleBroken("choice.unknown", "owner", value=checked["owner"])
    if checked.get("finishes_on", "") not in ("", *EVENTS):
        raise RuleBroken("choice.unknown", "finishes_on", value=checked["finishes_on"])
    with writing():
        journal.amend(row, checked, "template.amend", by=by, now=now)


def seed_templates() -> None:
    """Add the templates of the file beside this one that are not there yet; edited ones stay."""
    with TEMPLATES.open(encoding="utf-8", newline="") as file, writing():
        made: dict[str, OnboardingTemplate | None] = {}
        for line in csv.DictReader(file):
            titles = {name: line[name] for name in ("title_nb", "title_nn", "title_en")}
            if line["position"] == "0":
                row, is_new = OnboardingTemplate.get_or_create(key=line["key"], defaults=titles)
                made[line["key"]] = row if is_new else None
            elif (template := made[line["key"]]) is not None:
                TemplateTask.create(
                    template=template,
                    position=int(line["position"]),
                    owner=line["owner"],
                    opens_offset=int(line["opens_offset"]),
                    due_offset=int(line["due_offset"]),
                    finishes_on=line["finishes_on"],
                    **titles,
                )
