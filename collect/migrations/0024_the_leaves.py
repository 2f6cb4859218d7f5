"""What is declared about the staff, each change with what it changed; and leave."""

from typing import Any

SQLITE = [
    """CREATE TABLE "declaration" (
    "id" INTEGER NOT NULL PRIMARY KEY, "person_id" INTEGER NOT NULL, "kindergarten_id" INTEGER NOT NULL, "kind" TEXT NOT NULL, "day" TEXT NOT NULL, "details" TEXT NOT NULL, "steps" TEXT NOT NULL, "declared_at" TEXT NOT NULL, "declared_by_id" INTEGER, "cancelled_at" TEXT, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT, FOREIGN KEY ("declared_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE TABLE "leave" (
    "id" INTEGER NOT NULL PRIMARY KEY, "person_id" INTEGER NOT NULL, "kindergarten_id" INTEGER NOT NULL, "valid_from" TEXT NOT NULL, "valid_to" TEXT, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT) STRICT""",
]

POSTGRESQL = [
    """CREATE TABLE "declaration" (
    "id" SERIAL NOT NULL PRIMARY KEY, "person_id" INTEGER NOT NULL, "kindergarten_id" INTEGER NOT NULL, "kind" TEXT NOT NULL, "day" DATE NOT NULL, "details" JSONB NOT NULL, "steps" JSONB NOT NULL, "declared_at" TIMESTAMP NOT NULL, "declared_by_id" INTEGER, "cancelled_at" TIMESTAMP, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT, FOREIGN KEY ("declared_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT)""",
    """CREATE TABLE "leave" (
    "id" SERIAL NOT NULL PRIMARY KEY, "person_id" INTEGER NOT NULL, "kindergarten_id" INTEGER NOT NULL, "valid_from" DATE NOT NULL, "valid_to" DATE, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT)""",
]

INDEXES = [
    """CREATE INDEX "declaration_person_id" ON "declaration" ("person_id")""",
    """CREATE INDEX "declaration_declared_by_id" ON "declaration" ("declared_by_id")""",
    """CREATE INDEX "declaration_kindergarten_id_day" ON "declaration" ("kindergarten_id", "day")""",
    """CREATE INDEX "leave_person_id" ON "leave" ("person_id")""",
    """CREATE INDEX "leave_kindergarten_id_valid_to" ON "leave" ("kindergarten_id", "valid_to")""",
]


def up(migrator: Any, db: Any) -> None:
    for statement in (*(SQLITE if db.kind == "sqlite" else POSTGRESQL), *INDEXES):
        db.execute_sql(statement)
