"""The public pages of programmes and countries on a phone: the menu without a script, no sideways scrolling, axe."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils.timezone import now
from playwright.sync_api import expect

from events.models import TeamMember
from tests.browser.helpers import no_sideways_scrolling, sign_in
from tests.browser.test_workspace_pages import AXE, SERIOUS, findings_of
from tests.factories import make_country, make_event, make_member, make_person, make_programme

pytestmark = [
    pytest.mark.browser,
    pytest.mark.look,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"),
]
PAGES = (
    "/",
    "/programmes/",
    "/programmes/asean-ilo-japan/",
    "/programmes/sample-season/news/",
    "/countries/",
    "/countries/vn/",
    "/calendar/",
    "/calendar/?view=list",
    "/events/",
    "/embed/programmes/sample-season/",
)


@pytest.fixture
def demonstration(transactional_db):
    call_command("demo", verbosity=0)


@pytest.mark.usefixtures("demonstration")
def test_menu_leads_to_a_country_without_a_script(browser, live_server):
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url)

    page.get_by_label("Menu", exact=True).first.click()
    page.get_by_role("link", name="Countries").first.click()
    page.get_by_role("table").get_by_role("link", name="Viet Nam").click()

    expect(page.get_by_role("heading", name="Viet Nam", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="What was done, by phase")).to_be_visible()
    context.close()


@pytest.mark.usefixtures("demonstration")
def test_public_pages_fit_a_phone_and_a_dark_desktop_and_are_accessible(browser, live_server):
    if not AXE.exists():
        pytest.skip("needs axe-core: run npm ci in tests/clients")
    found = {}
    for width, scheme in ((390, "light"), (1440, "dark")):
        context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme=scheme, bypass_csp=True, timezone_id="Asia/Tokyo"
        )
        page = context.new_page()
        for path in PAGES:
            page.goto(live_server.url + path)
            assert no_sideways_scrolling(page), (path, width)
            if findings := findings_of(page, AXE.read_text(), ("moderate", *SERIOUS)):
                found[path, width] = findings
        context.close()

    assert found == {}


def test_name_of_a_zone_goes_on_below_itself_and_the_trail_breaks_after_a_slash(phone, live_server, transactional_db):
    programme = make_programme(slug="long", name="Unemployment insurance and employment services in the region")
    event = make_event(programme=programme, timezone="Asia/Ho_Chi_Minh", starts_at=now() + timedelta(days=9))
    phone.goto(live_server.url + event.get_absolute_url())

    hours, zone = (phone.locator(f".clock >> nth=0 >> {name}").bounding_box() for name in ("time", "span"))
    steps = phone.locator(".trail li")
    marks = steps.evaluate_all("found => found.map((one) => getComputedStyle(one, '::before').content)")

    assert zone["x"] >= hours["x"] + hours["width"]
    assert zone["height"] > hours["height"] * 1.5  # two lines, or the test says nothing
    assert marks == ["none", "none"]


@pytest.mark.usefixtures("transactional_db")
def test_text_with_a_long_address_fits_a_phone(phone, live_server):
    programme = make_programme(slug="seas", text=f"https://example.org/{'long' * 40}\n\n> A sentence of the minister.")
    sign_in(phone.context, live_server, make_member(programme, TeamMember.Role.COORDINATOR))
    phone.goto(f"{live_server.url}/programmes/seas/?preview")

    assert no_sideways_scrolling(phone)
    quote = phone.get_by_role("blockquote")
    assert quote.evaluate("element => getComputedStyle(element).borderInlineStartStyle") == "solid"
    # The notice is one text: as columns, its sentence would be a word wide.
    notice = phone.get_by_text("Preview: this is how the public will see")
    expect(notice.get_by_role("link")).to_have_count(2)


@pytest.mark.usefixtures("transactional_db")
def test_longest_month_fits_the_narrowest_phone(browser, live_server):
    context = browser.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()

    page.goto(f"{live_server.url}/calendar/?month=2027-09")

    assert no_sideways_scrolling(page)
    assert page.get_by_role("link", name="October 2027").bounding_box()["y"] < 200  # in one line with the month
    context.close()


def test_writer_drafts_previews_and_publishes_a_text(phone, live_server, transactional_db):
    programme = make_programme(slug="seas", name="Seas", text="First words.")
    writer = make_member(programme, TeamMember.Role.COORDINATOR, make_person(timezone="Asia/Bangkok"))
    sign_in(phone.context, live_server, writer)
    phone.goto(f"{live_server.url}/organise/programmes/seas/pages/")

    phone.get_by_role("link", name="Edit the text").click()
    phone.get_by_label("Text (Markdown)").fill("Second **words**.")
    phone.get_by_role("button", name="Save and preview").click()
    expect(phone.get_by_text("Second words.")).to_be_visible()
    expect(phone.get_by_text("Preview: this is how the public will see")).to_be_visible()
    assert "First words." in phone.request.get(f"{live_server.url}/programmes/seas/").text()

    phone.get_by_role("link", name="Edit", exact=True).click()
    phone.get_by_label("Now").check()
    phone.get_by_role("button", name="Save", exact=True).click()

    phone.goto(f"{live_server.url}/programmes/seas/")
    expect(phone.get_by_text("Second words.")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1024, 1440])
def test_names_on_the_map_can_be_read_on_each_screen(browser, live_server, transactional_db, width):
    for code, name in (("VN", "Viet Nam"), ("TH", "Thailand"), ("MN", "Mongolia"), ("JP", "Japan")):
        make_country(code, name=name)
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{live_server.url}/countries/")

    names = page.locator(".region-names:visible text")
    heights = names.evaluate_all("found => found.map((name) => name.getBoundingClientRect().height)")

    assert len(heights) == 4
    assert min(heights) >= 13  # pixels
    assert no_sideways_scrolling(page)
    context.close()


def test_wide_table_of_a_text_scrolls_in_its_box_by_keyboard(phone, live_server, transactional_db):
    row = "| " + " | ".join(f"Column {number}" for number in range(9)) + " |"
    make_programme(slug="seas", text=f"{row}\n{'|---' * 9}|\n{row}\n\nhttps://www.example.org/{'long-address-' * 9}")
    phone.goto(f"{live_server.url}/programmes/seas/")

    box = phone.get_by_role("region", name="Table")
    box.focus()
    phone.keyboard.press("ArrowRight")

    # Not with wait_for_function(), which the content security policy of the page refuses.
    box.evaluate("box => new Promise(done => box.scrollLeft ? done() : box.addEventListener('scroll', () => done()))")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
