"""The outbox, and the letters of a course."""

from typing import Any

SQLITE = [
    """CREATE TABLE "notice" (
        "id" INTEGER NOT NULL PRIMARY KEY, "message_id" TEXT NOT NULL, "mark" TEXT NOT NULL, "kind" TEXT NOT NULL, "person_id" INTEGER, "address" TEXT NOT NULL, "locale" TEXT NOT NULL CHECK (locale IN ('nb', 'nn', 'en')), "subject" TEXT NOT NULL, "text" TEXT NOT NULL, "calendar" TEXT NOT NULL CHECK (calendar IN ('', 'request', 'cancel')), "record" TEXT NOT NULL, "record_id" INTEGER NOT NULL, "created_at" TEXT NOT NULL, "due_at" TEXT NOT NULL, "attempts" INTEGER NOT NULL, "next_try_at" TEXT NOT NULL, "sent_at" TEXT, "failed_at" TEXT, "error" TEXT NOT NULL, "claimed_until" TEXT, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "notice_message_id" ON "notice" ("message_id")""",
    """CREATE UNIQUE INDEX "notice_mark" ON "notice" ("mark")""",
    """CREATE INDEX "notice_person_id" ON "notice" ("person_id")""",
    """CREATE INDEX "notice_record_record_id" ON "notice" ("record", "record_id")""",
    """CREATE INDEX "notice_waiting" ON "notice" ("next_try_at") WHERE sent_at IS NULL AND failed_at IS NULL""",
    """CREATE TABLE "course_letter" (
        "id" INTEGER NOT NULL PRIMARY KEY, "course_id" INTEGER NOT NULL, "days" INTEGER NOT NULL CHECK (days BETWEEN -120 AND 60), "status" TEXT NOT NULL CHECK (status IN ('placed', 'waiting')), "subject" TEXT NOT NULL, "text" TEXT NOT NULL, "created_at" TEXT NOT NULL, "stopped_at" TEXT, FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE INDEX "course_letter_course_id" ON "course_letter" ("course_id")""",
]

POSTGRESQL = [
    """CREATE TABLE "notice" (
        "id" SERIAL NOT NULL PRIMARY KEY, "message_id" TEXT NOT NULL, "mark" TEXT NOT NULL, "kind" TEXT NOT NULL, "person_id" INTEGER, "address" TEXT NOT NULL, "locale" TEXT NOT NULL CHECK (locale IN ('nb', 'nn', 'en')), "subject" TEXT NOT NULL, "text" TEXT NOT NULL, "calendar" TEXT NOT NULL CHECK (calendar IN ('', 'request', 'cancel')), "record" TEXT NOT NULL, "record_id" INTEGER NOT NULL, "created_at" TIMESTAMP NOT NULL, "due_at" TIMESTAMP NOT NULL, "attempts" INTEGER NOT NULL, "next_try_at" TIMESTAMP NOT NULL, "sent_at" TIMESTAMP, "failed_at" TIMESTAMP, "error" TEXT NOT NULL, "claimed_until" TIMESTAMP, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "notice_message_id" ON "notice" ("message_id")""",
    """CREATE UNIQUE INDEX "notice_mark" ON "notice" ("mark")""",
    """CREATE INDEX "notice_person_id" ON "notice" ("person_id")""",
    """CREATE INDEX "notice_record_record_id" ON "notice" ("record", "record_id")""",
    """CREATE INDEX "notice_waiting" ON "notice" ("next_try_at") WHERE sent_at IS NULL AND failed_at IS NULL""",
    """CREATE TABLE "course_letter" (
        "id" SERIAL NOT NULL PRIMARY KEY, "course_id" INTEGER NOT NULL, "days" INTEGER NOT NULL CHECK (days BETWEEN -120 AND 60), "status" TEXT NOT NULL CHECK (status IN ('placed', 'waiting')), "subject" TEXT NOT NULL, "text" TEXT NOT NULL, "created_at" TIMESTAMP NOT NULL, "stopped_at" TIMESTAMP, FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "course_letter_course_id" ON "course_letter" ("course_id")""",
]


def up(migrator: Any, db: Any) -> None:
    for statement in SQLITE if db.kind == "sqlite" else POSTGRESQL:
        db.execute_sql(statement)
