"""The table of registrations in a browser: by keyboard on a desktop, and on a phone."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from events.models import Event
from events.registration.services import register
from tests.factories import make_country, make_event, make_member, make_person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"),
]
PEOPLE = ["Aung", "Bình", "Chea", "Đào", "Emi"]


@pytest.fixture
def event():
    make_country("VN")
    event = make_event(policy=Event.Policy.APPROVAL)
    for name in PEOPLE:
        register(event, make_person(name=name, country="VN", constituency="workers"), needs="Vegetarian")
    return event


def sign_in(page: Page, live_server, event) -> None:
    client = Client()
    client.force_login(make_member(event.programme))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page.goto(f"{live_server.url}/organise/events/{event.slug}/registrations/")


def selected(page: Page) -> list[str]:
    boxes = page.locator("tbody [type=checkbox]:checked")
    return [boxes.nth(number).get_attribute("aria-label") for number in range(boxes.count())]


def test_select_rows_and_decide_by_keyboard(browser, live_server, event):
    desk = browser.new_page(viewport={"width": 1440, "height": 900})
    sign_in(desk, live_server, event)

    desk.get_by_label("Bình").focus()
    desk.keyboard.press("Shift+ArrowDown")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowDown")
    assert selected(desk) == ["Bình", "Chea"]
    desk.keyboard.press("Space")
    assert selected(desk) == ["Bình", "Chea", "Emi"]
    expect(desk.locator("output")).to_have_text("selected: 3")
    desk.get_by_label("Aung").click(modifiers=["Shift"])
    assert selected(desk) == PEOPLE
    desk.get_by_label("Select all on this page").focus()
    desk.keyboard.press("Space")
    assert selected(desk) == []
    desk.get_by_label("Đào").press("Space")
    desk.get_by_role("button", name="Decline").press("Enter")
    desk.get_by_role("button", name="and send 1 mail").press("Enter")
    expect(desk.get_by_text("1 registration changed.")).to_be_visible()

    assert [row.person.name for row in event.registrations.filter(status="declined")] == ["Đào"]
    desk.close()


def test_search_and_sort_the_table_on_a_phone(phone, live_server, event):
    sign_in(phone, live_server, event)

    phone.get_by_label("Search").fill("dao")
    phone.get_by_role("button", name="Show", exact=True).click()
    expect(phone.get_by_text("1 registration", exact=True)).to_be_visible()
    phone.get_by_label("Search").fill("")
    phone.get_by_label("Sorted by").select_option("-name")
    phone.get_by_role("button", name="Show", exact=True).click()
    expect(phone.locator("tbody tr").first).to_contain_text("Emi")
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    phone.get_by_text("Columns", exact=True).click()
    phone.locator("tbody").get_by_role("link", name="Emi").click()
    expect(phone.get_by_role("heading", name="Emi")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
