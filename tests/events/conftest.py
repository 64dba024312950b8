import pytest
from django.core.management import call_command
from django.db import transaction

from events.reminders import planning


@pytest.fixture(autouse=True)
def two_default_rules(monkeypatch):
    """Let a programme begin with two rules of reminders, so that what a test says of its own is easy to count."""
    monkeypatch.setattr(planning, "DEFAULTS", ({"amount": 7, "hour": 9}, {"amount": 1, "hour": 18}))


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Load the demonstration once for the tests of a file. Each test changes it in a transaction of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db):
    pass
