"""The part of the accounts that lets somebody who lost the app begin anew."""

from typing import Any

from flask_admin import expose

from collect import accounts_second_step as steps
from collect import accounts_sessions as sessions
from collect import phrases
from forms import door
from forms.base import BaseForm


class ResetsSecondStep:
    """An act of AccountView: the second step of an account begins anew."""

    asked_row: Any
    require: Any
    may: Any
    ask: Any
    form_of: Any
    page_of: Any

    def may_reset(self, row: Any) -> bool:
        """Whether the reader may do so: for others alone, who have a second step."""
        is_own = row.id == door.identity().account_id
        return self.may("U") and not is_own and sessions.has_second_step(row.id)

    @expose("/reset-step/", methods=("GET", "POST"))
    def reset_step(self) -> Any:
        """Let somebody who lost the app begin anew with the second step."""
        row = self.asked_row()
        who = self.require("U")
        return self.ask(
            self.form_of(BaseForm),
            lambda: steps.reset(row, by=who, now=door.now()),
            title=phrases.say("La %(name)s begynne på nytt med to trinn", name=row.person.name),
            lead=phrases.say(
                "Gjør det bare når du vet at det er rett person som ber om det."
                " Den som er logget inn, blir logget ut med en gang."
            ),
            done=phrases.say("Neste innlogging begynner på nytt med to trinn."),
            back=lambda _: self.page_of(row),
            cancel=self.page_of(row),
            button=phrases.say("La begynne på nytt"),
        )
