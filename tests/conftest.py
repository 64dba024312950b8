import pytest
from django.core.cache import cache
from django.db import connection

from events.calendars.views import _public_feed


@pytest.fixture(autouse=True)
def _nothing_kept():
    # A test is rolled back without a new timestamp, and its keys are used again.
    yield
    _public_feed.cache_clear()
    cache.clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if connection.vendor != "postgresql":
        skip = pytest.mark.skip(reason="needs PostgreSQL (set DATABASE_URL)")
        for item in items:
            if item.get_closest_marker("postgres"):
                item.add_marker(skip)
