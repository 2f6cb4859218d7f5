"""The words for codes, states and errors, in the reader's language. Source texts are bokmål."""

import gettext as catalogues
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from math import floor
from pathlib import Path
from typing import Any, TypeAlias

from babel.dates import format_date
from babel.support import LazyProxy

from collect.rules.calendar import OSLO, Semester
from collect.rules.programme_talking import FEWEST, MOST
from collect.rules.programme_year import CONTINUED, Task
from collect.rules.refusals import RuleBroken
from collect.rules.tables import Line, Remark, Report

TRANSLATIONS = Path(__file__).with_name("translations")
reader: ContextVar[str] = ContextVar("reader", default="nb")
NARROW_SPACE = "\u202f"
Words: TypeAlias = str | LazyProxy  # a text, or one that is translated when it is shown


@cache
def _catalogue(locale: str) -> catalogues.NullTranslations:
    """Return the words of a language, read from its .po file so that no compiling is forgotten."""
    path = TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po"
    if not path.exists():  # bokmål, which the source texts are
        return catalogues.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=locale))
    compiled.seek(0)
    return catalogues.GNUTranslations(compiled)


def say(message: str, **values: Any) -> str:
    """Return the message in the reader's language, with its values in place."""
    text = _catalogue(reader.get()).gettext(message)
    return text % values if values else text


def choose(one: str, many: str, number: int) -> str:
    """Return the form that fits the number, its values not yet in place."""
    return _catalogue(reader.get()).ngettext(one, many, number)


def plural(one: str, many: str, number: int, **values: Any) -> str:
    """Return the form that fits the number, with `num` and the values in place."""
    text = _catalogue(reader.get()).ngettext(one, many, number)
    return text % {"num": figure(number), **values}


def lazy(message: str) -> LazyProxy:
    """Mark a message for translation when it is shown."""
    return LazyProxy(say, message, enable_cache=False)


@contextmanager
def reading(locale: str) -> Iterator[None]:
    """Speak a language for a while (a sheet or a letter for somebody)."""
    token = reader.set(locale)
    try:
        yield
    finally:
        reader.reset(token)


