"""BaseForm: the one FlaskForm subclass. CSRF is checked for the whole site, so forms carry none."""

import threading
from typing import Any, TypeVar

from flask_wtf import FlaskForm

from collect.phrases import refusal
from collect.rules.refusals import RuleBroken

AnyForm = TypeVar("AnyForm", bound="BaseForm")


class _Plain:
    """WTForms' own sentences are never shown: every field and check has one of ours."""

    def gettext(self, text: str) -> str:
        return text

    def ngettext(self, one: str, many: str, number: int) -> str:
        return one if number == 1 else many


class BaseForm(FlaskForm):
    """A sheet of questions. It reads and judges the shape of answers; it never saves."""

    class Meta:
        csrf = False

        def get_translations(self, form: Any) -> Any:
            """Return the passage for WTForms' own words."""
            return _PLAIN

    def refuse(self, error: RuleBroken) -> None:
        """Put a rule's refusal beside the field it concerns, or above the whole form."""
        field = self._fields.get(error.field or "")
        sentence = refusal(error)
        if field is None:
            self.form_errors.append(sentence)
        else:
            field.errors = [*field.errors, sentence]

    def name_of(self, field: Any) -> str:
        """Return what the error summary calls a field."""
        return str(field.label.text)

    def problems(self) -> list[tuple[str, str]]:
        """Return (anchor, sentence) for the error summary, in the order of the page."""
        return [(anchor(field) if field else "", text) for field, text in self._faults()]

    def named_problems(self) -> list[dict[str, str]]:
        """Return the same for a script: the field's name, blank for the whole form, and the sentence."""
        return [
            {"field": field.name if field else "", "sentence": text}
            for field, text in self._faults()
        ]

    def _faults(self) -> list[tuple[Any, str]]:
        found: list[tuple[Any, str]] = [(None, sentence) for sentence in self.form_errors]
        for field in self:
            for sentence in field.errors:
                label = self.name_of(field)
                text = (
                    f"{label}: {sentence}"
                    if label and label.lower() not in sentence.lower()
                    else sentence
                )
                found.append((field, text))
        return found


def anchor(field: Any) -> str:
    """Return the id of the input a link in the error summary leads to."""
    if field.kind == "score":
        return f"{field.id}-1"
    return f"{field.id}-0" if field.kind in ("radio", "checkboxes") else str(field.id)


_PLAIN = _Plain()
_kept = threading.local()


def kept(form_class: type[AnyForm], answers: Any) -> AnyForm:
    """Return this thread's form of a class, filled with what was sent.

    Binding the fields of a large sheet costs as much as all the rest of reading it, so each
    thread binds them once. Only for answers that are judged at once and never kept.
    """
    forms = _kept.__dict__.setdefault("forms", {})
    form = forms.get(form_class)
    if form is None:
        form = forms[form_class] = form_class(formdata=None)
    form.form_errors = []
    for field in form._fields.values():
        field.process(answers)
    return form
