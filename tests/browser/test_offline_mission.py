"""The page of an expert of a mission on a phone: the last state of it is there without a connection."""

import pytest
from playwright.sync_api import expect

from events.contributors.links import assignment_link
from events.journeys.meetings import own_people
from tests.browser.helpers import keep_on_phone, no_sideways_scrolling
from tests.events.journeys.meetings.helpers import make_visit
from tests.events.missions.experts.helpers import agreed
from tests.factories import make_member

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"),
]
# Wait for at most ten seconds: the page asks for the new state some time after the last key.
WAIT_FOR_KEPT = """async (text) => {
  for (let tries = 0; tries < 100; tries++) {
    const kept = await (await caches.open('journey ' + location.href)).match(location.href);
    if ((await kept.text()).includes(text)) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}"""


def test_the_last_notes_are_there_without_a_connection(offline_phone, live_server, settings):
    settings.BASE_URL, page = live_server.url, offline_phone
    assignment = agreed(role="lead")
    meeting = make_visit(assignment.mission.event, status="confirmed", gate="North gate")
    own_people.bring(meeting, assignment.pk, by=make_member(assignment.mission.event.programme))
    keep_on_phone(page, assignment_link(assignment))
    expect(page.get_by_text("Saved on this phone", exact=False).first).to_be_hidden()
    page.get_by_label("Notes").fill("Two of 29 districts connect.")
    expect(page.locator("[data-notes-state]")).to_contain_text("Saved")
    assert page.evaluate(WAIT_FOR_KEPT, "Two of 29 districts connect.")

    page.context.set_offline(True)
    page.reload()

    expect(page.locator("[data-line]")).to_contain_text("No connection. Saved on this phone")
    expect(page.get_by_text("North gate")).to_be_visible()
    expect(page.get_by_label("Notes")).to_have_value("Two of 29 districts connect.")
    assert no_sideways_scrolling(page)
    page.context.set_offline(False)
