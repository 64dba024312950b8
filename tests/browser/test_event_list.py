"""The list of events in a browser: its first event is high on the page, and its filters work with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from events.models import AreaOfAction, Country
from tests.browser.test_workspace_pages import AXE, NARROW, findings_of
from tests.factories import make_country, make_event, make_venue

pytestmark = [
    pytest.mark.browser,
    pytest.mark.look,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"),
]
FIRST = """() => document.querySelector(".event-row").getBoundingClientRect().top"""
ROW_OF_FILTERS = """() => new Set([...document.querySelectorAll(".filter-bar .chip, .filter-bar .input")]
    .filter((chip) => chip.checkVisibility() && chip.closest(".filter-sheet") === null)
    .map((chip) => { const box = chip.getBoundingClientRect(); return Math.round((box.top + box.bottom) / 2); })).size"""


@pytest.fixture
def events(transactional_db):
    thai = make_venue(country=make_country("TH"), city="Bangkok", name="مركز المؤتمرات")
    make_event(title="Alpha training", kind="training", venue=thai, seats=5)
    make_event(title="ورشة عمل حول الحماية الاجتماعية", kind="meeting", mode="online")
    make_event(title="សិក្ខាសាលា " * 12, kind="study_visit", status="postponed")
    event = make_event(title="Gamma seminar", precision="month", date_text="May 2027")
    AreaOfAction.objects.create(programme=event.programme, slug="coverage", name="Coverage")
    make_country("JP")
    return Country.objects.all()


@pytest.mark.usefixtures("events")
def test_first_event_is_high_and_filters_fit_in_one_row(browser, live_server):
    for width in (390, 1440):
        page = browser.new_page(viewport={"width": width, "height": 844})
        page.goto(live_server.url + "/events/")

        assert page.evaluate(FIRST) < 300
        assert page.evaluate(ROW_OF_FILTERS) == 1
        assert page.evaluate(NARROW) == 0
        page.close()


@pytest.mark.usefixtures("events")
def test_filters_work_without_a_reload(phone, live_server):
    phone.goto(live_server.url + "/events/")
    phone.evaluate("window.isSamePage = true")
    expect(phone.get_by_text("(11:00)").first).to_be_visible()  # the clock of the reader

    phone.get_by_role("link", name="Training", exact=True).click()
    expect(phone.get_by_text("Gamma seminar")).to_have_count(0)
    expect(phone.get_by_text("Alpha training")).to_be_visible()
    expect(phone.get_by_text("(11:00)")).to_be_visible()
    expect(phone).to_have_url(re.compile("kind=training"))

    phone.get_by_text("Filter", exact=True).click()
    phone.get_by_label("Country").select_option("JP")
    expect(phone.get_by_role("button", name="Show 0 events")).to_be_visible()  # the sheet stays open
    phone.get_by_label("Country").select_option("TH")
    phone.get_by_role("button", name="Show 1 event").click()
    expect(phone.get_by_role("button", name="Show 1 event")).to_be_hidden()

    phone.get_by_role("link", name="Remove filter: Training").click()
    expect(phone).to_have_url(re.compile(r"/events/\?country=TH$"))
    phone.get_by_role("link", name="Remove filter: Thailand").click()
    expect(phone.get_by_text("Gamma seminar")).to_be_visible()
    assert phone.evaluate("window.isSamePage")


@pytest.mark.usefixtures("events")
def test_sheet_closes_with_escape_and_returns_the_focus(phone, live_server):
    phone.goto(live_server.url + "/events/")
    summary = phone.locator("#filter > summary")

    summary.press("Enter")
    expect(phone.get_by_label("Country")).to_be_visible()
    phone.get_by_label("Country").focus()
    phone.keyboard.press("Escape")

    expect(phone.get_by_label("Country")).to_be_hidden()
    expect(summary).to_be_focused()


@pytest.mark.usefixtures("events")
def test_search_keeps_the_focus_and_the_filters(browser, live_server):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(live_server.url + "/events/?mode=in_person")

    page.get_by_label("Search events").press_sequentially("alpha")
    expect(page.get_by_text("Gamma seminar")).to_have_count(0)
    expect(page).to_have_url(re.compile("q=alpha"))
    expect(page).to_have_url(re.compile("mode=in_person"))
    expect(page.get_by_label("Search events")).to_be_focused()
    expect(page.get_by_label("Search events")).to_have_value("alpha")
    page.close()


@pytest.mark.usefixtures("events")
def test_filters_work_without_scripts(browser, live_server):
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + "/events/")

    page.get_by_role("link", name="Training", exact=True).click()
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Country").select_option("TH")
    page.get_by_role("button", name="Show 1 event").click()

    expect(page).to_have_url(re.compile("kind=training.*country=TH"))
    expect(page.get_by_text("Alpha training")).to_be_visible()
    expect(page.get_by_text("Gamma seminar")).to_have_count(0)
    context.close()


@pytest.mark.usefixtures("events")
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_serious(browser, live_server, width):
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run npm ci in tests/clients")
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page, axe, found = context.new_page(), AXE.read_text(), []

    for address in (
        "/events/",
        "/events/?kind=training&country=TH",
        "/events/?kind=training&country=JP",
        "/events/?when=x",
    ):
        page.goto(live_server.url + address)
        page.locator("#filter > summary").click()
        found += [f"{address}: {finding}" for finding in findings_of(page, axe)]
        found += [f"{address}: wider than the window"] if page.evaluate(NARROW) else []
    context.close()

    assert found == []
