"""With PostgreSQL, a change ends the stored pages when its transaction ends. Two changes never wait for each other."""

import threading

import pytest
from django.db import connection, connections, transaction

from accounts.models import User
from accounts.services import lock_people
from events.models import Event, PageRevision
from events.page_store import triggers
from tests.factories import make_event, make_person

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def _as_in_production(settings):
    for at_commit in (True, False):
        settings.PAGE_CHANGES_AT_COMMIT = at_commit
        triggers.remove(using="default")
        triggers.install(using="default")
        if at_commit:
            yield


def stamp():
    return PageRevision.objects.get().stamp


@pytest.mark.usefixtures("_as_in_production")
def test_change_counts_once_at_the_end_of_its_transaction():
    event = make_event()
    before = stamp()

    with transaction.atomic():
        Event.objects.filter(pk=event.pk).update(title="One")
        Event.objects.filter(pk=event.pk).update(title="Two")
        assert stamp() == before
    assert stamp() > before

    before = stamp()
    with transaction.atomic():
        Event.objects.filter(pk=event.pk).update(title="Three")
        transaction.set_rollback(True)
    assert stamp() == before


@pytest.mark.usefixtures("_as_in_production")
def test_two_changes_with_locks_in_another_order_both_end():
    event, person = make_event(), make_person()
    has_person, has_event = threading.Event(), threading.Event()

    def rename():
        with transaction.atomic():
            lock_people([person.pk])
            has_person.set()
            assert has_event.wait(10)
            User.objects.filter(pk=person.pk).update(name="Daw Khin Khin")
        connections.close_all()

    other = threading.Thread(target=rename)
    other.start()
    assert has_person.wait(10)
    with transaction.atomic():
        Event.objects.filter(pk=event.pk).update(title="Changed")
        has_event.set()
        lock_people([person.pk])  # waits for the other transaction
    other.join(10)

    person.refresh_from_db()
    event.refresh_from_db()
    assert (person.name, event.title) == ("Daw Khin Khin", "Changed")
    assert connection.in_atomic_block is False
