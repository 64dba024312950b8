"""A coordinator on a phone writes an announcement: the chips act at once, and the preview follows the text."""

import pytest
from playwright.sync_api import expect

from events.models import TeamMember
from events.registration.services import register
from tests.browser.helpers import no_sideways_scrolling, sign_in
from tests.factories import make_event, make_member, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_write_an_announcement_with_chips_on_a_phone(phone, live_server):
    event = make_event()
    for _number in range(2):
        register(event, make_person())
    sign_in(phone.context, live_server, make_member(event.programme, TeamMember.Role.COORDINATOR))
    phone.goto(f"{live_server.url}/organise/events/{event.slug}/announcements/new/?status=waitlisted")
    expect(phone.get_by_text("0 recipients")).to_be_visible()

    phone.get_by_role("button", name="Remove the filter Status: Waiting list").click()
    expect(phone.get_by_text("2 recipients")).to_be_visible()
    phone.get_by_label("Subject in English").fill("Your room")
    text = phone.get_by_label("Text in English")
    text.fill("Dear , welcome.")
    text.evaluate("field => field.setSelectionRange(5, 5)")
    phone.get_by_role("button", name="{name}", exact=True).first.click()

    expect(text).to_have_value("Dear {name}, welcome.")
    expect(phone.locator("#look")).to_contain_text("Dear Nguyễn Thị Minh, welcome.")
    assert no_sideways_scrolling(phone)
    phone.get_by_role("button", name="Save and view recipients").click()
    expect(phone.get_by_role("heading", name="2 recipients")).to_be_visible()
    phone.goto(f"{live_server.url}/organise/events/{event.slug}/announcements/")
    # The heading of a row stays on a phone: it is the link to the announcement.
    assert phone.get_by_role("link", name="Your room").bounding_box()["width"] > 60
