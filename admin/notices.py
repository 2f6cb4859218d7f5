"""The outbox in the office: what was sent to whom, what waits, and what did not arrive."""

from typing import Any

from flask_admin import expose
from peewee import fn

from admin.listing import Act, Column, Pick, Rows
from admin.view import HOUSE, AdminView
from collect import notices, phrases
from collect.models.notices import Notice
from collect.models.people import Person
from collect.phrases import lazy, word
from forms import door
from forms.base import BaseForm
from forms.organisation import words

TONES = {"queued": "calm", "sent": "good", "failed": "bad", "no_address": "warn"}
AGAIN = ("failed", "no_address")  # states from which a letter may be tried anew


class NoticeView(AdminView):
    """Every letter, the newest first; nothing is made or changed here."""

    model_class, feature, record, group = Notice, "notices", "notice", HOUSE
    title = lazy("E-post")
    purpose = lazy("Hva som er sendt til hvem, hva som venter, og hva som ikke kom frem.")
    columns = (
        Column("subject", lazy("Emne"), lambda row: row.subject),
        Column(
            "person",
            lazy("Til"),
            lambda row: row.person.name if row.person_id else "",
            sort=Person.sort,
        ),
        Column("address", lazy("Adresse"), lambda row: row.address),
        Column(
            "state",
            lazy("Tilstand"),
            lambda row: word("notice", notices.state(row)),
            tone=lambda row: TONES[notices.state(row)],
        ),
        Column(
            "created_at",
            lazy("Skrevet"),
            lambda row: row.created_at,
            "moment",
            sort=Notice.created_at,
        ),
        Column("attempts", lazy("Forsøk"), lambda row: row.attempts, "integer", Notice.attempts),
        Column("error", lazy("Svar fra e-posttjeneren"), lambda row: row.error),
    )
    more = (
        Column("sent_at", lazy("Sendt"), lambda row: row.sent_at, "moment"),
        Column("kind", lazy("Type"), lambda row: word("notice_kind", row.kind)),
    )
    picks = (
        Pick("state", lazy("Tilstand"), lambda: words("notice"), notices.in_state),
        Pick(
            "kind", lazy("Type"), lambda: words("notice_kind"), lambda value: Notice.kind == value
        ),
    )
    searched = (Person.search, fn.LOWER(Notice.address))

    def rows(self) -> Rows:
        """Return the letters, the newest first."""
        return notices.notices(door.identity())

    def acts(self, row: Any) -> list[Act]:
        """Return the way to try a letter anew that did not arrive."""
        if not self.may("U") or notices.state(row) not in AGAIN or row.record == "account":
            return []  # a link is sent anew from its account
        return [Act(phrases.say("Send på nytt"), self.get_url(".resend", id=row.id))]

    @expose("/resend/", methods=("GET", "POST"))
    def resend(self) -> Any:
        """Try a letter anew, to the address that its person has now."""
        row = self.asked_row()
        who = self.require("U")
        return self.ask(
            self.form_of(BaseForm),
            lambda: notices.resend(row, by=who, now=door.now()),
            title=phrases.say("Send «%(subject)s» på nytt", subject=row.subject),
            lead=phrases.say("E-posten går til adressen som personen har nå."),
            done=phrases.say("E-posten er lagt i kø."),
            back=lambda _: self.page_of(row),
            cancel=self.page_of(row),
            button=phrases.say("Send på nytt"),
        )
