"""A manager looks at a new time of an event on a desktop and on a phone, before anybody is told."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from events.registration.services import register
from tests.browser.helpers import no_sideways_scrolling, sign_in
from tests.factories import make_event, make_member, make_person, make_venue

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"),
]


@pytest.mark.parametrize("width", [1440, 390])
def test_new_time_is_shown_with_its_effects_and_a_month_needs_no_hours(browser, live_server, width):
    event = make_event(venue=make_venue(name="Hall"))
    register(event, make_person(name="Aung", timezone="Asia/Yangon"))
    page = browser.new_page(viewport={"width": width, "height": 844}, timezone_id="Asia/Bangkok", locale="en-GB")
    sign_in(page.context, live_server, make_member(event.programme))
    page.goto(f"{live_server.url}/organise/events/{event.slug}/move/")
    day = event.local_starts_at.date() + timedelta(days=7)
    expect(page.locator("#id_first_day")).to_be_hidden()

    page.locator("#id_ends_local").fill(f"{day}T16:00")
    page.locator("#id_starts_local").fill(f"{day}T09:00")
    page.locator("#id_starts_local").blur()
    expect(page.get_by_text("New date:")).to_be_visible()
    expect(page.locator("#changes")).to_contain_text(f"{day:%A} {day.day} {day:%B %Y}, 09:00 to 16:00")
    expect(page.locator("#changes")).to_contain_text("Yangon: 1 person 08:30")
    page.locator("#id_precision").select_option("month")
    expect(page.locator("#id_starts_local")).to_be_hidden()
    expect(page.locator("#id_first_day")).to_be_visible()
    assert no_sideways_scrolling(page)

    event.refresh_from_db()
    assert event.local_starts_at.date() == day - timedelta(days=7)
    page.close()
