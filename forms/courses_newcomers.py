"""Which of the newcomers are to be registered."""

from collections.abc import Sequence

from collect.phrases import lazy
from forms.base import BaseForm
from forms.fields import Several


class NewcomersForm(BaseForm):
    """One box for each newcomer who is proposed; all are ticked to begin with."""

    people = Several(lazy("Hvem"))

    def offer(self, person_ids: Sequence[int]) -> None:
        """Set whom one may choose."""
        self.people.offer({str(key): str(key) for key in person_ids})

    def chosen(self) -> list[int]:
        """Return the ids of those who are ticked."""
        return [int(key) for key in self.people.data or ()]
