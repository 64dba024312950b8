"""The frame of the workspace in a browser: the search box by keyboard, the sheet of sections on a phone, and menus."""

import pytest
from playwright.sync_api import Page, expect

from events.models import Event
from events.registration.services import register
from tests.browser.helpers import no_sideways_scrolling, sign_in
from tests.factories import make_event, make_member, make_person, make_programme, make_venue

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"),
]


@pytest.fixture
def event():
    event = make_event(title="Workshop on data", venue=make_venue(city="Hà Nội"))
    for name in ("Phương Đặng", "Emi Sato"):
        register(event, make_person(name=name, organisation_name="Hanoi Chamber"))
    return event


@pytest.fixture
def desk(browser):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    yield page
    context.close()


def open_event(page: Page, live_server, event) -> str:
    sign_in(page.context, live_server, make_member(event.programme))
    address = f"{live_server.url}/organise/events/{event.slug}/"
    page.goto(address)
    return address


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent.trim() || document.activeElement.name || ''")


def test_search_box_by_keyboard(desk, live_server, event):
    open_event(desk, live_server, event)
    desk.get_by_role("link", name="Registrations").first.focus()
    requests = []
    desk.on("request", lambda request: requests.append(request.url) if "/search/" in request.url else None)

    desk.keyboard.press("Control+k")
    expect(desk.locator("#search input")).to_be_focused()
    desk.keyboard.type("ha noi", delay=10)
    expect(desk.locator("#search-count")).to_have_text("4 results")
    assert len(requests) == 1
    desk.keyboard.press("ArrowDown")
    assert "Workshop on data" in focused(desk)
    desk.keyboard.press("ArrowDown")
    assert "Emi Sato" in focused(desk)
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("ArrowUp")
    expect(desk.locator("#search input")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.locator("#search")).not_to_be_visible()
    assert focused(desk).startswith("Registrations")

    desk.keyboard.press("/")
    desk.keyboard.type("phuong")
    expect(desk.locator("#search-count")).to_have_text("2 results")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Phương Đặng", level=1)).to_be_visible()


def test_search_box_starts_with_the_pages_visited_last(desk, live_server, event):
    address = open_event(desk, live_server, event)
    desk.goto(f"{address}registrations/")
    desk.goto(f"{live_server.url}/organise/")

    desk.keyboard.press("Control+k")
    expect(desk.get_by_role("link", name="Registrations · Workshop on data")).to_be_visible()
    desk.keyboard.type("xyzzy")
    expect(desk.locator("#search-count")).to_have_text("No results")
    desk.keyboard.press("Escape")
    desk.context.clear_cookies()
    desk.goto(f"{live_server.url}/events/")

    assert desk.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('recent'))") == []


def test_menu_by_arrow_keys(desk, live_server, event):
    open_event(desk, live_server, event)

    desk.get_by_label("More actions").focus()
    desk.keyboard.press("ArrowDown")
    assert focused(desk) == "Public page"
    desk.keyboard.press("ArrowUp")
    assert focused(desk) == "Cancel event…"
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("link", name="Public page")).not_to_be_visible()
    assert desk.evaluate("document.activeElement.getAttribute('aria-label')") == "More actions"


def test_sheet_of_sections_on_a_phone(phone, live_server, event):
    open_event(phone, live_server, event)
    opener, sheet = phone.get_by_role("link", name="Menu", exact=True), phone.locator("#menu")
    expect(sheet).not_to_be_visible()

    opener.click()
    expect(sheet).to_be_visible()
    assert phone.evaluate("document.getElementById('menu').contains(document.activeElement)")
    phone.keyboard.press("Escape")
    expect(sheet).not_to_be_visible()
    expect(opener).to_be_focused()
    opener.click()
    phone.mouse.click(195, 40)  # outside the sheet
    expect(sheet).not_to_be_visible()
    expect(opener).to_be_focused()
    opener.click()
    with phone.expect_navigation():  # the scripts of the page have run then
        sheet.get_by_role("link", name="Registrations").click()
    expect(phone.get_by_role("heading", name="Registrations", level=1)).to_be_visible()
    phone.locator("[data-open-search]").last.click()
    phone.locator("#search input").fill("emi")
    phone.locator("#search-hits").get_by_role("link", name="Emi Sato Hanoi Chamber").click()
    expect(phone.get_by_role("heading", name="Emi Sato", level=1)).to_be_visible()
    assert no_sideways_scrolling(phone)


def left_of(page: Page, selector: str) -> float:
    return page.locator(selector).first.bounding_box()["x"]


def test_header_of_a_phone_begins_with_menu_and_title_for_people_of_two_programmes(phone, live_server, event):
    member = make_member(event.programme)
    make_member(make_programme(name="A programme with a long name for its board"), person=member)
    sign_in(phone.context, live_server, member)

    phone.goto(f"{live_server.url}/organise/")

    parts = [".head-menu", ".head-title", ".head-find", ".head-new"]
    assert sorted(parts, key=lambda part: left_of(phone, part)) == parts
    phone.goto(f"{live_server.url}/organise/events/?view=board")
    column = phone.locator(".board-stage").first.bounding_box()
    for link in phone.locator(".board-stage .act").all():
        box = link.bounding_box()
        assert box["x"] + box["width"] <= column["x"] + column["width"]
    assert phone.locator(".board-stage .act").count() == 2


def test_facts_about_a_person_and_the_days_of_a_new_event_have_room_on_a_phone(phone, live_server, event):
    Event.objects.update(title="Regional seminar on the extension of social protection")
    open_event(phone, live_server, event)
    registration = event.registrations.first()

    phone.goto(f"{live_server.url}/organise/events/{event.slug}/registrations/{registration.pk}/")
    value = phone.locator(".fact-list dd > span", has_text="Regional seminar")
    assert value.bounding_box()["height"] < 100  # a few lines, not one letter on each
    phone.goto(f"{live_server.url}/organise/programmes/{event.programme.slug}/events/new/")

    tops = {
        name: phone.locator(f"#id_{name}").bounding_box()["y"] for name in ("first_day", "last_day", "starts", "ends")
    }
    assert tops["first_day"] == tops["last_day"] < tops["starts"] == tops["ends"]


def test_a_phone_breaks_neither_the_number_of_places_nor_an_address_of_the_team(browser, live_server, event):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    open_event(page, live_server, event)

    assert page.locator(".places").evaluate("places => places.offsetHeight") < 30
    assert page.locator(".head").evaluate("head => head.offsetHeight") < 84
    make_member(event.programme, "coordinator", make_person(email="a.rather.long.address@ministry.example.org"))
    page.goto(f"{live_server.url}/organise/programmes/{event.programme.slug}/team/")
    heights = page.locator(".team-mail").evaluate_all("mails => mails.map((mail) => mail.offsetHeight)")

    assert len(heights) == 2
    assert max(heights) < 26
    assert no_sideways_scrolling(page)
    page.close()
