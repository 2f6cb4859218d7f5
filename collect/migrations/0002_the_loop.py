"""The loop from visit to goal to the next visit: plans, drafts, versions, figures, feedback, goals."""

from typing import Any

SQLITE = [
    """CREATE TABLE "visit" (
        "id" INTEGER NOT NULL PRIMARY KEY, "uid" TEXT NOT NULL, "department_id" INTEGER NOT NULL, "semester" TEXT NOT NULL, "observer_id" INTEGER, "instrument_id" INTEGER, "doubles_id" INTEGER, "planned_on" TEXT, "starts_at" TEXT NOT NULL, "status" TEXT NOT NULL CHECK (status IN ('proposed', 'asked', 'accepted', 'declined', 'cancelled', 'observed')), "relation" TEXT NOT NULL CHECK (relation IN ('external', 'internal', 'own_department')), "reasons" TEXT NOT NULL, "note" TEXT NOT NULL, "sequence" INTEGER NOT NULL, "changed_at" TEXT NOT NULL, "asked_at" TEXT, "answered_at" TEXT, FOREIGN KEY ("department_id") REFERENCES "department" ("id") ON DELETE RESTRICT, FOREIGN KEY ("observer_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("instrument_id") REFERENCES "instrument" ("id") ON DELETE RESTRICT, FOREIGN KEY ("doubles_id") REFERENCES "visit" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "visit_uid" ON "visit" ("uid")""",
    """CREATE INDEX "visit_instrument_id" ON "visit" ("instrument_id")""",
    """CREATE INDEX "visit_doubles_id" ON "visit" ("doubles_id")""",
    """CREATE INDEX "visit_department_id_semester" ON "visit" ("department_id", "semester")""",
    """CREATE INDEX "visit_observer_id_planned_on" ON "visit" ("observer_id", "planned_on")""",
    """CREATE INDEX "visit_semester_status" ON "visit" ("semester", "status")""",
    """CREATE TABLE "exchange_offer" (
        "id" INTEGER NOT NULL PRIMARY KEY, "kindergarten_id" INTEGER NOT NULL, "semester" TEXT NOT NULL, "visits" INTEGER NOT NULL CHECK (visits BETWEEN 0 AND 99), "note" TEXT NOT NULL, "agreed_by_id" INTEGER, "agreed_at" TEXT NOT NULL, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT, FOREIGN KEY ("agreed_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE INDEX "exchange_offer_agreed_by_id" ON "exchange_offer" ("agreed_by_id")""",
    """CREATE UNIQUE INDEX "exchange_offer_kindergarten_id_semester" ON "exchange_offer" ("kindergarten_id", "semester")""",
    """CREATE TABLE "observation_version" (
        "id" INTEGER NOT NULL PRIMARY KEY, "observation_id" INTEGER NOT NULL, "number" INTEGER NOT NULL, "content" TEXT NOT NULL, "reason" TEXT NOT NULL, "return_note" TEXT NOT NULL, "sent_at" TEXT NOT NULL, "replaced_at" TEXT NOT NULL, FOREIGN KEY ("observation_id") REFERENCES "observation" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "observation_version_observation_id_number" ON "observation_version" ("observation_id", "number")""",
    """CREATE TABLE "draft" (
        "id" INTEGER NOT NULL PRIMARY KEY, "key" TEXT NOT NULL, "person_id" INTEGER NOT NULL, "department_id" INTEGER NOT NULL, "instrument_id" INTEGER NOT NULL, "visit_id" INTEGER, "corrects_id" INTEGER, "is_practice" INTEGER NOT NULL, "content" TEXT NOT NULL, "version" INTEGER NOT NULL, "device" TEXT NOT NULL, "opened_at" TEXT NOT NULL, "saved_at" TEXT NOT NULL, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("department_id") REFERENCES "department" ("id") ON DELETE RESTRICT, FOREIGN KEY ("instrument_id") REFERENCES "instrument" ("id") ON DELETE RESTRICT, FOREIGN KEY ("visit_id") REFERENCES "visit" ("id") ON DELETE RESTRICT, FOREIGN KEY ("corrects_id") REFERENCES "observation" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "draft_key" ON "draft" ("key")""",
    """CREATE INDEX "draft_department_id" ON "draft" ("department_id")""",
    """CREATE INDEX "draft_instrument_id" ON "draft" ("instrument_id")""",
    """CREATE INDEX "draft_visit_id" ON "draft" ("visit_id")""",
    """CREATE INDEX "draft_corrects_id" ON "draft" ("corrects_id")""",
    """CREATE INDEX "draft_person_id_saved_at" ON "draft" ("person_id", "saved_at")""",
    """CREATE TABLE "score_tally" (
        "id" INTEGER NOT NULL PRIMARY KEY, "cohort_id" INTEGER NOT NULL, "semester" TEXT NOT NULL, "dimension_id" INTEGER NOT NULL, "cycle" INTEGER NOT NULL, "value" INTEGER NOT NULL CHECK (value BETWEEN 1 AND 7), "n" INTEGER NOT NULL CHECK (n >= 0), FOREIGN KEY ("cohort_id") REFERENCES "cohort" ("id") ON DELETE RESTRICT, FOREIGN KEY ("dimension_id") REFERENCES "dimension" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE INDEX "score_tally_dimension_id" ON "score_tally" ("dimension_id")""",
    """CREATE UNIQUE INDEX "score_tally_cohort_id_semester_dimension_id_cycle_value" ON "score_tally" ("cohort_id", "semester", "dimension_id", "cycle", "value")""",
    """CREATE TABLE "domain_score" (
        "id" INTEGER NOT NULL PRIMARY KEY, "observation_id" INTEGER NOT NULL, "domain_id" INTEGER NOT NULL, "cohort_id" INTEGER, "department_id" INTEGER NOT NULL, "semester" TEXT NOT NULL, "scaled" INTEGER NOT NULL, FOREIGN KEY ("observation_id") REFERENCES "observation" ("id") ON DELETE RESTRICT, FOREIGN KEY ("domain_id") REFERENCES "domain" ("id") ON DELETE RESTRICT, FOREIGN KEY ("cohort_id") REFERENCES "cohort" ("id") ON DELETE RESTRICT, FOREIGN KEY ("department_id") REFERENCES "department" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE INDEX "domain_score_domain_id" ON "domain_score" ("domain_id")""",
    """CREATE INDEX "domain_score_department_id" ON "domain_score" ("department_id")""",
    """CREATE UNIQUE INDEX "domain_score_observation_id_domain_id" ON "domain_score" ("observation_id", "domain_id")""",
    """CREATE INDEX "domain_score_cohort_id_semester_domain_id_department_id_scaled" ON "domain_score" ("cohort_id", "semester", "domain_id", "department_id", "scaled")""",
    """CREATE TABLE "loop_mark" (
        "id" INTEGER NOT NULL PRIMARY KEY, "department_id" INTEGER NOT NULL, "semester" TEXT NOT NULL, "planned_on" TEXT, "observed_on" TEXT, "fed_back_on" TEXT, "goal_on" TEXT, "followed_up_on" TEXT, FOREIGN KEY ("department_id") REFERENCES "department" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "loop_mark_semester_department_id" ON "loop_mark" ("semester", "department_id")""",
    """CREATE TABLE "feedback" (
        "id" INTEGER NOT NULL PRIMARY KEY, "observation_id" INTEGER NOT NULL, "strengths" TEXT NOT NULL, "areas" TEXT NOT NULL, "next_step" TEXT NOT NULL, "oral_on" TEXT, "oral_count" INTEGER CHECK (oral_count BETWEEN 0 AND 199), "version" INTEGER NOT NULL, "saved_at" TEXT NOT NULL, "confirmed_on" TEXT, "confirmed_count" INTEGER CHECK (confirmed_count BETWEEN 0 AND 199), "confirmed_by_id" INTEGER, FOREIGN KEY ("observation_id") REFERENCES "observation" ("id") ON DELETE RESTRICT, FOREIGN KEY ("confirmed_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "feedback_observation_id" ON "feedback" ("observation_id")""",
    """CREATE INDEX "feedback_confirmed_by_id" ON "feedback" ("confirmed_by_id")""",
    """CREATE TABLE "goal" (
        "id" INTEGER NOT NULL PRIMARY KEY, "reference" TEXT NOT NULL, "department_id" INTEGER NOT NULL, "semester" TEXT NOT NULL, "kind" TEXT NOT NULL CHECK (kind IN ('development', 'micro_project')), "observation_id" INTEGER, "dimension_id" INTEGER, "start" INTEGER, "target" INTEGER, "title" TEXT NOT NULL, "support" TEXT NOT NULL, "responsible_id" INTEGER, "created_at" TEXT NOT NULL, "check_back_on" TEXT, "status" TEXT NOT NULL CHECK (status IN ('open', 'evaluated', 'dropped')), "seen" TEXT NOT NULL, "helped" TEXT NOT NULL CHECK (helped IN ('', 'yes', 'partly', 'no', 'unknown')), "result" TEXT NOT NULL, "settled_on" TEXT, FOREIGN KEY ("department_id") REFERENCES "department" ("id") ON DELETE RESTRICT, FOREIGN KEY ("observation_id") REFERENCES "observation" ("id") ON DELETE RESTRICT, FOREIGN KEY ("dimension_id") REFERENCES "dimension" ("id") ON DELETE RESTRICT, FOREIGN KEY ("responsible_id") REFERENCES "person" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "goal_reference" ON "goal" ("reference")""",
    """CREATE INDEX "goal_observation_id" ON "goal" ("observation_id")""",
    """CREATE INDEX "goal_dimension_id" ON "goal" ("dimension_id")""",
    """CREATE INDEX "goal_responsible_id" ON "goal" ("responsible_id")""",
    """CREATE INDEX "goal_department_id_semester" ON "goal" ("department_id", "semester")""",
    """CREATE INDEX "goal_status_check_back_on" ON "goal" ("status", "check_back_on")""",
    """CREATE TABLE "goal_action" (
        "id" INTEGER NOT NULL PRIMARY KEY, "goal_id" INTEGER NOT NULL, "position" INTEGER NOT NULL, "text" TEXT NOT NULL, "responsible_id" INTEGER, "due_on" TEXT, "done_on" TEXT, FOREIGN KEY ("goal_id") REFERENCES "goal" ("id") ON DELETE RESTRICT, FOREIGN KEY ("responsible_id") REFERENCES "person" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE INDEX "goal_action_responsible_id" ON "goal_action" ("responsible_id")""",
    """CREATE UNIQUE INDEX "goal_action_goal_id_position" ON "goal_action" ("goal_id", "position")""",
    """CREATE TABLE "goal_check" (
        "id" INTEGER NOT NULL PRIMARY KEY, "goal_id" INTEGER NOT NULL, "checked_on" TEXT NOT NULL, "note" TEXT NOT NULL, "person_id" INTEGER, FOREIGN KEY ("goal_id") REFERENCES "goal" ("id") ON DELETE RESTRICT, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE INDEX "goal_check_person_id" ON "goal_check" ("person_id")""",
    """CREATE INDEX "goal_check_goal_id_checked_on" ON "goal_check" ("goal_id", "checked_on")""",
    """ALTER TABLE "observation" ADD COLUMN "visit_id" INTEGER REFERENCES "visit" ("id") ON DELETE RESTRICT""",
    """CREATE INDEX "observation_visit_id" ON "observation" ("visit_id")""",
    """ALTER TABLE "observation" ADD COLUMN "is_double" INTEGER NOT NULL DEFAULT 0""",
    """ALTER TABLE "observation" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1""",
    """ALTER TABLE "observation" ADD COLUMN "returned_at" TEXT""",
    """ALTER TABLE "observation" ADD COLUMN "return_note" TEXT NOT NULL DEFAULT ''""",
    """ALTER TABLE "cycle" ADD COLUMN "length_reason" TEXT NOT NULL DEFAULT ''""",
]

