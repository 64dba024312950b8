import time
from unittest import mock

import pytest
from django.db import connection
from django.db.backends.postgresql import base

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


@pytest.fixture
def kept():
    kept = connection.copy()
    kept.connect()
    yield kept
    kept.close()


def test_persistent_connection_is_reused_without_a_query(kept):
    with mock.patch.object(base.DatabaseWrapper, "is_usable", side_effect=AssertionError("asked")):
        assert kept.is_usable()


def test_persistent_connection_to_a_stopped_server_is_not_usable(kept):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [kept.connection.info.backend_pid])

    patience = time.monotonic() + 5
    while kept.is_usable() and time.monotonic() < patience:
        time.sleep(0.01)

    assert not kept.is_usable()


def test_connection_after_an_error_is_checked_with_a_query(kept):
    kept.errors_occurred = True

    with mock.patch.object(base.DatabaseWrapper, "is_usable", return_value=False):
        assert not kept.is_usable()
