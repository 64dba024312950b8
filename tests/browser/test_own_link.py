"""A person registers for a hybrid event and a session on a phone, and does the rest with the link in the mail."""

import re

import pytest
from playwright.sync_api import expect

from events.models import Event, Registration, Session
from events.registration import links
from events.registration.services import register
from notifications.outbox.tasks import deliver_due
from tests.browser.helpers import no_sideways_scrolling, sign_in_by_code
from tests.browser.test_register import mailbox  # noqa: F401 (a fixture)
from tests.factories import make_country, make_event, make_person, make_venue
from tests.smtp import calendar_part

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def link_in(mail) -> str:
    return re.search(r"http://\S+/registrations/\S+", mail.get_body(("plain",)).get_content()).group()


def counters() -> tuple[int, int, int]:
    event = Event.objects.get()
    return event.seats_taken, event.online_taken, Session.objects.get().seats_taken


def test_the_address_of_a_link_is_in_no_request_and_forms_work(phone, live_server, settings):
    """With no-referrer, Chromium sends "Origin: null" with a form."""
    settings.BASE_URL = live_server.url
    registration = register(make_event(mode="hybrid"), make_person(), mode="in_person")
    requests = []
    phone.on("request", lambda request: requests.append(request))  # noqa: PLW0108 (Playwright refuses a built-in)

    phone.goto(links.registration_link(registration))
    phone.get_by_label("Online", exact=False).first.check()
    phone.get_by_role("button", name="Save how I take part").click()
    expect(phone.get_by_role("status")).to_contain_text("Saved: how you take part.")
    phone.get_by_role("link", name="See the event").click()
    phone.wait_for_load_state()

    headers = [(request.method, request.all_headers()) for request in requests]
    assert [sent["origin"] for method, sent in headers if method == "POST"] == ["null"]
    assert not any("/registrations/" in sent.get("referer", "") for _method, sent in headers)
    assert len(headers) > 5


def test_person_registers_switches_withdraws_and_registers_again(phone, live_server, mailbox, settings):  # noqa: F811
    settings.BASE_URL = live_server.url
    make_country("TH")
    event = make_event(
        title="Seminar on floors", mode="hybrid", seats=5, room_seats=2, online_seats=3, venue=make_venue()
    )
    Session.objects.create(event=event, title="Working group", is_optional=True, seats=1)

    phone.goto(live_server.url + event.get_absolute_url())
    expect(phone.get_by_text("In person: 2 places left")).to_be_visible()
    phone.get_by_role("link", name="Register").click()
    sign_in_by_code(phone, mailbox, "khin@example.org")
    phone.get_by_label("In person: 2 places left").check()
    phone.get_by_label("Name", exact=True).fill("Daw Khin Khin")
    phone.get_by_label("Working group · 1 place left").check()
    assert no_sideways_scrolling(phone)
    phone.get_by_role("button", name="Register").click()
    expect(phone.get_by_role("heading", name="You are confirmed")).to_be_visible()
    assert counters() == (1, 0, 1)

    phone.context.clear_cookies()  # the mail is opened in another browser, where nobody is signed in
    deliver_due()
    confirmed = mailbox.mails[-1]
    own_link = link_in(confirmed)
    phone.goto(own_link)
    assert no_sideways_scrolling(phone)
    expect(phone.get_by_label("Working group")).to_be_checked()
    phone.get_by_label("Online: 3 places left").check()
    phone.get_by_role("button", name="Save how I take part").click()
    expect(phone.get_by_role("status")).to_contain_text("Saved: how you take part.")
    expect(phone.get_by_label("Online (your present choice)")).to_be_checked()
    assert counters() == (1, 1, 1)

    phone.get_by_role("button", name="Cancel registration").click()
    expect(phone.get_by_role("heading", name="Cancel your registration?")).to_be_visible()
    expect(phone.get_by_text("This page is for Daw Khin Khin.")).to_be_visible()
    assert no_sideways_scrolling(phone)
    assert counters() == (1, 1, 1)
    phone.get_by_role("button", name="Yes, cancel my registration").click()
    expect(phone.get_by_role("heading", name="You are not registered")).to_be_visible()
    assert counters() == (0, 0, 0)
    deliver_due()
    assert calendar_part(confirmed).get_param("method") == "REQUEST"
    assert calendar_part(mailbox.mails[-1]).get_param("method") == "CANCEL"

    phone.get_by_role("link", name="Register again").click()
    sign_in_by_code(phone, mailbox, "khin@example.org")
    expect(phone.get_by_label("Name", exact=True)).to_have_value("Daw Khin Khin")
    phone.get_by_label("Online: 3 places left").check()
    phone.get_by_role("button", name="Register").click()
    expect(phone.get_by_role("heading", name="You are confirmed")).to_be_visible()
    assert counters() == (1, 1, 0)
    deliver_due()
    assert calendar_part(mailbox.mails[-1]).get_param("method") == "REQUEST"
    assert link_in(mailbox.mails[-1]) == own_link
    assert Registration.objects.get().changes.count() == 4
