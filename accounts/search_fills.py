"""Compute the search texts of the rows that a table has already. For migrations."""

from collections.abc import Mapping, Sequence
from itertools import batched
from typing import Any

from django.db.migrations import RunPython

from accounts.models.search import joined

BATCH = 1000


def fill_search_texts(**sources: Sequence[str]) -> RunPython:
    """Return the migration's operation that fills search_text for each model from its source columns.

    The keys name the models as in add_trigram_indexes(). The rows of a batch are sent together: 100,000 people take some
    seconds. bulk_update() takes minutes, because the database reads its long statements slowly."""
    return _operation("search_text", sources)


def fill_title_texts(**sources: Sequence[str]) -> RunPython:
    """Return the same for title_text."""
    return _operation("title_text", sources)


def _operation(filled: str, sources: Mapping[str, Sequence[str]]) -> RunPython:
    def fill(apps: Any, schema_editor: Any) -> None:
        for name, columns in sources.items():
            _fill(schema_editor.connection, apps.get_model(*name.split("__")), columns, filled)

    return RunPython(fill, RunPython.noop, elidable=True)


def _fill(connection: Any, model: Any, columns: Sequence[str], filled: str) -> None:
    rows = model.objects.order_by("pk").values_list("pk", *columns).iterator(chunk_size=BATCH)
    table, key = (connection.ops.quote_name(name) for name in (model._meta.db_table, model._meta.pk.column))
    update = f"UPDATE {table} SET {connection.ops.quote_name(filled)} = %s WHERE {key} = %s"  # noqa: S608 (the names are those of the model)
    with connection.cursor() as cursor:
        for batch in batched(rows, BATCH, strict=False):
            cursor.executemany(
                update, [(joined(" ".join(str(text or "") for text in texts)), pk) for pk, *texts in batch]
            )
