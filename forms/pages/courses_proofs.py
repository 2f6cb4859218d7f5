"""Course certificates: the participant's own sheet, and the page where anybody checks a code."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from collect import courses
from collect import courses_proofs as proofs
from collect import courses_registrations as registrations
from collect.models.courses_attendance import CourseProof
from collect.rules.refusals import NotFound
from exports import courses_proofs as documents
from exports.feedback import is_possible
from forms import door

pages = Blueprint("courses_proofs", __name__, url_prefix="/courses")


@pages.get("/registrations/<reference>/proof")
def shown(reference: str) -> Any:
    """Show the proof as a page that prints on one sheet."""
    proof = _own(reference)
    days = courses.days(proof.registration.course)
    return render_template(
        "courses/proof.html",
        proof=proof,
        row=proof.registration,
        facts=documents.facts(proof, days),
        address=_address(proof),
        has_sheet=is_possible(),
    )


@pages.get("/registrations/<reference>/proof/pdf")
def sheet(reference: str) -> Any:
    """Hand out the proof as a sheet of A4; its name tells nothing but the reference."""
    proof = _own(reference)
    if not is_possible():
        raise NotFound("proof")
    made = documents.document(
        proof,
        courses.days(proof.registration.course),
        address=_address(proof),
        municipality=door.config().municipality,
    )
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f"attachment; filename=kursbevis-{reference}.pdf"
    return answer


@pages.get("/check")
def check() -> Any:
    """Tell anybody with a code whether its proof holds.

    The name is shown with it: the code stands beside the name on the paper and cannot be guessed
    (58 bits), so that whoever has the one has the other.
    """
    typed = request.args.get("code", "").strip()
    proof = proofs.lookup(typed)
    return render_template(
        "courses/check.html",
        typed=typed[:100],
        proof=proof,
        dates=documents.dates(courses.days(proof.registration.course)) if proof else "",
    )


def _own(reference: str) -> CourseProof:
    """Return the proof of a registration within reach; a revoked one is not found."""
    row = registrations.registration(door.identity(), reference, door.today())
    proof = proofs.proof_of(row)
    if proof is None:
        raise NotFound("proof")
    proof.registration = row
    return proof


def _address(proof: CourseProof) -> str:
    return url_for(".check", code=proof.code, _external=True)
