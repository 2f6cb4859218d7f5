"""What is asked of one who brings a table: what it holds, and the file."""

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
