"""Who was at a course day by day, and the proofs of courses that were attended."""

from typing import Any

SQLITE = [
    """CREATE TABLE "attendance" (
        "id" INTEGER NOT NULL PRIMARY KEY, "registration_id" INTEGER NOT NULL, "course_day_id" INTEGER NOT NULL, "is_present" INTEGER NOT NULL, "marked_by_id" INTEGER, "marked_at" TEXT NOT NULL, FOREIGN KEY ("registration_id") REFERENCES "registration" ("id") ON DELETE RESTRICT, FOREIGN KEY ("course_day_id") REFERENCES "course_day" ("id") ON DELETE RESTRICT, FOREIGN KEY ("marked_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE INDEX "attendance_course_day_id" ON "attendance" ("course_day_id")""",
    """CREATE INDEX "attendance_marked_by_id" ON "attendance" ("marked_by_id")""",
    """CREATE UNIQUE INDEX "attendance_registration_id_course_day_id" ON "attendance" ("registration_id", "course_day_id")""",
    """CREATE TABLE "course_proof" (
        "id" INTEGER NOT NULL PRIMARY KEY, "registration_id" INTEGER NOT NULL, "code" TEXT NOT NULL, "issued_at" TEXT NOT NULL, "revoked_at" TEXT, FOREIGN KEY ("registration_id") REFERENCES "registration" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "course_proof_registration_id" ON "course_proof" ("registration_id")""",
    """CREATE UNIQUE INDEX "course_proof_code" ON "course_proof" ("code")""",
]

POSTGRESQL = [
    """CREATE TABLE "attendance" (
        "id" SERIAL NOT NULL PRIMARY KEY, "registration_id" INTEGER NOT NULL, "course_day_id" INTEGER NOT NULL, "is_present" BOOLEAN NOT NULL, "marked_by_id" INTEGER, "marked_at" TIMESTAMP NOT NULL, FOREIGN KEY ("registration_id") REFERENCES "registration" ("id") ON DELETE RESTRICT, FOREIGN KEY ("course_day_id") REFERENCES "course_day" ("id") ON DELETE RESTRICT, FOREIGN KEY ("marked_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "attendance_course_day_id" ON "attendance" ("course_day_id")""",
    """CREATE INDEX "attendance_marked_by_id" ON "attendance" ("marked_by_id")""",
    """CREATE UNIQUE INDEX "attendance_registration_id_course_day_id" ON "attendance" ("registration_id", "course_day_id")""",
    """CREATE TABLE "course_proof" (
        "id" SERIAL NOT NULL PRIMARY KEY, "registration_id" INTEGER NOT NULL, "code" TEXT NOT NULL, "issued_at" TIMESTAMP NOT NULL, "revoked_at" TIMESTAMP, FOREIGN KEY ("registration_id") REFERENCES "registration" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "course_proof_registration_id" ON "course_proof" ("registration_id")""",
    """CREATE UNIQUE INDEX "course_proof_code" ON "course_proof" ("code")""",
]


def up(migrator: Any, db: Any) -> None:
    for statement in SQLITE if db.kind == "sqlite" else POSTGRESQL:
        db.execute_sql(statement)
