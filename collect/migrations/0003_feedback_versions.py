"""What a released feedback said before it was corrected."""

from typing import Any

SQLITE = [
    """CREATE TABLE "feedback_version" (
        "id" INTEGER NOT NULL PRIMARY KEY, "feedback_id" INTEGER NOT NULL, "number" INTEGER NOT NULL, "strengths" TEXT NOT NULL, "areas" TEXT NOT NULL, "next_step" TEXT NOT NULL, "reason" TEXT NOT NULL, "saved_at" TEXT NOT NULL, "replaced_at" TEXT NOT NULL, FOREIGN KEY ("feedback_id") REFERENCES "feedback" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "feedback_version_feedback_id_number" ON "feedback_version" ("feedback_id", "number")""",
]

POSTGRESQL = [
    """CREATE TABLE "feedback_version" (
        "id" SERIAL NOT NULL PRIMARY KEY, "feedback_id" INTEGER NOT NULL, "number" INTEGER NOT NULL, "strengths" TEXT NOT NULL, "areas" TEXT NOT NULL, "next_step" TEXT NOT NULL, "reason" TEXT NOT NULL, "saved_at" TIMESTAMP NOT NULL, "replaced_at" TIMESTAMP NOT NULL, FOREIGN KEY ("feedback_id") REFERENCES "feedback" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "feedback_version_feedback_id_number" ON "feedback_version" ("feedback_id", "number")""",
]


def up(migrator: Any, db: Any) -> None:
    for statement in SQLITE if db.kind == "sqlite" else POSTGRESQL:
        db.execute_sql(statement)
