"""A manager on a phone adds a rule, skips its reminder, undoes the skip, and previews the effect of a new date."""

import re

import pytest
from playwright.sync_api import expect

from events.models import Event
from events.planning import services as agenda
from events.registration.services import register
from tests.browser.helpers import no_sideways_scrolling, sign_in_by_code
from tests.browser.test_register import mailbox  # noqa: F401 (a fixture)
from tests.factories import make_event, make_member, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_rules_and_the_timeline_on_a_phone(phone, live_server, mailbox):  # noqa: F811
    event = make_event(status=Event.Status.DRAFT)
    manager = make_member(event.programme, person=make_person(email="manager@example.org"))
    agenda.publish(event, by=manager)
    register(event, make_person(timezone="Asia/Tokyo"))
    address = f"{live_server.url}/organise/events/{event.slug}/reminders/"

    phone.goto(f"{address}rules/")
    sign_in_by_code(phone, mailbox, manager.email)
    phone.get_by_role("button", name="Use own rules for this event").click()
    phone.get_by_role("link", name="New rule").click()
    expect(phone.get_by_role("heading", name="New rule")).to_be_visible()
    phone.wait_for_load_state()
    phone.get_by_label("Audience").select_option("pending")
    expect(phone.get_by_label("Moment", exact=True).locator("option")).to_have_text(
        ["the event begins", "registration closes"]
    )
    unlikely = phone.get_by_role("button", name="Yes, save anyway")
    expect(unlikely).to_be_visible()  # nobody awaits a decision at this event
    phone.get_by_label("Audience").select_option("confirmed")
    expect(unlikely).to_have_count(0)
    phone.get_by_label("Number", exact=True).fill("3")
    phone.get_by_label("Number", exact=True).press("Tab")
    expect(phone.get_by_text("After saving: 1 reminder is added, at 1 event.")).to_be_visible()
    assert no_sideways_scrolling(phone)
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_text("Saved. 1 reminder is added, at 1 event.")).to_be_visible()

    phone.goto(address)
    mine = phone.get_by_role("listitem").filter(has_text="3 days before the event begins")
    mine.get_by_role("button", name="Skip").click()
    mine.get_by_role("button", name="Undo skip").click()
    expect(mine.get_by_role("button", name="Skip")).to_be_visible()
    mine.get_by_role("link", name="Preview").click()
    expect(phone.frame_locator("iframe").get_by_text(event.title).first).to_be_visible()
    assert no_sideways_scrolling(phone)

    phone.goto(f"{live_server.url}/organise/events/{event.slug}/move/")
    year = event.local_starts_at.year + 1
    phone.get_by_label("Ends").fill(f"{year}-06-02T17:00")
    phone.get_by_label("Starts").fill(f"{year}-06-01T09:00")
    phone.get_by_label("Starts").press("Tab")
    expect(phone.locator("#changes li").filter(has_text="→")).to_have_count(4)
    expect(phone.locator("#changes")).to_contain_text(re.compile(rf"→ .*{year}"))
