"""What the municipality has decided about its programme."""

from typing import Any

SQLITE = """CREATE TABLE "setting_change" (
    "id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "number" INTEGER NOT NULL, "value" TEXT, "before" TEXT NOT NULL, "after" TEXT NOT NULL, "changed_at" TEXT NOT NULL, "actor" TEXT NOT NULL) STRICT"""

POSTGRESQL = """CREATE TABLE "setting_change" (
    "id" SERIAL NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "number" INTEGER NOT NULL, "value" TEXT, "before" TEXT NOT NULL, "after" TEXT NOT NULL, "changed_at" TIMESTAMP NOT NULL, "actor" TEXT NOT NULL)"""

INDEX = """CREATE UNIQUE INDEX "setting_change_name_number" ON "setting_change" ("name", "number")"""


def up(migrator: Any, db: Any) -> None:
    for statement in (SQLITE if db.kind == "sqlite" else POSTGRESQL, INDEX):
        db.execute_sql(statement)
