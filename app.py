"""The front door: create_app() and the command line; the only module that knows every package."""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Flask
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix

from collect import config, database, phrases
from forms import door, door_refusals, words
from forms.pages import (
    accounts,
    accounts_second_step,
    certificates,
    certificates_payment,
    certificates_release,
    courses,
    courses_attendance,
    courses_changes,
    courses_evaluation,
    courses_evaluation_results,
    courses_groups,
    courses_missing,
    courses_newcomers,
    courses_offers,
    courses_open,
    courses_paper,
    courses_proofs,
    feedback,
    home,
    information,
    observations,
    observations_agreement,
    observations_corrections,
    observations_drafts,
    observations_exchange,
    observations_offline,
    observations_selfcheck,
    observations_visits,
    onboarding,
    onboarding_introduction,
    onboarding_progress,
    onboarding_resources,
    people,
    people_changes,
    plans,
    plans_acts,
    programme,
    programme_api,
    programme_exports,
    programme_figures,
    programme_talking,
    programme_talks,
    programme_year,
    programme_year_board,
)

HERE = Path(__file__).parent
PAGES = (
    home,
    accounts,
    accounts_second_step,
    observations,
    observations_agreement,
    observations_corrections,
    observations_drafts,
    observations_selfcheck,
    observations_visits,
    observations_exchange,
    observations_offline,
    feedback,
    courses,
    courses_groups,
    courses_changes,
    courses_missing,
    courses_newcomers,
    courses_offers,
    courses_attendance,
    courses_evaluation,
    courses_evaluation_results,
    courses_paper,
    courses_open,
    courses_proofs,
    onboarding,
    onboarding_introduction,
    onboarding_progress,
    onboarding_resources,
    people,
    people_changes,
    plans,
    plans_acts,
    programme,
    programme_api,
    programme_exports,
    programme_figures,
    programme_talking,
    programme_talks,
    programme_year,
    programme_year_board,
    certificates,
    certificates_release,
    certificates_payment,
    information,
)
BIGGEST_FORM = 1_000_000  # bytes of a form's text
BIGGEST_UPLOAD = 6_000_000  # bytes of a whole request


def create_app(
    settings: config.Config | None = None, *, clock: Callable[[], datetime] = door.clock
) -> Flask:
    """Build the web application for an installation; its database is opened, not migrated.

    Raises WrongSetting without a key to sign form tokens with.
    """
    settings = settings or config.read()
    if not settings.secret_key:
        raise config.WrongSetting(
            "TETTPAA_SECRET_KEY is missing; make one with: openssl rand -hex 32"
        )
    database.open_database(settings.database_url)
    app = Flask(
        "app", root_path=str(HERE), template_folder="forms/templates", static_folder="forms/static"
    )
    app.config.update(
        HOUSE=settings,
        CLOCK=clock,
        SECRET_KEY=settings.secret_key,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # Referrer-Policy and proxies; the token itself is checked
        MAX_CONTENT_LENGTH=BIGGEST_UPLOAD,
        MAX_FORM_MEMORY_SIZE=BIGGEST_FORM,
        MAX_FORM_PARTS=2_000,
        SESSION_COOKIE_NAME="__Host-form" if settings.is_secure else "form",
        SESSION_COOKIE_SECURE=settings.is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        BABEL_DEFAULT_LOCALE=settings.locale,
    )
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    Babel(app, locale_selector=phrases.reader.get)
    words.teach(app)
    door.install(app)
    door_refusals.install(app)
    for page in PAGES:
        app.register_blueprint(page.pages)
    _open_office(app)
    return app


def _open_office(app: Flask) -> None:
    """Open the back office (imported here, since commands that serve nothing do without it)."""
    from admin.office import open_office

    open_office(app)


def main() -> None:
    """Run the command line."""
    from admin.commands import tettpaa

    sys.exit(tettpaa(obj=create_app))


if __name__ == "__main__":
    main()
