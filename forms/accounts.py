"""What is asked at the door: who you are, and a new password."""

from collect.phrases import lazy
from forms.base import BaseForm
from forms.fields import Choice, Email, Line, Secret


class LoginForm(BaseForm):
    """E-mail and password."""

    email = Email(
        lazy("E-post"),
        render_kw={"autocomplete": "username"},
        missing=lazy("Skriv e-postadressen din."),
    )
    password = Secret(
        lazy("Passord"),
        render_kw={"autocomplete": "current-password"},
        missing=lazy("Skriv passordet ditt."),
    )


class CodeForm(BaseForm):
    """The six figures that the app shows, or a code in reserve."""

    code = Line(
        lazy("Kode"),
        hint=lazy("Seks siffer fra appen. Har du mistet den, skriver du en reservekode."),
        render_kw={"autocomplete": "one-time-code", "inputmode": "text", "autocapitalize": "none"},
        missing=lazy("Skriv koden."),
    )


class ForgottenForm(BaseForm):
    """The address of one who forgot the password."""

    email = Email(
        lazy("E-post"),
        render_kw={"autocomplete": "username"},
        missing=lazy("Skriv e-postadressen din."),
    )


class PasswordForm(BaseForm):
    """A new password, twice."""

    password = Secret(
        lazy("Nytt passord"),
        hint=lazy("Minst 12 tegn. Tre–fire tilfeldige ord er lett å huske og vanskelig å gjette."),
        render_kw={"autocomplete": "new-password"},
    )
    password_again = Secret(lazy("Gjenta passordet"), render_kw={"autocomplete": "new-password"})


class ViewForm(BaseForm):
    """What the present search, narrowings and order of a list are to be called."""

    name = Line(
        lazy("Navn på utvalget"),
        hint=lazy("Bare du ser det. Lenken blir stående over listen."),
        render_kw={"autocomplete": "off"},
    )


class AccountForm(BaseForm):
    """Somebody who is to have an account, the first role, and where it holds."""

    person = Line(
        lazy("Person"),
        hint=lazy("Skriv navn eller e-postadresse. Personen må være lagt inn fra før."),
    )
    role = Choice(lazy("Rolle"))
    kindergarten = Choice(
        lazy("Barnehage"),
        convert=int,
        required=False,
        hint=lazy("Må velges for ansatte, pedagogiske ledere, styrere, observatører og mentorer."),
    )
    department = Choice(
        lazy("Avdeling"),
        convert=int,
        required=False,
        hint=lazy("Må velges for pedagogiske ledere."),
    )


class RoleForm(AccountForm):
    """Another role for an account that is there."""

    person = None  # type: ignore[assignment]
