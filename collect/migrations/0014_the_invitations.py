"""When a password was chosen, and the letter that a one-time link lies in."""

from typing import Any

BOTH = [
    """ALTER TABLE "one_time_link" ADD COLUMN "notice_id" INTEGER REFERENCES "notice" ("id") ON DELETE SET NULL""",
    """CREATE INDEX "one_time_link_notice_id" ON "one_time_link" ("notice_id")""",
    """UPDATE account SET password_at = (SELECT MAX(at) FROM journal_entry
        WHERE act = 'account.set_password' AND record_id = account.id) WHERE password_hash IS NOT NULL""",
]
SQLITE = ["""ALTER TABLE "account" ADD COLUMN "password_at" TEXT"""]
POSTGRESQL = ["""ALTER TABLE "account" ADD COLUMN "password_at" TIMESTAMP"""]


def up(migrator: Any, db: Any) -> None:
    for statement in (SQLITE if db.kind == "sqlite" else POSTGRESQL) + BOTH:
        db.execute_sql(statement)