POSTGRESQL = [
    """CREATE TABLE "visit" (
        "id" SERIAL NOT NULL PRIMARY KEY, "uid" TEXT NOT NULL, "department_id" INTEGER NOT NULL, "semester" TEXT NOT NULL, "observer_id" INTEGER, "instrument_id" INTEGER, "doubles_id" INTEGER, "planned_on" DATE, "starts_at" TEXT NOT NULL, "status" TEXT NOT NULL CHECK (status IN ('proposed', 'asked', 'accepted', 'declined', 'cancelled', 'observed')), "relation" TEXT NOT NULL CHECK (relation IN ('external', 'internal', 'own_department')), "reasons" JSONB NOT NULL, "note" TEXT NOT NULL, "sequence" INTEGER NOT NULL, "changed_at" TIMESTAMP NOT NULL, "asked_at" TIMESTAMP, "answered_at" TIMESTAMP, FOREIGN KEY ("department_id") REFERENCES "department" ("id") ON DELETE RESTRICT, FOREIGN KEY ("observer_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("instrument_id") REFERENCES "instrument" ("id") ON DELETE RESTRICT, FOREIGN KEY ("doubles_id") REFERENCES "visit" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "visit_uid" ON "visit" ("uid")""",
    """CREATE INDEX "visit_instrument_id" ON "visit" ("instrument_id")""",
    """CREATE INDEX "visit_doubles_id" ON "visit" ("doubles_id")""",
    """CREATE INDEX "visit_department_id_semester" ON "visit" ("department_id", "semester")""",
    """CREATE INDEX "visit_observer_id_planned_on" ON "visit" ("observer_id", "planned_on")""",
    """CREATE INDEX "visit_semester_status" ON "visit" ("semester", "status")""",
    """CREATE TABLE "exchange_offer" (
        "id" SERIAL NOT NULL PRIMARY KEY, "kindergarten_id" INTEGER NOT NULL, "semester" TEXT NOT NULL, "visits" INTEGER NOT NULL CHECK (visits BETWEEN 0 AND 99), "note" TEXT NOT NULL, "agreed_by_id" INTEGER, "agreed_at" TIMESTAMP NOT NULL, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT, FOREIGN KEY ("agreed_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "exchange_offer_agreed_by_id" ON "exchange_offer" ("agreed_by_id")""",
    """CREATE UNIQUE INDEX "exchange_offer_kindergarten_id_semester" ON "exchange_offer" ("kindergarten_id", "semester")""",
    """CREATE TABLE "observation_version" (
        "id" SERIAL NOT NULL PRIMARY KEY, "observation_id" INTEGER NOT NULL, "number" INTEGER NOT NULL, "content" JSONB NOT NULL, "reason" TEXT NOT NULL, "return_note" TEXT NOT NULL, "sent_at" TIMESTAMP NOT NULL, "replaced_at" TIMESTAMP NOT NULL, FOREIGN KEY ("observation_id") REFERENCES "observation" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "observation_version_observation_id_number" ON "observation_version" ("observation_id", "number")""",
    """CREATE TABLE "draft" (
        "id" SERIAL NOT NULL PRIMARY KEY, "key" TEXT NOT NULL, "person_id" INTEGER NOT NULL, "department_id" INTEGER NOT NULL, "instrument_id" INTEGER NOT NULL, "visit_id" INTEGER, "corrects_id" INTEGER, "is_practice" BOOLEAN NOT NULL, "content" JSONB NOT NULL, "version" INTEGER NOT NULL, "device" TEXT NOT NULL, "opened_at" TIMESTAMP NOT NULL, "saved_at" TIMESTAMP NOT NULL, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("department_id") REFERENCES "department" ("id") ON DELETE RESTRICT, FOREIGN KEY ("instrument_id") REFERENCES "instrument" ("id") ON DELETE RESTRICT, FOREIGN KEY ("visit_id") REFERENCES "visit" ("id") ON DELETE RESTRICT, FOREIGN KEY ("corrects_id") REFERENCES "observation" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "draft_key" ON "draft" ("key")""",
    """CREATE INDEX "draft_department_id" ON "draft" ("department_id")""",
    """CREATE INDEX "draft_instrument_id" ON "draft" ("instrument_id")""",
    """CREATE INDEX "draft_visit_id" ON "draft" ("visit_id")""",
    """CREATE INDEX "draft_corrects_id" ON "draft" ("corrects_id")""",
    """CREATE INDEX "draft_person_id_saved_at" ON "draft" ("person_id", "saved_at")""",
    """CREATE TABLE "score_tally" (
        "id" SERIAL NOT NULL PRIMARY KEY, "cohort_id" INTEGER NOT NULL, "semester" TEXT NOT NULL, "dimension_id" INTEGER NOT NULL, "cycle" INTEGER NOT NULL, "value" INTEGER NOT NULL CHECK (value BETWEEN 1 AND 7), "n" INTEGER NOT NULL CHECK (n >= 0), FOREIGN KEY ("cohort_id") REFERENCES "cohort" ("id") ON DELETE RESTRICT, FOREIGN KEY ("dimension_id") REFERENCES "dimension" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "score_tally_dimension_id" ON "score_tally" ("dimension_id")""",
    """CREATE UNIQUE INDEX "score_tally_cohort_id_semester_dimension_id_cycle_value" ON "score_tally" ("cohort_id", "semester", "dimension_id", "cycle", "value")""",
    """CREATE TABLE "domain_score" (
        "id" SERIAL NOT NULL PRIMARY KEY, "observation_id" INTEGER NOT NULL, "domain_id" INTEGER NOT NULL, "cohort_id" INTEGER, "department_id" INTEGER NOT NULL, "semester" TEXT NOT NULL, "scaled" INTEGER NOT NULL, FOREIGN KEY ("observation_id") REFERENCES "observation" ("id") ON DELETE RESTRICT, FOREIGN KEY ("domain_id") REFERENCES "domain" ("id") ON DELETE RESTRICT, FOREIGN KEY ("cohort_id") REFERENCES "cohort" ("id") ON DELETE RESTRICT, FOREIGN KEY ("department_id") REFERENCES "department" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "domain_score_domain_id" ON "domain_score" ("domain_id")""",
    """CREATE INDEX "domain_score_department_id" ON "domain_score" ("department_id")""",
    """CREATE UNIQUE INDEX "domain_score_observation_id_domain_id" ON "domain_score" ("observation_id", "domain_id")""",
    """CREATE INDEX "domain_score_cohort_id_semester_domain_id_department_id_scaled" ON "domain_score" ("cohort_id", "semester", "domain_id", "department_id", "scaled")""",
    """CREATE TABLE "loop_mark" (
        "id" SERIAL NOT NULL PRIMARY KEY, "department_id" INTEGER NOT NULL, "semester" TEXT NOT NULL, "planned_on" DATE, "observed_on" DATE, "fed_back_on" DATE, "goal_on" DATE, "followed_up_on" DATE, FOREIGN KEY ("department_id") REFERENCES "department" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "loop_mark_semester_department_id" ON "loop_mark" ("semester", "department_id")""",
    """CREATE TABLE "feedback" (
        "id" SERIAL NOT NULL PRIMARY KEY, "observation_id" INTEGER NOT NULL, "strengths" TEXT NOT NULL, "areas" TEXT NOT NULL, "next_step" TEXT NOT NULL, "oral_on" DATE, "oral_count" INTEGER CHECK (oral_count BETWEEN 0 AND 199), "version" INTEGER NOT NULL, "saved_at" TIMESTAMP NOT NULL, "confirmed_on" DATE, "confirmed_count" INTEGER CHECK (confirmed_count BETWEEN 0 AND 199), "confirmed_by_id" INTEGER, FOREIGN KEY ("observation_id") REFERENCES "observation" ("id") ON DELETE RESTRICT, FOREIGN KEY ("confirmed_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "feedback_observation_id" ON "feedback" ("observation_id")""",
    """CREATE INDEX "feedback_confirmed_by_id" ON "feedback" ("confirmed_by_id")""",
    """CREATE TABLE "goal" (
        "id" SERIAL NOT NULL PRIMARY KEY, "reference" TEXT NOT NULL, "department_id" INTEGER NOT NULL, "semester" TEXT NOT NULL, "kind" TEXT NOT NULL CHECK (kind IN ('development', 'micro_project')), "observation_id" INTEGER, "dimension_id" INTEGER, "start" INTEGER, "target" INTEGER, "title" TEXT NOT NULL, "support" TEXT NOT NULL, "responsible_id" INTEGER, "created_at" TIMESTAMP NOT NULL, "check_back_on" DATE, "status" TEXT NOT NULL CHECK (status IN ('open', 'evaluated', 'dropped')), "seen" TEXT NOT NULL, "helped" TEXT NOT NULL CHECK (helped IN ('', 'yes', 'partly', 'no', 'unknown')), "result" TEXT NOT NULL, "settled_on" DATE, FOREIGN KEY ("department_id") REFERENCES "department" ("id") ON DELETE RESTRICT, FOREIGN KEY ("observation_id") REFERENCES "observation" ("id") ON DELETE RESTRICT, FOREIGN KEY ("dimension_id") REFERENCES "dimension" ("id") ON DELETE RESTRICT, FOREIGN KEY ("responsible_id") REFERENCES "person" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "goal_reference" ON "goal" ("reference")""",
    """CREATE INDEX "goal_observation_id" ON "goal" ("observation_id")""",
    """CREATE INDEX "goal_dimension_id" ON "goal" ("dimension_id")""",
    """CREATE INDEX "goal_responsible_id" ON "goal" ("responsible_id")""",
    """CREATE INDEX "goal_department_id_semester" ON "goal" ("department_id", "semester")""",
    """CREATE INDEX "goal_status_check_back_on" ON "goal" ("status", "check_back_on")""",
    """CREATE TABLE "goal_action" (
        "id" SERIAL NOT NULL PRIMARY KEY, "goal_id" INTEGER NOT NULL, "position" INTEGER NOT NULL, "text" TEXT NOT NULL, "responsible_id" INTEGER, "due_on" DATE, "done_on" DATE, FOREIGN KEY ("goal_id") REFERENCES "goal" ("id") ON DELETE RESTRICT, FOREIGN KEY ("responsible_id") REFERENCES "person" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "goal_action_responsible_id" ON "goal_action" ("responsible_id")""",
    """CREATE UNIQUE INDEX "goal_action_goal_id_position" ON "goal_action" ("goal_id", "position")""",
    """CREATE TABLE "goal_check" (
        "id" SERIAL NOT NULL PRIMARY KEY, "goal_id" INTEGER NOT NULL, "checked_on" DATE NOT NULL, "note" TEXT NOT NULL, "person_id" INTEGER, FOREIGN KEY ("goal_id") REFERENCES "goal" ("id") ON DELETE RESTRICT, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "goal_check_person_id" ON "goal_check" ("person_id")""",
    """CREATE INDEX "goal_check_goal_id_checked_on" ON "goal_check" ("goal_id", "checked_on")""",
    """ALTER TABLE "observation" ADD COLUMN "visit_id" INTEGER REFERENCES "visit" ("id") ON DELETE RESTRICT""",
    """CREATE INDEX "observation_visit_id" ON "observation" ("visit_id")""",
    """ALTER TABLE "observation" ADD COLUMN "is_double" BOOLEAN NOT NULL DEFAULT FALSE""",
    """ALTER TABLE "observation" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1""",
    """ALTER TABLE "observation" ADD COLUMN "returned_at" TIMESTAMP""",
    """ALTER TABLE "observation" ADD COLUMN "return_note" TEXT NOT NULL DEFAULT ''""",
    """ALTER TABLE "cycle" ADD COLUMN "length_reason" TEXT NOT NULL DEFAULT ''""",
]

