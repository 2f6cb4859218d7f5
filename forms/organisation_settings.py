"""What is asked about a setting, and its words: what it is, what for, and what a change does."""

from typing import Any

from collect.phrases import lazy, say
from collect.rules.organisation_settings import Setting
from forms.base import BaseForm
from forms.fields import Choice, Line

GROUPS = {
    "house": lazy("Kommunen"),
    "observations": lazy("Observasjoner"),
    "certificates": lazy("Sertifikater og frikjøp"),
    "courses": lazy("Kurs"),
    "onboarding": lazy("Nyansatte"),
    "retention": lazy("Hvor lenge ting blir liggende"),
}
# name -> what it is called, what it is for, what a change does
WORDS: dict[str, tuple[Any, Any, Any]] = {
    "municipality": (
        lazy("Kommunens navn"),
        lazy("Står øverst på alle sider, i personvernerklæringen og i alle arbeidsbøker."),
        lazy("Navnet endres på alle sider og i alt som lastes ned fra nå av."),
    ),
    "help_contact": (
        lazy("Kontakt for hjelp og personvern"),
        lazy("En e-postadresse eller et telefonnummer. Står nederst på alle sider."),
        lazy("Kontakten endres på alle sider fra nå av."),
    ),
    "guide_url": (
        lazy("Veileder ved bekymring for et barn"),
        lazy(
            "Nettadressen til kommunens veileder. Den vises der noen ser ut til å skrive om et barn."
        ),
        lazy("Lenken endres på alle sider fra nå av."),
    ),
    "cycles": (
        lazy("Sykluser i en observasjon"),
        lazy("TETT PÅ bruker tre. Verktøyet bruker vanligvis fire."),
        lazy(
            "Gjelder skjemaer som åpnes fra nå av. Påbegynte skjemaer og utkast beholder antallet "
            "de begynte med, og sendte observasjoner blir som de er."
        ),
    ),
    "cycle_hard_min": (
        lazy("Korteste syklus, i minutter"),
        lazy("Er en syklus kortere, bes observatøren ta den om igjen."),
        lazy("Merknadene om lengde endres på alle skjemaer fra nå av. Ingen skårer endres."),
    ),
    "cycle_min_minutes": (
        lazy("En syklus bør vare minst, i minutter"),
        lazy("Er en syklus kortere, blir den tatt vare på med en merknad."),
        lazy("Merknadene om lengde endres på alle skjemaer fra nå av. Ingen skårer endres."),
    ),
    "cycle_max_minutes": (
        lazy("En syklus bør vare høyst, i minutter"),
        lazy("Er en syklus lengre, blir den tatt vare på med en merknad."),
        lazy("Merknadene om lengde endres på alle skjemaer fra nå av. Ingen skårer endres."),
    ),
    "agreement_percent": (
        lazy("God enighet mellom to observatører, i prosent"),
        lazy("Så stor andel av skårene skal ligge innenfor ett poeng."),
        lazy("Alle sammenligninger vurderes på nytt, også de som er gjort."),
    ),
    "test_weeks": (
        lazy("Uker fra kurset til testen"),
        lazy("Så lenge etter observatørkurset kan testen tas."),
        lazy("Gjelder kurs som føres fra nå av. De som har gått kurset, beholder fristen sin."),
    ),
    "test_attempts": (
        lazy("Forsøk på testen"),
        lazy("Så mange ganger kan testen tas etter ett kurs."),
        lazy("Gjelder også dem som har begynt. Forsøk som er ført, blir stående."),
    ),
    "test_pass_percent": (
        lazy("Bestått test, i prosent"),
        lazy("Så stor andel av kodene skal ligge innenfor ett poeng fra fasit."),
        lazy("Gjelder tester som føres fra nå av. Sertifikater som er gitt, blir stående."),
    ),
    "observers_min": (
        lazy("Sertifiserte observatører i en barnehage"),
        lazy("Minste antall for hver aldersgruppe. Har en barnehage færre, blir den merket."),
        lazy("Oversikten over sertifikater vurderes på nytt med det samme."),
    ),
    "release_days": (
        lazy("Frikjøpsdager for hver observatør"),
        lazy("Så mange dager er en sertifisert lærer frikjøpt. Flere krever en begrunnelse."),
        lazy("Gjelder dager som føres fra nå av. Dager som er ført, blir stående."),
    ),
    "public_courses": (
        lazy("Kurslisten er åpen for alle"),
        lazy("Er den lukket, må man logge inn for å se kursene."),
        lazy("Den åpne kurslisten vises eller skjules med det samme. Påmeldinger berøres ikke."),
    ),
    "weekly_letters": (
        lazy("Ukentlig påminnelse om opplæring"),
        lazy("Brev til nyansatte og styrere som har oppgaver over fristen."),
        lazy("Gjelder fra neste kjøring. Brev som ligger i kø, sendes."),
    ),
    "letter_days": (
        lazy("E-post blir liggende, i dager"),
        lazy("Sendte brev slettes når de er så gamle."),
        lazy("Eldre brev slettes ved neste kjøring, og kan ikke hentes tilbake."),
    ),
    "practice_days": (
        lazy("Øvelser blir liggende, i dager"),
        lazy("En øvelse som ingen har rørt på så lenge, slettes."),
        lazy("Eldre øvelser slettes ved neste kjøring, og kan ikke hentes tilbake."),
    ),
}


def said(one: Setting, value: str) -> str:
    """Return a value as a reader says it."""
    if one.kind == "switch":
        return say("Ja") if value == "1" else say("Nei")
    return value or "–"


def sheet(one: Setting, value: str) -> BaseForm:
    """Return the form that asks for a setting's value, filled with the one that holds."""
    label, why, _ = WORDS[one.name]
    field: Any
    if one.kind == "switch":
        field = Choice(label, radio=True, hint=why)
    else:
        bounds = say("Fra %(low)s til %(high)s.", low=one.low, high=one.high)
        hint = f"{why} {bounds}" if one.kind == "number" else why
        field = Line(label, required=not one.may_be_blank, hint=hint)
    form = type("SettingForm", (BaseForm,), {one.name: field})(
        formdata=None, data={one.name: value}
    )
    if one.kind == "switch":
        form[one.name].offer({"1": say("Ja"), "0": say("Nei")})
    return form
