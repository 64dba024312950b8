"""Triggers of the database that write a new PageRevision whenever a watched table changes.

No service has to remember it, and a change by hand counts too. The triggers are made again after each migration,
because SQLite drops those of a table that a migration rebuilds."""

from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from events.page_store.watched import WATCHED, Watched

PREFIX = "plenary_page"
# The stamp always grows, even if the clock goes back. Of two transactions, the second one waits for the first. A change
# counts at the end of its transaction, and once: so no transaction waits for another lock while it holds this row.
CHANGES = {
    "postgresql": """
        INSERT INTO events_pagerevision (id, stamp)
        VALUES (1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
        ON CONFLICT (id) DO UPDATE SET stamp = greatest(events_pagerevision.stamp + 1, excluded.stamp);
    """,
    "sqlite": """
        INSERT INTO events_pagerevision (id, stamp)
        VALUES (1, CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER))
        ON CONFLICT (id) DO UPDATE SET stamp = max(stamp + 1, excluded.stamp);
    """,
}
# An argument "each" of a trigger says that every change of a transaction counts.
_FUNCTION = """
    CREATE OR REPLACE FUNCTION plenary_page_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_ARGV[0] = 'each' OR current_setting('plenary.page_changed', true) IS DISTINCT FROM 'yes' THEN
            {change}
            PERFORM set_config('plenary.page_changed', 'yes', true);
        END IF;
        RETURN NULL;
    END $$
"""


def remove(*, using: str, **_signal: Any) -> None:
    """Receive pre_migrate: remove the triggers. SQLite cannot rename a table while they name one that is missing."""
    connection = connections[using]
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for name, table in _installed(connection, cursor).items():
            of_table = f" ON {quote(table)}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {quote(name)}{of_table}")


def install(*, using: str, **_signal: Any) -> None:
    """Receive post_migrate: make the triggers that are missing, for every watched table that has its columns.

    An older migration may be the last one that has run. Its code has no stored pages. New triggers begin with a new
    revision: they have not seen what changed before."""
    connection = connections[using]
    with connection.cursor() as cursor:
        installed = _installed(connection, cursor)
        missing = [watched for watched in WATCHED if not installed.keys() >= set(_statements(connection, watched))]
        if not missing:
            return  # as after each flush of a test
        tables = set(connection.introspection.table_names(cursor))
        if "events_pagerevision" not in tables:
            return
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION.format(change=CHANGES["postgresql"]))
        for watched in missing:
            if watched.table in tables and _has_columns(connection, cursor, watched):
                for name, statement in _statements(connection, watched).items():
                    if name not in installed:
                        cursor.execute(statement)
        cursor.execute(CHANGES[connection.vendor])


def _installed(connection: BaseDatabaseWrapper, cursor: Any) -> dict[str, str]:
    """Return the tables of the triggers that exist, by the name of the trigger."""
    if connection.vendor == "postgresql":
        cursor.execute("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE %s", [f"{PREFIX}%"])
    else:
        cursor.execute(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"]
        )
    return dict(cursor.fetchall())


def _has_columns(connection: BaseDatabaseWrapper, cursor: Any, watched: Watched) -> bool:
    found = {column.name for column in connection.introspection.get_table_description(cursor, watched.table)}
    return found.issuperset(watched.columns)


def _statements(connection: BaseDatabaseWrapper, watched: Watched) -> dict[str, str]:
    """Return the statements that make the triggers of a table, by the name of the trigger."""
    quote = connection.ops.quote_name
    table, columns = quote(watched.table), ", ".join(quote(column) for column in watched.columns)
    name = f"{PREFIX}_{watched.table}"
    whole = ["INSERT", "DELETE"] if watched.has_rows else []
    if connection.vendor == "postgresql":
        causes = " OR ".join([*whole, f"UPDATE OF {columns}"])
        at_commit = settings.PAGE_CHANGES_AT_COMMIT
        when, argument = ("INITIALLY DEFERRED", "once") if at_commit else ("INITIALLY IMMEDIATE", "each")
        return {
            name: f"CREATE CONSTRAINT TRIGGER {quote(name)} AFTER {causes} ON {table} DEFERRABLE {when} "
            f"FOR EACH ROW EXECUTE FUNCTION plenary_page_changed('{argument}')"
        }
    return {
        (own := f"{name}_{cause[:6].lower()}"): f"CREATE TRIGGER {quote(own)} AFTER {cause} ON {table} "
        f"BEGIN {CHANGES['sqlite']} END"
        for cause in [*whole, f"UPDATE OF {columns}"]
    }
