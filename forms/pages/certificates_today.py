"""What of the certificates needs the reader today: one's own, those that run out, and where they are too few."""

from flask import url_for

from collect import certificates, phrases
from collect import certificates_attempts as attempts
from collect import certificates_release as releases
from collect import certificates_risk as risk
from collect.rules.access import Identity
from collect.rules.certificates_release import left
from forms import door
from forms.certificates import said

TONES = {"valid": "good", "expiring": "warn", "expired": "bad", "test_open": "warn"}
MOST = 3  # certificates that run out

Line = tuple[str, str, str, str, str]  # title, more, address, state, kind


def own(who: Identity) -> list[Line]:
    """Return the reader's own certificates: how long they hold, and how long a test is open."""
    if not who.has("observer") or who.person_id is None:
        return []
    found = []
    for one in attempts.standings(who.person_id, door.today(), door.config().test_terms):
        title = phrases.say(
            "Sertifikatet ditt: %(name)s", name=phrases.instrument(one.certificate.instrument)
        )
        state, kind = phrases.word("certificate", one.state), TONES.get(one.state, "calm")
        found.append((title, said(one), url_for("courses.listing"), state, kind))
    return found + _release_days(who.person_id) if found else []


def _release_days(person_id: int) -> list[Line]:
    """Return how many days the reader was bought free till now."""
    limit = door.config().release_days
    used = releases.used([person_id]).get(person_id, 0)
    title = phrases.say(
        "Du har brukt %(used)s av %(limit)s frikjøpsdager", used=phrases.halves(used), limit=limit
    )
    more = phrases.say("Før dagene når du har vært på besøk.")
    days_left = phrases.say("%(days)s igjen", days=phrases.halves(left(used, limit)))
    kind = "warn" if used > 2 * limit else "calm"
    return [(title, more, url_for("certificates_release.listing"), days_left, kind)]


def of_others(who: Identity) -> list[Line]:
    """Return where observers are too few, and to a director whose certificate runs out."""
    if not who.has("director", "coordinator"):
        return []
    found = _short(who)
    if not who.has("director"):
        return found
    for row in certificates.expiring(who, door.today()).limit(MOST):
        title = phrases.say("Sertifikatet til %(name)s utløper snart", name=row.person.name)
        more = phrases.say("Gjelder til %(day)s", day=phrases.day(row.valid_to))
        url = url_for("office_certificates.details_view", id=row.id)
        found.append((title, more, url, phrases.word("certificate", "expiring"), "warn"))
    return found


def _short(who: Identity) -> list[Line]:
    """Return one line when a kindergarten within reach has or will have too few observers."""
    houses = risk.risks(who, door.today(), door.config().observers_min)
    short = [house for house in houses if house.level != "good"]
    if not short:
        return []
    now = sum(house.level == "bad" for house in short)
    title = phrases.plural(
        "%(num)s barnehage har eller får for få sertifiserte observatører",
        "%(num)s barnehager har eller får for få sertifiserte observatører",
        len(short),
    )
    if len(houses) == 1:
        title = phrases.say("For få sertifiserte observatører i %(name)s", name=_name(short[0]))
    more = phrases.plural("%(num)s har for få i dag", "%(num)s har for få i dag", now)
    worst = short[0].level
    state = phrases.word("certificate_risk", worst)
    return [(title, more if len(houses) > 1 else "", url_for("certificates.outlook"), state, worst)]


def _name(house: risk.House) -> str:
    return str(house.kindergarten.name)
