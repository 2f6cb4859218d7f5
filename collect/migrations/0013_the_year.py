"""What kindergartens say they have done of what the programme asks, one tick an activity and month."""

from typing import Any

INDEXES = (
    """CREATE INDEX "activity_mark_month" ON "activity_mark" ("month")""",
    """CREATE INDEX "activity_mark_marked_by_id" ON "activity_mark" ("marked_by_id")""",
    """CREATE UNIQUE INDEX "activity_mark_kindergarten_id_month_activity" ON "activity_mark" ("kindergarten_id", "month", "activity")""",
)

SQLITE = [
    """CREATE TABLE "activity_mark" (
        "id" INTEGER NOT NULL PRIMARY KEY, "kindergarten_id" INTEGER NOT NULL, "month" TEXT NOT NULL, "activity" TEXT NOT NULL, "is_done" INTEGER NOT NULL, "count" INTEGER CHECK (count BETWEEN 0 AND 999), "note" TEXT NOT NULL, "marked_by_id" INTEGER, "marked_at" TEXT NOT NULL, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT, FOREIGN KEY ("marked_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT) STRICT""",
    *INDEXES,
]

POSTGRESQL = [
    """CREATE TABLE "activity_mark" (
        "id" SERIAL NOT NULL PRIMARY KEY, "kindergarten_id" INTEGER NOT NULL, "month" DATE NOT NULL, "activity" TEXT NOT NULL, "is_done" BOOLEAN NOT NULL, "count" INTEGER CHECK (count BETWEEN 0 AND 999), "note" TEXT NOT NULL, "marked_by_id" INTEGER, "marked_at" TIMESTAMP NOT NULL, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT, FOREIGN KEY ("marked_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT)""",
    *INDEXES,
]


def up(migrator: Any, db: Any) -> None:
    for statement in SQLITE if db.kind == "sqlite" else POSTGRESQL:
        db.execute_sql(statement)
