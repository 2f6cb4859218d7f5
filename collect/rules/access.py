"""Who may do what: Identity, the acts, and one map that can be read on one screen.

Scopes: O own, D own department, K own kindergarten, A assigned (an observer's network, a
mentor's kindergartens), M names only, G figures for five or more, * all.
Acts: C create, R read, U change, X withdraw, E export. What the map does not name is refused.
"""

from dataclasses import dataclass
from datetime import date

ROLES = (
    "staff",
    "leader",
    "director",
    "observer",
    "mentor",
    "course_admin",
    "coordinator",
    "sysadmin",
)
TWO_STEPS = ("course_admin", "coordinator", "sysadmin")  # log in with a code besides the password
DIRECTED = ("staff", "leader")  # the roles a director gives, in the own kindergarten

# record: role acts with their scope; role ...   (indented lines go on with the record above)
_TABLE = """
organisation: staff R:K; leader R:K; director R:K; observer R:A; mentor R:A; course_admin R:M;
    coordinator C:* R:* U:* X:*
person: staff R:O; leader R:D; director C:K R:K U:K; observer R:O; mentor R:A; course_admin R:*;
    coordinator C:* R:* U:*
merge: coordinator C:* R:* X:*
account: staff R:O U:O; leader R:O U:O; director C:K R:K X:K; observer R:O U:O; mentor R:O U:O;
    course_admin R:O U:O; coordinator C:* R:* U:*; sysadmin R:* X:*
saved_view: director C:O R:O X:O; course_admin C:O R:O X:O; coordinator C:O R:O X:O;
    sysadmin C:O R:O X:O
token: coordinator C:O R:O X:O
observation: leader R:D; director R:K; observer C:A R:O U:O; mentor R:A; coordinator R:* U:*
draft: observer C:A R:O U:O X:O
visit: leader R:D; director C:K R:K U:K; observer R:O U:O; mentor R:A; coordinator C:* R:* U:*
exchange: director C:K R:K U:K; coordinator C:* R:* U:*
agreement: observer R:O; coordinator R:*
self_check: observer R:O
feedback: staff R:D; leader R:D U:D; director R:K; observer C:O R:O U:O; mentor R:A; coordinator R:M
plan: staff R:D; leader C:D R:D U:D; director C:K R:K U:K E:K; observer R:A; mentor R:A;
    coordinator R:M E:M
instrument: observer R:*; mentor R:*; coordinator R:* U:*
certificate: staff R:O; leader R:O; director R:K; observer R:O; mentor R:A;
    course_admin C:* R:* U:*; coordinator C:* R:* U:*
release: staff R:O; leader R:O; director C:K R:K X:K; observer C:O R:O X:O;
    coordinator C:* R:* X:* E:*
course: staff R:*; leader R:*; director R:*; observer R:*; mentor R:*;
    course_admin C:* R:* U:* X:*; coordinator C:* R:* U:* X:*
course_template: course_admin C:* R:* U:*; coordinator C:* R:* U:*
registration: staff C:O R:O X:O; leader C:O R:O X:O; director C:K R:K X:K; observer C:O R:O X:O;
    mentor C:O R:O X:O; course_admin C:* R:* U:* X:* E:*; coordinator R:* E:*
attendance: course_admin R:* U:*; coordinator R:* U:*
evaluation: staff C:O; leader C:O; director C:O; observer C:O; mentor C:O;
    course_admin C:O R:* E:*; coordinator C:O R:* E:*
talk: director R:K U:K; mentor R:A; coordinator R:* U:* E:*
onboarding: staff R:O U:O; leader R:O U:O; director C:K R:K U:K; mentor R:A U:A; coordinator R:*
introduction: staff C:O R:O X:O; leader C:O R:O X:O; director C:K R:K X:K; mentor R:A; coordinator R:*
template: director R:*; coordinator C:* R:* U:*
activity: director C:K R:K U:K E:K; mentor R:A; coordinator C:* R:* U:* E:*
statistics: director R:K; mentor R:A; course_admin R:G; coordinator R:* E:*
journal: director R:K; coordinator R:*
import: coordinator C:*
trash: course_admin C:* R:* X:*; coordinator C:* R:* X:*
notice: course_admin R:* U:*; coordinator R:* U:*
setting: coordinator R:* U:*
"""


