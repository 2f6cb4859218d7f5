"""The attempts at the observers' test, with the day it closes."""

from typing import Any

SQLITE = [
    """CREATE TABLE "certificate_attempt" (
        "id" INTEGER NOT NULL PRIMARY KEY, "certificate_id" INTEGER NOT NULL, "number" INTEGER NOT NULL CHECK (number >= 1), "taken_on" TEXT NOT NULL, "result_percent" INTEGER NOT NULL CHECK (result_percent BETWEEN 0 AND 100), "is_passed" INTEGER NOT NULL, FOREIGN KEY ("certificate_id") REFERENCES "certificate" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "certificate_attempt_certificate_id_number" ON "certificate_attempt" ("certificate_id", "number")""",
    """ALTER TABLE "certificate" ADD COLUMN "test_until" TEXT""",
    """UPDATE "certificate" SET "test_until" = date("course_completed_on", '+56 days') WHERE "passed_on" IS NULL AND "course_completed_on" IS NOT NULL""",
]

POSTGRESQL = [
    """CREATE TABLE "certificate_attempt" (
        "id" SERIAL NOT NULL PRIMARY KEY, "certificate_id" INTEGER NOT NULL, "number" INTEGER NOT NULL CHECK (number >= 1), "taken_on" DATE NOT NULL, "result_percent" INTEGER NOT NULL CHECK (result_percent BETWEEN 0 AND 100), "is_passed" BOOLEAN NOT NULL, FOREIGN KEY ("certificate_id") REFERENCES "certificate" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "certificate_attempt_certificate_id_number" ON "certificate_attempt" ("certificate_id", "number")""",
    """ALTER TABLE "certificate" ADD COLUMN "test_until" DATE""",
    """UPDATE "certificate" SET "test_until" = "course_completed_on" + 56 WHERE "passed_on" IS NULL AND "course_completed_on" IS NOT NULL""",
]


def up(migrator: Any, db: Any) -> None:
    for statement in SQLITE if db.kind == "sqlite" else POSTGRESQL:
        db.execute_sql(statement)
