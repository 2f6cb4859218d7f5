"""The lists of release days to those who pay: what is due, making a list, fetching one again."""

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for

from collect import certificates_release_payment as payments
from collect import organisation, phrases
from collect.models.certificates_release import ReleaseBatch
from collect.models.organisation import Kindergarten
from collect.rules.certificates_release import year_of
from collect.rules.refusals import NotAllowed
from exports.certificates_release import payment_workbook
from forms import door
from forms.certificates_release import PaymentForm

pages = Blueprint("certificates_payment", __name__, url_prefix="/certificates/release-days/payment")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 50  # lists shown


@pages.route("", methods=["GET", "POST"])
def overview() -> Any:
    """Show what a period holds that is not paid; sent, make the list of it."""
    who = door.identity()
    if not payments.may_pay(who):
        raise NotAllowed("release")
    form = _form()
    made, status = door.send(form, lambda: str(_pay(form).id))
    if made is not None:
        told = phrases.say(
            "Liste %(number)s er laget. Last den ned og send den til økonomi.", number=made
        )
        flash(told)
        return redirect(url_for(".overview"), 303)
    due = _due(form)
    return render_template(
        "certificates/release_payment.html",
        form=form,
        due=due,
        halves=sum(line.halves for line in due),
        batches=list(payments.batches(who).limit(MOST)),
    ), status


def _form() -> PaymentForm:
    """Return the period that was sent or asked for; without one the kindergarten year till today."""
    asked = request.args if "first_day" in request.args else None
    form = PaymentForm(request.form if request.method == "POST" else asked)
    query = organisation.kindergartens(door.identity()).order_by(Kindergarten.sort)
    form.kindergarten_id.offer({str(row.id): row.name for row in query})
    if request.method == "GET" and asked is None:
        form.first_day.data = year_of(door.today())[0]
        form.last_day.data = door.today()
    return form


def _pay(form: PaymentForm) -> ReleaseBatch:
    return payments.pay(
        form.first_day.data,
        form.last_day.data,
        form.kindergarten_id.data,
        by=door.identity(),
        now=door.now(),
    )


def _due(form: PaymentForm) -> list[payments.PaymentLine]:
    """Return what the period of the form holds; nothing for one that makes no sense."""
    if request.method == "GET" and form.first_day.raw_data and not form.validate():
        return []
    first, last = form.first_day.data, form.last_day.data
    if first is None or last is None:
        return []
    return payments.due(door.identity(), first, last, form.kindergarten_id.data)


@pages.get("/<int:batch_id>.xlsx")
def workbook(batch_id: int) -> Any:
    """Hand out a list as a workbook, the same each time."""
    name, content = payment_workbook(
        door.identity(), batch_id, now=door.now(), municipality=door.config().municipality
    )
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=name)
