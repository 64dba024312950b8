"""The first superuser of an empty installation is led to a programme, a colleague, a venue and an event draft."""

import re

import pytest
from playwright.sync_api import Page, expect

from events.models import Event, Programme, TeamInvitation, TeamMember, Venue
from tests.browser.helpers import no_sideways_scrolling, sign_in_by_code
from tests.browser.test_register import mailbox  # noqa: F401 (a fixture)
from tests.browser.test_team import code_in_body
from tests.factories import make_country, make_person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"),
]


def follow(page: Page, step: int, verb: str) -> None:
    """Follow the notice that leads to the next step of the set-up."""
    expect(page.get_by_text(f"Set-up, step {step} of 4:")).to_be_visible()
    assert no_sideways_scrolling(page)
    with page.expect_navigation():  # its scripts have run then
        page.get_by_role("complementary", name="Set-up").get_by_role("link", name=verb).click()


@pytest.mark.parametrize("width", [390, 1440])
def test_superuser_is_led_from_the_empty_installation_to_the_first_draft(browser, live_server, mailbox, width):  # noqa: F811
    make_person(email="first@example.org", name="", is_superuser=True, is_staff=True)
    make_country("VN")
    context = browser.new_context(viewport={"width": width, "height": 900}, timezone_id="Asia/Bangkok")
    page = context.new_page()

    page.goto(f"{live_server.url}/organise/")
    sign_in_by_code(page, mailbox, "first@example.org")
    expect(page.get_by_role("heading", name="Set up Plenary")).to_be_visible()
    assert no_sideways_scrolling(page)
    expect(page.locator(".steps > .is-next")).to_have_count(1)
    page.get_by_role("link", name="Create a programme").click()
    page.get_by_label("Name", exact=True).fill("Social protection in the region")
    page.get_by_role("button", name="Create the programme").click()

    follow(page, 2, "Invite a colleague")
    page.get_by_label("Email address").fill("ha@example.org")
    page.get_by_role("button", name="Send invitation").click()
    if page.get_by_label("Code").is_visible():  # the sign-in is too long ago for a change of the team
        page.get_by_label("Code").fill(code_in_body(mailbox))
        page.get_by_role("button", name=re.compile("Continue|Confirm")).click()

    follow(page, 3, "Add a venue")
    page.get_by_label("Name", exact=True).fill("Sample Institute")
    for label, value in (("City", "Ha Noi"), ("Country (optional)", "VN")):
        field = page.get_by_label(label, exact=True)
        with page.expect_response("**/venues/zone/**"):  # its answer asks what a clock there shows
            field.select_option(value) if value == "VN" else field.fill(value)
            field.blur()
    page.get_by_label("Yes, it is").check()
    assert no_sideways_scrolling(page)
    page.get_by_role("button", name="Save venue").click()

    follow(page, 4, "Create an event")
    page.get_by_text("Regional seminar", exact=True).click()
    page.get_by_label("What is it called?").fill("Inception seminar")
    page.get_by_text("Not known yet", exact=True).click()
    page.get_by_label("Where?").fill("Sample Institute")
    assert no_sideways_scrolling(page)
    page.get_by_role("button", name="Create draft").click()

    expect(page.get_by_role("heading", name="Get ready to publish")).to_be_visible()
    assert no_sideways_scrolling(page)
    expect(page.get_by_text("Set-up, step")).to_have_count(0)
    page.goto(f"{live_server.url}/organise/")
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    context.close()

    event, programme = Event.objects.get(), Programme.objects.get()
    assert (event.title, event.status, event.programme, event.venue) == (
        "Inception seminar", Event.Status.DRAFT, programme, Venue.objects.get(),
    )  # fmt: skip
    assert event.venue.timezone == "Asia/Ho_Chi_Minh"
    assert TeamMember.objects.get().person.email == "first@example.org"
    assert TeamInvitation.objects.get().email == "ha@example.org"
