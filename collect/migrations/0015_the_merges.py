"""Which record a person was merged into, and what each merge moved, so that it can be undone."""

from typing import Any

SHARED = [
    """ALTER TABLE "person" ADD COLUMN "merged_into_id" INTEGER REFERENCES "person" ("id") ON DELETE RESTRICT""",
    """CREATE INDEX "person_merged_into_id" ON "person" ("merged_into_id")""",
]

SQLITE = """CREATE TABLE "merge" (
    "id" INTEGER NOT NULL PRIMARY KEY, "record" TEXT NOT NULL CHECK (record IN ('person', 'kindergarten')), "kept" INTEGER NOT NULL, "gone" INTEGER NOT NULL, "reason" TEXT NOT NULL, "steps" TEXT NOT NULL, "at" TEXT NOT NULL, "by_id" INTEGER, "undone_at" TEXT, "undone_by_id" INTEGER, FOREIGN KEY ("by_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("undone_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT) STRICT"""

POSTGRESQL = """CREATE TABLE "merge" (
    "id" SERIAL NOT NULL PRIMARY KEY, "record" TEXT NOT NULL CHECK (record IN ('person', 'kindergarten')), "kept" INTEGER NOT NULL, "gone" INTEGER NOT NULL, "reason" TEXT NOT NULL, "steps" JSONB NOT NULL, "at" TIMESTAMP NOT NULL, "by_id" INTEGER, "undone_at" TIMESTAMP, "undone_by_id" INTEGER, FOREIGN KEY ("by_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("undone_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT)"""

INDEXES = [
    """CREATE INDEX "merge_by_id" ON "merge" ("by_id")""",
    """CREATE INDEX "merge_undone_by_id" ON "merge" ("undone_by_id")""",
    """CREATE INDEX "merge_record_gone" ON "merge" ("record", "gone")""",
    """CREATE INDEX "merge_record_kept" ON "merge" ("record", "kept")""",
]


def up(migrator: Any, db: Any) -> None:
    for statement in (*SHARED, SQLITE if db.kind == "sqlite" else POSTGRESQL, *INDEXES):
        db.execute_sql(statement)
