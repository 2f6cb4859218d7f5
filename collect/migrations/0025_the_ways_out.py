"""Keys for programs that read, and standing wishes for workbooks."""

from typing import Any

SQLITE = (
    """CREATE TABLE "api_token" (
    "id" INTEGER NOT NULL PRIMARY KEY, "account_id" INTEGER NOT NULL, "name" TEXT NOT NULL, "token_hash" TEXT NOT NULL, "created_at" TEXT NOT NULL, "expires_on" TEXT NOT NULL, "used_at" TEXT, "ended_at" TEXT, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE CASCADE) STRICT""",
    """CREATE TABLE "export_schedule" (
    "id" INTEGER NOT NULL PRIMARY KEY, "account_id" INTEGER NOT NULL, "cohort_id" INTEGER, "every" TEXT NOT NULL CHECK (every IN ('week', 'month', 'semester')), "next_on" TEXT NOT NULL, "created_at" TEXT NOT NULL, "ended_at" TEXT, "ended_for" TEXT NOT NULL, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE CASCADE, FOREIGN KEY ("cohort_id") REFERENCES "cohort" ("id") ON DELETE CASCADE) STRICT""",
)

POSTGRESQL = (
    """CREATE TABLE "api_token" (
    "id" SERIAL NOT NULL PRIMARY KEY, "account_id" INTEGER NOT NULL, "name" TEXT NOT NULL, "token_hash" TEXT NOT NULL, "created_at" TIMESTAMP NOT NULL, "expires_on" DATE NOT NULL, "used_at" TIMESTAMP, "ended_at" TIMESTAMP, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE CASCADE)""",
    """CREATE TABLE "export_schedule" (
    "id" SERIAL NOT NULL PRIMARY KEY, "account_id" INTEGER NOT NULL, "cohort_id" INTEGER, "every" TEXT NOT NULL CHECK (every IN ('week', 'month', 'semester')), "next_on" DATE NOT NULL, "created_at" TIMESTAMP NOT NULL, "ended_at" TIMESTAMP, "ended_for" TEXT NOT NULL, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE CASCADE, FOREIGN KEY ("cohort_id") REFERENCES "cohort" ("id") ON DELETE CASCADE)""",
)

INDEXES = (
    """CREATE INDEX "api_token_account_id" ON "api_token" ("account_id")""",
    """CREATE UNIQUE INDEX "api_token_token_hash" ON "api_token" ("token_hash")""",
    """CREATE INDEX "export_schedule_account_id" ON "export_schedule" ("account_id")""",
    """CREATE INDEX "export_schedule_cohort_id" ON "export_schedule" ("cohort_id")""",
)


def up(migrator: Any, db: Any) -> None:
    for statement in (*(SQLITE if db.kind == "sqlite" else POSTGRESQL), *INDEXES):
        db.execute_sql(statement)
