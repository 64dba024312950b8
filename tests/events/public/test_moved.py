"""An event that has moved says so on its page and in the list, with its old date and time."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.models import PendingUpdate
from events.planning.services import cancel, postpone, reschedule
from events.updates.services import notify_now
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db


def move(event, days, told=True):
    event.refresh_from_db()
    reschedule(
        event, starts_at=event.starts_at + timedelta(days=days), ends_at=event.ends_at + timedelta(days=days), by=None
    )
    if told:
        notify_now(event, by=make_person())
    event.refresh_from_db()


@pytest.fixture
def event(settings):
    settings.UPDATE_DELAY = timedelta(minutes=5)
    return make_event(title="Seminar", starts_at=now().replace(hour=2, minute=0) + timedelta(days=30))


def test_page_and_list_show_the_old_date_once_people_are_told(client, event):
    old = event.local_starts_at
    move(event, 40, told=False)
    assert "This event has moved" not in client.get(event.get_absolute_url()).text

    notify_now(event, by=make_person())

    page = client.get(event.get_absolute_url()).text
    notice = page.partition("This event has moved.")[2].partition("</div>")[0]
    assert f"{old:%B %Y}" in notice.partition("</s>")[0]
    assert "09:00" in notice.partition("</s>")[0]
    assert "EventRescheduled" in page
    assert f'"previousStartDate": "{old.isoformat()}"' in page.replace('":"', '": "')
    assert "moved, was <s>" in client.get("/events/").text


def test_second_move_shows_the_date_that_people_knew_last(event):
    move(event, 10)
    second = event.starts_at
    move(event, 20)

    assert event.earlier.starts_at == second


def test_undone_move_leaves_nothing(client, event):
    move(event, 10, told=False)
    move(event, -10, told=True)

    assert event.earlier is None
    assert not PendingUpdate.objects.exists()


def test_first_exact_date_and_what_is_called_off_have_not_moved(event):
    undated = make_event(precision="month", starts_at=event.starts_at, ends_at=event.ends_at)
    reschedule(undated, starts_at=event.starts_at, ends_at=event.ends_at, precision="time", by=None)
    notify_now(undated, by=make_person())
    undated.refresh_from_db()
    assert undated.earlier is None

    move(event, 10)
    cancel(event, by=None)
    event.refresh_from_db()
    assert event.earlier is None


def test_new_date_of_a_postponed_event_names_the_old_one(client, event):
    old = event.starts_at
    postpone(event, by=None)
    notify_now(event, by=make_person())
    move(event, 90)

    assert event.earlier.starts_at == old
    assert "This event has moved." in client.get(reverse("events:detail", args=[event.slug])).text
