"""A stored page reads only watched tables, so that no change of what it shows can be forgotten."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import (
    Album,
    AreaOfAction,
    Country,
    Event,
    NewsItem,
    PageRevision,
    Picture,
    PolicyDeclaration,
    Programme,
    Resource,
)
from events.page_store.watched import WATCHED

TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)"')
# Read for each page, or for people with a session only.
OTHERS = {"events_pagerevision"}


@pytest.fixture
def addresses(demo):
    found = [*Event.objects.listed(), *Programme.objects.all(), *Country.objects.all(), *AreaOfAction.objects.all()]
    found += [*PolicyDeclaration.objects.all(), *NewsItem.objects.published(), *Resource.objects.published()]
    found += [*Album.objects.published(), *Picture.objects.visible()]
    pages = [
        "/",
        "/events/",
        "/events/?when=all",
        "/events/?q=labour",
        "/calendar/",
        "/calendar/?view=list",
        "/programmes/",
        "/countries/",
        "/resources/",
        "/pictures/",
    ]
    return [*pages, *(row.get_absolute_url() for row in found)]


@pytest.mark.usefixtures("demo")
def test_stored_pages_read_only_watched_tables(client, addresses):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for address in addresses:
            assert client.get(address).status_code == 200, address
    read = {name for query in queries.captured_queries for name in TABLE.findall(query["sql"])}
    assert read - {watched.table for watched in WATCHED} - OTHERS == set()


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("watched", WATCHED, ids=lambda watched: watched.label)
def test_each_change_of_a_watched_table_is_a_new_revision(watched):
    assert tables_with_triggers() >= {watched.table}
    for column in watched.columns:
        before = PageRevision.objects.get().stamp
        with connection.cursor() as cursor:
            cursor.execute(f'UPDATE "{watched.table}" SET "{column}" = "{column}"')  # noqa: S608 (names of models)
            has_rows = cursor.rowcount > 0  # triggers run for each row
        assert (PageRevision.objects.get().stamp > before) is has_rows, column


def tables_with_triggers():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'plenary_page%%'")
        else:
            cursor.execute("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'plenary_page%%'")
        return {name for (name,) in cursor.fetchall()}