WORDS: dict[str, dict[str, LazyProxy]] = {
    "undo_record": {
        "kindergarten": lazy("Barnehage"),
        "network": lazy("Styrernettverk"),
        "certificate": lazy("Sertifikat"),
        "figures": lazy("Oppgitte tall"),
        "cohort": lazy("Pulje"),
        "other": lazy("Ansatte"),
    },
    "role": {
        "staff": lazy("Ansatt"),
        "leader": lazy("Pedagogisk leder"),
        "director": lazy("Styrer"),
        "observer": lazy("Observatør"),
        "mentor": lazy("Mentor"),
        "course_admin": lazy("Kursadministrator"),
        "coordinator": lazy("Koordinator"),
        "sysadmin": lazy("Systemadministrator"),
    },
    "position": {
        "director": lazy("Styrer"),
        "deputy_director": lazy("Assisterende styrer"),
        "pedagogical_leader": lazy("Pedagogisk leder"),
        "kindergarten_teacher": lazy("Barnehagelærer"),
        "skilled_worker": lazy("Fagarbeider"),
        "assistant": lazy("Assistent"),
        "special_educator": lazy("Spesialpedagog"),
        "substitute": lazy("Vikar"),
    },
    "change": {
        "position": lazy("Får ny stilling"),
        "department": lazy("Går til en annen avdeling"),
        "moves": lazy("Går til en annen barnehage"),
        "leave": lazy("Får permisjon"),
        "returns": lazy("Tilbake fra permisjon"),
        "leaves": lazy("Slutter"),
    },
    "ownership": {"public": lazy("Kommunal"), "private": lazy("Privat")},
    "age_group": {
        "toddler": lazy("Småbarn"),
        "preschool": lazy("Storbarn"),
        "mixed": lazy("Aldersblandet"),
    },
    "relation": {
        "external": lazy("Ekstern"),
        "internal": lazy("Intern"),
        "own_department": lazy("Egen avdeling"),
    },
    "certificate": {
        "none": lazy("Ikke sertifisert"),
        "course_done": lazy("Kurs fullført, ikke bestått"),
        "test_open": lazy("Prøven er åpen"),
        "valid": lazy("Gyldig"),
        "expiring": lazy("Utløper snart"),
        "expired": lazy("Utløpt"),
    },
    "talk_champions": {
        "few": lazy("For få snakkefaddere"),
        "enough": lazy("Riktig antall"),
        "many": lazy("Flere enn fire"),
    },
    "talk_champion_state": {
        "current": lazy("Nå"),
        "coming": lazy("Begynner senere"),
        "ended": lazy("Sluttet"),
    },
    "release_state": {
        "unpaid": lazy("Ikke refundert"),
        "paid": lazy("Refundert"),
        "withdrawn": lazy("Trukket tilbake"),
    },
    "release_purpose": {
        "observation": lazy("Observasjon"),
        "feedback": lazy("Tilbakemelding"),
        "course": lazy("Kurs"),
        "double_coding": lazy("Dobbeltkoding"),
        "other": lazy("Annet"),
    },
    "certificate_risk": {
        "bad": lazy("For få i dag"),
        "warn": lazy("Blir for få"),
        "good": lazy("Nok"),
    },
    "instrument_version": {
        "toddler": lazy("Småbarn (Toddler)"),
        "prek": lazy("Storbarn (Pre-K)"),
        "infant": lazy("Spedbarn (Infant)"),
    },
    "observation": {
        "sent": lazy("Sendt"),
        "returned": lazy("Må rettes"),
        "corrected": lazy("Rettet"),
        "released": lazy("Frigitt"),
        "double": lazy("Dobbeltkoding"),
        "late": lazy("Uten tilbakemelding etter 14 dager"),
    },
    "registration": {
        "placed": lazy("Har plass"),
        "offered": lazy("Fått tilbud"),
        "waiting": lazy("På venteliste"),
        "withdrawn": lazy("Trukket"),
    },
    "evaluation": {
        "useful": lazy("Kurset var nyttig for jobben min"),
        "clear": lazy("Innholdet var tydelig"),
        "practical": lazy("Det praktiske fungerte godt"),
        "will_use": lazy("Jeg kommer til å bruke noe fra kurset i løpet av to uker"),
        "use_text": lazy("Hva kommer du til å bruke?"),
        "better_text": lazy("Hva kunne vært bedre?"),
    },
    "evaluation_short": {
        "useful": lazy("Nyttig"),
        "clear": lazy("Tydelig"),
        "practical": lazy("Praktisk"),
        "will_use": lazy("Vil bruke"),
    },
    "letter_to": {
        "placed": lazy("De som har plass"),
        "waiting": lazy("De som står på venteliste"),
        "unanswered": lazy("De som ikke har svart på evalueringen"),
    },
    "notice": {
        "queued": lazy("I kø"),
        "sent": lazy("Sendt"),
        "failed": lazy("Kom ikke frem"),
        "no_address": lazy("Mangler adresse"),
    },
    "notice_kind": {
        "placed": lazy("Plass på kurs"),
        "waiting": lazy("Venteliste"),
        "promoted": lazy("Rykket opp"),
        "offered": lazy("Tilbud om plass"),
        "lapsed": lazy("Tilbud gikk ut"),
        "withdrawn": lazy("Trukket påmelding"),
        "cancelled": lazy("Avlyst kurs"),
        "transferred": lazy("Flyttet påmelding"),
        "letter": lazy("Brev til kurset"),
        "moved": lazy("Ny tid eller nytt sted"),
        "invited": lazy("Invitasjon til konto"),
        "renewed": lazy("Ny lenke til konto"),
        "forgotten": lazy("Glemt passord"),
        "newcomers": lazy("Nyansatte meldt på kurs"),
        "onboarding_week": lazy("Ukens lille ting for nyansatte"),
        "onboarding_late": lazy("Forsinkede oppgaver for nyansatte"),
        "moves": lazy("Ansatt bytter barnehage"),
        "export_due": lazy("Arbeidsbok skal hentes"),
    },
    "export": {
        "export.cohort": lazy("Tall for pulje"),
        "export.evaluation": lazy("Evaluering av kurs"),
        "export.list": lazy("Liste fra kontoret"),
        "export.participants": lazy("Deltakerliste"),
        "export.plan_steps": lazy("Antall mål per pulje"),
        "export.plans": lazy("Utviklingsplanene i barnehagen"),
        "export.programme": lazy("Tall for programmet"),
        "export.visits": lazy("Plan for besøk"),
    },
    "export_shape": {
        "xlsx": lazy("Excel"),
        "excel_csv": lazy("CSV for norsk Excel"),
        "csv": lazy("Datapakke for andre programmer (CSV med kodebok)"),
        "sav": lazy("SPSS"),
        "json": lazy("Lest av program"),
    },
    "every": {
        "week": lazy("Hver uke"),
        "month": lazy("Hver måned"),
        "semester": lazy("Hvert halvår"),
    },
    "invitation": {
        "none": lazy("Har ingen lenke som virker"),
        "by_hand": lazy("Lenke gitt for hånd"),
        "queued": lazy("Ikke sendt ennå"),
        "sent": lazy("Sendt"),
        "failed": lazy("Kom ikke frem"),
        "expired": lazy("Lenken gikk ut"),
        "used": lazy("Passord valgt"),
    },
    "line": {
        "line.moved": lazy("Rykket opp fra ventelisten: en plass ble ledig."),
        "line.offered": lazy("Fikk tilbud om plassen. Svarfrist: %(day)s kl. %(time)s."),
        "line.accepted": lazy("Takket ja til plassen."),
        "line.declined": lazy("Takket nei til plassen."),
        "line.lapsed": lazy("Tilbudet gikk ut uten svar."),
        "line.group": lazy(
            "Ble stående: gruppen vil ha plass til alle %(size)s, og det var %(free)s ledige."
        ),
        "line.share": lazy(
            "Venter på andre barnehager til %(day)s: hver barnehage får høyst %(share)s plasser før det."
        ),
        "line.split": lazy("Gruppen ble delt: hver får plass for seg."),
        "line.begun": lazy("Ingen rykket opp: kurset har begynt."),
        "line.frozen": lazy(
            "Ble stående: ventelisten står stille de siste %(days)s dagene før kurset."
        ),
        "line.cancelled": lazy("Ingen rykket opp: kurset er avlyst."),
    },
    "group_rule": {
        "each": lazy("Hver for seg"),
        "all": lazy("Alle eller ingen"),
        "one": lazy("Minst én"),
    },
    "group_meaning": {
        "each": lazy("Hver for seg: Hver enkelt får plass, eller sitt eget nummer i køen."),
        "all": lazy("Alle eller ingen: Gruppen venter samlet til det er plass til alle."),
        "one": lazy("Minst én: Gruppen tar de plassene som er, og resten venter på tur."),
    },
    "away": {
        "this": lazy("dette kurset"),
        "course": lazy("et annet kurs"),
        "visit": lazy("observerer"),
    },
    "course_state": {
        "open": lazy("Åpent for påmelding"),
        "full": lazy("Fullt"),
        "closed": lazy("Påmeldingen er stengt"),
        "cancelled": lazy("Avlyst"),
    },
    "course_kind": {
        "skilled_worker": lazy("Kurs for fagarbeidere og assistenter"),
        "new_staff": lazy("Nyansattkurs"),
        "certification": lazy("Sertifisering"),
        "recertification": lazy("Resertifisering"),
        "professional_day": lazy("Fagdag"),
        "workshop": lazy("Workshop"),
        "talking_with_children": lazy("Snakke med barn"),
    },
    "function": {
        "mentor": lazy("Mentor"),
        "certified_observer": lazy("Sertifisert observatør"),
        "talk_champion": lazy("Snakkefadder"),
        "resource_observer": lazy("Ressursobservatør"),
        "resource_person": lazy("Ressursperson"),
        "network_supervisor": lazy("Nettverksveileder"),
    },
    "feasibility": {
        "done": lazy("Alle er observert"),
        "good": lazy("Det går"),
        "tight": lazy("Det blir knapt"),
        "short": lazy("Det rekker ikke"),
    },
    "hindrance": {
        "no_observer": lazy("Ingen har gyldig sertifikat."),
        "no_observer_toddler": lazy("Ingen har gyldig sertifikat for småbarn."),
        "no_observer_preschool": lazy("Ingen har gyldig sertifikat for storbarn."),
        "many": lazy("Det er mer enn ett besøk annenhver uke på hver observatør."),
        "too_many": lazy("Det er mer enn ett besøk i uken på hver observatør."),
        "few_offers": lazy("Barnehagene har tilbudt hverandre for få besøk."),
    },
    "step": {
        "planned": lazy("Planlagt"),
        "observed": lazy("Observert"),
        "fed_back": lazy("Tilbakemeldt"),
        "goal_set": lazy("Mål satt"),
        "followed_up": lazy("Fulgt opp"),
    },
    "step_meaning": {
        "planned": lazy(
            "Avdelinger der en observatør er spurt eller har sagt ja, og de som er observert"
        ),
        "observed": lazy("Avdelinger med minst én observasjon i halvåret"),
        "fed_back": lazy("Avdelinger som har fått tilbakemelding på en observasjon i halvåret"),
        "goal_set": lazy("Avdelinger med et mål for halvåret"),
        "followed_up": lazy("Avdelinger som har sett tilbake på målet eller evaluert det"),
    },
    "figures": {
        "score_tally": lazy("Tellingen av skårer"),
        "domain_score": lazy("Domeneskårene"),
        "loop_mark": lazy("Stegene i observasjonsløpet"),
    },
    "flag": {
        "new_hire": lazy("Nyansatt"),
        "newly_qualified": lazy("Nyutdannet"),
        "new_director": lazy("Ny styrer"),
    },
    "task": {"open": lazy("Åpen"), "done": lazy("Gjort"), "not_applicable": lazy("Ikke aktuelt")},
    "left_out": {
        "registered": lazy("Er allerede påmeldt et slikt kurs."),
        "away": lazy("Har permisjon den dagen."),
    },
    "introduction": {
        "guidance_inside": lazy("Veiledning i barnehagen"),
        "guidance_outside": lazy("Ekstern veiledning"),
        "observation": lazy("Observasjon"),
        "shadowing": lazy("Følge en erfaren pedagog"),
        "leader_support": lazy("Støtte fra leder"),
        "course": lazy("Kurs eller seminar"),
        "own_work": lazy("Eget arbeid og lesing"),
    },
    "owner": {
        "self": lazy("Den nyansatte"),
        "director": lazy("Styrer"),
        "resource_person": lazy("Ressursperson"),
        "mentor": lazy("Mentor"),
    },
    "task_event": {
        "": lazy("Noen kvitterer"),
        "course_attended:new_staff": lazy("Nyansattkurset er gjennomført"),
        "course_attended:skilled_worker": lazy(
            "Kurset for fagarbeidere og assistenter er gjennomført"
        ),
        "course_attended:talking_with_children": lazy("Kurset i å snakke med barn er gjennomført"),
        "course_attended:certification": lazy("Sertifiseringskurset er gjennomført"),
        "certificate_valid": lazy("Den nyansatte har gyldig sertifikat"),
        "observed_once": lazy("Avdelingen er observert etter første dag"),
    },
    "visit": {
        "proposed": lazy("Foreslått"),
        "asked": lazy("Spurt"),
        "accepted": lazy("Avtalt"),
        "declined": lazy("Trenger ny observatør"),
        "cancelled": lazy("Avlyst"),
        "observed": lazy("Gjennomført"),
    },
    "why": {
        "external": lazy("Kommer fra en annen barnehage i nettverket"),
        "internal": lazy("Er fra samme barnehage"),
        "own_department": lazy("Observerer sin egen avdeling"),
        "certificate_valid": lazy("Sertifikatet gjelder til %(until)s"),
        "certificate_expiring": lazy("Sertifikatet gjelder på dagen, og utløper %(until)s"),
        "certificate_lapsed": lazy("Sertifikatet utløp %(since)s, før besøket"),
        "certificate_none": lazy("Har ikke sertifikat for aldersgruppen"),
        "load": lazy("Besøk dette halvåret, med dette: %(visits)s"),
        "balance": lazy("Observatørens barnehage gir %(gives)s besøk og får %(receives)s"),
        "distance": lazy("%(km)s km mellom barnehagene"),
        "seen_before": lazy("Observerte også avdelingen forrige gang"),
        "new_eyes": lazy("En annen enn forrige gang"),
        "busy": lazy("Har et annet besøk samme dag"),
        "beyond_offer": lazy("Barnehagen gir da flere besøk enn avtalt"),
        "excused": lazy("Observatøren har meldt at det ikke går"),
        "gone": lazy("Observatøren slutter eller har permisjon"),
    },
    "left": {
        "no_observer": lazy("Ingen i barnehagen eller nettverket er sertifisert for aldersgruppen"),
        "no_offer": lazy("De som er sertifisert, hører til barnehager som har gitt det de avtalte"),
        "no_day": lazy("Ingen som er sertifisert, har en ledig dag"),
    },
    "term": {"spring": lazy("Vår"), "autumn": lazy("Høst")},
    "band": {"low": lazy("Lav"), "middle": lazy("Middels"), "high": lazy("Høy")},
    "level": {"deidentified": lazy("Uten navn"), "identified": lazy("Med navn")},
    "outcome": {
        "new": lazy("Ny"),
        "changed": lazy("Endret"),
        "unchanged": lazy("Uendret"),
        "refused": lazy("Avvist"),
    },
    "goal_kind": {"development": lazy("Utviklingsmål"), "micro_project": lazy("Mikroprosjekt")},
    "goal_stage": {
        "open": lazy("I gang"),
        "check_soon": lazy("Se tilbake snart"),
        "check_overdue": lazy("På tide å se tilbake"),
        "evaluation_due": lazy("Klart til vurdering"),
        "evaluated": lazy("Vurdert"),
        "dropped": lazy("Lagt bort"),
    },
    "goal_seen": {"not_done": lazy("Ikke gjort"), "unknown": lazy("Vet ikke")},
    "goal_helped": {
        "yes": lazy("Ja"),
        "partly": lazy("Delvis"),
        "no": lazy("Nei"),
        "unknown": lazy("Vet ikke"),
    },
    "goal_change": {
        "better": lazy("Bedre"),
        "same": lazy("Likt"),
        "lower": lazy("Lavere"),
        "higher": lazy("Høyere"),
    },
    "measure": {
        "kindergartens": lazy("Barnehager"),
        "departments": lazy("Avdelinger"),
        "children": lazy("Barn"),
        "staff": lazy("Ansatte"),
    },
    "activity": {
        "leadership_meeting": lazy("Møte med ledelsen før start"),
        "staff_meeting": lazy("Personalmøte om TETT PÅ før start"),
        "day_class": lazy("Felles fagdag: Kvalitetsdimensjonene i CLASS"),
        "day_brain": lazy("Felles fagdag: Hjernens utvikling"),
        "day_risk": lazy("Felles fagdag: Psykisk helse og barn i risiko, og Barnets plan"),
        "mentor_meeting": lazy("Pedagogmøte med mentor"),
        "director_mentor": lazy("Samarbeidsmøte mellom styrer og mentor"),
        "teachers_meeting": lazy("Pedagogmøte med praksisfortelling og reflekterende team"),
        "leaders_meeting": lazy("Ledermøte der styrer følger opp veiledningen"),
        "childs_plan": lazy("Verksted om Barnets plan"),
        "talk_champions": lazy("Snakkefaddere er utpekt"),
        "talking_module": lazy("Snakke med barn"),
        "department_meeting": lazy("Avdelingsmøte med TETT PÅ som hovedtema"),
        "practice_stories": lazy("Praksisfortellinger er levert"),
        "dimension": lazy("Månedens dimensjon"),
        "network_meeting": lazy("Møte i styrernettverket"),
        "directors_gathering": lazy("Fagsamling for styrere"),
        "new_staff_course": lazy("Nyansatte er meldt på kurs"),
        "micro_project": lazy("Mål for mikroprosjekt"),
        "observation": lazy("CLASS-observasjon i alle avdelinger"),
        "development_plan": lazy("Mål i utviklingsplanen i alle avdelinger"),
        "evaluation": lazy("Tilbakeblikk på året"),
    },
    "activity_who": {
        "director": lazy("Styrer"),
        "everybody": lazy("Alle ansatte"),
        "teachers": lazy("Pedagogene"),
        "leaders": lazy("Pedagogiske ledere"),
        "observers": lazy("Observatørene"),
    },
    "activity_state": {
        "done": lazy("Gjort"),
        "not_yet": lazy("Ikke ennå"),
        "unmarked": lazy("Ikke merket"),
    },
    "merge": {
        "account": lazy("Kontoer"),
        "activity": lazy("Avkrysninger i årshjulet"),
        "affiliation": lazy("Pulje og nettverk"),
        "department": lazy("Avdelinger"),
        "exchange": lazy("Avtaler om besøk"),
        "group": lazy("Gruppepåmeldinger"),
        "kindergarten": lazy("Barnehager"),
        "release_batch": lazy("Lister til refusjon"),
        "certificate": lazy("Sertifikater"),
        "done": lazy("Annet de har gjort"),
        "draft": lazy("Kladder"),
        "employment": lazy("Arbeidsforhold"),
        "flag": lazy("Merker"),
        "function": lazy("Funksjoner"),
        "goal": lazy("Mål og tiltak de har ansvar for"),
        "notice": lazy("E-post"),
        "observation": lazy("Observasjoner"),
        "onboarding": lazy("Opplæringsplaner"),
        "person": lazy("Personer"),
        "registration": lazy("Påmeldinger"),
        "release": lazy("Frikjøpsdager"),
        "role": lazy("Roller"),
        "talk": lazy("Oppmøte i Snakke med barn"),
        "declaration": lazy("Meldte endringer"),
        "leave": lazy("Permisjoner"),
        "visit": lazy("Besøk"),
    },
    "course_need": {
        "few": lazy("Begynner snart, under halvfullt"),
        "line": lazy("Begynner snart, har venteliste"),
        "unticked": lazy("Mangler oppmøte"),
    },
    "trash": {
        "person": lazy("Person"),
        "course": lazy("Kurs"),
        "certificate": lazy("Sertifikat"),
        "department": lazy("Avdeling"),
        "network": lazy("Styrernettverk"),
        "kindergarten": lazy("Barnehage"),
    },
    "merge_reason": {
        "address": lazy("Den ene logger inn med den andres e-post"),
        "name": lazy("Samme navn"),
        "place": lazy("Samme adresse"),
        "together": lazy("Samme barnehage"),
    },
}


