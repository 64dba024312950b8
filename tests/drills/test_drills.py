"""The drills of `make drills` with fewer messages, one after the other in one cluster."""

import os
import sys

import pytest

from tests.drills.cluster import postgres_bin, running_cluster
from tests.drills.scenarios import DRILLS, run

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(sys.platform != "linux", reason="ends its processes as Linux does"),
    pytest.mark.skipif(
        postgres_bin() is None and not os.environ.get("CI"), reason="needs PostgreSQL's programs (initdb)"
    ),
]
MESSAGES = 160


@pytest.fixture(scope="module")
def cluster():
    with running_cluster() as cluster:
        yield cluster


@pytest.mark.parametrize("name", DRILLS)
def test_failure_loses_no_message_and_repeats_only_messages_in_flight(cluster, name):
    result = run(cluster, name, MESSAGES)

    assert result.is_good, result