# The figures of the observations that are here already, and how far their departments came.
FIGURES = [
    """INSERT INTO "score_tally" ("cohort_id", "semester", "dimension_id", "cycle", "value", "n")
        SELECT a."cohort_id", o."semester", s."dimension_id", s."cycle", s."value", COUNT(*)
        FROM "observation" o JOIN "score" s ON s."observation_id" = o."id"
        JOIN "department" d ON d."id" = o."department_id"
        JOIN "affiliation" a ON a."kindergarten_id" = d."kindergarten_id"
            AND a."valid_from" <= o."observed_on" AND (a."valid_to" IS NULL OR a."valid_to" >= o."observed_on")
        WHERE a."cohort_id" IS NOT NULL
        GROUP BY a."cohort_id", o."semester", s."dimension_id", s."cycle", s."value" """,
    """INSERT INTO "domain_score" ("observation_id", "domain_id", "cohort_id", "department_id", "semester", "scaled")
        SELECT p."observation_id", p."domain_id", a."cohort_id", o."department_id", o."semester",
            SUM(p."mean") * 60 / COUNT(*)
        FROM (
            SELECT s."observation_id", m."domain_id", CAST(CASE WHEN m."is_reversed"
                THEN 6720 - SUM(s."value") * 840 / COUNT(*)
                ELSE SUM(s."value") * 840 / COUNT(*) END AS INTEGER) AS mean
            FROM "score" s JOIN "dimension" m ON m."id" = s."dimension_id"
            GROUP BY s."observation_id", m."domain_id", m."id", m."is_reversed"
        ) p JOIN "observation" o ON o."id" = p."observation_id"
        JOIN "department" d ON d."id" = o."department_id"
        LEFT JOIN "affiliation" a ON a."kindergarten_id" = d."kindergarten_id"
            AND a."valid_from" <= o."observed_on" AND (a."valid_to" IS NULL OR a."valid_to" >= o."observed_on")
        GROUP BY p."observation_id", p."domain_id", a."cohort_id", o."department_id", o."semester"
        HAVING COUNT(*) = (SELECT COUNT(*) FROM "dimension" x WHERE x."domain_id" = p."domain_id")""",
    """INSERT INTO "loop_mark" ("department_id", "semester", "observed_on", "fed_back_on")
        SELECT "department_id", "semester", MIN("observed_on"), MIN({released})
        FROM "observation" GROUP BY "department_id", "semester" ORDER BY "semester", "department_id" """,
]
# Which day it was in Norway: summer time from the last Sunday of March to that of October, 01.00 UTC.
RELEASED = {
    "sqlite": """date("released_at", CASE
        WHEN "released_at" >= date(substr("released_at", 1, 4) || '-03-25', 'weekday 0') || ' 01:00'
        AND "released_at" < date(substr("released_at", 1, 4) || '-10-25', 'weekday 0') || ' 01:00'
        THEN '+2 hours' ELSE '+1 hours' END)""",
    "postgresql": """CAST("released_at" AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Oslo' AS DATE)""",
}


def up(migrator: Any, db: Any) -> None:
    for statement in SQLITE if db.kind == "sqlite" else POSTGRESQL:
        db.execute_sql(statement)
    for statement in FIGURES:
        db.execute_sql(statement.replace("{released}", RELEASED[db.kind]))
