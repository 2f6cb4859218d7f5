"""Which event finishes a task by itself; the tasks every installation began with get theirs."""

from typing import Any

EVENTS = {
    "Meld deg på nyansattkurset": "course_attended:new_staff",
    "Meld deg på todagerskurset for fagarbeidere og assistenter": "course_attended:skilled_worker",
    "Avklar om du skal sertifiseres i CLASS": "certificate_valid",
    "Bestill sertifisering i CLASS": "certificate_valid",
}


def up(migrator: Any, db: Any) -> None:
    for table in ("template_task", "plan_task"):
        db.execute_sql(f"""ALTER TABLE "{table}" ADD COLUMN "finishes_on" TEXT NOT NULL DEFAULT ''""")
    place = "?" if db.kind == "sqlite" else "%s"
    for title, event in EVENTS.items():
        db.execute_sql(
            f"UPDATE template_task SET finishes_on = {place} WHERE title_nb = {place}", (event, title)
        )
