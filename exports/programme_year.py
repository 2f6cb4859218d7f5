"""The programme's year as a workbook: what is asked of each kindergarten, what is done, and the cohorts."""

from collections.abc import Sequence
from datetime import date, datetime

from collect import journal, phrases
from collect import programme_activities as activities
from collect import programme_board as boards
from collect.programme_activities import Item, Month, Year
from collect.rules.access import Identity, may, reach
from collect.rules.calendar import local_day
from collect.rules.refusals import NotAllowed
from exports.organisation import house_column, words
from exports.programme import cohort_column
from exports.sheet import Column, Sheet, Value, about, codebook, described


def year_workbook(
    identity: Identity, first_year: int, *, now: datetime, municipality: str
) -> tuple[str, bytes]:
    """Return the file name and workbook of the kindergartens within reach, and note that it was taken.

    Raises NotAllowed.
    """
    from exports.workbook import workbook  # takes a quarter of a second: on first use

    if not may(identity, "activity", "E"):
        raise NotAllowed("export")
    today, label = local_day(now), f"{first_year}/{first_year + 1}"
    found = activities.years(identity, first_year, today)
    with phrases.reading(identity.locale):
        pages = [_wheel(found, today)]
        if reach(identity, "activity", "E").everything:
            pages.append(_board(found, today))
        last = about(_about(label), by=identity, municipality=municipality, now=now, on=today)
        title = phrases.say("Programåret %(year)s", year=label)
        sheets = [*pages, codebook([*pages, last]), last]
        content = workbook(sheets, title=title, author=identity.name, created=now)
        journal.took_list("programme_year", len(found), by=identity, now=now)
    return f"tettpaa-programaaret-{first_year}-{first_year + 1}-{today}.xlsx", content


def _wheel(found: Sequence[Year], today: date) -> Sheet:
    lines: list[list[Value]] = [
        [
            year.kindergarten.name,
            year.cohort.number,
            month.day,
            phrases.programme_year(month.year),
            phrases.activity(item.task),
            phrases.word("activity_who", item.task.activity.who),
            *_state(item, month, today),
        ]
        for year in found
        for month in year.months
        for item in month.items
    ]
    return Sheet(phrases.say("Årshjul"), _wheel_columns(), lines, frozen_columns=1)


def _state(item: Item, month: Month, today: date) -> list[Value]:
    """Return the state, the number, the note and when it was ticked."""
    if item.fact is not None:
        activity = item.task.activity.fact
        said = phrases.activity_fact(activity, item.fact.done, item.fact.due)
        state = "done" if item.is_done else "not_yet"
        return [phrases.word("activity_state", state), item.fact.done, said, None]
    if item.mark is None:
        return [phrases.word("activity_state", "unmarked"), None, None, None]
    state = "done" if item.mark.is_done else "not_yet"
    word = phrases.word("activity_state", state)
    return [word, item.mark.count, item.mark.note or None, item.mark.marked_at]


def _wheel_columns() -> list[Column]:
    say = phrases.say
    rules, house = say("Programmet"), say("Barnehagen")
    states = words("activity_state", ("done", "not_yet", "unmarked"))
    told = say("Praksisfortellinger som er levert, eller det som er talt av seg selv")
    return [
        house_column(),
        cohort_column(),
        described(say("Måned"), "date", say("Den første dagen i måneden"), say("dato"), rules),
        described(say("Programår"), "text", say("Året i programmet den måneden"), source=rules),
        described(say("Aktivitet"), "text", say("Det programmet ber om"), source=rules),
        described(say("Hvem"), "text", say("Hvem det gjelder"), source=rules),
        described(say("Tilstand"), "text", say("Det barnehagen har merket"), states, house),
        described(say("Antall"), "integer", told, say("antall"), house),
        described(say("Merknad"), "text", say("Det barnehagen har skrevet"), source=house),
        described(say("Merket"), "moment", say("Da det sist ble merket"), say("tid"), house),
    ]


def _board(found: Sequence[Year], today: date) -> Sheet:
    lines: list[list[Value]] = [
        [line.cohort.number, day, cell.houses, cell.marked, cell.asked, cell.done, cell.share]
        for line in boards.board(found, today)
        for day, cell in sorted(line.cells.items())
    ]
    return Sheet(phrases.say("Programåret per pulje"), _board_columns(), lines, frozen_columns=2)


def _board_columns() -> list[Column]:
    say = phrases.say

    def counted(title: str, meaning: str) -> Column:
        return described(title, "integer", meaning, say("antall"), say("Telt i denne løsningen"))

    share = say("Andelen av aktivitetene som er gjort")
    return [
        cohort_column(),
        described(
            say("Måned"), "date", say("Den første dagen i måneden"), say("dato"), say("Programmet")
        ),
        counted(say("Barnehager"), say("De som er spurt om å merke noe denne måneden")),
        counted(say("Har merket"), say("De av dem som har merket minst én aktivitet")),
        counted(say("Aktiviteter"), say("Alt programmet ber om denne måneden, i alle barnehagene")),
        counted(say("Gjort"), say("De av dem som er gjort")),
        described(
            say("Andel gjort"), "percent", share, say("prosent"), say("Telt i denne løsningen")
        ),
    ]


def _about(label: str) -> list[tuple[str, str]]:
    say = phrases.say
    return [
        (say("Uttrekk"), say("Programåret %(year)s", year=label)),
        (say("Innhold"), say("Det programmet ber om, og det barnehagene har merket som gjort.")),
        (say("Ikke med"), say("Navn på ansatte, opplysninger om barn og skårer.")),
    ]
