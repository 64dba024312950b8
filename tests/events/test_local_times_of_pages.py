"""Each page outside planning where a local time is typed reads it on the clocks of the event."""

import pytest
from django.urls import reverse

from events.models import Event, PlannedReminder, ReminderRule
from tests.events.announcements.scene import make_announcement
from tests.events.travel.helpers import make_travel_event, make_traveller
from tests.factories import make_member

pytestmark = pytest.mark.django_db
SKIPPED, DOUBLED = "2027-03-28T02:30", "2027-10-31T02:30"  # in Berlin


def of_deliverables(event):
    return reverse("deliverables:list", args=[event.slug]), "due", {"step": "ask", "title": "Slides"}


def of_codes(event):
    return reverse("invitation_codes:list", args=[event.slug]), "expires_local", {"uses": "1"}


def of_announcements(event):
    announcement = make_announcement(event)
    return reverse("announcements:send", args=[event.slug, announcement.pk]), "send_local", {"do": "schedule"}


def of_travel(event):
    return reverse("travel:details", args=[event.slug]), "arrival_at", {}


def of_reminders(event):
    rule = ReminderRule.objects.create(programme=event.programme, event=event)
    start = event.starts_at
    planned = PlannedReminder.objects.create(rule=rule, event=event, anchor_at=start, due_at=start, next_at=start)
    return reverse("reminders:reschedule", args=[event.slug, planned.pk]), "at_local", {}


@pytest.mark.parametrize("page", [of_deliverables, of_codes, of_announcements, of_travel, of_reminders])
def test_a_local_time_that_is_skipped_or_doubled_is_refused_or_asked_about(client, page):
    event = make_travel_event()
    Event.objects.update(timezone="Europe/Berlin")
    event.refresh_from_db()
    person = make_traveller(event).person if page is of_travel else make_member(event.programme)
    client.force_login(person)
    address, field, sent = page(event)

    skipped = client.post(address, sent | {field: SKIPPED}, follow=True).text
    doubled = client.post(address, sent | {field: DOUBLED}, follow=True).text

    assert "does not exist" in skipped
    assert "exists twice" in doubled
    assert 'type="radio"' in doubled
