"""Whatever services change, and in any order, a stored page is the page that would be rendered now."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.utils.timezone import now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.errors import DomainError
from events.agenda import operations, versions
from events.agenda.edits import save as save_agenda
from events.agenda.items import items_of
from events.contributors import services as contributors
from events.contributors.services import ContributorEntry
from events.experts import services as experts
from events.models import AreaOfAction, Contributor, Document, Event, Expert, NewsItem, Registration
from events.planning import services as planning
from events.programmes.settings import move_phase_up
from events.registration import services as registration
from events.venues.services import save_venue
from tests.factories import make_country, make_event, make_member, make_person, make_programme, make_session, make_venue

pytestmark = pytest.mark.django_db


BEGIN = now()


@pytest.fixture
def scene():
    programme = make_programme(slug="ours")
    event = make_event(
        programme=programme,
        seats=2,
        venue=make_venue(),
        slug="changing",
        starts_at=BEGIN + timedelta(days=5),
        ends_at=BEGIN + timedelta(days=6),
        registration_opens_at=BEGIN + timedelta(hours=2),
        registration_closes_at=BEGIN + timedelta(days=4),
    )
    make_session(event)
    make_session(event, day=1)
    for hours in (1, 30):
        NewsItem.objects.create(
            programme=programme,
            title=f"News {hours}",
            slug=f"news-{hours}",
            published_at=BEGIN + timedelta(hours=hours),
        )
    other = make_event(slug="other", kind=Event.Kind.TRAINING)
    AreaOfAction.objects.create(programme=event.programme, slug="area", name="Area")
    return event, other, make_member(event.programme)


def retitle(event, by, number):
    planning.edit_event(event, by=by, title=f"Title {number}")


def reseat(event, by, number):
    planning.edit_event(event, by=by, seats=1 + number)


def relate(event, by, number):
    countries = [make_country("VN"), make_country("JP")][: number % 3]
    planning.edit_event(event, by=by, countries=countries, areas=AreaOfAction.objects.all()[: number % 2])


def close(event, by, number):
    planning.edit_event(event, by=by, policy=[Event.Policy.OPEN, Event.Policy.NONE][number % 2])


def move(event, by, number):
    start = event.starts_at + timedelta(days=number)
    planning.reschedule(event, by=by, starts_at=start, ends_at=event.ends_at + timedelta(days=number))


def postpone(event, by, _number):
    planning.postpone(event, by=by)


def cancel(event, by, _number):
    planning.cancel(event, by=by)


def publish(event, by, _number):
    planning.publish(event, by=by)


def register(event, _by, _number):
    registration.register(event, make_person())


def withdraw(event, by, _number):
    if found := Registration.objects.active().filter(event=event).first():
        registration.withdraw(found, by=by)


def rename_venue(event, by, number):
    if event.venue:
        event.venue.city = f"City {number}"
        save_venue(event.programme, event.venue, by=by)


def name_speaker(event, by, number):
    if session := event.sessions.first():
        entry = ContributorEntry(name=f"Speaker {'abc'[number % 3]}", role=Contributor.Role.SPEAKER, session=session)
        contributors.add(event, entry, by=by)


def remove_speaker(event, by, _number):
    if found := Contributor.objects.filter(session__event=event).first():
        contributors.remove(found, by=by)


def change_agenda(event, by, number):
    items = items_of(event)
    save_agenda(event, operations.shift(items[-1:], number), text="Later", by=by)
    versions.publish(event, note="", seen=versions.fingerprint(items_of(event)), by=by)


def rename_expert(event, _by, number):
    for expert in Expert.objects.filter(programme=event.programme):
        experts.update_profile(expert, name=f"Expert {number}")


def add_document(event, _by, number):
    Document.objects.create(event=event, title=f"Document {number}", url="https://example.org/")


def reorder_phases(event, by, _number):
    if phase := event.programme.phases.last():
        move_phase_up(event.programme, phase.pk, by=by)


CHANGES = (
    retitle, reseat, relate, close, move, postpone, cancel, publish, register, withdraw, rename_venue, name_speaker,
    remove_speaker, change_agenda, rename_expert, add_document, reorder_phases,
)  # fmt: skip
WAITS = st.sampled_from([timedelta(minutes=1), timedelta(minutes=59), timedelta(hours=5), timedelta(days=3)])
changes = st.lists(st.tuples(st.sampled_from(CHANGES), st.booleans(), st.integers(1, 6), WAITS), min_size=1, max_size=6)
ADDRESSES = (
    "/", "/events/", "/events/?when=all", "/calendar/", "/calendar/?view=list", "/events/changing/", "/events/other/", "/programmes/", "/programmes/ours/",
    "/programmes/ours/areas/area/", "/programmes/ours/news/", "/countries/", "/countries/th/", "/resources/",
)  # fmt: skip


def pages():
    client = Client()
    return [client.get(address).content for address in ADDRESSES]


def assert_pages_are_fresh(cause):
    stored = pages()
    caches["pages"].clear()
    for address, one, other in zip(ADDRESSES, stored, pages(), strict=True):
        assert one == other, (address, cause)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=changes)
def test_stored_pages_are_those_of_this_moment(scene, steps, time_machine):
    event, other, by = scene
    time_machine.move_to(BEGIN)
    with transaction.atomic():
        pages()
        for change, is_other, number, wait in steps:
            time_machine.shift(wait)
            assert_pages_are_fresh("later")
            try:
                change(Event.objects.get(pk=(other if is_other else event).pk), by, number)
            except DomainError:
                continue  # the service refuses this change now
            assert_pages_are_fresh(change.__name__)
        transaction.set_rollback(True)