def word(kind: str, code: str) -> str:
    """Return the word for a code; raise KeyError for a kind or code without one."""
    return str(WORDS[kind][code])


REFUSALS: dict[str, LazyProxy] = {
    "required": lazy("Fyll ut dette feltet."),
    "choice.unknown": lazy("«%(value)s» er ikke et gyldig valg."),
    "text.unreadable": lazy("Teksten inneholder tegn som ikke kan lagres. Skriv dem på nytt."),
    "text.long": lazy("Teksten er for lang: %(length)s tegn, og det er plass til %(limit)s."),
    "text.national_id": lazy(
        "Teksten inneholder et fødselsnummer. Fjern det: det skal ikke lagres her."
    ),
    "email.form": lazy("Skriv e-postadressen slik: navn@barnehage.no"),
    "email.unknown": lazy("Ingen er lagt inn med e-postadressen %(email)s."),
    "edition.unknown": lazy("CLASS-versjonen finnes ikke i utgaven «%(value)s»."),
    "day.form": lazy("«%(value)s» er ikke en dato. Skriv den slik: 05.09.2025"),
    "email.taken": lazy("E-postadressen hører til en person som finnes fra før."),
    "email.missing": lazy("Personen må ha en e-postadresse for å få en konto."),
    "password.short": lazy(
        "Passordet må ha minst %(length)s tegn. Tre–fire tilfeldige ord er lett å huske."
    ),
    "password.common": lazy("Passordet er for lett å gjette. Bruk tre–fire tilfeldige ord."),
    "password.differs": lazy("De to passordene er ikke like."),
    "login.wrong": lazy("E-postadressen eller passordet er feil."),
    "login.slow_down": lazy("For mange mislykkede forsøk. Vent et kvarter før du prøver igjen."),
    "view.empty": lazy("Søk, velg eller sorter noe i listen først."),
    "view.taken": lazy("Du har et annet utvalg med dette navnet i listen. Velg et annet navn."),
    "view.many": lazy("Du har lagret %(limit)s utvalg i denne listen. Fjern ett av dem først."),
    "step.there": lazy("Innlogging i to trinn er allerede på for denne kontoen."),
    "step.wrong": lazy("Koden er feil eller brukt. Vent til appen viser en ny, og prøv den."),
    "step.slow_down": lazy("For mange feil koder. Vent et kvarter og prøv igjen."),
    "step.lost": lazy(
        "Nøkkelen til appen kan ikke leses. Bruk en reservekode, eller be en koordinator om å la deg begynne på nytt."
    ),
    "step.required": lazy("Rollen din krever innlogging i to trinn."),
    "token.life": lazy("Velg en dag fra i dag til %(last)s."),
    "token.many": lazy("Du har %(limit)s nøkler. Ta tilbake en av dem først."),
    "schedule.many": lazy("Du har %(limit)s påminnelser. Ta bort en av dem først."),
    "trash.acted": lazy("Personen har logget inn eller gjort noe her. Steng kontoen i stedet."),
    "trash.changed": lazy(
        "Det kan ikke hentes tilbake nå: det som det hørte til, er borte, eller en annen har fått e-postadressen eller navnet."
    ),
    "trash.employed": lazy("Noen arbeider eller har arbeidet her. Flytt dem først."),
    "trash.goals": lazy("Utviklingsplaner bygger på dette. Da kan det ikke fjernes."),
    "trash.gone": lazy("Dette er ikke lenger i papirkurven."),
    "trash.has": lazy("Noe annet som er ført, bygger på dette. Da kan det ikke fjernes."),
    "trash.members": lazy("Barnehager hører eller har hørt til her. Da kan det ikke fjernes."),
    "trash.merged": lazy("Dette er slått sammen med en annen oppføring. Da kan det ikke fjernes."),
    "trash.observed": lazy("Observasjoner eller besøk bygger på dette. Da kan det ikke fjernes."),
    "trash.participants": lazy("Noen er eller har vært påmeldt kurset. Avlys det i stedet."),
    "trash.registered": lazy("Personen er eller har vært påmeldt kurs. Da kan den ikke fjernes."),
    "trash.release": lazy("Frikjøpsdager bygger på dette. Da kan det ikke fjernes."),
    "trash.roles": lazy("Noen har eller har hatt roller eller funksjoner her."),
    "org_number.removed": lazy(
        "Barnehagen med organisasjonsnummer %(number)s er i papirkurven. Hent den tilbake derfra."
    ),
    "account.closed": lazy("Kontoen er stengt. Åpne den igjen først."),
    "invitation.often": lazy(
        "Det er sendt %(times)s e-poster til denne kontoen den siste timen. Vent litt før du sender flere."
    ),
    "notice.link": lazy("Send lenken på nytt fra kontoen den hører til."),
    "person.elsewhere": lazy("Personen arbeider ikke i denne barnehagen."),
    "role.place": lazy("Velg hvilken barnehage rollen gjelder."),
    "role.department": lazy("Velg hvilken avdeling rollen gjelder."),
    "role.last_coordinator": lazy(
        "Dette er den siste koordinatoren. Gi rollen til en annen først."
    ),
    "submission.id": lazy("Skjemaet mangler sitt kjennetegn. Last siden på nytt og send igjen."),
    "submission.changed": lazy(
        "Dette skjemaet er sendt før med andre svar. Svarene dine står fortsatt under; send dem som et nytt skjema."
    ),
    "org_number.wrong": lazy("«%(number)s» er ikke et gyldig organisasjonsnummer (ni siffer)."),
    "org_number.taken": lazy("Organisasjonsnummer %(number)s finnes fra før."),
    "org_number.fixed": lazy("Organisasjonsnummeret kan ikke endres."),
    "age.range": lazy("Alderen må være fra 0 til 6 år, den laveste først."),
    "adults.range": lazy("Antall voksne må være fra 0 til 99."),
    "children.range": lazy("Antall barn er utenfor det som er mulig."),
    "cohort.number": lazy("Puljenummeret må være fra 1 til 99."),
    "cohort.taken": lazy("Pulje %(number)s finnes fra før."),
    "cohort.unknown": lazy("Pulje %(number)s finnes ikke. Legg den inn først."),
    "network.taken": lazy("Nettverket «%(name)s» finnes fra før."),
    "history.later": lazy(
        "Det er registrert en endring fra %(day)s. En ny endring må gjelde fra samme dag eller senere."
    ),
    "dates.order": lazy("Den siste datoen er før den første."),
    "date.future": lazy("Datoen kan ikke være frem i tid."),
    "date.past": lazy("Datoen er allerede passert."),
    "date.far": lazy("Datoen ligger for langt frem i tid."),
    "certificate.known": lazy("Prøven bestått %(day)s er ført inn fra før."),
    "function.known": lazy("Personen har denne funksjonen fra før."),
    "talk.gone": lazy(
        "Noen du krysset av, arbeidet ikke i barnehagen den dagen. Se listen på nytt."
    ),
    "talk.nobody": lazy("Kryss av for minst én."),
    "release.day_full": lazy(
        "%(day)s er ført fra før. Til sammen kan det ikke bli mer enn én dag."
    ),
    "release.not_employed": lazy("Personen arbeidet ikke i barnehagen %(day)s."),
    "release.over": lazy("%(used)s av %(limit)s dager er brukt. Skriv hvorfor det trengs flere."),
    "release.visit": lazy("Besøket er ikke avtalt med denne observatøren lenger."),
    "release.visit_known": lazy("Besøket er ført som frikjøpsdag fra før."),
    "release.withdrawn": lazy("Dagen er trukket tilbake fra før."),
    "release.paid": lazy("Dagen er refundert. Be koordinatoren om å trekke den tilbake."),
    "release.nothing": lazy("Det er ingen nye frikjøpsdager i perioden."),
    "certificate.course_known": lazy("Kurset fullført %(day)s er ført inn fra før."),
    "attempt.course": lazy("Kurset er ikke ført inn. Da er det ingen prøve å ta."),
    "attempt.window": lazy("Prøven kan tas fra %(first)s til og med %(last)s."),
    "attempt.known": lazy("Forsøket %(day)s er ført inn fra før."),
    "attempt.order": lazy("Forsøkene må komme i rekkefølge. Se på datoene til de andre forsøkene."),
    "attempt.passed": lazy("Prøven ble bestått %(day)s. Da trengs det ikke flere forsøk."),
    "attempt.used": lazy("Alle forsøkene er brukt (%(attempts)s). Neste skritt er et nytt kurs."),
    "attempt.last": lazy(
        "Det er ført inn et forsøk etter dette, så dette kan ikke ha vært bestått."
    ),
    "attempt.renewed": lazy(
        "Sertifikatet er fornyet siden. Da kan ikke resultatet det bygger på, rettes her."
    ),
    "percent.range": lazy("Skriv et helt tall fra 0 til 100."),
    "fte.range": lazy("Stillingsandelen må være fra 1 til 100 prosent."),
    "department.unknown": lazy("Velg en avdeling fra listen."),
    "department.closed": lazy("Avdelingen var ikke åpen denne dagen."),
    "department.elsewhere": lazy("Avdelingen hører til en annen barnehage."),
    "change.far": lazy("Datoen må ligge innen to år fra i dag."),
    "change.before_start": lazy("Arbeidsforholdet begynte først %(day)s. Velg en dag etter det."),
    "change.overlapping": lazy(
        "Fra %(day)s er det meldt et annet arbeidsforhold her. Velg en dag etter at det begynte."
    ),
    "change.after_end": lazy("Arbeidsforholdet slutter %(day)s. Velg en tidligere dag."),
    "change.several": lazy(
        "Har flere arbeidsforhold i barnehagen samtidig. Be koordinatoren om hjelp."
    ),
    "change.same": lazy("Det er slik det er i dag. Velg noe annet."),
    "leave.no_job": lazy("Arbeider ikke i barnehagen denne dagen."),
    "leave.meets": lazy("Det er allerede meldt permisjon fra %(day)s."),
    "leave.none": lazy("Det er ikke meldt noen permisjon som kan avsluttes."),
    "leave.not_begun": lazy(
        "Permisjonen begynner først %(day)s. Trekk den tilbake hvis den ikke blir noe av."
    ),
    "declaration.begun": lazy("Endringen gjelder allerede. Meld heller en ny."),
    "declaration.later": lazy("Det er meldt noe senere for samme person. Trekk det tilbake først."),
    "declaration.moved_on": lazy(
        "Noe av det som fulgte av endringen, er endret siden. Meld heller en ny."
    ),
    "kindergarten.unknown": lazy("Velg en barnehage fra listen."),
    "person.unknown": lazy("Velg en person fra listen."),
    "merge.yourself": lazy("Du kan ikke ta bort din egen oppføring. Behold den i stedet."),
    "merge.same": lazy("Dette er den samme oppføringen. Velg en annen."),
    "merge.account": lazy(
        "Bare kontoen til %(name)s kan brukes til å logge inn. Bytt hvem du beholder."
    ),
    "merge.pair": lazy(
        "De to har dobbeltkodet samme besøk %(day)s, og ingen kan kode sitt eget besøk to ganger."
    ),
    "merge.release": lazy(
        "De to har til sammen mer enn én frikjøpsdag %(day)s. Trekk tilbake den ene først."
    ),
    "merge.attended": lazy(
        "Begge er ført som til stede på «%(course)s». Rett oppmøtet først, eller la dem være to."
    ),
    "merge.affiliation": lazy(
        "De to hører til hver sin pulje eller hvert sitt nettverk %(day)s. Rett det ene først."
    ),
    "import.merged": lazy("%(name)s er slått sammen med en annen barnehage. Ta raden ut av filen."),
    "merge.further": lazy(
        "%(name)s er siden slått sammen med en annen. Angre den sammenslåingen først."
    ),
    "merge.changed": lazy("%(what)s: %(number)s er endret etter sammenslåingen."),
    "merge.seat": lazy("Plassen på «%(course)s» er gitt til en annen etter sammenslåingen."),
    "person.several": lazy("Flere passer. Skriv e-postadressen, eller velg i forslagene."),
    "observation.semester": lazy("Datoen hører ikke til det halvåret du har valgt."),
    "observation.instrument": lazy(
        "Denne CLASS-versjonen passer ikke til aldersgruppen på avdelingen."
    ),
    "observation.empty": lazy("Sett minst én skår før du sender."),
    "draft.newer": lazy(
        "Observasjonen er lagret på en annen enhet etter at du åpnet den her. Se over begge før du sender."
    ),
    "draft.sent": lazy("Observasjonen er allerede sendt, med referanse %(reference)s."),
    "draft.other": lazy("Kladden hører til en annen avdeling eller er en øvelse."),
    "draft.practice": lazy("Dette er en øvelse og kan ikke sendes."),
    "draft.large": lazy("Kladden er for stor: det er plass til %(limit)s kB tekst."),
    "draft.form": lazy("Kladden kunne ikke leses. Last siden på nytt og prøv igjen."),
    "observation.stale": lazy(
        "Observasjonen er rettet etter at du åpnet den. Det du skrev, står fortsatt under. Se over forskjellene og send på nytt."
    ),
    "observation.closed": lazy(
        "Fristen for å rette er ute: 60 dager etter at skårene ble frigitt. Be koordinatoren sende observasjonen tilbake."
    ),
    "observation.fixed": lazy("Avdelingen og CLASS-versjonen kan ikke endres i en rettelse."),
    "observation.returned": lazy("Observasjonen ble sendt tilbake %(day)s og er ikke rettet ennå."),
    "visit.unknown": lazy("Besøket finnes ikke i planen din."),
    "feedback.changed": lazy(
        "Tilbakemeldingen er lagret fra et annet vindu etter at du åpnet den. Begge tekstene står her: ta med det du vil beholde, og lagre på nytt."
    ),
    "feedback.double": lazy("Dette er en dobbeltkoding. Den har ingen tilbakemelding."),
    "feedback.fixed": lazy(
        "Tilbakemeldingen kan ikke rettes lenger: det er mer enn 60 dager siden den ble frigitt."
    ),
    "feedback.locked": lazy(
        "Tilbakemeldingen er frigitt og kan ikke skrives om. Du kan rette den."
    ),
    "feedback.oral": lazy(
        "Før inn når tilbakemeldingen ble gitt muntlig, eller kryss av for at den gis muntlig senere."
    ),
    "feedback.returned": lazy(
        "Observasjonen er sendt tilbake til deg for retting. Rett den først."
    ),
    "feedback.talk_count": lazy("Skriv hvor mange som var til stede: fra 1 til %(most)s."),
    "feedback.talk_early": lazy("Datoen kan ikke være før %(day)s."),
    "feedback.talk_half": lazy("Fyll ut både dato og antall, eller ingen av dem."),
    "visit.known": lazy("Det er allerede lagt et slikt besøk i planen."),
    "visit.observer": lazy(
        "Velg en sertifisert observatør fra barnehagen, eller fra en barnehage i nettverket som har avtalt å gi besøk."
    ),
    "visit.same": lazy("Velg en annen observatør enn den besøket allerede har."),
    "visit.settled": lazy(
        "Besøket er endret etter at du åpnet det, og dette kan ikke gjøres nå. Se hva som gjelder."
    ),
    "visit.unready": lazy("Besøket må ha en observatør og en dag først."),
    "visit.day_off": lazy("Dagen er i en helg, høytid eller ferie. Velg en vanlig arbeidsdag."),
    "visit.time": lazy("Skriv et klokkeslett fra 06.00 til 18.00."),
    "offer.range": lazy("Skriv et helt tall fra 0 til 99."),
    "offer.given": lazy(
        "Det er allerede lagt %(given)s besøk i planen. Avtalen kan ikke være på færre."
    ),
    "offer.over": lazy("Halvåret er over."),
    "plan.changed": lazy(
        "Planen er endret siden forslaget ble laget. Se over det nye forslaget; ingenting er lagret."
    ),
    "score.dimension": lazy("En av skårene hører til en annen CLASS-versjon."),
    "score.range": lazy("Skåren må være et helt tall fra 1 til 7."),
    "cycle.times": lazy("Sluttidspunktet må være etter starttidspunktet."),
    "letter.placeholder": lazy("{%(value)s} kan ikke fylles ut. Se listen over dem som kan det."),
    "letter.sent": lazy("Brevet er sendt eller stoppet, og kan ikke endres."),
    "letter.evaluation_days": lazy(
        "Brev om evalueringen kan sendes fra 1 til %(most)s dager etter siste kursdag."
    ),
    "letter.days": lazy("Brevet kan sendes fra 120 dager før til 60 dager etter første dag."),
    "letter.late": lazy("Den dagen er allerede passert for dette kurset."),
    "notice.not_failed": lazy("E-posten er sendt eller står i kø."),
    "notice.no_address": lazy("Personen har ingen e-postadresse. Legg den inn på personen først."),
    "course.unknown": lazy("Velg et kurs fra listen."),
    "course.closed": lazy("Påmeldingen er stengt."),
    "course.cancelled": lazy("Kurset er avlyst."),
    "course.begun": lazy("Kurset har begynt. Ta kontakt med kursadministratoren."),
    "course.registered": lazy("Er allerede påmeldt dette kurset (referanse %(reference)s)."),
    "course.on_leave": lazy("Har permisjon på kursets første dag."),
    "course.not_employed": lazy("Er ikke registrert som ansatt på kursets første dag."),
    "course.position": lazy("Kurset er for andre stillinger."),
    "course.programme_year": lazy("Kurset er for barnehager i programår %(year)s eller senere."),
    "move.full": lazy(
        "Det er ingen ledig plass på det andre kurset. Nummeret på ventelisten der blir %(number)s, og plassen her går til en annen. Kryss av hvis det er greit."
    ),
    "move.withdrawn": lazy("Påmeldingen er trukket, og kan ikke flyttes."),
    "transfer.nobody": lazy("Ingen kan flyttes til dette kurset."),
    "transfer.changed": lazy("Se over hva det gir, og send en gang til."),
    "swap.not_placed": lazy("Bare den som har plass på kurset, kan bytte med en annen."),
    "swap.self": lazy("Velg en annen enn den som har plassen."),
    "course.once": lazy("Har allerede gått et kurs av denne typen."),
    "course.same_day": lazy("To av kursdagene har samme dato."),
    "course.no_days": lazy("Et kurs må ha minst én dag. Skal det ikke holdes, så avlys det."),
    "course.deadline_late": lazy("Fristen må være på eller før første kursdag, %(day)s."),
    "course.withdraw_late": lazy(
        "Fristen for å trekke seg var %(day)s. Ta kontakt med kursadministratoren."
    ),
    "day.hours": lazy("Sluttidspunktet må være etter starttidspunktet."),
    "day.marked": lazy(
        "Oppmøtet er ført for %(day)s, så dagen kan ikke fjernes. Se heller om datoen skal rettes."
    ),
    "day.marked_ahead": lazy(
        "Oppmøtet er ført for %(day)s. Er datoen feil, kan den rettes til en dag som har vært, men dagen kan ikke flyttes frem i tid."
    ),
    "line.crowd": lazy(
        "Dette gir %(count)s personer plass, eller tilbud om plass. Ingenting er gjort ennå: se over, og send en gang til."
    ),
    "course.offer_over": lazy("Fristen for å svare er ute, eller tilbudet gjelder ikke lenger."),
    "course.offer_range": lazy("Skriv et antall timer fra 0 til %(most)s."),
    "course.deadline_over": lazy(
        "Da ville påmeldingsfristen vært %(day)s, som er passert. Velg færre dager."
    ),
    "template.known": lazy("Det finnes allerede en mal med denne tittelen."),
    "template.length": lazy("Et kurs kan ha fra 1 til %(most)s dager."),
    "template.lead": lazy("Skriv et antall dager fra 0 til %(most)s."),
    "freeze.range": lazy("Skriv et antall dager fra 0 til %(most)s."),
    "group.registered": lazy("Er allerede påmeldt: %(names)s."),
    "group.ineligible": lazy("Kurset er ikke for: %(names)s. Grunnen står under listen."),
    "group.size": lazy("Du kan holde av høyst %(most)s plasser uten navn om gangen."),
    "group.no_seats": lazy(
        "Det er %(left)s ledige plasser til gruppen. Plasser uten navn kan ikke vente i kø: skriv hvem det gjelder, eller hold av færre."
    ),
    "group.name_by": lazy("Velg en dag fra i dag til første kursdag."),
    "group.none_left": lazy("Gruppen har ingen plasser uten navn igjen."),
    "evaluation.coming": lazy("Evalueringen åpner dagen etter siste kursdag."),
    "course.evaluated": lazy(
        "Deltakerne har begynt å svare på evalueringen. Da kan ikke siste kursdag endres."
    ),
    "evaluation.closed": lazy("Evalueringen er stengt."),
    "course.attended": lazy(
        "Er ført som til stede på kurset. Ta bort krysset i oppmøtelisten før påmeldingen trekkes."
    ),
    "attendance.early": lazy("Oppmøtet kan føres fra og med kursdagen, %(day)s."),
    "attendance.changed": lazy(
        "Noen andre har ført oppmøte samtidig: %(names)s. Se over radene som er merket, og lagre igjen."
    ),
    "attendance.gone": lazy(
        "Har ikke lenger plass på kurset: %(names)s. Se over listen og lagre igjen."
    ),
    "seats.range": lazy("Antall plasser må være fra 1 til 500."),
    "programme_year.range": lazy("Programåret må være fra 0 til 9."),
    "newcomers.changed": lazy("Noen av de valgte kan ikke lenger meldes på. Se forslaget på nytt."),
    "introduction.outside": lazy("Introduksjonsåret varer fra %(first)s til %(last)s."),
    "introduction.minutes": lazy("Skriv hele kvarter, fra 0,25 til 10 timer."),
    "introduction.withdrawn": lazy("Føringen er trukket tilbake fra før."),
    "task.reason": lazy("Skriv hvorfor oppgaven ikke er aktuell."),
    "template.last_task": lazy("En plan må ha minst én oppgave."),
    "template.missing": lazy("Det finnes ingen opplæringsplan for denne rollen."),
    "plan.dimension": lazy("Velg hvilken dimensjon målet gjelder."),
    "plan.unscored": lazy("Dimensjonen har ingen skår i denne observasjonen. Velg en annen."),
    "plan.target_alone": lazy("Velg en dimensjon før du setter en målverdi."),
    "plan.target_scale": lazy("Målverdien må være fra 1 til 7."),
    "plan.target_below": lazy("Målverdien er lavere enn startverdien."),
    "plan.target_above": lazy(
        "Målverdien er høyere enn startverdien. For denne dimensjonen er lav bra."
    ),
    "plan.actions": lazy("Det er plass til %(limit)s tiltak i et mål."),
    "plan.check_early": lazy("Målet ble satt %(day)s. Velg den dagen eller en senere dag."),
    "plan.unseen": lazy("Skriv først hva dere så."),
    "plan.settled": lazy("Målet er avsluttet. Åpne det igjen før du endrer det."),
    "demo.not_empty": lazy("Databasen er ikke tom. Demoen kan bare lages i en tom database."),
    "backup.broken": lazy("Kopien er ødelagt eller er ikke en kopi av TETT PÅ (%(reason)s)."),
    "activity.early": lazy("Måneden har ikke begynt ennå."),
    "activity.unasked": lazy("Programmet spør ikke etter dette denne måneden."),
    "activity.count": lazy("Skriv et helt tall fra 0 til %(most)s."),
    "activity.state": lazy("Velg «Gjort» eller «Ikke ennå»."),
    "setting.switch": lazy("Velg Ja eller Nei."),
    "setting.number": lazy("Skriv et helt tall fra %(low)s til %(high)s."),
    "setting.blank": lazy("Denne kan ikke stå tom."),
    "setting.address": lazy("Skriv hele nettadressen, slik: https://www.kommune.no/veileder"),
    "setting.lengths": lazy(
        "Minuttene må stige: for kort (%(short)s), minst (%(least)s), høyst (%(most)s)."
    ),
    "setting.same": lazy("Dette gjelder allerede."),
    "record.changed": lazy(
        "Noen andre har endret dette etter at du åpnet det. Se over endringen og lagre på nytt."
    ),
    "table.too_big": lazy("Filen er for stor: den kan være på høyst %(limit)s MB."),
    "table.empty": lazy("Filen er tom."),
    "table.not_excel": lazy(
        "Filen heter .xlsx, men er ikke en Excel-fil. Lagre den på nytt fra Excel, eller gi den navn etter innholdet."
    ),
    "table.macros": lazy("Velg en Excel-fil uten makroer. Lagre den som .xlsx."),
    "table.old_excel": lazy(
        "Filen er en gammel Excel-fil (.xls) eller beskyttet med passord. Lagre den som .xlsx uten passord."
    ),
    "table.corrupt": lazy(
        "Filen kan ikke leses: den er ødelagt eller er ikke en Excel-fil. Åpne den i Excel og lagre den på nytt som .xlsx."
    ),
    "table.heavy": lazy(
        "Filen tar for lang tid å lese. Lagre tabellen som CSV, eller del den i flere filer."
    ),
    "table.inflated": lazy(
        "Filen er for stor når den pakkes ut: det er plass til %(limit)s MB. Lagre bare tabellen, for eksempel som CSV."
    ),
    "table.members": lazy(
        "Filen har for mange deler: det er plass til %(limit)s. Lagre bare tabellen, for eksempel som CSV."
    ),
    "table.utf16": lazy(
        "Filen er lagret som UTF-16 («Unicode-tekst»). Lagre den i Excel som .xlsx eller som «CSV UTF-8»."
    ),
    "table.binary": lazy(
        "Linje %(row)s inneholder noe som ikke er tekst. Bruk en Excel-fil (.xlsx) eller en CSV-fil."
    ),
    "table.encoding": lazy(
        "Linje %(row)s inneholder et ødelagt tegn. Lagre filen på nytt i Excel som .xlsx eller som «CSV UTF-8»."
    ),
    "table.quote": lazy(
        "Rad %(row)s kan ikke deles i celler: et anførselstegn mangler eller står feil, eller en celle er altfor lang."
    ),
    "table.rows": lazy("Tabellen har for mange rader: det er plass til %(limit)s."),
    "table.columns": lazy("Rad %(row)s har for mange kolonner: det er plass til %(limit)s."),
    "table.cell_long": lazy(
        "Cellen i rad %(row)s, kolonne %(column)s, er for lang: det er plass til %(limit)s tegn."
    ),
    "table.formula": lazy(
        "Cellen i rad %(row)s, kolonne %(column)s, viser feilen %(value)s. Rett formelen og lagre filen på nytt."
    ),
    "table.heading_missing": lazy(
        "Kolonne %(column)s har en verdi i rad %(row)s, men ingen overskrift."
    ),
    "table.heading_twice": lazy(
        "Overskriften «%(heading)s» står både i kolonne %(first)s og kolonne %(second)s."
    ),
    "table.row_long": lazy(
        "Rad %(row)s har %(cells)s celler, men tabellen har %(headings)s overskrifter. Sett anførselstegn rundt tekst som inneholder skilletegnet."
    ),
    "table.no_rows": lazy("Tabellen har ingen rader under overskriftene."),
    "import.stale": lazy(
        "Siden har ligget for lenge. Last opp filen på nytt; ingenting er lagret."
    ),
    "import.moved": lazy(
        "Noe er endret siden du så på dette. Se gjennom radene på nytt; ingenting er lagret."
    ),
    "import.column_missing": lazy("Denne kolonnen må finnes i filen. Velg overskriften."),
    "import.column_taken": lazy("Overskriften «%(heading)s» er valgt for en annen kolonne også."),
    "undo.touched": lazy("%(name)s gjorde noe med dette %(day)s, etter importen."),
    "undo.elsewhere": lazy(
        "Det som ble ført på ansatte, kan ikke angres her. Rett det på siden til hver ansatt."
    ),
    "undo.gone": lazy("Dette finnes ikke lenger."),
    "undo.in_use": lazy("Noe annet bygger på dette. Da kan det ikke fjernes."),
    "import.headings": lazy(
        "Tabellen mangler %(missing)s blant overskriftene. Disse står der: %(found)s."
    ),
    "import.heading_same": lazy(
        "Overskriftene «%(first)s» og «%(second)s» betyr det samme. Behold den ene."
    ),
    "import.twice": lazy("Det samme står i rad %(row)s. Behold den ene raden."),
    "import.ownership": lazy("En ny barnehage må ha en eierform: Kommunal eller Privat."),
    "number.whole": lazy("«%(value)s» er ikke et helt tall."),
    "number.range": lazy(
        "«%(value)s» er utenfor det som er mulig. Skriv et helt tall fra 0 og oppover."
    ),
    "month.form": lazy("«%(value)s» er ikke en måned. Skriv den slik: 2020-08"),
    "postal_code.form": lazy("«%(value)s» er ikke et postnummer (fire siffer)."),
    "age.form": lazy(
        "«%(value)s» er ikke et alderstrinn. Skriv det slik: 1 - 5. Excel kan ha gjort det om til en dato."
    ),
    "coordinate.form": lazy("«%(value)s» er ikke en koordinat. Skriv den slik: 59,91221"),
    "coordinate.half": lazy("Skriv både breddegrad og lengdegrad, eller ingen av dem."),
    "coordinate.range": lazy(
        "«%(value)s» ligger utenfor Norge. Kanskje er breddegrad og lengdegrad byttet om?"
    ),
}
WARNINGS: dict[str, LazyProxy] = {
    "certificate.lapsed": lazy(
        "Du hadde ikke gyldig sertifikat for denne versjonen den %(day)s (%(state)s). Observasjonen er tatt vare på og merket."
    ),
    "cycle.redo": lazy(
        "Syklus %(number)s varte i %(minutes)s minutter. Ta den helst om igjen: den bør vare i minst %(hard)s."
    ),
    "cycle.short": lazy(
        "Syklus %(number)s varte i %(minutes)s minutter. Vanlig er %(low)s–%(high)s."
    ),
    "cycle.long": lazy(
        "Syklus %(number)s varte i %(minutes)s minutter. Vanlig er %(low)s–%(high)s."
    ),
    "import.unused": lazy("Kolonnen «%(column)s» ble ikke brukt."),
    "import.control_total": lazy(
        "%(column)s: radene gir %(sum)s til sammen, men kontrollsummen er %(stated)s. Forskjellen er %(difference)s."
    ),
    "import.same_address": lazy("Flere rader har adressen %(address)s: rad %(rows)s."),
}


