"""An organiser puts a person into a seat, corrects their name and sends their link: by mouse, by keyboard, on a phone."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from events.registration.services import register
from notifications.models import Message
from tests.browser import keyboard
from tests.browser.helpers import no_sideways_scrolling, watch_console
from tests.browser.test_table import open_table
from tests.factories import make_delegation, make_event, make_person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"),
]


@dataclass
class Hands:
    """Uses the controls of a page. way: "mouse", "keyboard" or "phone"."""

    page: Page
    way: str

    def use(self, control: Locator) -> None:
        if self.way == "keyboard":
            keyboard.press(self.page, control)
        elif self.way == "phone":
            control.tap()
        else:
            control.click()

    def write(self, field: Locator, text: str) -> None:
        if self.way == "keyboard":
            keyboard.write(self.page, field, text)
        else:
            field.fill(text)

    def select(self, field: Locator, label: str) -> None:
        if self.way == "keyboard":
            keyboard.select(self.page, field, label)
        else:
            field.select_option(label=label)


@pytest.fixture(params=["mouse", "keyboard", "phone"])
def organiser(request, browser):
    """Return a page, and the hands of its reader: with the mouse, with the keyboard alone, or with a finger."""
    is_phone = request.param == "phone"
    context = browser.new_context(
        viewport={"width": 390 if is_phone else 1440, "height": 844}, has_touch=is_phone, locale="en-GB"
    )
    page = context.new_page()
    problems = watch_console(page)

    yield page, Hands(page, request.param)
    context.close()
    assert problems == []


def test_put_a_person_into_a_seat_correct_their_name_and_send_their_link(organiser, live_server):
    page, hands = organiser
    event = make_event(seats=10)
    registration = register(event, make_person(name="Kihn Khin"))
    delegation = make_delegation(event, constituency="workers")
    other = make_event(programme=event.programme, title="Training")
    Message.objects.all().delete()
    open_table(page, live_server, event, "coordinator")

    hands.use(page.get_by_role("link", name="Kihn Khin"))
    hands.use(page.get_by_role("link", name="Open as a page"))
    hands.use(page.get_by_role("button", name="Give this seat"))
    expect(page.get_by_text("has a seat of the delegation")).to_be_visible()
    assert no_sideways_scrolling(page)
    registration.refresh_from_db()
    assert registration.delegation == delegation
    hands.use(page.get_by_role("link", name="Correct name or details…"))
    hands.write(page.get_by_label("Name", exact=True), "Khin Khin")
    hands.use(page.get_by_role("button", name="Save"))
    expect(page.get_by_role("heading", name="Khin Khin")).to_be_visible()
    expect(page.get_by_text("Kihn Khin").first).to_be_visible()
    hands.use(page.get_by_role("button", name="Send the personal link again"))
    expect(page.get_by_text("The personal link will be sent to the address of the person.")).to_be_visible()
    assert no_sideways_scrolling(page)
    hands.use(page.get_by_role("link", name="Move to another event"))
    hands.select(page.get_by_label("Move to"), "Training")
    hands.use(page.get_by_role("button", name="Move", exact=True))
    expect(page.get_by_text("Khin Khin was moved to")).to_be_visible()

    registration.refresh_from_db()
    assert registration.person.name == "Khin Khin"
    assert registration.status == "withdrawn"
    assert other.registrations.get().person == registration.person
    assert Message.objects.filter(kind="new_link").count() == 1


def test_the_arrow_keys_show_the_next_person_and_escape_returns_to_the_row(browser, live_server):
    event = make_event(seats=10)
    for name in ("First Person", "Second Person", "Third Person"):
        register(event, make_person(name=name))
    page = browser.new_page(viewport={"width": 1440, "height": 844})
    open_table(page, live_server, event, "coordinator")

    page.get_by_role("link", name="First Person").press("Enter")
    expect(page.get_by_role("heading", name="First Person")).to_be_visible()
    for key, name in (("ArrowDown", "Second"), ("j", "Third"), ("j", "Third"), ("k", "Second"), ("ArrowUp", "First")):
        page.keyboard.press(key)
        expect(page.get_by_role("heading", name=f"{name} Person")).to_be_visible()
    page.keyboard.press("j")
    expect(page.get_by_role("heading", name="Second Person")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("link", name="Second Person")).to_be_focused()
    page.close()
