"""The templates of onboarding: what a plan of each role begins with."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from peewee import ModelSelect, fn

from collect import journal
from collect.database import locked, writing
from collect.models.base import within
from collect.models.onboarding import OnboardingPlan, OnboardingTemplate, PlanTask, TemplateTask
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


def add_task(
    template_id: int, values: Mapping[str, Any], *, by: Identity, now: datetime
) -> TemplateTask:
    """Add a task at the end of a template; plans that begin from now on have it, running ones not."""
    if not reach(by, "template", "C").everything:
        raise NotAllowed("template")
    checked = _checked(values)
    with writing():
        own = locked(OnboardingTemplate.select().where(OnboardingTemplate.id == template_id))
        if own.get_or_none() is None:
            raise RuleBroken("choice.unknown", "template", value=str(template_id))
        last = (
            TemplateTask.select(fn.MAX(TemplateTask.position))
            .where(TemplateTask.template == template_id)
            .scalar()
        )
        row = TemplateTask.create(template=template_id, position=(last or 0) + 1, **checked)
        new = {"template": template_id, **checked}
        journal.note("template.add_task", row.id, by=by, now=now, new=new)
    return row


def amend_task(
    row: TemplateTask, values: Mapping[str, Any], *, by: Identity, now: datetime
) -> None:
    """Change a template's task; running plans keep their own words and dates."""
    if not reach(by, "template", "U").everything:
        raise NotAllowed("template")
    kept = {name: getattr(row, name) for name in ("opens_offset", "due_offset")}
    checked = _checked({**kept, **values})
    with writing():
        journal.amend(row, checked, "template.amend", by=by, now=now)


def remove_task(row: TemplateTask, *, by: Identity, now: datetime) -> None:
    """Take a task out of a template; running plans keep theirs. The last one stays."""
    if not reach(by, "template", "U").everything:
        raise NotAllowed("template")
    with writing():
        own = OnboardingTemplate.select().where(OnboardingTemplate.id == row.template_id)
        locked(own).get()
        if TemplateTask.select().where(TemplateTask.template == row.template_id).count() < 2:
            raise RuleBroken("template.last_task")
        old = {name: row.__data__[name] for name in ("template", "title_nb", "owner")}
        row.delete_instance()
        journal.note("template.remove_task", row.id, by=by, now=now, old=old)


def running(template_id: int) -> int:
    """Return how many plans of a template have an open task; a change to the template reaches none."""
    waiting = PlanTask.select(PlanTask.plan).where(PlanTask.status == "open")
    own = (OnboardingPlan.template == template_id) & OnboardingPlan.id.in_(waiting)
    return int(OnboardingPlan.select().where(own).count())


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a task's columns in one form; raise RuleBroken for what cannot be."""
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
    if checked["due_offset"] < checked["opens_offset"]:
        raise RuleBroken("dates.order", "due_offset")
    return checked


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
