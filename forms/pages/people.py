"""Who works where, within the reader's reach."""

import math
from typing import Any

from flask import Blueprint, render_template, request

from collect import people, people_leaves, people_stays
from collect import people_declarations as declarations
from collect.models.people import Person
from collect.models.people_changes import Declaration
from collect.rules.access import reach
from collect.rules.norwegian import search_text
from collect.rules.refusals import NotAllowed
from forms import door
from forms.paging import page_number
from forms.people import declared

pages = Blueprint("people", __name__, url_prefix="/people")
PER_PAGE = 50


@pages.get("")
def listing() -> Any:
    """List the people employed today; search by name."""
    who = door.identity()
    if not who.has("director", "leader", "mentor", "coordinator", "course_admin"):
        raise NotAllowed("people")
    asked = request.args.get("q", "")[:100].strip()
    query = people.employments(who, door.today())
    for word in search_text(asked).split()[:8]:
        query = query.where(Person.search.contains(word))
    total = query.count()
    page = page_number(total, PER_PAGE)
    rows = list(query.paginate(page, PER_PAGE))
    may_change = reach(who, "person", "U")
    coming: dict[int, list[str]] = {}
    if not may_change.is_empty:
        theirs = Declaration.person.in_([row.person_id for row in rows])
        for one in declarations.coming(who, door.today()).where(theirs):
            coming.setdefault(one.person_id, []).append(declared(one))
    return render_template(
        "people/listing.html",
        rows=rows,
        since=people_stays.since(rows),
        away=people_leaves.away_from({row.kindergarten_id for row in rows}, door.today()),
        coming=coming,
        asked=asked,
        page=page,
        last=max(1, math.ceil(total / PER_PAGE)),
        total=total,
        may_change=may_change,
    )
