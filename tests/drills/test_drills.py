"""The drills of `make drills` with fewer messages, one after the other at one place."""

import os
import sys

import pytest

from tests.drills.drilling import DRILLS, run
from tests.drills.place import place, postgres_bin

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(sys.platform != "linux", reason="ends its processes as Linux does"),
    pytest.mark.skipif(
        postgres_bin() is None and not os.environ.get("CI"), reason="needs PostgreSQL's programs (initdb)"
    ),
]
MESSAGES = 160


@pytest.fixture(scope="module")
def found():
    with place() as found:
        yield found


@pytest.mark.parametrize("name", DRILLS)
def test_nothing_is_lost_and_nothing_comes_twice_but_what_was_in_flight(found, name):
    result = run(found, name, MESSAGES)

    assert result.is_good, result
