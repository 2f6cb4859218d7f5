"""The hours of an introduction year, and the choice not to be reminded of new staff."""

from typing import Any

COLUMNS = """"id" {key} NOT NULL PRIMARY KEY, "plan_id" INTEGER NOT NULL, "day" {date} NOT NULL, "minutes" INTEGER NOT NULL CHECK (minutes BETWEEN 15 AND 600),
    "purpose" TEXT NOT NULL, "note" TEXT NOT NULL, "entered_by_id" INTEGER NOT NULL, "entered_at" {moment} NOT NULL, "withdrawn_at" {moment},
    FOREIGN KEY ("plan_id") REFERENCES "onboarding_plan" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("entered_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT"""

INDEXES = (
    """CREATE INDEX "introduction_entry_entered_by_id" ON "introduction_entry" ("entered_by_id")""",
    """CREATE INDEX "introduction_entry_plan_id_day" ON "introduction_entry" ("plan_id", "day")""",
)

# A tenth of 1 687.5 hours in a full post, rounded up to whole hours.
RUNNING = """UPDATE onboarding_plan SET introduction_hours =
    (SELECT (16875 * e.fte_percent + 9999) / 10000 FROM employment e WHERE e.id = onboarding_plan.employment_id)
    WHERE template_id IN (SELECT id FROM onboarding_template WHERE "key" = 'newly_qualified')"""


def up(migrator: Any, db: Any) -> None:
    is_sqlite = db.kind == "sqlite"
    key, day, moment = ("INTEGER", "TEXT", "TEXT") if is_sqlite else ("SERIAL", "DATE", "TIMESTAMP")
    columns = COLUMNS.format(key=key, date=day, moment=moment)
    db.execute_sql(f"""CREATE TABLE "introduction_entry" ({columns}){" STRICT" if is_sqlite else ""}""")
    for statement in INDEXES:
        db.execute_sql(statement)
    db.execute_sql("""ALTER TABLE "onboarding_plan" ADD COLUMN "introduction_hours" INTEGER""")
    db.execute_sql(RUNNING)
    switch = "INTEGER NOT NULL DEFAULT 1" if is_sqlite else "BOOLEAN NOT NULL DEFAULT TRUE"
    db.execute_sql(f"""ALTER TABLE "account" ADD COLUMN "is_reminded" {switch}""")