def _read(table: str) -> dict[str, dict[str, str]]:
    """Return record -> role -> acts from the table."""
    found: dict[str, dict[str, str]] = {}
    for entry in table.strip().replace("\n    ", " ").splitlines():
        record, _, granted = entry.partition(":")
        roles = (part.partition(" ")[::2] for part in granted.strip().split("; "))
        found[record] = dict(roles)
    return found


MAP = _read(_TABLE)


@dataclass(frozen=True)
class Grant:
    """A role that holds today, and where: a kindergarten, a department in it, or everywhere."""

    role: str
    kindergarten_id: int | None = None
    department_id: int | None = None


@dataclass(frozen=True)
class Identity:
    """The one who acts: looked up anew for each request, never kept in a session."""

    account_id: int | None = None
    person_id: int | None = None
    name: str = ""
    grants: frozenset[Grant] = frozenset()
    network: frozenset[int] = frozenset()  # kindergartens that share a network with the observer's
    locale: str = "nb"
    on: date | None = None  # the day its grants hold; without one, what ends with time has ended

    @property
    def roles(self) -> frozenset[str]:
        """Return the roles that hold today."""
        return frozenset(grant.role for grant in self.grants)

    def has(self, *roles: str) -> bool:
        """Whether one of the roles is held."""
        return any(grant.role in roles for grant in self.grants)


# The house itself: commands and scheduled work on the machine where it runs.
HOUSE = Identity(name="tettpaa", grants=frozenset({Grant("coordinator"), Grant("course_admin")}))
STRANGER = Identity()


@dataclass(frozen=True)
class Reach:
    """Which rows an identity may touch with one act; the union of what each role gives."""

    everything: bool = False
    names_only: bool = False  # nothing but names outside the rest of the reach
    figures_only: bool = False
    person_id: int | None = None
    departments: frozenset[int] = frozenset()
    kindergartens: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether no row at all is within reach."""
        return not (
            self.everything
            or self.names_only
            or self.person_id
            or self.departments
            or self.kindergartens
        )

    def covers(
        self,
        *,
        person_id: int | None = None,
        department_id: int | None = None,
        kindergarten_id: int | None = None,
    ) -> bool:
        """Whether a record with this owner and place is within reach."""
        return (
            self.everything
            or (person_id is not None and person_id == self.person_id)
            or (department_id is not None and department_id in self.departments)
            or (kindergarten_id is not None and kindergarten_id in self.kindergartens)
        )


def _scopes(record: str, role: str, act: str) -> list[str]:
    granted = MAP[record].get(role, "")
    return [pair[2:] for pair in granted.split() if pair.startswith(f"{act}:")]


def reach(identity: Identity, record: str, act: str) -> Reach:
    """Return which rows of `record` the identity may touch with `act`; nothing unless the map says so.

    Raises KeyError for a record that the map does not name.
    """
    MAP[record]
    scopes = {}
    departments: set[int] = set()
    kindergartens: set[int] = set()
    for grant in identity.grants:
        for scope in _scopes(record, grant.role, act):
            scopes[scope] = True
            if scope == "D" and grant.department_id is not None:
                departments.add(grant.department_id)
            if scope in "KA" and grant.kindergarten_id is not None:
                kindergartens.add(grant.kindergarten_id)
            if scope == "A" and grant.role == "observer":
                kindergartens |= identity.network
    return Reach(
        everything="*" in scopes,
        names_only="M" in scopes,
        figures_only="G" in scopes,
        person_id=identity.person_id if "O" in scopes else None,
        departments=frozenset(departments),
        kindergartens=frozenset(kindergartens),
    )


def may(identity: Identity, record: str, act: str) -> bool:
    """Whether there is any row of `record` the identity may touch with `act`."""
    return not reach(identity, record, act).is_empty


def may_grant(identity: Identity, role: str, kindergarten_id: int | None) -> bool:
    """Whether the identity may give a role at a place, and take it back."""
    found = reach(identity, "account", "C")
    return found.everything or (role in DIRECTED and kindergarten_id in found.kindergartens)


def may_enter_office(identity: Identity) -> bool:
    """Whether the identity has work in the back office."""
    return identity.has("director", "course_admin", "coordinator", "sysadmin")
