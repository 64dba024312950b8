"""An assistant registers a group for a hybrid event on a phone; one of the people accepts, another declines."""

import pytest
from playwright.sync_api import expect

from events.models import Event, Registration
from events.registration.services import register
from notifications.outbox.tasks import deliver_due
from tests.browser.helpers import no_sideways_scrolling, sign_in_by_code
from tests.browser.test_own_link import link_in
from tests.browser.test_register import mailbox  # noqa: F401 (a fixture)
from tests.factories import make_event, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MODE = "How do you take part?"


def fill(phone, number, name, address):
    row = phone.get_by_role("group", name=f"Person {number}", exact=True)
    row.get_by_label("Name", exact=True).fill(name)
    row.get_by_label("Email address").fill(address)
    row.get_by_label(MODE).select_option("online")


def mode_of_first_person(phone):
    return phone.get_by_role("group", name="Person 1", exact=True).get_by_label(MODE)


def expect_that_a_mode_must_be_chosen(phone):
    mode, full = mode_of_first_person(phone), phone.locator("#people option[value=in_person]").first
    expect(mode).to_have_value("")
    expect(full).to_have_text("In person: all places are taken")
    expect(full).to_be_disabled()


@pytest.mark.parametrize("has_script", [True, False])
def test_an_assistant_registers_a_group_that_answers(browser, live_server, mailbox, settings, has_script):  # noqa: F811
    settings.BASE_URL = live_server.url
    event = make_event(title="Seminar on floors", mode="hybrid", seats=9, room_seats=1, online_seats=8)
    register(event, make_person(), mode="in_person")
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=has_script)
    phone = context.new_page()

    phone.goto(f"{live_server.url}/events/{event.slug}/register/others/")
    sign_in_by_code(phone, mailbox, "sokha@example.org")
    expect_that_a_mode_must_be_chosen(phone)
    fill(phone, 1, "Khin Khin", "khin@example.org")
    fill(phone, 2, "Win at evil.example", "min@example.org")
    fill(phone, 3, "Sok Dara", "dara@example.org")
    phone.get_by_role("button", name="Add more rows").click()
    expect(phone.get_by_role("group", name="Person 6", exact=True)).to_be_visible()
    expect(phone.get_by_role("group", name="Person 1", exact=True).get_by_label("Name", exact=True)).to_have_value(
        "Khin Khin"
    )
    expect(mode_of_first_person(phone)).to_have_value("online")
    fill(phone, 4, "Lê Thị Hoa", "hoa@example.org")
    assert no_sideways_scrolling(phone)

    phone.get_by_role("button", name="Register these people").click()
    expect(phone.get_by_role("link", name="looks like a web address")).to_be_visible()
    assert Registration.objects.count() == 1
    fill(phone, 2, "Min Aung", "min@example.org")
    phone.get_by_role("button", name="Register these people").click()

    expect(phone.get_by_role("heading", name="The people whom you registered")).to_be_visible()
    expect(phone.get_by_text("Asked, no answer yet")).to_have_count(4)
    assert no_sideways_scrolling(phone)
    phone.get_by_role("button", name="Withdraw Lê Thị Hoa").click()
    expect(phone.get_by_text("Asked, no answer yet")).to_have_count(3)

    deliver_due()
    mails = {mail["To"]: mail for mail in mailbox.mails if "say whether you will come" in mail["Subject"]}
    khin = next(mail for to, mail in mails.items() if "khin@" in to)
    dara = next(mail for to, mail in mails.items() if "dara@" in to)
    assert "sokha@example.org" in khin.get_body(("plain",)).get_content()
    other = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=has_script).new_page()
    other.goto(link_in(khin))
    assert Registration.objects.filter(status="confirmed").count() == 1  # opening the page changes nothing
    other.get_by_role("button", name="Accept the place").click()
    expect(other.get_by_role("heading", name="You are confirmed")).to_be_visible()
    other.goto(link_in(dara))
    other.get_by_role("button", name="Decline").click()
    other.get_by_role("button", name="Yes, I decline").click()
    expect(other.get_by_role("heading", name="You are not registered")).to_be_visible()

    phone.goto(f"{live_server.url}/me/")
    phone.get_by_role("link", name="Seminar on floors").first.click()  # the event itself is listed below, too
    expect(phone.get_by_text("Confirmed", exact=True)).to_be_visible()
    expect(phone.get_by_text("Asked, no answer yet")).to_have_count(1)
    loaded = Event.objects.get(pk=event.pk)
    assert (loaded.seats_taken, loaded.seats_kept) == (2, 1)
    other.context.close()
    context.close()
