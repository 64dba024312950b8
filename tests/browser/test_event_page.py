"""The page of an event in a browser: its first screen, the button in view, folds, sharing, and findings of axe."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from events.models import Contributor, Document
from tests.browser.test_workspace_pages import AXE, NARROW, findings_of
from tests.events.library.helpers import drawn_picture, make_album, make_resource
from tests.factories import make_event, make_session, make_venue

pytestmark = [
    pytest.mark.browser,
    pytest.mark.look,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"),
]
LONG = "ដំណើរទស្សនកិច្ចសិក្សាទៅកាន់សេវាការងារសាធារណៈ និងប្រព័ន្ធធានារ៉ាប់រងនិកម្មភាពនៅក្នុងតំបន់"


@pytest.fixture
def event(transactional_db):
    venue = make_venue(name="Sample Conference Centre", latitude="13.75", longitude="100.5")
    event = make_event(
        title="Regional seminar on social protection floors", summary="Governments, employers and workers compare.",
        seats=40, seats_taken=12, venue=venue, registration_closes_at=now() + timedelta(days=20),
        audience="Officials of ministries.", organised_by="Sample team",
    )  # fmt: skip
    first = make_session(event, title="Opening session")
    make_session(event, title="Second day session", day=1)
    for name in ("Aye Aye", "مريم الأحمد", "Nguyễn Văn An"):
        Contributor.objects.create(session=first, name=name, affiliation="Ministry")
    Document.objects.create(event=event, title="Concept note", url="https://example.org/note")
    make_resource(event=event, title="Proceedings")
    return event


def test_first_screen_of_a_phone_has_when_where_and_the_button(phone, live_server, event):
    phone.goto(live_server.url + event.get_absolute_url())

    for text in ("09:00–17:00", "Sample Conference Centre, Bangkok, Thailand"):
        expect(phone.get_by_text(text).first).to_be_in_viewport()
    expect(phone.locator(".dock").get_by_text("28 places left")).to_be_in_viewport()
    button = phone.get_by_role("link", name="Register", exact=True)
    expect(button).to_have_count(1)  # the one of the card is hidden
    expect(button).to_be_in_viewport()
    phone.get_by_role("heading", name="Documents").scroll_into_view_if_needed()
    expect(button).to_be_in_viewport()
    assert phone.evaluate(NARROW) == 0
    assert phone.evaluate("document.documentElement.scrollHeight") < 3340


def test_button_stays_in_view_on_a_desktop(browser, live_server, event):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(live_server.url + event.get_absolute_url())

    button = page.get_by_role("link", name="Register", exact=True)
    expect(button).to_have_count(1)
    page.get_by_role("heading", name="Related").scroll_into_view_if_needed()
    expect(button).to_be_in_viewport()
    expect(page.get_by_text("Opening session")).to_be_visible()
    expect(page.get_by_text("Second day session")).to_be_hidden()
    page.close()


def test_days_are_folded_on_a_phone_and_open_with_the_keyboard(phone, live_server, event):
    phone.goto(live_server.url + event.get_absolute_url())

    expect(phone.get_by_text("Opening session")).to_be_hidden()
    phone.locator("#day-1 > summary").press("Enter")
    expect(phone.get_by_text("Opening session")).to_be_visible()


def test_message_is_copied(browser, live_server, event):
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    page.goto(live_server.url + event.get_absolute_url())

    page.get_by_text("Share", exact=True).click()
    page.get_by_role("button", name="Copy").click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[0] == event.title
    assert copied.endswith(event.get_absolute_url())
    context.close()


def test_phone_shares_with_its_own_dialog(phone, live_server, event):
    phone.add_init_script("navigator.share = async (data) => { window.shared = data; }")
    phone.goto(live_server.url + event.get_absolute_url())

    phone.get_by_text("Share", exact=True).click()

    assert phone.evaluate("window.shared.title") == event.title
    expect(phone.get_by_text("Message to share")).to_be_hidden()


def test_page_works_without_scripts(browser, live_server, event):
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + event.get_absolute_url())

    expect(page.get_by_text("Opening session")).to_be_visible()
    page.locator("#day-2 > summary").click()
    expect(page.get_by_text("Second day session")).to_be_visible()
    page.get_by_text("Share", exact=True).click()
    expect(page.get_by_role("link", name="WhatsApp")).to_be_visible()
    expect(page.get_by_role("button", name="Copy")).to_be_hidden()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_axe_finds_nothing_serious_in_any_state(browser, live_server, event, width):
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run npm ci in tests/clients")
    start = now() - timedelta(days=9)
    past = make_event(title=LONG, starts_at=start, ends_at=start + timedelta(hours=8), outcome="Adopted.")
    drawn_picture(make_album(event=past), size=(600, 400), alt="A full hall.")
    events = [
        event, past, make_event(status="cancelled", kind="training"), make_event(status="postponed", kind="meeting"),
        make_event(kind="study_visit", mode="hybrid", room_seats=5, online_seats=9, title="ورشة عمل حول الحماية الاجتماعية"),
        make_event(kind="expert_mission", policy="nomination", precision="tbc"),
    ]  # fmt: skip
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page, axe, found = context.new_page(), AXE.read_text(), []

    for one in events:
        page.goto(live_server.url + one.get_absolute_url())
        page.get_by_text("Share", exact=True).click()
        found += [f"{one.kind}: {finding}" for finding in findings_of(page, axe)]
        found += [f"{one.kind}: wider than the window"] if page.evaluate(NARROW) else []
    context.close()

    assert found == []