def refusal(error: RuleBroken | Remark) -> str:
    """Return the sentence for a refusal; raise KeyError for a code without one."""
    values = {k: _said(v) for k, v in error.values.items()}
    text = str(REFUSALS[error.code])
    return text % values if "%(" in text else text


def _said(value: Any) -> Any:
    """Return a value as a sentence says it: a date, or days counted in halves."""
    if isinstance(value, date):
        return day(value)
    return halves(int(value * 2)) if isinstance(value, Fraction) else value


HINTS: dict[str, LazyProxy] = {
    "name": lazy(
        "Her kan navnet på et barn stå. Skriv om de voksne her; bekymring for et barn hører hjemme et annet sted."
    ),
    "worry": lazy("Skriv om de voksne her; bekymring for et barn hører hjemme et annet sted."),
}


def hint(code: str) -> str:
    """Return the sentence for a hint about a free text; raise KeyError for a code without one."""
    return str(HINTS[code])


def why(code: str, values: Mapping[str, Any]) -> str:
    """Return the sentence for a reason of a pair; dates as they are kept, 2026-03-01."""
    said: dict[str, Any] = {
        name: day(date.fromisoformat(value)) if isinstance(value, str) else value
        for name, value in values.items()
    }
    if "km" in said:
        said["km"] = figure(said["km"], 1)
    text = str(WORDS["why"][code])
    return text % said if said else text


