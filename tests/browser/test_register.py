from datetime import timedelta

import icalendar
import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from events.models import Event
from notifications.models import Message
from notifications.outbox.tasks import deliver_due
from tests.browser.helpers import no_sideways_scrolling, sign_in_by_code
from tests.factories import make_country, make_event, make_member, make_venue
from tests.smtp import Mailbox, calendar_part, smtp_server

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def mailbox():
    cache.clear()
    with smtp_server() as mailbox:
        yield mailbox


def invite_of(mailbox: Mailbox, subject: str) -> icalendar.Event:
    mail = next(mail for mail in mailbox.mails if mail["Subject"].startswith(subject))
    return icalendar.Calendar.from_ical(calendar_part(mail).get_content()).events[0]


def test_register_on_a_phone_then_the_event_moves(phone, browser, live_server, mailbox):
    make_country("TH")
    event = make_event(title="Seminar on pensions", venue=make_venue())
    organizer = make_member(event.programme)

    phone.goto(live_server.url + event.get_absolute_url())
    assert no_sideways_scrolling(phone)
    phone.get_by_role("link", name="Register").click()
    sign_in_by_code(phone, mailbox, "participant@example.org")
    phone.get_by_label("Name", exact=True).fill("Daw Khin Khin")
    phone.get_by_role("button", name="Register").click()
    expect(phone.get_by_role("heading", name="You are confirmed")).to_be_visible()
    assert no_sideways_scrolling(phone)
    deliver_due()

    desk = browser.new_page(viewport={"width": 1440, "height": 900})
    desk.goto(f"{live_server.url}/accounts/login/?next=/organise/events/{event.slug}/move/")
    sign_in_by_code(desk, mailbox, organizer.email)
    expect(desk.get_by_text("Confirmed: 1")).to_be_visible()
    later = event.local_starts_at + timedelta(days=7)
    desk.get_by_label("Starts").fill(later.strftime("%Y-%m-%dT%H:%M"))
    desk.get_by_label("Ends").fill((later + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M"))
    desk.get_by_label("Ends").press("Tab")
    # Another request previews the reminders. On SQLite it shares the connection of this test.
    expect(desk.locator("#changes")).to_contain_text("is new:")
    desk.get_by_role("button", name="Reschedule and notify them").click()
    expect(desk.get_by_text("The event was rescheduled.")).to_be_visible()
    desk.close()
    deliver_due()

    first, second = invite_of(mailbox, "Confirmed:"), invite_of(mailbox, "Changed:")
    assert second["uid"] == first["uid"] == event.uid
    assert second["sequence"] > first["sequence"]
    assert second["dtstart"].dt == Event.objects.get().starts_at
    assert set(Message.objects.values_list("status", flat=True)) == {Message.Status.SENT}
