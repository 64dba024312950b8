import pytest

from events.reminders import planning


@pytest.fixture(autouse=True)
def two_default_rules(monkeypatch):
    """Let a programme begin with two rules of reminders, so that what a test says of its own is easy to count."""
    monkeypatch.setattr(planning, "DEFAULTS", ({"amount": 7, "hour": 9}, {"amount": 1, "hour": 18}))
