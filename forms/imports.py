"""What is asked of one who brings a table: what it holds, and the file."""

from collections.abc import Mapping, Sequence
from typing import Any

from collect.phrases import lazy
from forms.base import BaseForm
from forms.fields import Answer, Choice


class Upload(Answer):
    """A file, read whole; a request is never larger than the door lets in."""

    kind = "file"
    required_message = "Velg en fil."
    filename = ""

    @property
    def raw(self) -> str:
        """Return the file's name; a browser never brings a file back."""
        return self.filename

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the file that was sent."""
        sent: Any = valuelist[0] if valuelist else None
        if not getattr(sent, "filename", ""):
            self.data = None
            return
        self.filename, self.data = str(sent.filename), sent.read()


class ImportForm(BaseForm):
    """A table to take in."""

    kind = Choice(lazy("Hva er i filen?"), radio=True)
    file = Upload(
        lazy("Fil"),
        hint=lazy("Excel (.xlsx) eller CSV med overskrifter. Ingenting lagres før du bekrefter."),
    )

    def offer(self, kinds: dict[str, str]) -> None:
        """Set what a file may hold."""
        self.kind.offer(kinds)


class ColumnsForm(BaseForm):
    """Which heading of a table stands for each column; `columns_form` makes one for a kind."""

    names: tuple[str, ...] = ()

    def columns(self) -> list[Any]:
        """Return the questions, in the order of the columns."""
        return [self[name] for name in self.names]

    def chosen(self) -> dict[str, int | None]:
        """Return the number of the heading for each column; None where it stands nowhere."""
        answers = ((name, self[name].data) for name in self.names)
        return {name: None if data in (None, "") else int(data) for name, data in answers}


def columns_form(
    asked: Mapping[str, tuple[str, bool]],
    headings: Sequence[str],
    guesses: Mapping[str, int | None],
) -> ColumnsForm:
    """Return a form that asks for each column (its title, whether it is needed) under which heading."""
    fields = {name: Choice(title, required=is_needed) for name, (title, is_needed) in asked.items()}
    made = type("KindForm", (ColumnsForm,), {**fields, "names": tuple(asked)})
    data = {name: str(index) for name, index in guesses.items() if index is not None}
    form: ColumnsForm = made(data=data)
    for name in asked:
        form[name].offer({str(index): heading for index, heading in enumerate(headings)})
    return form
