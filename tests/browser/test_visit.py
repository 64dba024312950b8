"""A study visit across two time zones: a flight is late, and all that depends on it moves, on the clocks of each place."""

import re
from collections import Counter

import pytest
from playwright.sync_api import Page, expect

from events.journeys.meetings.services import take_step
from events.models import Contributor, Meeting, Session
from notifications.models import Message
from tests.browser.helpers import keep_on_phone, link_in, no_sideways_scrolling, sign_in, watch_console
from tests.events.journeys.scene import make_leg, make_traveller, make_visit, moment
from tests.factories import make_member, make_person, make_session

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"),
]
TOKYO, ULAANBAATAR = "Asia/Tokyo", "Asia/Ulaanbaatar"
ON_THE_WAY = ("Tokyo", "Ulaanbaatar")


class Visit:
    """Six days: three in Tokyo, then a flight west, a coach and a visit to an office in Ulaanbaatar on the same day."""

    def __init__(self) -> None:
        self.event = make_visit(title="Study visit to two offices", slug="two-offices")
        self.officer = make_member(self.event.programme, role="manager")
        self.dara, self.sreymom = (make_traveller(self.event, name=name) for name in ("Keo Dara", "Chan Sreymom"))
        self.stays_in_tokyo = make_traveller(self.event, name="Sok Pisey")
        flying = [self.dara, self.sreymom]
        make_leg(self.event, [*flying, self.stays_in_tokyo])
        self.flight = make_leg(
            self.event, flying, start="2027-06-09 09:00", end="2027-06-09 13:10", number="502",
            zones=(TOKYO, ULAANBAATAR), cities=ON_THE_WAY,
        )  # fmt: skip
        self.coach = make_leg(
            self.event, flying, start="2027-06-09 13:50", end="2027-06-09 14:40", mode="bus", carrier="", number="Coach A",
            zones=(ULAANBAATAR, ULAANBAATAR), cities=("Airport", "Ulaanbaatar"),
        )  # fmt: skip
        make_leg(
            self.event, flying, start="2027-06-12 19:00", end="2027-06-13 00:30", number="90",
            zones=(ULAANBAATAR, "Asia/Phnom_Penh"), cities=("Ulaanbaatar", "Phnom Penh"),
        )  # fmt: skip
        make_session(self.event, title="How claims are checked", at="14:00")
        self.host = self._host("A day at the counter", "2027-06-09 16:00", "2027-06-09 17:30", bus_minutes=30)
        self.other_host = self._host("How jobs are found", "2027-06-10 10:00", "2027-06-10 12:00")
        self.interpreter = make_person(name="Sato Yuki")
        Contributor.objects.create(
            session=self.host.session, name="Sato Yuki", person=self.interpreter, role="interpreter"
        )

    def _host(self, title: str, start: str, end: str, **fields: object) -> Meeting:
        session = Session.objects.create(
            event=self.event, title=title, timezone=ULAANBAATAR,
            starts_at=moment(start, ULAANBAATAR), ends_at=moment(end, ULAANBAATAR),
        )  # fmt: skip
        address = f"host-{session.pk}@example.org"
        meeting = Meeting.objects.create(
            session=session,
            institution=f"Office {session.pk}",
            contact_name="Bold Dorj",
            contact_email=address,
            **fields,
        )
        return take_step(meeting, "ask", by=None)

    def mails(self, kind: str, to: str = "") -> list[Message]:
        found = Message.objects.filter(kind=kind).order_by("pk")
        return list(found.filter(to_email=to) if to else found)

    def local_times(self) -> list[str]:
        """Return the times of the flight, the coach, the visit and its bus, on the clocks of each place."""
        moments = []
        for leg in (self.flight, self.coach):
            leg.refresh_from_db()
            moments += [leg.local_departure, leg.local_arrival]
        session = Session.objects.select_related("event", "meeting").get(pk=self.host.session_id)
        moments += [
            moment.astimezone(session.zone) for moment in (session.starts_at, session.ends_at, session.meeting.bus_at)
        ]
        return [f"{moment:%H:%M}" for moment in moments]


