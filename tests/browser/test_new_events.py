"""The page to ask for mails about new events, and the list of events that are open, in a browser."""

import pytest
from playwright.sync_api import expect

from events.models import EventAlert
from tests.browser.test_questions import open_as
from tests.browser.test_workspace_pages import AXE, NARROW, findings_of
from tests.factories import make_country, make_event, make_person, make_venue

pytestmark = [
    pytest.mark.browser,
    pytest.mark.look,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"),
]


def test_person_chooses_with_the_keyboard_and_stops(phone, live_server):
    make_country("TH")
    person = make_person()
    open_as(phone, live_server, person, "/me/mails/")

    phone.get_by_role("link", name="Choose new events that you want to hear of by email").press("Enter")
    phone.get_by_label("Training").press("Space")
    phone.get_by_label("Thailand").press("Space")
    phone.get_by_role("button", name="Send me these emails").press("Enter")

    expect(phone.get_by_text("You get at most one email a week")).to_be_visible()
    alert = EventAlert.objects.get(person=person)
    assert (alert.kinds, alert.countries) == (["training"], ["TH"])
    phone.get_by_role("button", name="Stop these emails").click()
    expect(phone.get_by_role("button", name="Send me these emails")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_serious(browser, live_server, width):
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run npm ci in tests/clients")
    make_event(title="ورشة عمل حول الحماية الاجتماعية", venue=make_venue())
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page, axe = context.new_page(), AXE.read_text()

    open_as(page, live_server, make_person(), "/me/new-events/")
    found = findings_of(page, axe)
    assert page.evaluate(NARROW) == 0
    page.goto(live_server.url + "/me/")
    expect(page.get_by_role("heading", name="Open for registration")).to_be_visible()
    found += findings_of(page, axe)
    assert page.evaluate(NARROW) == 0
    context.close()

    assert found == []