def warning(code: str, **values: Any) -> str:
    """Return the sentence for a warning; raise KeyError for a code without one."""
    return str(WARNINGS[code]) % values


def import_line(line: Line) -> str:
    """Return what becomes of a row: Rad 5 · 986112421 · Endret · barn: 53 → 54."""
    changes = [
        f"{column}: {_cell(old)} → {_cell(new)}" for column, (old, new) in line.changes.items()
    ]
    refusals = [f"{remark.column}: {refusal(remark)}" for remark in line.refusals]
    row = say("Rad %(row)s", row=line.row)
    parts = (row, line.key, word("outcome", line.outcome), *changes, *refusals)
    return " · ".join(part for part in parts if part)


def report(done: Report) -> list[str]:
    """Return an import in sentences: each row that is not unchanged, the warnings, and the counts."""
    lines = [import_line(line) for line in done.lines if line.outcome != "unchanged"]
    lines += [
        say("Merk: %(warning)s", warning=warning(w.code, column=w.column, **w.values))
        for w in done.warnings
    ]
    if done.notes:
        lines.append(say("%(units)s enheter utgjør %(kindergartens)s barnehager.", **done.notes))
    return [
        *lines,
        " · ".join(f"{word('outcome', code)}: {number}" for code, number in done.counts.items()),
    ]


