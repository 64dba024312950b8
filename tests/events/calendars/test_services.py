from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import time_machine
from django.core.management import call_command

from events.calendars import vevent
from events.calendars.services import render_all, revise, revise_all
from events.models import Event
from tests.factories import make_country, make_event, make_venue

pytestmark = pytest.mark.django_db


def published(**fields):
    event = make_event(**fields)
    revise(event, significant=False)
    return event


def test_revise_always_increases_the_revision():
    event = published()
    last = event.revised_at

    with time_machine.travel(datetime(2020, 1, 1, tzinfo=UTC)):
        revise(event, significant=True)

    event.refresh_from_db()
    assert event.revised_at == last + timedelta(microseconds=1)
    assert event.sequence == 1
    assert icalendar.Event.from_ical(event.vevent)["sequence"] == 1


def test_revise_all_keeps_the_sequence():
    events = [published(), published()]

    revise_all(Event.objects.all())

    for before in events:
        after = Event.objects.get(pk=before.pk)
        assert after.revised_at > before.revised_at
        assert after.sequence == before.sequence


def test_render_all_changes_no_correct_event():
    published()
    make_event(status=Event.Status.DRAFT)
    before = list(Event.objects.order_by("pk").values())

    assert render_all() == 0

    assert list(Event.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("item_count", [1, 5])
def test_render_all_follows_the_address_of_the_site(settings, item_count):
    events = [published() for _ in range(item_count)]
    draft = make_event(status=Event.Status.DRAFT)
    settings.BASE_URL = "https://moved.example"

    assert render_all(batch=2) == item_count

    for before in events:
        after = Event.objects.get(pk=before.pk)
        assert f"URL:https://moved.example/events/{after.slug}/" in after.vevent
        assert after.revised_at > before.revised_at
        assert (after.sequence, after.uid) == (before.sequence, before.uid)
    assert Event.objects.get(pk=draft.pk).revised_at == draft.revised_at
    assert render_all() == 0


def test_render_all_replaces_the_output_of_another_version(capsys):
    right, wrong = published(), published(venue=make_venue(country=make_country("JP")))
    Event.objects.filter(pk=wrong.pk).update(vevent="BEGIN:VEVENT\r\nEND:VEVENT\r\n")

    call_command("render")

    assert capsys.readouterr().out == "1 events rendered again\n"
    mended = Event.objects.get(pk=wrong.pk)
    assert mended.vevent == vevent.render(mended)
    assert Event.objects.get(pk=right.pk).revised_at == right.revised_at
