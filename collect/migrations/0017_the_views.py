"""What somebody keeps of a list under a name."""

from typing import Any

SQLITE = """CREATE TABLE "saved_view" (
    "id" INTEGER NOT NULL PRIMARY KEY, "account_id" INTEGER NOT NULL, "feature" TEXT NOT NULL, "name" TEXT NOT NULL, "query" TEXT NOT NULL, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE CASCADE) STRICT"""

POSTGRESQL = """CREATE TABLE "saved_view" (
    "id" SERIAL NOT NULL PRIMARY KEY, "account_id" INTEGER NOT NULL, "feature" TEXT NOT NULL, "name" TEXT NOT NULL, "query" TEXT NOT NULL, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE CASCADE)"""

INDEX = """CREATE UNIQUE INDEX "saved_view_account_id_feature_name" ON "saved_view" ("account_id", "feature", "name")"""


def up(migrator: Any, db: Any) -> None:
    for statement in (SQLITE if db.kind == "sqlite" else POSTGRESQL, INDEX):
        db.execute_sql(statement)
