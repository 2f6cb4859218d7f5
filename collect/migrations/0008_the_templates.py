"""The days of a course can be moved, and calendars follow; a last day to withdraw; templates of courses."""

from typing import Any

DAYS = [
    """ALTER TABLE "course_day" ADD COLUMN "mark" TEXT NOT NULL DEFAULT ''""",
    """ALTER TABLE "course" ADD COLUMN "withdraw_by" %(date)s""",
    """CREATE UNIQUE INDEX "course_template_in_use" ON "course_template" ("sort") WHERE retired_at IS NULL""",
    """CREATE INDEX "dropped_day_course_id" ON "dropped_day" ("course_id")""",
]
SQLITE = [
    """CREATE TABLE "dropped_day" (
        "id" INTEGER NOT NULL PRIMARY KEY, "course_id" INTEGER NOT NULL, "day" TEXT NOT NULL, "starts_at" TEXT NOT NULL, "ends_at" TEXT NOT NULL, "mark" TEXT NOT NULL, "dropped_at" TEXT NOT NULL, FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE TABLE "course_template" (
        "id" INTEGER NOT NULL PRIMARY KEY, "title" TEXT NOT NULL, "sort" TEXT NOT NULL, "search" TEXT NOT NULL, "kind" TEXT NOT NULL, "length" INTEGER NOT NULL CHECK (length BETWEEN 1 AND 4), "starts_at" TEXT NOT NULL, "ends_at" TEXT NOT NULL, "place" TEXT NOT NULL, "seats" INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 500), "positions" TEXT NOT NULL, "min_programme_year" INTEGER NOT NULL CHECK (min_programme_year >= 0), "register_days" INTEGER, "withdraw_days" INTEGER, "freeze_days" INTEGER NOT NULL, "offer_hours" INTEGER NOT NULL, "share" INTEGER, "description" TEXT NOT NULL, "letters" TEXT NOT NULL, "retired_at" TEXT) STRICT""",
    *DAYS,
]

POSTGRESQL = [
    """CREATE TABLE "dropped_day" (
        "id" SERIAL NOT NULL PRIMARY KEY, "course_id" INTEGER NOT NULL, "day" DATE NOT NULL, "starts_at" TEXT NOT NULL, "ends_at" TEXT NOT NULL, "mark" TEXT NOT NULL, "dropped_at" TIMESTAMP NOT NULL, FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE RESTRICT)""",
    """CREATE TABLE "course_template" (
        "id" SERIAL NOT NULL PRIMARY KEY, "title" TEXT NOT NULL, "sort" TEXT NOT NULL COLLATE "C", "search" TEXT NOT NULL, "kind" TEXT NOT NULL, "length" INTEGER NOT NULL CHECK (length BETWEEN 1 AND 4), "starts_at" TEXT NOT NULL, "ends_at" TEXT NOT NULL, "place" TEXT NOT NULL, "seats" INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 500), "positions" TEXT NOT NULL, "min_programme_year" INTEGER NOT NULL CHECK (min_programme_year >= 0), "register_days" INTEGER, "withdraw_days" INTEGER, "freeze_days" INTEGER NOT NULL, "offer_hours" INTEGER NOT NULL, "share" INTEGER, "description" TEXT NOT NULL, "letters" JSONB NOT NULL, "retired_at" TIMESTAMP)""",
    *DAYS,
]


def up(migrator: Any, db: Any) -> None:
    is_sqlite = db.kind == "sqlite"
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        db.execute_sql(statement.replace("%(date)s", "TEXT" if is_sqlite else "DATE"))
