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


def test_a_kept_connection_is_taken_again_without_a_question(kept):
    with mock.patch.object(base.DatabaseWrapper, "is_usable", side_effect=AssertionError("asked")):
        assert kept.is_usable()


def test_a_kept_connection_whose_server_went_away_is_not(kept):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [kept.connection.info.backend_pid])

    patience = time.monotonic() + 5
    while kept.is_usable() and time.monotonic() < patience:
        time.sleep(0.01)

    assert not kept.is_usable()


def test_a_connection_that_had_an_error_is_asked(kept):
    kept.errors_occurred = True

    with mock.patch.object(base.DatabaseWrapper, "is_usable", return_value=False):
        assert not kept.is_usable()
