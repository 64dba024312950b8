"""The order of the nominees of a delegation: by dragging, by keyboard and by touch, for the team and for a focal point."""

import pytest
from playwright.sync_api import expect

from events.models import Event, Registration
from events.nominations.services import Nominee, appoint, nominate
from events.registration.delegation_seats import place
from events.registration.links import focal_point_link
from tests.browser.helpers import sign_in
from tests.factories import make_country, make_delegation, make_event, make_member, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = ["Anh", "Binh", "Chi"]


@pytest.fixture
def delegation():
    """A delegation with three nominees, whose focal point has a link."""
    event = make_event(policy=Event.Policy.NOMINATION, seats=12)
    delegation = make_delegation(event=event, country=make_country("TH"), constituency="workers", seats=4)
    appoint(event, [delegation.pk], address="focal@example.org", name="Focal Point")
    delegation.refresh_from_db()
    people = [Nominee(name, f"{name.lower()}@example.org") for name in NAMES]
    nominate(delegation, people, by=delegation.focal_point)
    return delegation


def priorities(delegation):
    rows = Registration.objects.filter(delegation=delegation, nomination__isnull=False)
    return [row.person.name for row in rows.order_by("nomination__priority", "pk")]


def open_cell(browser, live_server, delegation, **options):
    page = browser.new_page(**options)
    sign_in(page.context, live_server, make_member(delegation.event.programme))
    page.goto(f"{live_server.url}/organise/events/{delegation.event.slug}/delegations/{delegation.pk}/")
    return page


def drag_last_to_the_top(page):
    rows = page.locator("[data-sortable] > [data-key]")
    with page.expect_navigation():
        rows.nth(2).drag_to(rows.nth(0), target_position={"x": 60, "y": 2})


def test_team_drags_the_last_nominee_to_the_top(browser, live_server, delegation):
    seated = Registration(event=delegation.event, person=make_person(name="Seated"), mode="in_person")
    place(seated, delegation, by=make_person())
    page = open_cell(browser, live_server, delegation, viewport={"width": 1440, "height": 900})

    drag_last_to_the_top(page)

    expect(page.locator("[data-sortable] > [data-key] a").first).to_have_text("Chi")
    assert priorities(delegation) == ["Chi", "Anh", "Binh"]
    # A person who was put there by the team has no priority of the focal point.
    assert page.locator("[data-sortable] > li", has_text="Seated").get_attribute("draggable") == "false"
    page.close()


def test_focal_point_drags_the_last_nominee_to_the_top(browser, live_server, delegation):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    link = delegation.event.nomination_links.get()
    page.goto(live_server.url + "/" + focal_point_link(link).split("/", 3)[3])

    drag_last_to_the_top(page)

    expect(page.locator("summary strong").first).to_have_text("Chi")
    assert priorities(delegation) == ["Chi", "Anh", "Binh"]
    page.close()


@pytest.mark.parametrize("way", ["keyboard", "touch"])
def test_buttons_do_the_same_by_keyboard_and_by_touch(browser, live_server, delegation, way):
    size = {"width": 390, "height": 844} if way == "touch" else {"width": 1440, "height": 900}
    page = open_cell(browser, live_server, delegation, viewport=size, has_touch=way == "touch")

    for _time in range(2):
        button = page.get_by_role("button", name="Move up: Chi")
        with page.expect_navigation():
            button.tap() if way == "touch" else button.press("Enter")

    assert priorities(delegation) == ["Chi", "Anh", "Binh"]
    page.close()
