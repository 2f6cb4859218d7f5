"""A seat that is offered and waits for an answer, and how many seats one kindergarten may have."""

from typing import Any

BOTH = [
    """ALTER TABLE "course" ADD COLUMN "offer_hours" INTEGER NOT NULL DEFAULT 0""",
    """ALTER TABLE "course" ADD COLUMN "share" INTEGER""",
]

# SQLite cannot change a check. No row breaks the wider one, so its text alone is changed, which is
# the way its manual gives for that (lang_altertable, "Making Other Kinds Of Table Schema Changes").
# It comes after the columns, which SQLite writes at the places it has in mind.
SQLITE = [
    """ALTER TABLE "registration" ADD COLUMN "offered_until" TEXT""",
    """PRAGMA writable_schema = ON""",
    """UPDATE sqlite_schema SET sql = replace(sql,
        'status IN (''placed'', ''waiting'', ''withdrawn'')',
        'status IN (''placed'', ''offered'', ''waiting'', ''withdrawn'')')
        WHERE type = 'table' AND name = 'registration'""",
    """PRAGMA writable_schema = RESET""",
]

POSTGRESQL = [
    """ALTER TABLE "registration" ADD COLUMN "offered_until" TIMESTAMP""",
    """ALTER TABLE "registration" DROP CONSTRAINT registration_status_check""",
    """ALTER TABLE "registration" ADD CONSTRAINT registration_status_check
        CHECK (status IN ('placed', 'offered', 'waiting', 'withdrawn'))""",
]


def up(migrator: Any, db: Any) -> None:
    for statement in BOTH + (SQLITE if db.kind == "sqlite" else POSTGRESQL):
        db.execute_sql(statement)