def _cell(value: Any) -> str:
    """Return a value as a cell of an imported table would say it."""
    if isinstance(value, date):
        return day(value)
    if isinstance(value, tuple):
        return "–".join(map(_cell, value))
    words = WORDS["ownership"] | WORDS["position"]
    return str(words.get(value, value)) if value not in (None, "") else "–"


def edition(version: str, number: int) -> str:
    """Return what a CLASS version is called with its edition."""
    return say("%(version)s, %(number)s. utgave", version=version, number=number)


def instrument(row: Any) -> str:
    """Return what a CLASS instrument is called: its version and edition."""
    return edition(getattr(row, f"label_{reader.get()}"), row.edition)


def day(value: date | None) -> str:
    """Return a date as 05.09.2025."""
    return f"{value:%d.%m.%Y}" if value is not None else ""


def long_day(value: date) -> str:
    """Return a date in words: fredag 5. september 2025."""
    return str(
        format_date(
            value,
            "EEEE d. MMMM y" if reader.get() != "en" else "EEEE d MMMM y",
            locale=reader.get(),
        )
    )


def moment(value: datetime | None) -> str:
    """Return a moment in Norway's time: 05.09.2025 kl. 13.30."""
    if value is None:
        return ""
    local = value.astimezone(OSLO)
    return say("%(day)s kl. %(time)s", day=f"{local:%d.%m.%Y}", time=f"{local:%H.%M}")


