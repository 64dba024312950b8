"""A coordinator plans a seminar from nothing to published, and copies it to the next year: with few pages and few fields."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Locator, Page, expect

from events.balance.services import set_targets
from events.models import Document, Event, Question
from events.nominations.grid import GridCell, set_delegations
from events.questions.services import add_question
from tests.browser import keyboard
from tests.browser.helpers import no_sideways_scrolling, sign_in
from tests.factories import make_country, make_event, make_member, make_programme, make_session, make_venue

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
            keyboard.write(self.page, field, text)
            self.page.keyboard.press("Tab")
        else:
            field.click()
            field.fill(text)
            field.blur()

    def choose(self, label: str) -> None:
        self.fields += 1
        radio = self.page.get_by_role("radio", name=label)
        if self.way == "keyboard":
            keyboard.choose(self.page, radio)
        else:
            self.page.locator("label", has=radio).click()

    def press(self, role: str, name: str) -> None:
        """Press a button, or follow a link."""
        self.use(self.page.get_by_role(role, name=name, exact=True).first)

    def use(self, place: Locator) -> None:
        if self.way == "keyboard":
            keyboard.press(self.page, place)
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

    page.goto(f"{live_server.url}/organise/")
    hands.press("link", "New event")
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
    hands.press("link", "Change Delegations")
    hands.fill("Seats of each delegation", "2")
    hands.press("button", "Save the seats")
    hands.see("15 delegations have their seats.")
    hands.press("link", "Seminar on wages")
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


def full_seminar(programme):
    """Return a published seminar with everything that a copy brings."""
    event = make_event(
        programme=programme, title="Seminar on wages", slug="wages", seats=40, policy=Event.Policy.NOMINATION,
        venue=make_venue(programme=programme, name="Sample Hall", timezone="Asia/Bangkok"),
    )  # fmt: skip
    cells = [GridCell(iso2, side, 2) for iso2 in COUNTRIES for side in ("government", "employers", "workers")]
    set_delegations(event, cells)
    set_targets(event, {"women": 40, "workers": 30})
    make_session(event, title="Opening", at="09:00")
    make_session(event, title="Panel on wages", at="10:00", day=1)
    add_question(event, Question(kind="short_text", label="What do you want to discuss?"))
    Document.objects.create(event=event, title="Concept note", resource=None, url="https://example.org/note.pdf")
    return event


def test_copy_an_event_to_the_next_year(live_server, hands, programme):
    page, first = hands.page, a_monday() + timedelta(days=364)
    event = full_seminar(programme)
    page.goto(f"{live_server.url}/organise/")
    hands.loads = 0

    hands.press("link", "Seminar on wages")
    hands.use(page.get_by_label("More actions"))
    hands.press("link", "Duplicate event…")
    hands.fill("First day", f"{first}")
    hands.fill("Last day", f"{first + timedelta(days=1)}")
    hands.press("button", "Create draft")
    hands.see("The draft is created.")

    copy = Event.objects.get(status="draft")
    assert hands.loads <= MOST_LOADS_OF_A_COPY
    assert hands.fields <= MOST_FIELDS
    assert (copy.title, copy.seats, copy.local_starts_at.date()) == ("Seminar on wages", 40, first)
    delegations = [list(one.delegations.values_list("country", "constituency", "seats")) for one in (event, copy)]
    assert delegations[0] == delegations[1]
    assert len(delegations[1]) == 15
    assert copy.seats_kept == 30
    assert dict(copy.targets.values_list("measure", "percent")) == {"women": 40, "workers": 30}
    assert [(session.title, f"{session.starts_at.astimezone(session.zone):%d %H:%M}") for session in copy.sessions.all()] == [
        ("Opening", f"{first:%d} 09:00"), ("Panel on wages", f"{first + timedelta(days=1):%d} 10:00"),
    ]  # fmt: skip
    assert [row.question.label for row in copy.questions.all()] == ["What do you want to discuss?"]
    assert [document.title for document in copy.documents.all()] == ["Concept note"]


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
