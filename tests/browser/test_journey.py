"""The page of a traveller on a phone: it works without a connection, and forgets everything when its link has ended."""

import pytest
from playwright.sync_api import expect

from accounts.links.services import end_links
from events.journeys.links import journey_link
from events.models import Meeting
from tests.browser.helpers import keep_on_phone, no_sideways_scrolling, watch_console
from tests.events.journeys.scene import make_leg, make_traveller, make_visit
from tests.factories import make_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = "async () => (await (await caches.open('journey ' + location.href)).keys()).length"
WAIT_FOR_EMPTY = """async () => {
  for (let tries = 0; tries < 100 && (await caches.keys()).length; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return !(await caches.keys()).length;
}"""


@pytest.fixture
def journey(live_server, settings):
    settings.BASE_URL = live_server.url
    event = make_visit()
    person = make_traveller(event, name="Chan Sreymom")
    make_leg(event, [person], booking="SV2701")
    make_session(event, title="The system and its law")
    return event, person, journey_link(event, person)


def test_the_next_item_is_there_without_a_connection(offline_phone, journey):
    page, (_event, _person, address) = offline_phone, journey
    problems = watch_console(page)
    keep_on_phone(page, address)
    expect(page.get_by_role("heading", name="Flight ZZ 221, Phnom Penh – Tokyo")).to_be_visible()
    expect(page.get_by_text("Saved on this phone")).to_be_hidden()
    assert no_sideways_scrolling(page)
    assert problems == []

    page.context.set_offline(True)
    page.reload()

    expect(page.get_by_role("heading", name="Flight ZZ 221, Phnom Penh – Tokyo")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("No connection. Saved on this phone")
    expect(page.get_by_text("SV2701").first).to_be_visible()
    # The style sheet is kept, too.
    assert page.evaluate("getComputedStyle(document.querySelector('.pocket-nav')).position") == "sticky"
    page.get_by_role("link", name="Print the programme").click()
    expect(page.get_by_text("For the driver").or_(page.get_by_text("In an emergency"))).to_be_visible()

    page.context.set_offline(False)
    page.goto(address)
    expect(page.get_by_text("Saved on this phone")).to_be_hidden()


def test_the_phone_shows_what_is_next_by_its_own_clock(offline_phone, journey):
    page, (_event, _person, address) = offline_phone, journey
    keep_on_phone(page, address)
    page.context.set_offline(True)

    page.clock.set_fixed_time("2027-06-06T08:00:00Z")  # after the arrival of the flight
    page.reload()

    expect(page.get_by_role("heading", name="The system and its law")).to_be_visible()
    expect(page.get_by_role("heading", name="Flight ZZ 221, Phnom Penh – Tokyo")).to_be_hidden()


def test_an_ended_link_deletes_what_was_kept(offline_phone, journey):
    page, (_event, person, address) = offline_phone, journey
    keep_on_phone(page, address)
    assert page.evaluate(KEPT) > 2

    end_links(person)
    page.goto(address)

    assert page.evaluate(WAIT_FOR_EMPTY)
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_"):
        page.reload()


@pytest.mark.parametrize("items", [2, 3, 4])
def test_the_days_fit_on_their_printed_pages(offline_phone, journey, items):
    page, (event, _person, address) = offline_phone, journey
    for day in range(6):
        for number in range(items):
            session = make_session(
                event, day=day, at=f"{9 + 2 * number:02}:30", title="From claim to counsellor: a day at the counter"
            )
            Meeting.objects.create(
                session=session, status="confirmed", institution="Public Employment Office Tokyo West, Placement",
                bus_minutes=45, contact_on_day="Mori Aya, +81 3 5550 0122", dress="Business",
            )  # fmt: skip

    page.goto(address + "pocket/")

    heights = page.evaluate(
        "[...document.querySelectorAll('.pk-page')].map((one) => [one.scrollHeight, one.clientHeight])"
    )
    assert len(heights) == 4
    assert all(needed <= there for needed, there in heights)
