"""The evaluations of courses, who has given one, and letters to those who have not."""

from typing import Any

# Letters that went out are not to be changed; courses to come get the letters that new ones begin with.
SENT, COMING = (
    """UPDATE "course_letter" SET "queued_at" = (SELECT MIN("created_at") FROM "notice" WHERE "kind" = 'letter' AND "mark" = 'registration:' || "record_id" || ':letter:' || "course_letter"."id")""",
    """INSERT INTO "course_letter" ("course_id", "days", "status", "subject", "text", "created_at")
        SELECT "course"."id", "later"."days", 'unanswered', '', '', {now} FROM "course", (SELECT 1 AS "days" UNION ALL SELECT 8) AS "later" WHERE NOT "course"."is_cancelled" AND "course"."first_day" >= CURRENT_DATE""",
)

SQLITE = [
    """CREATE TABLE "course_evaluation" (
        "key" TEXT NOT NULL PRIMARY KEY, "course_id" INTEGER NOT NULL, "useful" INTEGER NOT NULL CHECK (useful BETWEEN 1 AND 5), "clear" INTEGER NOT NULL CHECK (clear BETWEEN 1 AND 5), "practical" INTEGER NOT NULL CHECK (practical BETWEEN 1 AND 5), "will_use" INTEGER NOT NULL CHECK (will_use BETWEEN 1 AND 5), "use_text" TEXT NOT NULL, "better_text" TEXT NOT NULL, FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE RESTRICT) STRICT, WITHOUT ROWID""",
    """CREATE INDEX "course_evaluation_course_id" ON "course_evaluation" ("course_id")""",
    """CREATE TABLE "evaluation_given" (
        "registration_id" INTEGER NOT NULL PRIMARY KEY, FOREIGN KEY ("registration_id") REFERENCES "registration" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE TABLE "course_letter_new" (
        "id" INTEGER NOT NULL PRIMARY KEY, "course_id" INTEGER NOT NULL, "days" INTEGER NOT NULL CHECK (days BETWEEN -120 AND 60), "status" TEXT NOT NULL CHECK (status IN ('placed', 'waiting', 'unanswered')), "subject" TEXT NOT NULL, "text" TEXT NOT NULL, "created_at" TEXT NOT NULL, "stopped_at" TEXT, "queued_at" TEXT, FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE RESTRICT) STRICT""",
    """INSERT INTO "course_letter_new" ("id", "course_id", "days", "status", "subject", "text", "created_at", "stopped_at")
        SELECT "id", "course_id", "days", "status", "subject", "text", "created_at", "stopped_at" FROM course_letter""",
    """DROP TABLE course_letter""",
    """ALTER TABLE "course_letter_new" RENAME TO course_letter""",
    """CREATE INDEX "course_letter_course_id" ON "course_letter" ("course_id")""",
    SENT,
    COMING.format(now="CURRENT_TIMESTAMP"),
]

POSTGRESQL = [
    """CREATE TABLE "course_evaluation" (
        "key" TEXT NOT NULL PRIMARY KEY, "course_id" INTEGER NOT NULL, "useful" INTEGER NOT NULL CHECK (useful BETWEEN 1 AND 5), "clear" INTEGER NOT NULL CHECK (clear BETWEEN 1 AND 5), "practical" INTEGER NOT NULL CHECK (practical BETWEEN 1 AND 5), "will_use" INTEGER NOT NULL CHECK (will_use BETWEEN 1 AND 5), "use_text" TEXT NOT NULL, "better_text" TEXT NOT NULL, FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "course_evaluation_course_id" ON "course_evaluation" ("course_id")""",
    """CREATE TABLE "evaluation_given" (
        "registration_id" INTEGER NOT NULL PRIMARY KEY, FOREIGN KEY ("registration_id") REFERENCES "registration" ("id") ON DELETE RESTRICT)""",
    """ALTER TABLE "course_letter" DROP CONSTRAINT course_letter_status_check""",
    """ALTER TABLE "course_letter" ADD CONSTRAINT "course_letter_status_check" CHECK (status IN ('placed', 'waiting', 'unanswered'))""",
    """ALTER TABLE "course_letter" ADD COLUMN "queued_at" TIMESTAMP""",
    SENT,
    COMING.format(now="CURRENT_TIMESTAMP AT TIME ZONE 'UTC'"),
]


def up(migrator: Any, db: Any) -> None:
    for statement in SQLITE if db.kind == "sqlite" else POSTGRESQL:
        db.execute_sql(statement)