def clock(value: datetime) -> str:
    """Return the time of day in Norway: 10.42."""
    return f"{value.astimezone(OSLO):%H.%M}"


def semester(value: Semester) -> str:
    """Return a semester in words: Høst 2025."""
    return f"{word('term', value.term)} {value.year}"


def month(value: date) -> str:
    """Return a month in words: november 2025."""
    return str(format_date(value, "LLLL y", locale=reader.get()))


def month_name(value: date) -> str:
    """Return a month without its year: november."""
    return str(format_date(value, "LLLL", locale=reader.get()))


def programme_year(number: int) -> str:
    """Return a year of the programme in words: År 2, Videreføring, Før start."""
    if number < 1:
        return say("Før start")
    return say("År %(number)s", number=number) if number < CONTINUED else say("Videreføring")


def activity(task: Task) -> str:
    """Return what an activity is called in a month, with its number where each time has one."""
    name = word("activity", task.code)
    if not task.activity.is_numbered:
        return name
    return say(
        "%(name)s, modul %(number)s av %(all)s",
        name=name,
        number=task.number,
        all=task.activity.most,
    )


def activity_fact(name: str, done: int, due: int) -> str:
    """Return what is known of an activity without a tick: how much of what is due."""
    if name == "talking_module":
        return say("Holdt") if done else say("Ikke holdt ennå")
    if name == "talk_champions":
        return plural("%(num)s snakkefadder", "%(num)s snakkefaddere", done) + _champions(done)
    text = (
        say("%(done)s av %(due)s avdelinger er observert", done=done, due=due)
        if name == "observed"
        else say("%(done)s av %(due)s avdelinger har satt mål", done=done, due=due)
    )
    return text