@pytest.fixture
def visit(live_server, settings):
    settings.BASE_URL = live_server.url
    return Visit()


def test_a_late_flight_moves_all_that_depends_on_it(browser, live_server, visit, phone, offline_phone):
    (asked,) = visit.mails("host_asked", to=visit.host.contact_email)
    confirm_as_host(phone, asked, shown="16:00")
    before = Message.objects.latest("pk").pk

    move_the_flight(officer_page(browser, live_server, visit), visit)

    assert visit.local_times() == ["11:00", "15:10", "15:50", "16:40", "18:00", "19:30", "17:30"]
    addresses = Counter(Message.objects.filter(pk__gt=before).values_list("to_email", flat=True))
    people = [visit.dara.email, visit.sreymom.email, visit.interpreter.email, visit.host.contact_email]
    assert addresses == Counter(people)  # one mail each, and nobody else

    (told,) = visit.mails("leg_changed", to=visit.dara.email)
    read_on_the_phone(offline_phone, told)

    (moved,) = visit.mails("host_moved")
    confirm_as_host(phone, moved, shown="18:00")
    assert len(visit.mails("host_answered")) == 2  # the team reads that the new time suits the host, too


def officer_page(browser, live_server, visit: Visit) -> Page:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="Europe/Paris")
    sign_in(context, live_server, visit.officer)
    page = context.new_page()
    page.goto(f"{live_server.url}/organise/events/two-offices/legs/")
    return page


def confirm_as_host(page: Page, mail: Message, *, shown: str) -> None:
    """Answer by the link of a mail that the time suits the host."""
    page.goto(link_in(mail, "/hosts/"))
    expect(page.get_by_text(shown).first).to_be_visible()
    page.get_by_label("Yes, on that date and time").check()
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("The organisers have your answer.")).to_be_visible()
    assert no_sideways_scrolling(page)


def move_the_flight(page: Page, visit: Visit) -> None:
    """Enter the new times, move all that the page proposes, and publish the agenda."""
    problems = watch_console(page)
    leg = page.locator(f"#leg-{visit.flight.pk}")
    leg.locator("summary").click()
    leg.get_by_role("link", name="New times").click()
    page.get_by_label("Departure, local time").fill("2027-06-09T11:00")
    page.get_by_label("Arrival, local time").fill("2027-06-09T15:10")
    page.get_by_role("button", name="Show what depends on it").click()
    expect(page.get_by_text("Shifts are by +2 h, on the clocks of each place.")).to_be_visible()
    expect(page.get_by_text("The next version notifies 2 people")).to_be_visible()
    page.get_by_role("button", name="Change the times and notify 2 people").click()
    expect(page.get_by_text("The times are changed. 2 people are emailed.")).to_be_visible()

    page.get_by_role("link", name="Publish the agenda").click()
    page.get_by_role("button", name="Publish, and notify 2 people").click()
    expect(page.get_by_text("Version 2 of the agenda is published. 2 people are notified.")).to_be_visible()
    assert problems == []


def read_on_the_phone(page: Page, mail: Message) -> None:
    """Open the page of a traveller, cut the network, and read the day as it was saved."""
    keep_on_phone(page, link_in(mail, "/journeys/"))
    page.context.set_offline(True)
    page.clock.set_fixed_time("2027-06-09T08:45:00Z")  # the coach has arrived in Ulaanbaatar
    page.reload()

    expect(page.get_by_role("status")).to_have_text(re.compile(r"No connection\..*Saved on this phone .+, \d\d:\d\d"))
    expect(page.get_by_role("heading", name="A day at the counter")).to_be_visible()
    expect(page.get_by_text("Bus or departure at 17:30", exact=True)).to_be_visible()
    day = page.locator("#days")
    for shown in ("11:00", "arrives 15:10", "15:50", "18:00", "was 16:00", "until 19:30"):
        expect(day.get_by_text(shown).first).to_be_visible()
    assert no_sideways_scrolling(page)
    page.context.set_offline(False)
