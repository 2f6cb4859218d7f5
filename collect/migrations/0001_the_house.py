"""The first schema: organisation, people, accounts, observations, courses, onboarding, journal."""

from typing import Any

SQLITE = [
    """CREATE TABLE "person" (
        "id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "sort" TEXT NOT NULL, "search" TEXT NOT NULL, "email" TEXT, "email_key" TEXT) STRICT""",
    """CREATE INDEX "person_sort" ON "person" ("sort")""",
    """CREATE UNIQUE INDEX "person_email_key" ON "person" ("email_key")""",
    """CREATE TABLE "account" (
        "id" INTEGER NOT NULL PRIMARY KEY, "person_id" INTEGER NOT NULL, "email" TEXT NOT NULL, "email_key" TEXT NOT NULL, "password_hash" TEXT, "is_active" INTEGER NOT NULL, "locale" TEXT NOT NULL CHECK (locale IN ('nb', 'nn', 'en')), "created_at" TEXT NOT NULL, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "account_person_id" ON "account" ("person_id")""",
    """CREATE UNIQUE INDEX "account_email_key" ON "account" ("email_key")""",
    """CREATE TABLE "kindergarten" (
        "id" INTEGER NOT NULL PRIMARY KEY, "org_number" TEXT NOT NULL, "name" TEXT NOT NULL, "sort" TEXT NOT NULL, "search" TEXT NOT NULL, "owner" TEXT NOT NULL, "ownership" TEXT NOT NULL CHECK (ownership IN ('public', 'private')), "address" TEXT NOT NULL, "postal_code" TEXT NOT NULL, "city" TEXT NOT NULL, "min_age" INTEGER, "max_age" INTEGER, "registered_children" INTEGER, "latitude" REAL, "longitude" REAL, "is_active" INTEGER NOT NULL) STRICT""",
    """CREATE UNIQUE INDEX "kindergarten_org_number" ON "kindergarten" ("org_number")""",
    """CREATE INDEX "kindergarten_sort" ON "kindergarten" ("sort")""",
    """CREATE TABLE "cohort" (
        "id" INTEGER NOT NULL PRIMARY KEY, "number" INTEGER NOT NULL, "start" TEXT NOT NULL) STRICT""",
    """CREATE UNIQUE INDEX "cohort_number" ON "cohort" ("number")""",
    """CREATE TABLE "network" (
        "id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "sort" TEXT NOT NULL) STRICT""",
    """CREATE UNIQUE INDEX "network_name" ON "network" ("name")""",
    """CREATE TABLE "affiliation" (
        "id" INTEGER NOT NULL PRIMARY KEY, "kindergarten_id" INTEGER NOT NULL, "cohort_id" INTEGER, "network_id" INTEGER, "valid_from" TEXT NOT NULL, "valid_to" TEXT, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT, FOREIGN KEY ("cohort_id") REFERENCES "cohort" ("id") ON DELETE RESTRICT, FOREIGN KEY ("network_id") REFERENCES "network" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE INDEX "affiliation_cohort_id" ON "affiliation" ("cohort_id")""",
    """CREATE INDEX "affiliation_network_id" ON "affiliation" ("network_id")""",
    """CREATE UNIQUE INDEX "affiliation_kindergarten_id_valid_from" ON "affiliation" ("kindergarten_id", "valid_from")""",
    """CREATE TABLE "instrument" (
        "id" INTEGER NOT NULL PRIMARY KEY, "version" TEXT NOT NULL, "edition" INTEGER NOT NULL, "is_active" INTEGER NOT NULL, "label_nb" TEXT NOT NULL, "label_nn" TEXT NOT NULL, "label_en" TEXT NOT NULL) STRICT""",
    """CREATE UNIQUE INDEX "instrument_version_edition" ON "instrument" ("version", "edition")""",
    """CREATE TABLE "certificate" (
        "id" INTEGER NOT NULL PRIMARY KEY, "person_id" INTEGER NOT NULL, "instrument_id" INTEGER NOT NULL, "course_completed_on" TEXT, "attempts" INTEGER NOT NULL, "result_percent" INTEGER, "passed_on" TEXT, "valid_from" TEXT, "valid_to" TEXT, "source" TEXT NOT NULL, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("instrument_id") REFERENCES "instrument" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE INDEX "certificate_instrument_id" ON "certificate" ("instrument_id")""",
    """CREATE INDEX "certificate_person_id_instrument_id_valid_to" ON "certificate" ("person_id", "instrument_id", "valid_to")""",
    """CREATE TABLE "course" (
        "id" INTEGER NOT NULL PRIMARY KEY, "title" TEXT NOT NULL, "sort" TEXT NOT NULL, "search" TEXT NOT NULL, "kind" TEXT NOT NULL, "first_day" TEXT NOT NULL, "place" TEXT NOT NULL, "seats" INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 500), "positions" TEXT NOT NULL, "min_programme_year" INTEGER NOT NULL CHECK (min_programme_year >= 0), "register_by" TEXT, "is_cancelled" INTEGER NOT NULL, "description" TEXT NOT NULL) STRICT""",
    """CREATE INDEX "course_first_day" ON "course" ("first_day")""",
    """CREATE TABLE "course_day" (
        "id" INTEGER NOT NULL PRIMARY KEY, "course_id" INTEGER NOT NULL, "day" TEXT NOT NULL, "starts_at" TEXT NOT NULL, "ends_at" TEXT NOT NULL, FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "course_day_course_id_day" ON "course_day" ("course_id", "day")""",
    """CREATE TABLE "department" (
        "id" INTEGER NOT NULL PRIMARY KEY, "kindergarten_id" INTEGER NOT NULL, "name" TEXT NOT NULL, "sort" TEXT NOT NULL, "search" TEXT NOT NULL, "opened_on" TEXT NOT NULL, "closed_on" TEXT, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE INDEX "department_kindergarten_id_sort" ON "department" ("kindergarten_id", "sort")""",
    """CREATE TABLE "observation" (
        "id" INTEGER NOT NULL PRIMARY KEY, "reference" TEXT NOT NULL, "department_id" INTEGER NOT NULL, "semester" TEXT NOT NULL, "instrument_id" INTEGER NOT NULL, "observer_id" INTEGER NOT NULL, "observed_on" TEXT NOT NULL, "relation" TEXT NOT NULL CHECK (relation IN ('external', 'internal', 'own_department')), "certificate" TEXT NOT NULL, "cycles_required" INTEGER NOT NULL, "received_at" TEXT NOT NULL, "released_at" TEXT, FOREIGN KEY ("department_id") REFERENCES "department" ("id") ON DELETE RESTRICT, FOREIGN KEY ("instrument_id") REFERENCES "instrument" ("id") ON DELETE RESTRICT, FOREIGN KEY ("observer_id") REFERENCES "person" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "observation_reference" ON "observation" ("reference")""",
    """CREATE INDEX "observation_instrument_id" ON "observation" ("instrument_id")""",
    """CREATE INDEX "observation_department_id_semester" ON "observation" ("department_id", "semester")""",
    """CREATE INDEX "observation_observer_id_observed_on" ON "observation" ("observer_id", "observed_on")""",
    """CREATE INDEX "observation_observed_on" ON "observation" ("observed_on")""",
    """CREATE TABLE "cycle" (
        "id" INTEGER NOT NULL PRIMARY KEY, "observation_id" INTEGER NOT NULL, "number" INTEGER NOT NULL CHECK (number BETWEEN 1 AND 8), "started_at" TEXT NOT NULL, "ended_at" TEXT NOT NULL, "adults" INTEGER NOT NULL CHECK (adults BETWEEN 0 AND 99), "children" INTEGER NOT NULL CHECK (children BETWEEN 0 AND 199), "activity" TEXT NOT NULL, "note" TEXT NOT NULL, FOREIGN KEY ("observation_id") REFERENCES "observation" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "cycle_observation_id_number" ON "cycle" ("observation_id", "number")""",
    """CREATE TABLE "department_period" (
        "id" INTEGER NOT NULL PRIMARY KEY, "department_id" INTEGER NOT NULL, "age_group" TEXT NOT NULL CHECK (age_group IN ('toddler', 'preschool', 'mixed')), "children" INTEGER NOT NULL CHECK (children >= 0), "valid_from" TEXT NOT NULL, "valid_to" TEXT, FOREIGN KEY ("department_id") REFERENCES "department" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "department_period_department_id_valid_from" ON "department_period" ("department_id", "valid_from")""",
    """CREATE TABLE "domain" (
        "id" INTEGER NOT NULL PRIMARY KEY, "instrument_id" INTEGER NOT NULL, "key" TEXT NOT NULL, "position" INTEGER NOT NULL, "label_nb" TEXT NOT NULL, "label_nn" TEXT NOT NULL, "label_en" TEXT NOT NULL, FOREIGN KEY ("instrument_id") REFERENCES "instrument" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "domain_instrument_id_key" ON "domain" ("instrument_id", "key")""",
    """CREATE TABLE "dimension" (
        "id" INTEGER NOT NULL PRIMARY KEY, "domain_id" INTEGER NOT NULL, "key" TEXT NOT NULL, "position" INTEGER NOT NULL, "is_reversed" INTEGER NOT NULL, "label_nb" TEXT NOT NULL, "label_nn" TEXT NOT NULL, "label_en" TEXT NOT NULL, "help_text" TEXT NOT NULL, FOREIGN KEY ("domain_id") REFERENCES "domain" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "dimension_domain_id_key" ON "dimension" ("domain_id", "key")""",
    """CREATE TABLE "employment" (
        "id" INTEGER NOT NULL PRIMARY KEY, "person_id" INTEGER NOT NULL, "kindergarten_id" INTEGER NOT NULL, "department_id" INTEGER, "position" TEXT NOT NULL, "fte_percent" INTEGER NOT NULL CHECK (fte_percent BETWEEN 1 AND 100), "valid_from" TEXT NOT NULL, "valid_to" TEXT, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT, FOREIGN KEY ("department_id") REFERENCES "department" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE INDEX "employment_department_id" ON "employment" ("department_id")""",
    """CREATE INDEX "employment_person_id_valid_from" ON "employment" ("person_id", "valid_from")""",
    """CREATE INDEX "employment_kindergarten_id_valid_to" ON "employment" ("kindergarten_id", "valid_to")""",
    """CREATE TABLE "journal_entry" (
        "id" INTEGER NOT NULL PRIMARY KEY, "at" TEXT NOT NULL, "account_id" INTEGER, "actor" TEXT NOT NULL, "act" TEXT NOT NULL, "record" TEXT NOT NULL, "record_id" INTEGER, "kindergarten_id" INTEGER, "old" TEXT, "new" TEXT, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE RESTRICT, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE INDEX "journal_entry_at" ON "journal_entry" ("at")""",
    """CREATE INDEX "journal_entry_account_id" ON "journal_entry" ("account_id")""",
    """CREATE INDEX "journal_entry_record_record_id" ON "journal_entry" ("record", "record_id")""",
    """CREATE INDEX "journal_entry_kindergarten_id_at" ON "journal_entry" ("kindergarten_id", "at")""",
    """CREATE TABLE "login_failure" (
        "id" INTEGER NOT NULL PRIMARY KEY, "key" TEXT NOT NULL, "window_start" TEXT NOT NULL, "failures" INTEGER NOT NULL) STRICT""",
    """CREATE UNIQUE INDEX "login_failure_key" ON "login_failure" ("key")""",
    """CREATE TABLE "login_session" (
        "id" INTEGER NOT NULL PRIMARY KEY, "token_hash" TEXT NOT NULL, "account_id" INTEGER NOT NULL, "created_at" TEXT NOT NULL, "seen_at" TEXT NOT NULL, "ended_at" TEXT, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE CASCADE) STRICT""",
    """CREATE UNIQUE INDEX "login_session_token_hash" ON "login_session" ("token_hash")""",
    """CREATE INDEX "login_session_account_id" ON "login_session" ("account_id")""",
    """CREATE TABLE "onboarding_template" (
        "id" INTEGER NOT NULL PRIMARY KEY, "key" TEXT NOT NULL, "title_nb" TEXT NOT NULL, "title_nn" TEXT NOT NULL, "title_en" TEXT NOT NULL, "is_active" INTEGER NOT NULL) STRICT""",
    """CREATE UNIQUE INDEX "onboarding_template_key" ON "onboarding_template" ("key")""",
    """CREATE TABLE "onboarding_plan" (
        "id" INTEGER NOT NULL PRIMARY KEY, "reference" TEXT NOT NULL, "person_id" INTEGER NOT NULL, "employment_id" INTEGER NOT NULL, "template_id" INTEGER NOT NULL, "first_day" TEXT NOT NULL, "created_at" TEXT NOT NULL, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("employment_id") REFERENCES "employment" ("id") ON DELETE RESTRICT, FOREIGN KEY ("template_id") REFERENCES "onboarding_template" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "onboarding_plan_reference" ON "onboarding_plan" ("reference")""",
    """CREATE INDEX "onboarding_plan_person_id" ON "onboarding_plan" ("person_id")""",
    """CREATE INDEX "onboarding_plan_employment_id" ON "onboarding_plan" ("employment_id")""",
    """CREATE INDEX "onboarding_plan_template_id" ON "onboarding_plan" ("template_id")""",
    """CREATE INDEX "onboarding_plan_first_day" ON "onboarding_plan" ("first_day")""",
    """CREATE TABLE "one_time_link" (
        "id" INTEGER NOT NULL PRIMARY KEY, "token_hash" TEXT NOT NULL, "account_id" INTEGER NOT NULL, "expires_at" TEXT NOT NULL, "used_at" TEXT, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE CASCADE) STRICT""",
    """CREATE UNIQUE INDEX "one_time_link_token_hash" ON "one_time_link" ("token_hash")""",
    """CREATE INDEX "one_time_link_account_id" ON "one_time_link" ("account_id")""",
    """CREATE TABLE "person_flag" (
        "id" INTEGER NOT NULL PRIMARY KEY, "person_id" INTEGER NOT NULL, "flag" TEXT NOT NULL, "valid_from" TEXT NOT NULL, "valid_to" TEXT, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE INDEX "person_flag_person_id" ON "person_flag" ("person_id")""",
    """CREATE TABLE "plan_task" (
        "id" INTEGER NOT NULL PRIMARY KEY, "plan_id" INTEGER NOT NULL, "position" INTEGER NOT NULL, "title_nb" TEXT NOT NULL, "title_nn" TEXT NOT NULL, "title_en" TEXT NOT NULL, "owner" TEXT NOT NULL, "opens_on" TEXT NOT NULL, "due_on" TEXT NOT NULL, "status" TEXT NOT NULL CHECK (status IN ('open', 'done', 'not_applicable')), "reason" TEXT NOT NULL, "settled_by_id" INTEGER, "settled_at" TEXT, FOREIGN KEY ("plan_id") REFERENCES "onboarding_plan" ("id") ON DELETE RESTRICT, FOREIGN KEY ("settled_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE INDEX "plan_task_settled_by_id" ON "plan_task" ("settled_by_id")""",
    """CREATE UNIQUE INDEX "plan_task_plan_id_position" ON "plan_task" ("plan_id", "position")""",
    """CREATE INDEX "plan_task_status_due_on" ON "plan_task" ("status", "due_on")""",
    """CREATE TABLE "programme_function" (
        "id" INTEGER NOT NULL PRIMARY KEY, "person_id" INTEGER NOT NULL, "function" TEXT NOT NULL, "kindergarten_id" INTEGER, "network_id" INTEGER, "valid_from" TEXT NOT NULL, "valid_to" TEXT, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT, FOREIGN KEY ("network_id") REFERENCES "network" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE INDEX "programme_function_person_id" ON "programme_function" ("person_id")""",
    """CREATE INDEX "programme_function_network_id" ON "programme_function" ("network_id")""",
    """CREATE INDEX "programme_function_kindergarten_id_function" ON "programme_function" ("kindergarten_id", "function")""",
    """CREATE TABLE "receipt" (
        "id" INTEGER NOT NULL PRIMARY KEY, "submission_id" TEXT NOT NULL, "body_hash" TEXT NOT NULL, "form" TEXT NOT NULL, "reference" TEXT NOT NULL, "record_id" INTEGER NOT NULL, "account_id" INTEGER, "received_at" TEXT NOT NULL, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "receipt_submission_id" ON "receipt" ("submission_id")""",
    """CREATE UNIQUE INDEX "receipt_reference" ON "receipt" ("reference")""",
    """CREATE INDEX "receipt_account_id" ON "receipt" ("account_id")""",
    """CREATE TABLE "registration" (
        "id" INTEGER NOT NULL PRIMARY KEY, "reference" TEXT NOT NULL, "course_id" INTEGER NOT NULL, "person_id" INTEGER NOT NULL, "status" TEXT NOT NULL CHECK (status IN ('placed', 'waiting', 'withdrawn')), "needs" TEXT NOT NULL, "note" TEXT NOT NULL, "registered_at" TEXT NOT NULL, "withdrawn_at" TEXT, FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE RESTRICT, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "registration_reference" ON "registration" ("reference")""",
    """CREATE INDEX "registration_person_id" ON "registration" ("person_id")""",
    """CREATE INDEX "registration_course_id_status_id" ON "registration" ("course_id", "status", "id")""",
    """CREATE UNIQUE INDEX "registration_once" ON "registration" ("course_id", "person_id") WHERE status <> 'withdrawn'""",
    """CREATE TABLE "role_grant" (
        "id" INTEGER NOT NULL PRIMARY KEY, "account_id" INTEGER NOT NULL, "role" TEXT NOT NULL, "kindergarten_id" INTEGER, "department_id" INTEGER, "valid_from" TEXT NOT NULL, "valid_to" TEXT, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE RESTRICT, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT, FOREIGN KEY ("department_id") REFERENCES "department" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE INDEX "role_grant_account_id" ON "role_grant" ("account_id")""",
    """CREATE INDEX "role_grant_kindergarten_id" ON "role_grant" ("kindergarten_id")""",
    """CREATE INDEX "role_grant_department_id" ON "role_grant" ("department_id")""",
    """CREATE TABLE "score" (
        "id" INTEGER NOT NULL PRIMARY KEY, "observation_id" INTEGER NOT NULL, "cycle" INTEGER NOT NULL, "dimension_id" INTEGER NOT NULL, "value" INTEGER NOT NULL CHECK (value BETWEEN 1 AND 7), FOREIGN KEY ("observation_id") REFERENCES "observation" ("id") ON DELETE RESTRICT, FOREIGN KEY ("dimension_id") REFERENCES "dimension" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "score_observation_id_dimension_id_cycle" ON "score" ("observation_id", "dimension_id", "cycle")""",
    """CREATE TABLE "stated_figure" (
        "id" INTEGER NOT NULL PRIMARY KEY, "cohort_id" INTEGER, "measure" TEXT NOT NULL, "value" INTEGER NOT NULL CHECK (value >= 0), FOREIGN KEY ("cohort_id") REFERENCES "cohort" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "stated_figure_cohort_id_measure" ON "stated_figure" ("cohort_id", "measure")""",
    """CREATE TABLE "template_task" (
        "id" INTEGER NOT NULL PRIMARY KEY, "template_id" INTEGER NOT NULL, "position" INTEGER NOT NULL, "title_nb" TEXT NOT NULL, "title_nn" TEXT NOT NULL, "title_en" TEXT NOT NULL, "owner" TEXT NOT NULL CHECK (owner IN ('self', 'director', 'resource_person', 'mentor')), "opens_offset" INTEGER NOT NULL, "due_offset" INTEGER NOT NULL, FOREIGN KEY ("template_id") REFERENCES "onboarding_template" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE UNIQUE INDEX "template_task_template_id_position" ON "template_task" ("template_id", "position")""",
    """CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON "journal_entry" BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON "journal_entry" BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
]

POSTGRESQL = [
    """CREATE TABLE "person" (
        "id" SERIAL NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "sort" TEXT NOT NULL COLLATE "C",
        "search" TEXT NOT NULL, "email" TEXT, "email_key" TEXT)""",
    """CREATE INDEX "person_sort" ON "person" ("sort")""",
    """CREATE UNIQUE INDEX "person_email_key" ON "person" ("email_key")""",
    """CREATE TABLE "account" (
        "id" SERIAL NOT NULL PRIMARY KEY, "person_id" INTEGER NOT NULL, "email" TEXT NOT NULL, "email_key" TEXT NOT NULL, "password_hash" TEXT, "is_active" BOOLEAN NOT NULL, "locale" TEXT NOT NULL CHECK (locale IN ('nb', 'nn', 'en')), "created_at" TIMESTAMP NOT NULL, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "account_person_id" ON "account" ("person_id")""",
    """CREATE UNIQUE INDEX "account_email_key" ON "account" ("email_key")""",
    """CREATE TABLE "kindergarten" (
        "id" SERIAL NOT NULL PRIMARY KEY, "org_number" TEXT NOT NULL, "name" TEXT NOT NULL, "sort" TEXT NOT NULL COLLATE "C",
        "search" TEXT NOT NULL, "owner" TEXT NOT NULL, "ownership" TEXT NOT NULL CHECK (ownership IN ('public', 'private')), "address" TEXT NOT NULL, "postal_code" TEXT NOT NULL, "city" TEXT NOT NULL, "min_age" INTEGER, "max_age" INTEGER, "registered_children" INTEGER, "latitude" REAL, "longitude" REAL, "is_active" BOOLEAN NOT NULL)""",
    """CREATE UNIQUE INDEX "kindergarten_org_number" ON "kindergarten" ("org_number")""",
    """CREATE INDEX "kindergarten_sort" ON "kindergarten" ("sort")""",
    """CREATE TABLE "cohort" (
        "id" SERIAL NOT NULL PRIMARY KEY, "number" INTEGER NOT NULL, "start" DATE NOT NULL)""",
    """CREATE UNIQUE INDEX "cohort_number" ON "cohort" ("number")""",
    """CREATE TABLE "network" (
        "id" SERIAL NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "sort" TEXT NOT NULL COLLATE "C")""",
    """CREATE UNIQUE INDEX "network_name" ON "network" ("name")""",
    """CREATE TABLE "affiliation" (
        "id" SERIAL NOT NULL PRIMARY KEY, "kindergarten_id" INTEGER NOT NULL, "cohort_id" INTEGER, "network_id" INTEGER, "valid_from" DATE NOT NULL, "valid_to" DATE, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT, FOREIGN KEY ("cohort_id") REFERENCES "cohort" ("id") ON DELETE RESTRICT, FOREIGN KEY ("network_id") REFERENCES "network" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "affiliation_cohort_id" ON "affiliation" ("cohort_id")""",
    """CREATE INDEX "affiliation_network_id" ON "affiliation" ("network_id")""",
    """CREATE UNIQUE INDEX "affiliation_kindergarten_id_valid_from" ON "affiliation" ("kindergarten_id", "valid_from")""",
    """CREATE TABLE "instrument" (
        "id" SERIAL NOT NULL PRIMARY KEY, "version" TEXT NOT NULL, "edition" INTEGER NOT NULL, "is_active" BOOLEAN NOT NULL, "label_nb" TEXT NOT NULL, "label_nn" TEXT NOT NULL, "label_en" TEXT NOT NULL)""",
    """CREATE UNIQUE INDEX "instrument_version_edition" ON "instrument" ("version", "edition")""",
    """CREATE TABLE "certificate" (
        "id" SERIAL NOT NULL PRIMARY KEY, "person_id" INTEGER NOT NULL, "instrument_id" INTEGER NOT NULL, "course_completed_on" DATE, "attempts" INTEGER NOT NULL, "result_percent" INTEGER, "passed_on" DATE, "valid_from" DATE, "valid_to" DATE, "source" TEXT NOT NULL, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("instrument_id") REFERENCES "instrument" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "certificate_instrument_id" ON "certificate" ("instrument_id")""",
    """CREATE INDEX "certificate_person_id_instrument_id_valid_to" ON "certificate" ("person_id", "instrument_id", "valid_to")""",
    """CREATE TABLE "course" (
        "id" SERIAL NOT NULL PRIMARY KEY, "title" TEXT NOT NULL, "sort" TEXT NOT NULL COLLATE "C",
        "search" TEXT NOT NULL, "kind" TEXT NOT NULL, "first_day" DATE NOT NULL, "place" TEXT NOT NULL, "seats" INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 500), "positions" TEXT NOT NULL, "min_programme_year" INTEGER NOT NULL CHECK (min_programme_year >= 0), "register_by" DATE, "is_cancelled" BOOLEAN NOT NULL, "description" TEXT NOT NULL)""",
    """CREATE INDEX "course_first_day" ON "course" ("first_day")""",
    """CREATE TABLE "course_day" (
        "id" SERIAL NOT NULL PRIMARY KEY, "course_id" INTEGER NOT NULL, "day" DATE NOT NULL, "starts_at" TEXT NOT NULL, "ends_at" TEXT NOT NULL, FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "course_day_course_id_day" ON "course_day" ("course_id", "day")""",
    """CREATE TABLE "department" (
        "id" SERIAL NOT NULL PRIMARY KEY, "kindergarten_id" INTEGER NOT NULL, "name" TEXT NOT NULL, "sort" TEXT NOT NULL COLLATE "C",
        "search" TEXT NOT NULL, "opened_on" DATE NOT NULL, "closed_on" DATE, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "department_kindergarten_id_sort" ON "department" ("kindergarten_id", "sort")""",
    """CREATE TABLE "observation" (
        "id" SERIAL NOT NULL PRIMARY KEY, "reference" TEXT NOT NULL, "department_id" INTEGER NOT NULL, "semester" TEXT NOT NULL, "instrument_id" INTEGER NOT NULL, "observer_id" INTEGER NOT NULL, "observed_on" DATE NOT NULL, "relation" TEXT NOT NULL CHECK (relation IN ('external', 'internal', 'own_department')), "certificate" TEXT NOT NULL, "cycles_required" INTEGER NOT NULL, "received_at" TIMESTAMP NOT NULL, "released_at" TIMESTAMP, FOREIGN KEY ("department_id") REFERENCES "department" ("id") ON DELETE RESTRICT, FOREIGN KEY ("instrument_id") REFERENCES "instrument" ("id") ON DELETE RESTRICT, FOREIGN KEY ("observer_id") REFERENCES "person" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "observation_reference" ON "observation" ("reference")""",
    """CREATE INDEX "observation_instrument_id" ON "observation" ("instrument_id")""",
    """CREATE INDEX "observation_department_id_semester" ON "observation" ("department_id", "semester")""",
    """CREATE INDEX "observation_observer_id_observed_on" ON "observation" ("observer_id", "observed_on")""",
    """CREATE INDEX "observation_observed_on" ON "observation" ("observed_on")""",
    """CREATE TABLE "cycle" (
        "id" SERIAL NOT NULL PRIMARY KEY, "observation_id" INTEGER NOT NULL, "number" INTEGER NOT NULL CHECK (number BETWEEN 1 AND 8), "started_at" TEXT NOT NULL, "ended_at" TEXT NOT NULL, "adults" INTEGER NOT NULL CHECK (adults BETWEEN 0 AND 99), "children" INTEGER NOT NULL CHECK (children BETWEEN 0 AND 199), "activity" TEXT NOT NULL, "note" TEXT NOT NULL, FOREIGN KEY ("observation_id") REFERENCES "observation" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "cycle_observation_id_number" ON "cycle" ("observation_id", "number")""",
    """CREATE TABLE "department_period" (
        "id" SERIAL NOT NULL PRIMARY KEY, "department_id" INTEGER NOT NULL, "age_group" TEXT NOT NULL CHECK (age_group IN ('toddler', 'preschool', 'mixed')), "children" INTEGER NOT NULL CHECK (children >= 0), "valid_from" DATE NOT NULL, "valid_to" DATE, FOREIGN KEY ("department_id") REFERENCES "department" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "department_period_department_id_valid_from" ON "department_period" ("department_id", "valid_from")""",
    """CREATE TABLE "domain" (
        "id" SERIAL NOT NULL PRIMARY KEY, "instrument_id" INTEGER NOT NULL, "key" TEXT NOT NULL, "position" INTEGER NOT NULL, "label_nb" TEXT NOT NULL, "label_nn" TEXT NOT NULL, "label_en" TEXT NOT NULL, FOREIGN KEY ("instrument_id") REFERENCES "instrument" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "domain_instrument_id_key" ON "domain" ("instrument_id", "key")""",
    """CREATE TABLE "dimension" (
        "id" SERIAL NOT NULL PRIMARY KEY, "domain_id" INTEGER NOT NULL, "key" TEXT NOT NULL, "position" INTEGER NOT NULL, "is_reversed" BOOLEAN NOT NULL, "label_nb" TEXT NOT NULL, "label_nn" TEXT NOT NULL, "label_en" TEXT NOT NULL, "help_text" TEXT NOT NULL, FOREIGN KEY ("domain_id") REFERENCES "domain" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "dimension_domain_id_key" ON "dimension" ("domain_id", "key")""",
    """CREATE TABLE "employment" (
        "id" SERIAL NOT NULL PRIMARY KEY, "person_id" INTEGER NOT NULL, "kindergarten_id" INTEGER NOT NULL, "department_id" INTEGER, "position" TEXT NOT NULL, "fte_percent" INTEGER NOT NULL CHECK (fte_percent BETWEEN 1 AND 100), "valid_from" DATE NOT NULL, "valid_to" DATE, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT, FOREIGN KEY ("department_id") REFERENCES "department" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "employment_department_id" ON "employment" ("department_id")""",
    """CREATE INDEX "employment_person_id_valid_from" ON "employment" ("person_id", "valid_from")""",
    """CREATE INDEX "employment_kindergarten_id_valid_to" ON "employment" ("kindergarten_id", "valid_to")""",
    """CREATE TABLE "journal_entry" (
        "id" SERIAL NOT NULL PRIMARY KEY, "at" TIMESTAMP NOT NULL, "account_id" INTEGER, "actor" TEXT NOT NULL, "act" TEXT NOT NULL, "record" TEXT NOT NULL, "record_id" INTEGER, "kindergarten_id" INTEGER, "old" JSONB, "new" JSONB, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE RESTRICT, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "journal_entry_at" ON "journal_entry" ("at")""",
    """CREATE INDEX "journal_entry_account_id" ON "journal_entry" ("account_id")""",
    """CREATE INDEX "journal_entry_record_record_id" ON "journal_entry" ("record", "record_id")""",
    """CREATE INDEX "journal_entry_kindergarten_id_at" ON "journal_entry" ("kindergarten_id", "at")""",
    """CREATE TABLE "login_failure" (
        "id" SERIAL NOT NULL PRIMARY KEY, "key" TEXT NOT NULL, "window_start" TIMESTAMP NOT NULL, "failures" INTEGER NOT NULL)""",
    """CREATE UNIQUE INDEX "login_failure_key" ON "login_failure" ("key")""",
    """CREATE TABLE "login_session" (
        "id" SERIAL NOT NULL PRIMARY KEY, "token_hash" TEXT NOT NULL, "account_id" INTEGER NOT NULL, "created_at" TIMESTAMP NOT NULL, "seen_at" TIMESTAMP NOT NULL, "ended_at" TIMESTAMP, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE CASCADE)""",
    """CREATE UNIQUE INDEX "login_session_token_hash" ON "login_session" ("token_hash")""",
    """CREATE INDEX "login_session_account_id" ON "login_session" ("account_id")""",
    """CREATE TABLE "onboarding_template" (
        "id" SERIAL NOT NULL PRIMARY KEY, "key" TEXT NOT NULL, "title_nb" TEXT NOT NULL, "title_nn" TEXT NOT NULL, "title_en" TEXT NOT NULL, "is_active" BOOLEAN NOT NULL)""",
    """CREATE UNIQUE INDEX "onboarding_template_key" ON "onboarding_template" ("key")""",
    """CREATE TABLE "onboarding_plan" (
        "id" SERIAL NOT NULL PRIMARY KEY, "reference" TEXT NOT NULL, "person_id" INTEGER NOT NULL, "employment_id" INTEGER NOT NULL, "template_id" INTEGER NOT NULL, "first_day" DATE NOT NULL, "created_at" TIMESTAMP NOT NULL, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("employment_id") REFERENCES "employment" ("id") ON DELETE RESTRICT, FOREIGN KEY ("template_id") REFERENCES "onboarding_template" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "onboarding_plan_reference" ON "onboarding_plan" ("reference")""",
    """CREATE INDEX "onboarding_plan_person_id" ON "onboarding_plan" ("person_id")""",
    """CREATE INDEX "onboarding_plan_employment_id" ON "onboarding_plan" ("employment_id")""",
    """CREATE INDEX "onboarding_plan_template_id" ON "onboarding_plan" ("template_id")""",
    """CREATE INDEX "onboarding_plan_first_day" ON "onboarding_plan" ("first_day")""",
    """CREATE TABLE "one_time_link" (
        "id" SERIAL NOT NULL PRIMARY KEY, "token_hash" TEXT NOT NULL, "account_id" INTEGER NOT NULL, "expires_at" TIMESTAMP NOT NULL, "used_at" TIMESTAMP, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE CASCADE)""",
    """CREATE UNIQUE INDEX "one_time_link_token_hash" ON "one_time_link" ("token_hash")""",
    """CREATE INDEX "one_time_link_account_id" ON "one_time_link" ("account_id")""",
    """CREATE TABLE "person_flag" (
        "id" SERIAL NOT NULL PRIMARY KEY, "person_id" INTEGER NOT NULL, "flag" TEXT NOT NULL, "valid_from" DATE NOT NULL, "valid_to" DATE, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "person_flag_person_id" ON "person_flag" ("person_id")""",
    """CREATE TABLE "plan_task" (
        "id" SERIAL NOT NULL PRIMARY KEY, "plan_id" INTEGER NOT NULL, "position" INTEGER NOT NULL, "title_nb" TEXT NOT NULL, "title_nn" TEXT NOT NULL, "title_en" TEXT NOT NULL, "owner" TEXT NOT NULL, "opens_on" DATE NOT NULL, "due_on" DATE NOT NULL, "status" TEXT NOT NULL CHECK (status IN ('open', 'done', 'not_applicable')), "reason" TEXT NOT NULL, "settled_by_id" INTEGER, "settled_at" TIMESTAMP, FOREIGN KEY ("plan_id") REFERENCES "onboarding_plan" ("id") ON DELETE RESTRICT, FOREIGN KEY ("settled_by_id") REFERENCES "person" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "plan_task_settled_by_id" ON "plan_task" ("settled_by_id")""",
    """CREATE UNIQUE INDEX "plan_task_plan_id_position" ON "plan_task" ("plan_id", "position")""",
    """CREATE INDEX "plan_task_status_due_on" ON "plan_task" ("status", "due_on")""",
    """CREATE TABLE "programme_function" (
        "id" SERIAL NOT NULL PRIMARY KEY, "person_id" INTEGER NOT NULL, "function" TEXT NOT NULL, "kindergarten_id" INTEGER, "network_id" INTEGER, "valid_from" DATE NOT NULL, "valid_to" DATE, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT, FOREIGN KEY ("network_id") REFERENCES "network" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "programme_function_person_id" ON "programme_function" ("person_id")""",
    """CREATE INDEX "programme_function_network_id" ON "programme_function" ("network_id")""",
    """CREATE INDEX "programme_function_kindergarten_id_function" ON "programme_function" ("kindergarten_id", "function")""",
    """CREATE TABLE "receipt" (
        "id" SERIAL NOT NULL PRIMARY KEY, "submission_id" TEXT NOT NULL, "body_hash" TEXT NOT NULL, "form" TEXT NOT NULL, "reference" TEXT NOT NULL, "record_id" INTEGER NOT NULL, "account_id" INTEGER, "received_at" TIMESTAMP NOT NULL, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "receipt_submission_id" ON "receipt" ("submission_id")""",
    """CREATE UNIQUE INDEX "receipt_reference" ON "receipt" ("reference")""",
    """CREATE INDEX "receipt_account_id" ON "receipt" ("account_id")""",
    """CREATE TABLE "registration" (
        "id" SERIAL NOT NULL PRIMARY KEY, "reference" TEXT NOT NULL, "course_id" INTEGER NOT NULL, "person_id" INTEGER NOT NULL, "status" TEXT NOT NULL CHECK (status IN ('placed', 'waiting', 'withdrawn')), "needs" TEXT NOT NULL, "note" TEXT NOT NULL, "registered_at" TIMESTAMP NOT NULL, "withdrawn_at" TIMESTAMP, FOREIGN KEY ("course_id") REFERENCES "course" ("id") ON DELETE RESTRICT, FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "registration_reference" ON "registration" ("reference")""",
    """CREATE INDEX "registration_person_id" ON "registration" ("person_id")""",
    """CREATE INDEX "registration_course_id_status_id" ON "registration" ("course_id", "status", "id")""",
    """CREATE UNIQUE INDEX "registration_once" ON "registration" ("course_id", "person_id") WHERE status <> 'withdrawn'""",
    """CREATE TABLE "role_grant" (
        "id" SERIAL NOT NULL PRIMARY KEY, "account_id" INTEGER NOT NULL, "role" TEXT NOT NULL, "kindergarten_id" INTEGER, "department_id" INTEGER, "valid_from" DATE NOT NULL, "valid_to" DATE, FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE RESTRICT, FOREIGN KEY ("kindergarten_id") REFERENCES "kindergarten" ("id") ON DELETE RESTRICT, FOREIGN KEY ("department_id") REFERENCES "department" ("id") ON DELETE RESTRICT)""",
    """CREATE INDEX "role_grant_account_id" ON "role_grant" ("account_id")""",
    """CREATE INDEX "role_grant_kindergarten_id" ON "role_grant" ("kindergarten_id")""",
    """CREATE INDEX "role_grant_department_id" ON "role_grant" ("department_id")""",
    """CREATE TABLE "score" (
        "id" SERIAL NOT NULL PRIMARY KEY, "observation_id" INTEGER NOT NULL, "cycle" INTEGER NOT NULL, "dimension_id" INTEGER NOT NULL, "value" INTEGER NOT NULL CHECK (value BETWEEN 1 AND 7), FOREIGN KEY ("observation_id") REFERENCES "observation" ("id") ON DELETE RESTRICT, FOREIGN KEY ("dimension_id") REFERENCES "dimension" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "score_observation_id_dimension_id_cycle" ON "score" ("observation_id", "dimension_id", "cycle")""",
    """CREATE TABLE "stated_figure" (
        "id" SERIAL NOT NULL PRIMARY KEY, "cohort_id" INTEGER, "measure" TEXT NOT NULL, "value" INTEGER NOT NULL CHECK (value >= 0), FOREIGN KEY ("cohort_id") REFERENCES "cohort" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "stated_figure_cohort_id_measure" ON "stated_figure" ("cohort_id", "measure")""",
    """CREATE TABLE "template_task" (
        "id" SERIAL NOT NULL PRIMARY KEY, "template_id" INTEGER NOT NULL, "position" INTEGER NOT NULL, "title_nb" TEXT NOT NULL, "title_nn" TEXT NOT NULL, "title_en" TEXT NOT NULL, "owner" TEXT NOT NULL CHECK (owner IN ('self', 'director', 'resource_person', 'mentor')), "opens_offset" INTEGER NOT NULL, "due_offset" INTEGER NOT NULL, FOREIGN KEY ("template_id") REFERENCES "onboarding_template" ("id") ON DELETE RESTRICT)""",
    """CREATE UNIQUE INDEX "template_task_template_id_position" ON "template_task" ("template_id", "position")""",
    """CREATE FUNCTION journal_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$""",
    """CREATE TRIGGER journal_entry_no_change BEFORE UPDATE OR DELETE ON "journal_entry" FOR EACH ROW EXECUTE FUNCTION journal_entry_refuse()""",
    """CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON "journal_entry" FOR EACH STATEMENT EXECUTE FUNCTION journal_entry_refuse()""",
]


def up(migrator: Any, db: Any) -> None:
    for statement in SQLITE if db.kind == "sqlite" else POSTGRESQL:
        db.execute_sql(statement)
