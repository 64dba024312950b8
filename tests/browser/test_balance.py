"""An organiser sees the effect of a choice on the balance, then confirms twenty people at once."""

import re

import pytest
from playwright.sync_api import expect

from events.models import Event
from events.registration.services import register
from tests.browser.helpers import sign_in_by_code, watch_console
from tests.browser.test_register import mailbox  # noqa: F401 (a fixture)
from tests.factories import make_country, make_event, make_member, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_organiser_confirms_twenty_people_with_the_balance_in_view(browser, live_server, mailbox):  # noqa: F811
    event = make_event(policy=Event.Policy.APPROVAL, seats=20)
    organizer = make_member(event.programme)
    make_country("TH")
    for number in range(20):
        register(event, make_person(country="TH", constituency="workers", gender="woman" if number % 4 else "man"))
    desk = browser.new_page(viewport={"width": 1440, "height": 900})
    problems = watch_console(desk)
    desk.goto(f"{live_server.url}/accounts/login/?next=/organise/events/{event.slug}/registrations/")
    sign_in_by_code(desk, mailbox, organizer.email)
    panel = desk.get_by_role("region", name="Balance", exact=True)
    expect(panel).to_contain_text("Balance of confirmed participants")

    desk.get_by_role("checkbox", name="Select all on this page").check()
    expect(panel).to_contain_text("If you confirm these")
    expect(panel).to_contain_text(re.compile(r"75 %\s+15 of 20"))
    desk.get_by_role("button", name="Confirm", exact=True).click()
    desk.get_by_role("button", name="and send 20 mails").click()

    expect(desk.get_by_text("20 registrations changed.")).to_be_visible()
    expect(panel).to_contain_text(re.compile(r"20\s+of 20 places"))
    assert problems == []
    desk.close()
    assert Event.objects.get().seats_taken == 20
