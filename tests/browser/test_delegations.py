"""A coordinator puts a person into a seat of a delegation, with the keyboard alone and on a phone."""

import pytest

from events.models import Event, Registration
from tests.browser.helpers import no_sideways_scrolling
from tests.browser.test_table import open_table
from tests.factories import make_country, make_delegation, make_event

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"),
]


@pytest.mark.parametrize("width", [1440, 390])
def test_put_a_person_into_a_seat_from_its_cell(browser, live_server, width):
    event = make_event(policy=Event.Policy.NOMINATION, seats=12)
    make_delegation(event=event, country=make_country("TH"), constituency="workers", seats=2)
    page = browser.new_page(viewport={"width": width, "height": 844})
    open_table(page, live_server, event)
    page.goto(f"{live_server.url}/organise/events/{event.slug}/delegations/")

    page.get_by_role("link", name="Thailand, Workers").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Thailand, Workers").wait_for()
    page.get_by_text("Name a focal point…").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Name of the focal point").fill("Malee Focal")
    page.get_by_label("Email address").fill("malee@example.org")
    assert no_sideways_scrolling(page)
    page.keyboard.press("Enter")
    page.get_by_text("Malee Focal").first.wait_for()
    page.get_by_role("heading", name="Thailand, Workers").wait_for()
    page.get_by_role("link", name="Add a person").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Name", exact=True).fill("Joana Ximenes")
    page.get_by_label("Email address").fill("joana@example.org")
    page.get_by_label("Why does the team name this person?").fill("Agreed by phone.")
    assert no_sideways_scrolling(page)
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Add the person").press("Enter")

    page.get_by_role("link", name="Joana Ximenes").wait_for()
    assert no_sideways_scrolling(page)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="1 confirmed").wait_for()
    assert page.get_by_role("heading", name="Thailand, Workers").count() == 0
    page.close()
    assert Registration.objects.get().status == "confirmed"


def test_the_numbers_of_seats_can_be_saved(browser, live_server):
    event = make_event(policy=Event.Policy.NOMINATION, seats=12)
    delegation = make_delegation(event=event, country=make_country("TH"), constituency="workers", seats=2)
    page = browser.new_page(viewport={"width": 1280, "height": 844})
    open_table(page, live_server, event)
    page.goto(f"{live_server.url}/organise/events/{event.slug}/delegations/?numbers=1")

    page.locator("table.seats input[value='2']").fill("3")
    page.get_by_role("button", name="Save the seats").click()

    page.get_by_text("The seats are saved.").wait_for()
    page.close()
    delegation.refresh_from_db()
    assert delegation.seats == 3
