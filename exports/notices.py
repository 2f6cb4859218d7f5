"""A notice as a letter (RFC 5322): its text, and the calendar entries that go with it."""

from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from icalendar import Event, vCalAddress

from collect import courses_notices
from collect.courses_notices import Entry
from collect.models.courses import CourseDay, DroppedDay
from collect.models.notices import Notice
from collect.rules.calendar import OSLO
from exports import calendars

SENDER = "TETT PÅ"
POLICY = SMTP.clone(cte_type="7bit", max_line_length=76)  # any mail server takes it unchanged


def letter(row: Notice, *, house: str, sender: str, token: str | None = None) -> bytes:
    """Return a notice as a mail server takes it.

    `house` is where the house is found, without a slash at the end, `sender` the address the
    letter comes from, and `token` that of the link that goes with this one sending. Raises
    ValueError for an address that no letter can be sent to.
    """
    made = EmailMessage(policy=POLICY)
    made["From"] = Address(SENDER, addr_spec=postal(sender))
    made["To"] = Address(addr_spec=postal(row.address))
    made["Subject"] = " ".join(row.subject.split())
    made["Date"] = row.due_at
    made["Message-ID"] = row.message_id
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office in return
    text = row.text.replace("{house}", house)
    if token is not None:
        text = text.replace("{link}", f"{house}/link/{token}")
    made.set_content(text + "\n")
    made["Content-Language"] = row.locale
    for number, (method, content) in enumerate(invitations(row, house=house, sender=sender), 1):
        made.add_attachment(
            content,
            subtype="calendar",
            filename=f"kurs-{number}.ics",
            params={"method": method.upper()},
        )
    return made.as_bytes()


def postal(address: str) -> str:
    """Return an address as mail servers know it, its domain in ASCII; raise ValueError for none."""
    name, at, domain = address.rpartition("@")
    written = f"{name}{at}{domain.encode('idna').decode('ascii')}"
    if not (name and domain) or not written.isascii() or any(c in written for c in ' \r\n\t<>,"'):
        raise ValueError("not an address")
    return written


def invitations(row: Notice, *, house: str, sender: str) -> list[tuple[str, str]]:
    """Return what each calendar file of a letter asks for, and the file: one for each day.

    A day that the course no longer has is taken away.

    One file for each, since a file that asks for something may speak of one entry only
    (RFC 5546 §3.2.2).
    """
    if not row.calendar:
        return []
    found = courses_notices.entry(row)
    files = []
    asked: list[tuple[str, CourseDay | DroppedDay]] = [
        *(("cancel", day) for day in found.dropped),
        *((row.calendar, day) for day in found.days),
    ]
    for method, day in asked:
        made = calendars.calendar("Kurs", method.upper())
        made.add_component(_event(row, found, day, method == "cancel", house, sender))
        files.append((method, made.to_ical().decode()))
    return files


def _event(
    row: Notice,
    found: Entry,
    day: CourseDay | DroppedDay,
    is_off: bool,
    house: str,
    sender: str,
) -> Event:
    page = f"{house}/courses/registrations/{found.registration.reference}"
    made = Event()
    made.add("uid", f"registration-{found.registration.id}-{day.mark or day.day}@tettpaa")
    made.add("sequence", found.sequence)
    made.add("dtstamp", row.created_at)
    made.add("dtstart", _moment(day.day, day.starts_at))
    made.add("dtend", _moment(day.day, day.ends_at))
    made.add("summary", found.course.title)
    if found.course.place:
        made.add("location", found.course.place)
    made.add("url", page)
    made.add("description", page)
    made.add("organizer", _party(sender, {"CN": SENDER}))
    made.add("attendee", _party(row.address, {"PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}))
    made.add("status", "CANCELLED" if is_off else "CONFIRMED")
    made.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    return made


def _party(address: str, parameters: dict[str, str]) -> vCalAddress:
    made = vCalAddress(f"mailto:{postal(address)}")
    made.params.update(parameters)
    return made


def _moment(day: date, clock: str) -> datetime:
    """Return Norway's time at a clock HH:MM."""
    hour, minute = map(int, clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=OSLO)
