"""Indexes that find text within a search text. Only PostgreSQL has them; SQLite reads the column."""

from typing import Any

from django.db import DatabaseError, transaction
from django.db.migrations import RunPython


def add_trigram_indexes(**columns: str) -> RunPython:
    """Return the migration's operation that adds an index for each model and column ("user": "search_text").

    A database that does not offer the extension pg_trgm, or forbids it, gets no index: searches are then slower."""

    def add(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "postgresql" or not _has_extension(schema_editor):
            return
        for table, column in _tables(apps):
            schema_editor.execute(
                f'CREATE INDEX IF NOT EXISTS "{table}_{column}_trigrams" ON "{table}" USING gin ("{column}" gin_trgm_ops)'
            )

    def remove(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for table, column in _tables(apps):
                schema_editor.execute(f'DROP INDEX IF EXISTS "{table}_{column}_trigrams"')

    def _tables(apps: Any) -> list[tuple[str, str]]:
        return [(apps.get_model(*name.split("__"))._meta.db_table, column) for name, column in columns.items()]

    return RunPython(add, remove)


def _has_extension(schema_editor: Any) -> bool:
    try:
        with transaction.atomic(schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:
        return False
    return True
