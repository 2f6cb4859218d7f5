"""The office: every view in the order of the menu, and the front page that leads to them."""

from typing import Any

from babel.support import Translations
from flask import Blueprint, Flask, g
from flask_admin import Admin, AdminIndexView, BaseView, expose
from flask_admin import babel as admin_words
from flask_admin import translations as admin_translations
from flask_admin.theme import Bootstrap4Theme
from wtforms.i18n import messages_path

from admin.accounts import AccountView
from admin.certificates import CertificateView
from admin.certificates_release import ReleaseView
from admin.courses import CourseView
from admin.courses_letters import CourseLetterView
from admin.courses_registrations import RegistrationView
from admin.courses_templates import CourseTemplateView
from admin.imports import ImportView
from admin.journal import JournalView
from admin.notices import NoticeView
from admin.observations import DimensionView, ObservationView
from admin.observations_visits import VisitView
from admin.office_waiting import waiting
from admin.onboarding import PlanView, TaskView
from admin.organisation import KindergartenView
from admin.organisation_cohorts import CohortView, NetworkView
from admin.organisation_departments import DepartmentView
from admin.organisation_merging import KindergartenMergeView
from admin.organisation_settings import SettingView
from admin.people import PersonView
from admin.people_merging import MergeView
from admin.plans import GoalView
from admin.programme_talking import ChampionView
from admin.trash import TrashView
from collect import organisation
from collect.phrases import lazy
from collect.rules.access import may_enter_office, reach
from collect.rules.refusals import NotAllowed
from forms import door

VIEWS: tuple[type[BaseView], ...] = (
    *(KindergartenView, DepartmentView, CohortView, NetworkView, KindergartenMergeView),
    *(PersonView, MergeView, AccountView, CertificateView, ReleaseView),
    *(VisitView, ObservationView, GoalView),
    *(CourseView, CourseTemplateView, CourseLetterView, RegistrationView),
    *(PlanView, ChampionView),
    *(NoticeView, ImportView, TrashView, DimensionView, TaskView, SettingView, JournalView),
)


class FrontView(AdminIndexView):
    """The front page: what one may open here, how much there is of it, and what it is for."""

    def is_accessible(self) -> bool:
        """Whether the reader has work in the office."""
        return may_enter_office(door.identity())

    def inaccessible_callback(self, name: str, **_: Any) -> Any:
        """Refuse; strangers were sent to the login by the door."""
        raise NotAllowed("office")

    @expose("/")
    def index(self) -> Any:
        """Show what waits, and the views one may open; one count each."""
        open_views = [
            view for view in self.admin._views if view is not self and view.is_accessible()
        ]
        who = door.identity()
        lists = {view.feature: view for view in open_views if hasattr(view, "picks")}
        takes_out = reach(who, "statistics", "E").everything
        cohorts = list(organisation.cohorts(who)) if takes_out else []
        return self.render(
            "office/front.html",
            waits=waiting(lists),
            rooms=[(view, view.count()) for view in open_views],
            cohorts=cohorts,
        )


def open_office(app: Flask) -> Admin:
    """Open the back office: each app has its own."""
    app.register_blueprint(
        Blueprint(
            "office",
            __name__,
            template_folder="templates",
            static_folder=None,
        )
    )
    _speak_norwegian()
    admin = Admin(
        app,
        name=lazy("Kontoret"),
        index_view=FrontView(name=lazy("Kontoret"), url="/admin"),
        theme=Bootstrap4Theme(base_template="office/base.html"),
        csp_nonce_generator=lambda: g.nonce,
    )
    for view in VIEWS:
        admin.add_view(view())
    return admin


def _speak_norwegian() -> None:
    """Lend nb and nn the catalogues they lack: Flask-Admin has only `no`, WTForms only `nb`."""
    for locale in ("nb", "nn"):
        office = Translations.load(admin_translations.__path__[0], ["no"], "admin")
        admin_words.domain.cache[locale, "admin"] = office
        fields = Translations.load(messages_path(), ["nb"], "wtforms")
        admin_words.wtforms_domain.cache[locale, "wtforms"] = fields
