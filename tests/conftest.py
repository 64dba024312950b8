import pytest
from django.core.cache import cache, caches
from django.db import connection

from events.calendars.views import _public_feed


@pytest.fixture(autouse=True)
def _nothing_kept():
    # A test is rolled back without a new timestamp, and its keys are used again.
    yield
    _public_feed.cache_clear()
    caches["pages"].clear()
    cache.clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    name, reason = "postgres", "needs PostgreSQL (set DATABASE_URL)"
    if connection.vendor == "postgresql":
        name, reason = "look", "pages and mails are the same on each database"
    for item in items:
        if item.get_closest_marker(name):
            item.add_marker(pytest.mark.skip(reason=reason))
