"""Several registered in one act, seats that lack a name, and why somebody moved up or did not."""

from typing import Any

SQLITE = [
    """CREATE TABLE "registration_group" (
        "id" INTEGER NOT NULL PRIMARY KEY, "reference" TEXT NOT NULL, "course_id" INTEGER NOT NULL, "kindergarten_id" INTEGER NOT NULL, "rule" TEXT NOT NULL CHECK (rule IN ('each', 'all', 'one')), "registered_by_id" INTEGER, "registered_at" TEXT NOT NULL, "name_by" TEXT, "unnamed" INTEGER NOT NULL CHECK (unnamed >= 0), FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE RESTRICT, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT, FOREIGN KEY ("registered_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "registration_group_reference" ON "registration_group" ("reference")""",
    """CREATE INDEX "registration_group_course_id" ON "registration_group" ("course_id")""",
    """CREATE INDEX "registration_group_kindergarten_id" ON "registration_group" ("kindergarten_id")""",
    """CREATE INDEX "registration_group_registered_by_id" ON "registration_group" ("registered_by_id")""",
    """ALTER TABLE "registration" ADD COLUMN "group_id" INTEGER REFERENCES "registration_group" ("id") ON DELETE RESTRICT""",
    """CREATE INDEX "registration_group_id" ON "registration" ("group_id")""",
    """ALTER TABLE "registration" ADD COLUMN "override_reason" TEXT NOT NULL DEFAULT ''""",
    """CREATE TABLE "line_note" (
        "id" INTEGER NOT NULL PRIMARY KEY, "course_id" INTEGER NOT NULL, "registration_id" INTEGER, "group_id" INTEGER, "at" TEXT NOT NULL, "code" TEXT NOT NULL, "figures" TEXT NOT NULL, FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE RESTRICT, FOREIGN KEY ("registration_id") REFERENCES "registration" ("id") ON DELETE RESTRICT, FOREIGN KEY ("group_id") REFERENCES "registration_group" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE INDEX "line_note_course_id" ON "line_note" ("course_id")""",
    """CREATE INDEX "line_note_registration_id" ON "line_note" ("registration_id")""",
    """CREATE INDEX "line_note_group_id" ON "line_note" ("group_id")""",
    """ALTER TABLE "course" ADD COLUMN "freeze_days" INTEGER NOT NULL DEFAULT 0""",
]

POSTGRESQL = [
    """CREATE TABLE "registration_group" (
        "id" SERIAL NOT NULL PRIMARY KEY, "reference" TEXT NOT NULL, "course_id" INTEGER NOT NULL, "kindergarten_id" INTEGER NOT NULL, "rule" TEXT NOT NULL CHECK (rule IN ('each', 'all', 'one')), "registered_by_id" INTEGER, "registered_at" TIMESTAMP NOT NULL, "name_by" DATE, "unnamed" INTEGER NOT NULL CHECK (unnamed >= 0), FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE RESTRICT, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT, FOREIGN KEY ("registered_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "registration_group_reference" ON "registration_group" ("reference")""",
    """CREATE INDEX "registration_group_course_id" ON "registration_group" ("course_id")""",
    """CREATE INDEX "registration_group_kindergarten_id" ON "registration_group" ("kindergarten_id")""",
    """CREATE INDEX "registration_group_registered_by_id" ON "registration_group" ("registered_by_id")""",
    """ALTER TABLE "registration" ADD COLUMN "group_id" INTEGER REFERENCES "registration_group" ("id") ON DELETE RESTRICT""",
    """CREATE INDEX "registration_group_id" ON "registration" ("group_id")""",
    """ALTER TABLE "registration" ADD COLUMN "override_reason" TEXT NOT NULL DEFAULT ''""",
    """CREATE TABLE "line_note" (
        "id" SERIAL NOT NULL PRIMARY KEY, "course_id" INTEGER NOT NULL, "registration_id" INTEGER, "group_id" INTEGER, "at" TIMESTAMP NOT NULL, "code" TEXT NOT NULL, "figures" JSONB NOT NULL, FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE RESTRICT, FOREIGN KEY ("registration_id") REFERENCES "registration" ("id") ON DELETE RESTRICT, FOREIGN KEY ("group_id") REFERENCES "registration_group" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "line_note_course_id" ON "line_note" ("course_id")""",
    """CREATE INDEX "line_note_registration_id" ON "line_note" ("registration_id")""",
    """CREATE INDEX "line_note_group_id" ON "line_note" ("group_id")""",
    """ALTER TABLE "course" ADD COLUMN "freeze_days" INTEGER NOT NULL DEFAULT 0""",
]


def up(migrator: Any, db: Any) -> None:
    for statement in SQLITE if db.kind == "sqlite" else POSTGRESQL:
        db.execute_sql(statement)
