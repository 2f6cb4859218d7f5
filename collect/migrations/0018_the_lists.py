"""People are listed and searched by one index, however many they are."""

from typing import Any

STATEMENTS = (
    'DROP INDEX "person_sort"',
    'DROP INDEX "person_merged_into_id"',
    'CREATE INDEX "person_listed" ON "person" ("sort", "id", "search", "merged_into_id")',
    'CREATE INDEX "person_merged" ON "person" ("merged_into_id") WHERE merged_into_id IS NOT NULL',
)


def up(migrator: Any, db: Any) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
