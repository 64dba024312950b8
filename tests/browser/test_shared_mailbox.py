"""Two people at one mailbox in a browser: a list asks who is meant, and the sign-in asks who is signing in."""

import pytest
from playwright.sync_api import expect

from events.models import Event
from tests.browser.helpers import no_sideways_scrolling, sign_in_by_code
from tests.browser.test_register import mailbox  # noqa: F401 (a fixture)
from tests.factories import make_event, make_member, make_person, make_venue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OFFICE = "office@example.org"
ROWS = f"Name\tEmail\nMinh Nguyen\t{OFFICE}\nDaw Khin Khin\tOffice＠example.org\nLê Chi\tchi@example.org"


def test_list_asks_who_is_meant_and_both_people_sign_in(phone, live_server, mailbox):  # noqa: F811
    event = make_event(title="Seminar", policy=Event.Policy.APPROVAL, venue=make_venue())
    make_person(name="Khin Khin", email=OFFICE)
    organizer = make_member(event.programme, "coordinator")

    phone.goto(f"{live_server.url}/organise/events/{event.slug}/")
    sign_in_by_code(phone, mailbox, organizer.email)
    phone.goto(f"{live_server.url}/organise/events/{event.slug}/add/list/")
    phone.get_by_label("Rows from a spreadsheet").fill(ROWS)
    phone.get_by_label("Awaiting decision").check()
    phone.get_by_role("button", name="Check the rows").click()
    question = phone.get_by_role("group", name="Who is Minh Nguyen?")
    expect(question).to_be_visible()
    expect(phone.get_by_text("2 people will be added")).to_be_visible()
    assert no_sideways_scrolling(phone)

    # By keyboard: the second radio button is the other person.
    question.get_by_role("radio").first.focus()
    phone.keyboard.press("ArrowDown")
    expect(question.get_by_label("Another person who uses this mailbox: Minh Nguyen")).to_be_checked()
    phone.get_by_text("Correct the rows").click()
    phone.get_by_role("button", name="Check the rows again").click()
    expect(phone.get_by_text("3 people will be added")).to_be_visible()
    phone.get_by_role("button", name="Add 3 people").click()
    expect(phone.get_by_text("3 people were added.")).to_be_visible()

    names = {row.person.name: row.person for row in event.registrations.select_related("person")}
    assert set(names) == {"Khin Khin", "Minh Nguyen", "Lê Chi"}
    assert names["Minh Nguyen"].mailbox_of == names["Khin Khin"]

    phone.context.clear_cookies()
    phone.goto(f"{live_server.url}/events/{event.slug}/register/")
    sign_in_by_code(phone, mailbox, OFFICE)
    expect(phone.get_by_role("heading", name="Who are you?")).to_be_visible()
    assert no_sideways_scrolling(phone)
    phone.get_by_label("Minh Nguyen").check()
    phone.get_by_role("button", name="Continue").click()
    expect(phone.get_by_text("The organisers decide").first).to_be_visible()
    phone.goto(f"{live_server.url}/me/profile/")
    expect(phone.get_by_label("Name", exact=True)).to_have_value("Minh Nguyen")
