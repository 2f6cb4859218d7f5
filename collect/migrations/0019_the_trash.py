"""What was taken away by mistake, until it is laid back or its time is over."""

from typing import Any

SQLITE = """CREATE TABLE "trash" (
    "id" INTEGER NOT NULL PRIMARY KEY, "record" TEXT NOT NULL, "record_id" INTEGER NOT NULL, "label" TEXT NOT NULL, "reason" TEXT NOT NULL, "actor" TEXT NOT NULL, "at" TEXT NOT NULL, "purge_after" TEXT NOT NULL, "rows" TEXT, "restored_at" TEXT, "purged_at" TEXT) STRICT"""

POSTGRESQL = """CREATE TABLE "trash" (
    "id" SERIAL NOT NULL PRIMARY KEY, "record" TEXT NOT NULL, "record_id" INTEGER NOT NULL, "label" TEXT NOT NULL, "reason" TEXT NOT NULL, "actor" TEXT NOT NULL, "at" TIMESTAMP NOT NULL, "purge_after" TIMESTAMP NOT NULL, "rows" JSONB, "restored_at" TIMESTAMP, "purged_at" TIMESTAMP)"""

INDEX = """CREATE INDEX "trash_record_record_id" ON "trash" ("record", "record_id")"""


def up(migrator: Any, db: Any) -> None:
    for statement in (SQLITE if db.kind == "sqlite" else POSTGRESQL, INDEX):
        db.execute_sql(statement)
