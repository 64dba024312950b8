"""The public agenda in a browser: its first session on a phone, its columns, its print, and findings of axe."""

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Page

from events.models import Contributor
from tests.browser.test_workspace_pages import AXE, NARROW, findings_of
from tests.events.public.agenda.scene import add_session, at, publish_version, two_tracks

pytestmark = [
    pytest.mark.browser,
    pytest.mark.look,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"),
]
FIRST = """() => {
  const header = document.querySelector(".site-head").getBoundingClientRect();
  return document.querySelector(".talk, .now-room").getBoundingClientRect().top - header.bottom;
}"""
LEFT_EDGES = """() => [...document.querySelectorAll(".agenda-row.is-parallel .talk")]
    .map((talk) => Math.round(talk.getBoundingClientRect().left))"""
VISIBLE = """(selectors) => selectors.filter((selector) => [...document.querySelectorAll(selector)]
    .some((place) => place.checkVisibility() && place.getBoundingClientRect().height))"""


@pytest.fixture
def seminar(transactional_db):
    """A seminar of two days with everything that the page can show, in its second version."""
    event, sessions = two_tracks()
    publish_version(event)
    add_session(event, "Conclusions", "09:00", "10:00", day=1, languages=["vi"])
    sessions[4].room, sessions[4].starts_at, sessions[4].ends_at = "Room 3", at("12:05"), at("12:45")
    sessions[4].save()
    publish_version(event, note="A flight lands later")
    Contributor.objects.create(session=sessions[0], name="Anjali Rao", role="moderator")
    return event, sessions


def address_of(live_server, event):
    return live_server.url + reverse("events:agenda", args=[event.slug])


def test_the_first_session_is_high_on_a_phone(phone, live_server, seminar):
    phone.goto(address_of(live_server, seminar[0]))

    assert phone.evaluate(FIRST) < 300
    assert phone.evaluate(NARROW) == 0
    assert len(set(phone.evaluate(LEFT_EDGES))) == 1  # tracks are below each other


def test_what_is_on_now_comes_first_on_a_phone_and_is_refreshed(phone, live_server, seminar):
    with time_machine.travel(at("11:10"), tick=False):
        phone.clock.install()
        phone.goto(address_of(live_server, seminar[0]))
        assert phone.evaluate(FIRST) < 300
        assert phone.get_by_text("1 hour 20 minutes left").is_visible()
    with time_machine.travel(at("11:30"), tick=False):
        phone.clock.run_for(61_000)
        phone.get_by_text("1 hour left").wait_for()


def test_tracks_stand_side_by_side_on_a_desktop_and_on_paper(browser, live_server, seminar):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address_of(live_server, seminar[0]))

    screen = page.evaluate(LEFT_EDGES)
    assert screen[0] < screen[1] == screen[2]

    page.set_viewport_size({"width": 690, "height": 980})  # the width of A4 without its margins
    page.emulate_media(media="print")
    paper = page.evaluate(LEFT_EDGES)
    assert paper[0] < paper[1] == paper[2]
    chrome = [".site-head", ".site-foot", ".demo-line", ".agenda-bar", ".agenda-files", ".agenda-changes"]
    assert page.evaluate(VISIBLE, chrome) == []
    breaks = page.evaluate(
        '() => [...document.querySelectorAll(".agenda-day")].map((day) => getComputedStyle(day).breakBefore)'
    )
    assert breaks == ["auto", "page"]
    page.close()


def findings_at(page: Page, address: str, axe: str) -> list[str]:
    page.goto(address)
    found = findings_of(page, axe)
    return [f"{address}: {finding}" for finding in found] + (
        [f"{address}: wider than the window"] if page.evaluate(NARROW) else []
    )


@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_serious(browser, live_server, seminar, width):
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run npm ci in tests/clients")
    event, sessions = seminar
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page, axe = context.new_page(), AXE.read_text()
    base = address_of(live_server, event)

    with time_machine.travel(at("11:10"), tick=False):
        found = findings_at(page, base, axe)
    for address in (f"{base}?track=Services", f"{base}?track=None", live_server.url + event.get_absolute_url()):
        found += findings_at(page, address, axe)
    found += findings_at(page, live_server.url + sessions[4].get_absolute_url(), axe)
    context.close()

    assert found == []