def _champions(number: int) -> str:
    if FEWEST <= number <= MOST:
        return ""
    return say(" (det skal være %(least)s–%(most)s)", least=FEWEST, most=MOST)


def hours(minutes: int) -> str:
    """Return minutes as hours, with no more places than they need: 34 or 1,5 or 0,25."""
    return figure(minutes / 60, 0 if minutes % 60 == 0 else 1 if minutes % 30 == 0 else 2)


def figure(value: int | float | Decimal | None, places: int = 0) -> str:
    """Return a figure as Norwegians write it: 1 234,5 with a narrow space and a comma."""
    if value is None:
        return "–"
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{exact:,}".replace(",", NARROW_SPACE)
    return text if reader.get() == "en" else text.replace(".", ",")


def halves(number: int) -> str:
    """Return so many halves of a day as days: 3 or 2,5."""
    return figure(number / 2, number % 2)


def percent(share: Fraction | None) -> str:
    """Return a share from 0 to 1 in whole per cent, half up: 83 % with a narrow space."""
    if share is None:
        return "–"
    return f"{floor(100 * share + Fraction(1, 2))}{NARROW_SPACE}%"


def signed(value: Decimal, places: int = 2) -> str:
    """Return a difference with its sign: +0,67, −0,67 or 0,00."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + figure(abs(value), places)
