"""A second step of logging in: the app's secret, codes in reserve, and what a session has passed."""

from typing import Any

SQLITE = (
    """CREATE TABLE "second_step" (
    "id" INTEGER NOT NULL PRIMARY KEY, "account_id" INTEGER NOT NULL, "secret" TEXT NOT NULL, "created_at" TEXT NOT NULL, "confirmed_at" TEXT, "last_step" INTEGER NOT NULL, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE CASCADE) STRICT""",
    """CREATE TABLE "recovery_code" (
    "id" INTEGER NOT NULL PRIMARY KEY, "account_id" INTEGER NOT NULL, "code_hash" TEXT NOT NULL, "used_at" TEXT, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE CASCADE) STRICT""",
    """ALTER TABLE "login_session" ADD COLUMN "asks_code" INTEGER NOT NULL DEFAULT 0""",
    """ALTER TABLE "login_session" ADD COLUMN "verified_at" TEXT""",
)

POSTGRESQL = (
    """CREATE TABLE "second_step" (
    "id" SERIAL NOT NULL PRIMARY KEY, "account_id" INTEGER NOT NULL, "secret" TEXT NOT NULL, "created_at" TIMESTAMP NOT NULL, "confirmed_at" TIMESTAMP, "last_step" INTEGER NOT NULL, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE CASCADE)""",
    """CREATE TABLE "recovery_code" (
    "id" SERIAL NOT NULL PRIMARY KEY, "account_id" INTEGER NOT NULL, "code_hash" TEXT NOT NULL, "used_at" TIMESTAMP, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE CASCADE)""",
    """ALTER TABLE "login_session" ADD COLUMN "asks_code" BOOLEAN NOT NULL DEFAULT FALSE""",
    """ALTER TABLE "login_session" ADD COLUMN "verified_at" TIMESTAMP""",
)

BOTH = (
    """ALTER TABLE "login_session" ADD COLUMN "device" TEXT NOT NULL DEFAULT ''""",
    """CREATE UNIQUE INDEX "second_step_account_id" ON "second_step" ("account_id")""",
    """CREATE INDEX "recovery_code_account_id" ON "recovery_code" ("account_id")""",
    """CREATE UNIQUE INDEX "recovery_code_code_hash" ON "recovery_code" ("code_hash")""",
)


def up(migrator: Any, db: Any) -> None:
    for statement in (*(SQLITE if db.kind == "sqlite" else POSTGRESQL), *BOTH):
        db.execute_sql(statement)
