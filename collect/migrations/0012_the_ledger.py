"""Release days and the lists they are paid by; the modules of Snakke med barn and who was there."""

from typing import Any

SQLITE = [
    """CREATE TABLE "release_batch" (
        "id" INTEGER NOT NULL PRIMARY KEY, "kindergarten_id" INTEGER, "first_day" TEXT NOT NULL, "last_day" TEXT NOT NULL, "made_at" TEXT NOT NULL, "made_by_id" INTEGER, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT, FOREIGN KEY ("made_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE INDEX "release_batch_kindergarten_id" ON "release_batch" ("kindergarten_id")""",
    """CREATE INDEX "release_batch_made_by_id" ON "release_batch" ("made_by_id")""",
    """CREATE TABLE "release_day" (
        "id" INTEGER NOT NULL PRIMARY KEY, "reference" TEXT NOT NULL, "person_id" INTEGER NOT NULL, "kindergarten_id" INTEGER NOT NULL, "day" TEXT NOT NULL, "halves" INTEGER NOT NULL CHECK (halves IN (1, 2)), "purpose" TEXT NOT NULL CHECK (purpose IN ('observation', 'feedback', 'course', 'double_coding', 'other')), "visit_id" INTEGER, "certificate" TEXT NOT NULL, "over_reason" TEXT NOT NULL, "entered_by_id" INTEGER, "entered_at" TEXT NOT NULL, "withdrawn_at" TEXT, "withdrawn_reason" TEXT NOT NULL, "batch_id" INTEGER, "credited_id" INTEGER, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT, FOREIGN KEY ("visit_id") REFERENCES "visit" ("id") ON DELETE RESTRICT, FOREIGN KEY ("entered_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("batch_id") REFERENCES "release_batch" ("id") ON DELETE RESTRICT, FOREIGN KEY ("credited_id") REFERENCES "release_batch" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "release_day_reference" ON "release_day" ("reference")""",
    """CREATE INDEX "release_day_visit_id" ON "release_day" ("visit_id")""",
    """CREATE INDEX "release_day_entered_by_id" ON "release_day" ("entered_by_id")""",
    """CREATE INDEX "release_day_batch_id" ON "release_day" ("batch_id")""",
    """CREATE INDEX "release_day_credited_id" ON "release_day" ("credited_id")""",
    """CREATE INDEX "release_day_person_id_day" ON "release_day" ("person_id", "day")""",
    """CREATE INDEX "release_day_kindergarten_id_day" ON "release_day" ("kindergarten_id", "day")""",
    """CREATE TABLE "talk_session" (
        "id" INTEGER NOT NULL PRIMARY KEY, "kindergarten_id" INTEGER NOT NULL, "module" INTEGER NOT NULL CHECK (module BETWEEN 1 AND 7), "held_on" TEXT NOT NULL, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "talk_session_kindergarten_id_module_held_on" ON "talk_session" ("kindergarten_id", "module", "held_on")""",
    """CREATE TABLE "talk_attendance" (
        "id" INTEGER NOT NULL PRIMARY KEY, "session_id" INTEGER NOT NULL, "person_id" INTEGER NOT NULL, "is_present" INTEGER NOT NULL, "marked_by_id" INTEGER, "marked_at" TEXT NOT NULL, FOREIGN KEY ("session_id") REFERENCES "talk_session" ("id") ON DELETE RESTRICT, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("marked_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE INDEX "talk_attendance_person_id" ON "talk_attendance" ("person_id")""",
    """CREATE INDEX "talk_attendance_marked_by_id" ON "talk_attendance" ("marked_by_id")""",
    """CREATE UNIQUE INDEX "talk_attendance_session_id_person_id" ON "talk_attendance" ("session_id", "person_id")""",
]

POSTGRESQL = [
    """CREATE TABLE "release_batch" (
        "id" SERIAL NOT NULL PRIMARY KEY, "kindergarten_id" INTEGER, "first_day" DATE NOT NULL, "last_day" DATE NOT NULL, "made_at" TIMESTAMP NOT NULL, "made_by_id" INTEGER, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT, FOREIGN KEY ("made_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "release_batch_kindergarten_id" ON "release_batch" ("kindergarten_id")""",
    """CREATE INDEX "release_batch_made_by_id" ON "release_batch" ("made_by_id")""",
    """CREATE TABLE "release_day" (
        "id" SERIAL NOT NULL PRIMARY KEY, "reference" TEXT NOT NULL, "person_id" INTEGER NOT NULL, "kindergarten_id" INTEGER NOT NULL, "day" DATE NOT NULL, "halves" INTEGER NOT NULL CHECK (halves IN (1, 2)), "purpose" TEXT NOT NULL CHECK (purpose IN ('observation', 'feedback', 'course', 'double_coding', 'other')), "visit_id" INTEGER, "certificate" TEXT NOT NULL, "over_reason" TEXT NOT NULL, "entered_by_id" INTEGER, "entered_at" TIMESTAMP NOT NULL, "withdrawn_at" TIMESTAMP, "withdrawn_reason" TEXT NOT NULL, "batch_id" INTEGER, "credited_id" INTEGER, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT, FOREIGN KEY ("visit_id") REFERENCES "visit" ("id") ON DELETE RESTRICT, FOREIGN KEY ("entered_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("batch_id") REFERENCES "release_batch" ("id") ON DELETE RESTRICT, FOREIGN KEY ("credited_id") REFERENCES "release_batch" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "release_day_reference" ON "release_day" ("reference")""",
    """CREATE INDEX "release_day_visit_id" ON "release_day" ("visit_id")""",
    """CREATE INDEX "release_day_entered_by_id" ON "release_day" ("entered_by_id")""",
    """CREATE INDEX "release_day_batch_id" ON "release_day" ("batch_id")""",
    """CREATE INDEX "release_day_credited_id" ON "release_day" ("credited_id")""",
    """CREATE INDEX "release_day_person_id_day" ON "release_day" ("person_id", "day")""",
    """CREATE INDEX "release_day_kindergarten_id_day" ON "release_day" ("kindergarten_id", "day")""",
    """CREATE TABLE "talk_session" (
        "id" SERIAL NOT NULL PRIMARY KEY, "kindergarten_id" INTEGER NOT NULL, "module" INTEGER NOT NULL CHECK (module BETWEEN 1 AND 7), "held_on" DATE NOT NULL, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "talk_session_kindergarten_id_module_held_on" ON "talk_session" ("kindergarten_id", "module", "held_on")""",
    """CREATE TABLE "talk_attendance" (
        "id" SERIAL NOT NULL PRIMARY KEY, "session_id" INTEGER NOT NULL, "person_id" INTEGER NOT NULL, "is_present" BOOLEAN NOT NULL, "marked_by_id" INTEGER, "marked_at" TIMESTAMP NOT NULL, FOREIGN KEY ("session_id") REFERENCES "talk_session" ("id") ON DELETE RESTRICT, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("marked_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "talk_attendance_person_id" ON "talk_attendance" ("person_id")""",
    """CREATE INDEX "talk_attendance_marked_by_id" ON "talk_attendance" ("marked_by_id")""",
    """CREATE UNIQUE INDEX "talk_attendance_session_id_person_id" ON "talk_attendance" ("session_id", "person_id")""",
]


def up(migrator: Any, db: Any) -> None:
    for statement in SQLITE if db.kind == "sqlite" else POSTGRESQL:
        db.execute_sql(statement)
