"""Which registration another one follows after a swap or a move, and why a course was called off."""

from typing import Any

STATEMENTS = [
    """ALTER TABLE "course" ADD COLUMN "cancel_reason" TEXT NOT NULL DEFAULT ''""",
    """ALTER TABLE "registration" ADD COLUMN "follows_id" INTEGER REFERENCES "registration" ("id") ON DELETE RESTRICT""",
    """CREATE UNIQUE INDEX "registration_follows_id" ON "registration" ("follows_id")""",
]


def up(migrator: Any, db: Any) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
