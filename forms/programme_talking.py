"""What is asked about Snakke med barn: which day, who was there, and who leads it."""

from collect.phrases import lazy
from forms.base import BaseForm
from forms.courses_attendance import AttendanceForm
from forms.fields import Choice, Day


class TalkDayForm(BaseForm):
    """The day a module was held."""

    day = Day(lazy("Dag"))


class TalkForm(AttendanceForm):
    """One box for everybody who worked there that day; those without a tick were not there."""


class ChampionForm(BaseForm):
    """Who is to be a champion, from when."""

    person_id = Choice(lazy("Hvem"), convert=int)
    valid_from = Day(lazy("Fra og med"))


class ChampionEndForm(BaseForm):
    """The last day of a champion."""

    valid_to = Day(lazy("Siste dag"))
