"""Planning a semester: a proposal looked over and kept, a visit added by hand, what is agreed and given."""

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for

from collect import observations_exchange as exchange
from collect import observations_observers as observers
from collect import observations_proposals as proposals
from collect import observations_visits as visits
from collect import observations_workplaces as workplaces
from collect import phrases
from collect.models.organisation import Kindergarten
from collect.rules.access import may, reach
from collect.rules.calendar import Semester, semester_of
from collect.rules.observations_pairs import WARNINGS
from collect.rules.refusals import NotAllowed, NotFound, RuleBroken
from exports.observations_exchange import visits_workbook
from forms import door
from forms.observations_visits import NewVisitForm, OfferForm
from forms.paging import asked_semester

pages = Blueprint("exchange", __name__, url_prefix="/observations/visits")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _planner() -> Any:
    """Return the reader, who plans visits somewhere."""
    who = door.identity()
    if not may(who, "visit", "C"):
        raise NotAllowed("visit")
    return who


def _to_plan(semester: Semester) -> Semester:
    """Return a semester that can still be planned; a past one is not found."""
    if semester < semester_of(door.today()):
        raise NotFound("semester")
    return semester


@pages.route("/proposal", methods=["GET", "POST"])
def proposal() -> Any:
    """Show a proposal for the departments that are not in the plan, and keep it when told to."""
    who, semester = _planner(), _to_plan(asked_semester(door.today()))
    problem = ""
    if request.method == "POST":
        try:
            number = proposals.keep(
                semester.code, request.form.get("mark", ""), by=who, now=door.now()
            )
        except RuleBroken as error:
            problem = phrases.refusal(error)
        else:
            flash(
                phrases.plural(
                    "%(num)s besøk er lagt i planen. Ingen er spurt ennå.",
                    "%(num)s besøk er lagt i planen. Ingen er spurt ennå.",
                    number,
                )
            )
            return redirect(url_for("visits.listing", semester=semester.code), 303)
    drawn = proposals.draw(who, semester.code, door.today())
    pairs = [line.pair for line in drawn.lines]
    return render_template(
        "observations/visits_proposal.html",
        semester=semester,
        drawn=drawn,
        problem=problem,
        relations={kind: sum(pair.relation == kind for pair in pairs) for kind in _RELATIONS},
        lapsed=sum(pair.is_lapsed for pair in pairs),
        homes=workplaces.employers({p.department_id: (p.person_id, p.day) for p in pairs}),
        why=phrases.why,
        warnings=WARNINGS,
        unagreed=exchange.unagreed(who, semester.code),
    ), 409 if problem else 200


_RELATIONS = ("external", "internal", "own_department")


@pages.post("/ask")
def ask() -> Any:
    """Ask all who are only proposed."""
    semester = _to_plan(asked_semester(door.today()))
    number = proposals.ask_all(semester.code, by=_planner(), now=door.now())
    flash(phrases.plural("%(num)s observatør er spurt.", "%(num)s besøk er spurt om.", number))
    return redirect(url_for("visits.listing", semester=semester.code), 303)


@pages.post("/discard")
def discard() -> Any:
    """Throw away what nobody was asked for."""
    semester = _to_plan(asked_semester(door.today()))
    number = proposals.discard(semester.code, by=_planner(), now=door.now())
    flash(phrases.plural("%(num)s forslag er tatt ut.", "%(num)s forslag er tatt ut.", number))
    return redirect(url_for("visits.listing", semester=semester.code), 303)


@pages.route("/new", methods=["GET", "POST"])
def new() -> Any:
    """Lay a visit in the plan by hand; the observer is chosen on its own page."""
    who, semester = _planner(), _to_plan(asked_semester(door.today()))
    rooms = {room.id: room for room in proposals.plannable(who, semester)}
    groups: dict[str, dict[str, str]] = {}
    for room in rooms.values():
        groups.setdefault(room.kindergarten.name, {})[str(room.id)] = room.name
    form = NewVisitForm(request.form if request.method == "POST" else None)
    form.department_id.offer_groups(groups)

    def add() -> str:
        row = visits.add(
            rooms[form.department_id.data],
            semester.code,
            None,
            form.planned_on.data,
            form.starts_at.data or "",
            form.note.data or "",
            by=who,
            now=door.now(),
        )
        return str(row.id)

    made, status = door.send(form, add)
    if made is not None:
        flash(phrases.say("Besøket er lagt i planen. Velg hvem som skal observere."))
        return redirect(url_for("visits.shown", visit_id=int(made)), 303)
    return render_template("observations/visits_new.html", form=form, semester=semester), status


@pages.get("/exchange")
def balance() -> Any:
    """Show what the kindergartens have agreed, give and receive."""
    who, today = door.identity(), door.today()
    if not may(who, "exchange", "R"):
        raise NotAllowed("exchange")
    semester = asked_semester(today)
    found = reach(who, "exchange", "C")
    rows = exchange.balance(who, semester)
    return render_template(
        "observations/visits_exchange.html",
        semester=semester,
        earlier=semester.shift(-1),
        later=semester.shift(1) if semester <= semester_of(today) else None,
        rows=rows,
        notes=exchange.notes([row.kindergarten.id for row in rows], semester.code),
        agrees={r.kindergarten.id for r in rows if found.covers(kindergarten_id=r.kindergarten.id)},
        is_past=semester < semester_of(today),
        may_export=reach(who, "statistics", "E").everything,
    )


@pages.route("/exchange/<int:kindergarten_id>", methods=["GET", "POST"])
def agree(kindergarten_id: int) -> Any:
    """Say how many visits a kindergarten's observers give this semester."""
    who, semester = door.identity(), _to_plan(asked_semester(door.today()))
    house = exchange.agreeable(who).where(Kindergarten.id == kindergarten_id).get_or_none()
    if house is None:
        raise NotFound("kindergarten")
    known = exchange.offer(house.id, semester.code)
    shown = {"visits": known.visits, "note": known.note} if known else {}
    form = OfferForm(request.form if request.method == "POST" else None, data=shown)

    def do() -> str:
        exchange.agree(
            house.id,
            semester.code,
            form.visits.data,
            form.note.data or "",
            by=who,
            now=door.now(),
        )
        return "agreed"

    done, status = door.send(form, do)
    if done is not None:
        flash(phrases.say("Avtalen er lagret. De andre i nettverket kan se den."))
        return redirect(url_for(".balance", semester=semester.code), 303)
    return render_template(
        "observations/visits_agree.html",
        form=form,
        place=house,
        semester=semester,
        need=exchange.departments_in(house.id, semester),
        able=observers.certified(house.id, semester, door.today()),
    ), status


@pages.get("/plan.xlsx")
def workbook() -> Any:
    """Hand out a semester's plan and balance as a workbook."""
    name, content = visits_workbook(
        door.identity(),
        asked_semester(door.today()),
        now=door.now(),
        municipality=door.config().municipality,
    )
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=name)
