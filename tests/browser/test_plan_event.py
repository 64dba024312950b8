"""A coordinator plans a seminar from nothing to published, and copies it to the next year: with few pages and few fields."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from events.models import Event
from tests.browser.helpers import no_sideways_scrolling, sign_in
from tests.factories import make_country, make_event, make_member, make_programme

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"),
]
MOST_LOADS, MOST_FIELDS, MOST_LOADS_OF_A_COPY = 10, 35, 3
WAYS = {"mouse": 1440, "keyboard": 1440, "phone": 390}
COUNTRIES = ["ID", "MM", "PH", "TH", "VN"]


class Hands:
    """Fills fields and presses buttons by mouse, by keyboard alone or on a phone. Counts page loads and filled fields."""

    def __init__(self, page: Page, way: str) -> None:
        self.page, self.way = page, way
        self.loads = self.fields = 0
        page.on("response", self._count)

    def _count(self, response) -> None:
        is_page = response.request.is_navigation_request() and response.request.resource_type == "document"
        self.loads += is_page and not 300 <= response.status < 400

    def fill(self, label: str, text: str) -> None:
        self.fields += 1
        field = self.page.get_by_label(label).first
        if self.way == "keyboard":
            field.focus()
            is_date = field.get_attribute("type") == "date"
            year, month, day = text.split("-") if is_date else ("", "", "")
            self.page.keyboard.type(month + day + year if is_date else text)  # in the order of the browser's language
            self.page.keyboard.press("Tab")
        else:
            field.click()
            field.fill(text)
            field.blur()

    def choose(self, label: str) -> None:
        self.fields += 1
        radio = self.page.get_by_role("radio", name=label)
        if self.way == "keyboard":
            radio.focus()
            self.page.keyboard.press("Space")
        else:
            self.page.locator("label", has=radio).click()

    def press(self, role: str, name: str) -> None:
        """Press a button, or follow a link."""
        place = self.page.get_by_role(role, name=name, exact=True).first
        if self.way == "keyboard":
            place.focus()
            self.page.keyboard.press("Enter")
        else:
            place.click()

    def see(self, text: str) -> None:
        """Wait for a text, and look whether the page is as wide as the screen."""
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=15_000)
        assert no_sideways_scrolling(self.page), f"the page with “{text}” scrolls sideways"


@pytest.fixture
def programme():
    programme = make_programme(slug="ours", contact_email="team@example.org")
    programme.countries.set([make_country(iso2) for iso2 in COUNTRIES])
    return programme


@pytest.fixture(params=WAYS)
def hands(request, browser, live_server, programme):
    width = WAYS[request.param]
    context = browser.new_context(viewport={"width": width, "height": 844}, locale="en-US", timezone_id="Asia/Bangkok")
    sign_in(context, live_server, make_member(programme))
    page = context.new_page()
    yield Hands(page, request.param)
    context.close()


def a_monday():
    """Return the Monday in about four months."""
    day = localdate() + timedelta(days=120)
    return day + timedelta(days=-day.weekday())


def test_plan_a_seminar_of_two_days_with_fifteen_delegations(live_server, hands):
    page, first = hands.page, a_monday()

    page.goto(f"{live_server.url}/organise/programmes/ours/events/new/")
    hands.choose("Regional seminar")
    hands.fill("What is it called?", "Seminar on wages")
    hands.fill("First day", f"{first}")
    hands.fill("Last day", f"{first + timedelta(days=1)}")
    hands.fill("Where?", "Sample Hall")
    hands.press("button", "Add venue")
    hands.fill("City", "Bangkok")
    hands.choose("Yes, it is")  # the time there now
    hands.press("button", "Save venue")
    expect(page.get_by_label("Where?")).to_have_value("Sample Hall, Bangkok")
    hands.press("button", "Create draft")
    hands.see("The draft is created.")
    page.locator(".checklist").get_by_role("link", name="Change Delegations").focus()
    page.keyboard.press("Enter")
    hands.fill("Seats of each delegation", "2")
    hands.press("button", "Save the seats")
    hands.see("15 delegations have their seats.")
    page.goto(f"{live_server.url}/organise/events/{Event.objects.get().slug}/")
    hands.press("link", "Publish…")
    hands.press("button", "Publish")
    hands.see("Published. The event is now on the public pages")

    event = Event.objects.get()
    assert (event.status, event.title, event.timezone) == ("published", "Seminar on wages", "Asia/Bangkok")
    assert (event.local_starts_at.date(), event.last_day) == (first, first + timedelta(days=1))
    assert list(event.delegations.values_list("seats", flat=True)) == [2] * 15
    assert event.sessions.exists()
    assert hands.loads <= MOST_LOADS
    assert hands.fields <= MOST_FIELDS


def test_copy_an_event_to_the_next_year(live_server, hands, programme):
    page, first = hands.page, a_monday()
    make_event(programme=programme, title="Seminar on wages", slug="wages", seats=30)
    page.goto(f"{live_server.url}/organise/events/wages/")
    hands.loads = 0

    page.goto(f"{live_server.url}/organise/programmes/ours/events/new/?like={Event.objects.get().pk}")
    hands.fill("First day", f"{first}")
    hands.fill("Last day", f"{first + timedelta(days=1)}")
    hands.fill("Time zone", "Bangkok")
    hands.press("button", "Create draft")
    hands.see("The draft is created.")

    copy = Event.objects.get(status="draft")
    assert (copy.title, copy.seats, copy.local_starts_at.date()) == ("Seminar on wages", 30, first)
    assert hands.loads <= MOST_LOADS_OF_A_COPY
    assert hands.fields <= MOST_FIELDS


def test_answers_survive_a_broken_connection_and_a_reload(live_server, hands):
    page = hands.page
    page.goto(f"{live_server.url}/organise/programmes/ours/events/new/")

    page.route("**/new/keep/", lambda route: route.abort("connectionfailed"))
    hands.fill("What is it called?", "Seminar on wages")
    expect(page.get_by_text("No connection. Your answers are kept in this browser")).to_be_visible()
    page.unroute("**/new/keep/")
    page.reload()

    expect(page.get_by_label("What is it called?")).to_have_value("Seminar on wages")
    expect(page.get_by_text("Your answers are kept.", exact=False)).to_be_visible()
    page.evaluate("sessionStorage.clear()")
    page.reload()
    expect(page.get_by_label("What is it called?")).to_have_value("Seminar on wages")  # the server has it now


def test_suggestions_follow_the_answers(live_server, hands, programme):
    page, first = hands.page, a_monday()
    for number in range(4):
        make_event(programme=programme, title=f"Seminar {number}")
    training = make_event(programme=programme, title="Old training", kind="training")
    Event.objects.filter(pk=training.pk).update(starts_at=training.starts_at - timedelta(days=30))
    page.goto(f"{live_server.url}/organise/programmes/ours/events/new/")
    hands.choose("Regional seminar")
    expect(page.get_by_role("radio", name="Old training")).to_have_count(0)

    hands.choose("Training")

    expect(page.get_by_role("radio", name="Old training")).to_have_count(1)
    hands.fill("First day", f"{first}")
    hands.fill("Time zone", "Bangkok")
    expect(page.locator("#said-when")).to_contain_text(f"{first:%A}")
