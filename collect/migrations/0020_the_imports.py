"""Tables that wait to be taken in or were, and which column stands under a heading elsewhere."""

from typing import Any

SQLITE = (
    """CREATE TABLE "import_batch" (
    "id" INTEGER NOT NULL PRIMARY KEY, "account_id" INTEGER NOT NULL, "kind" TEXT NOT NULL, "name" TEXT NOT NULL, "brought_at" TEXT NOT NULL, "content" TEXT, "columns" TEXT, "counts" TEXT, "lines" TEXT, "done_at" TEXT, "undone_at" TEXT, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE CASCADE) STRICT""",
    """CREATE TABLE "import_headings" (
    "id" INTEGER NOT NULL PRIMARY KEY, "kind" TEXT NOT NULL, "headings" TEXT NOT NULL, "columns" TEXT NOT NULL) STRICT""",
)

POSTGRESQL = (
    """CREATE TABLE "import_batch" (
    "id" SERIAL NOT NULL PRIMARY KEY, "account_id" INTEGER NOT NULL, "kind" TEXT NOT NULL, "name" TEXT NOT NULL, "brought_at" TIMESTAMP NOT NULL, "content" TEXT, "columns" JSONB, "counts" JSONB, "lines" JSONB, "done_at" TIMESTAMP, "undone_at" TIMESTAMP, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE CASCADE)""",
    """CREATE TABLE "import_headings" (
    "id" SERIAL NOT NULL PRIMARY KEY, "kind" TEXT NOT NULL, "headings" TEXT NOT NULL, "columns" JSONB NOT NULL)""",
)

INDEXES = (
    """CREATE INDEX "import_batch_account_id_brought_at" ON "import_batch" ("account_id", "brought_at")""",
    """CREATE UNIQUE INDEX "import_headings_kind_headings" ON "import_headings" ("kind", "headings")""",
)


def up(migrator: Any, db: Any) -> None:
    for statement in (*(SQLITE if db.kind == "sqlite" else POSTGRESQL), *INDEXES):
        db.execute_sql(statement)
