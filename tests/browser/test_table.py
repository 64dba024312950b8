"""The table of registrations in a browser: by keyboard on a desktop, and on a phone."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from events.models import Event, Registration
from events.registration.services import register
from tests.browser.helpers import no_sideways_scrolling, sign_in
from tests.browser.test_workspace_pages import CUT
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


def open_table(page: Page, live_server, event, role: str = "manager") -> None:
    sign_in(page.context, live_server, make_member(event.programme, role))
    page.goto(f"{live_server.url}/organise/events/{event.slug}/registrations/")


def selected(page: Page) -> list[str]:
    boxes = page.locator("tbody [type=checkbox]:checked")
    return [boxes.nth(number).get_attribute("aria-label") for number in range(boxes.count())]


def test_select_rows_and_decide_by_keyboard(browser, live_server, event):
    desk = browser.new_page(viewport={"width": 1440, "height": 900})
    open_table(desk, live_server, event)

    desk.get_by_label("Bình").focus()
    desk.keyboard.press("Shift+ArrowDown")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowDown")
    assert selected(desk) == ["Bình", "Chea"]
    desk.keyboard.press("Space")
    assert selected(desk) == ["Bình", "Chea", "Emi"]
    expect(desk.locator("output")).to_have_text("3 selected")
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
    open_table(phone, live_server, event)

    phone.get_by_role("searchbox", name="Search").fill("dao")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("1–1 of 1", exact=True)).to_be_visible()
    phone.get_by_role("link", name="Remove the filter Search: dao").click()
    phone.locator("summary").get_by_text("Filter", exact=True).click()
    phone.get_by_label("Sorted by").select_option("-name")
    phone.get_by_role("button", name="Show", exact=True).click()
    expect(phone.locator("tbody tr").first).to_contain_text("Emi")
    assert no_sideways_scrolling(phone)
    phone.locator("summary").get_by_text("Columns", exact=True).click()
    expect(phone.get_by_label("Organisation")).to_be_visible()
    phone.keyboard.press("Escape")
    phone.locator("tbody").get_by_role("link", name="Emi").click()
    expect(phone.get_by_role("heading", name="Emi")).to_be_visible()
    assert no_sideways_scrolling(phone)


def measure(page: Page) -> dict[str, list[float] | float]:
    """Return the bottom of the header, the top and bottom of each row, and the height of the window."""
    return page.evaluate(
        """() => ({
            head: document.querySelector("header.head").getBoundingClientRect().bottom,
            rows: [...document.querySelectorAll("tbody tr")].map((row) => row.getBoundingClientRect()).map((box) => [box.top, box.bottom]),
            height: innerHeight,
        })"""
    )


def test_the_first_screen_of_a_desktop_shows_fourteen_people(browser, live_server, event):
    for number in range(20):
        register(event, make_person(name=f"Person {number}", country="VN", organisation_name="A ministry " * 9))
    desk = browser.new_page(viewport={"width": 1440, "height": 900})
    open_table(desk, live_server, event)

    found = measure(desk)
    heights = {round(bottom - top) for top, bottom in found["rows"]}
    whole = [bottom for top, bottom in found["rows"] if top >= found["head"] and bottom <= found["height"]]

    assert len(whole) >= 14
    assert heights == {40}
    expect(desk.get_by_role("region", name="Actions for the selected people")).to_be_hidden()
    desk.get_by_label("Aung").check()
    bar = desk.get_by_role("region", name="Actions for the selected people")
    expect(bar).to_be_in_viewport()
    expect(desk.get_by_role("region", name="Balance", exact=True)).to_contain_text("If you confirm these")
    desk.get_by_role("button", name="Clear the selection").click()
    expect(bar).to_be_hidden()
    expect(desk.get_by_role("region", name="Balance", exact=True)).to_contain_text("Balance of confirmed participants")
    desk.close()


def test_the_first_person_is_near_the_top_of_a_phone(phone, live_server, event):
    open_table(phone, live_server, event, "coordinator")  # a manager is also asked for a second factor

    found = measure(phone)

    assert found["rows"][0][1] - found["head"] <= 300
    assert no_sideways_scrolling(phone)
    phone.get_by_label("Bình").check()
    expect(phone.get_by_role("region", name="Actions for the selected people")).to_be_in_viewport()
    phone.locator(".balance-line summary").click()
    expect(phone.locator(".balance-line")).to_contain_text("Workers")
    assert no_sideways_scrolling(phone)


def test_the_first_people_are_selected_and_confirmed_by_keyboard(browser, live_server, event):
    desk = browser.new_page(viewport={"width": 1440, "height": 900})
    open_table(desk, live_server, event)

    desk.locator("summary").get_by_text("Select", exact=True).press("Enter")
    desk.get_by_label("The first").fill("2")
    desk.get_by_role("button", name="by balance: closest to the targets").press("Enter")
    expect(desk.locator("output")).to_have_text("2 selected")
    assert selected(desk) == ["Aung", "Bình"]
    desk.get_by_role("button", name="Confirm", exact=True).press("Enter")
    desk.get_by_role("button", name="and send 2 mails").press("Enter")
    expect(desk.get_by_text("2 registrations changed.")).to_be_visible()
    desk.close()

    assert [row.person.name for row in event.registrations.confirmed().order_by("pk")] == ["Aung", "Bình"]


def test_a_menu_is_read_once_by_keyboard(browser, live_server, event):
    desk = browser.new_page(viewport={"width": 1440, "height": 900})
    open_table(desk, live_server, event)
    read: list[str] = []
    desk.on("request", lambda request: read.append(request.url) if request.url.endswith("/filters/") else None)

    desk.locator("#filters summary").press("Enter")
    desk.get_by_label("Country").select_option("VN")
    desk.locator("#filters summary").press("Enter")
    desk.locator("#filters summary").press("Enter")
    desk.get_by_label("Constituency").focus()
    desk.get_by_role("button", name="Show", exact=True).press("Enter")
    expect(desk.get_by_role("link", name="Remove the filter Country: Viet Nam")).to_be_visible()

    assert len(read) == 1
    desk.close()


def test_the_menus_are_pages_without_javascript(browser, live_server, event):
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    open_table(page, live_server, event, "coordinator")

    page.locator("#filters summary").click()
    page.locator("#filters").get_by_role("link").click()
    page.get_by_label("Sorted by").select_option("-name")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("tbody tr").first).to_contain_text("Emi")
    page.locator("#columns summary").click()
    page.locator("#columns").get_by_role("link").click()
    page.get_by_label("Organisation").uncheck()
    page.get_by_role("button", name="Show columns").click()
    expect(page.get_by_role("columnheader", name="Organisation")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_no_status_is_cut(browser, live_server, event, width):
    for status in Registration.Status:
        waits = {"queued_at": now()} if status == Registration.Status.WAITLISTED else {}
        Registration.objects.create(event=event, person=make_person(name=f"With {status}"), status=status, **waits)
    event.registrations.filter(status="invited").update(awaits_answer=True)
    event.registrations.filter(status="waitlisted").update(
        awaits_answer=True, offer_expires_at=now() + timedelta(days=9)
    )
    desk = browser.new_page(viewport={"width": width, "height": 900})
    open_table(desk, live_server, event)

    assert "Awaiting decision" in desk.locator("td.is-keep").all_inner_texts()
    assert any(text.startswith("Held until") for text in desk.locator("td.is-keep").all_inner_texts())
    assert desk.evaluate(CUT) == []
    assert desk.evaluate("[...document.querySelectorAll('tbody tr')].every((row) => row.offsetHeight <= 70)")
    assert no_sideways_scrolling(desk)
    desk.close()
