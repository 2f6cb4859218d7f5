"""Attendance at a module of Snakke med barn: one day, one form, on a phone."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from collect import phrases
from collect import programme_talking as talking
from collect.rules.programme_talking import MODULES
from collect.rules.refusals import NotFound
from forms import door
from forms.courses_attendance import seen_in, seen_text
from forms.programme_talking import TalkDayForm, TalkForm

pages = Blueprint("programme_talks", __name__, url_prefix="/programme/talking")


@pages.route("/<int:kindergarten_id>/<int:module>", methods=["GET", "POST"])
def marking(kindergarten_id: int, module: int) -> Any:
    """Show who works there that day, and keep who goes through the module."""
    who, today = door.identity(), door.today()
    row = talking.kindergarten(who, kindergarten_id, today)
    if module not in MODULES or not talking.may_mark(who, row.id, today):
        raise NotFound("module")
    asked = _asked()
    day = asked.day.data
    lines = talking.of_session(row.id, module, day) if day and day <= today else []
    form = TalkForm(request.form if request.method == "POST" else None)
    form.present.offer({str(line.person.id): line.person.name for line in lines})
    seen = seen_in(request.form.get("seen", ""))
    everyone = "everyone" in request.form

    def act() -> str:
        marks = form.marks(seen, everyone)
        talking.mark(row, module, day or today, marks, by=who, now=door.now(), seen=seen)
        return str(sum(marks.values()))

    done, status = door.send(form, act) if day else (None, 422)
    if done is not None:
        flash(
            phrases.say(
                "Oppmøtet er lagret: %(here)s av %(all)s er til stede.", here=done, all=len(lines)
            )
        )
        return redirect(url_for("programme_talking.shown", kindergarten_id=row.id), 303)
    states = {line.person.id: line.is_present for line in lines}
    return render_template(
        "programme/talks.html",
        row=row,
        module=module,
        asked=asked,
        day=day,
        is_early=bool(day and day > today),
        form=form,
        lines=lines,
        ticked=_ticked(states, seen, form, everyone),
        theirs={key for key, here in states.items() if key in seen and seen[key] is not here},
        seen=seen_text(states),
    ), status if request.method == "POST" or day else 422


def _asked() -> TalkDayForm:
    """Return the day asked for in the address; today without one."""
    form = TalkDayForm(request.args if "day" in request.args else None)
    if "day" not in request.args:
        form.day.data = door.today()
    elif not form.validate():
        form.day.data = None
    return form


def _ticked(
    states: dict[int, bool | None], seen: dict[int, bool | None], form: Any, everyone: bool
) -> set[int]:
    """Return what stands now, with what this reader changed laid over it."""
    if not form.is_submitted():
        return {key for key, here in states.items() if here}
    mine = form.marks(seen, everyone)
    changed = {key: here for key, here in mine.items() if here is not bool(seen.get(key))}
    return {key for key, here in states.items() if changed.get(key, here)}
