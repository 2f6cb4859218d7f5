"""What of Snakke med barn the reader has today: the modules held where one leads it, or is to see to it."""

from flask import url_for

from collect import phrases
from collect import programme_talking as talking
from collect.rules.access import Identity
from collect.rules.programme_talking import MODULES
from forms import door

Line = tuple[str, str, str, str, str]  # title, more, address, state, kind


def lines(who: Identity) -> list[Line]:
    """Return a line for each kindergarten one leads, and for those one directs where modules are left."""
    found = []
    for row, held in talking.reminders(who, door.today()):
        title = phrases.say("Snakke med barn i %(name)s", name=row.name)
        more = phrases.say("%(done)s av 7 moduler er holdt", done=held)
        url = url_for("programme_talking.shown", kindergarten_id=row.id)
        is_done = held == len(MODULES)
        state = phrases.say("Ferdig") if is_done else phrases.say("Gjenstår")
        found.append((title, more, url, state, "good" if is_done else "calm"))
    return found
