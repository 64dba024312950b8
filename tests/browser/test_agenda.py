"""Officers build an agenda of two tracks, move a session into a clash and out, publish it, and edit it together."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from events.agenda.items import items_of
from events.models import Contributor, Event, Session
from notifications.models import Message
from tests.browser.helpers import no_sideways_scrolling, sign_in, watch_console
from tests.factories import make_event, make_member, make_person, make_programme, make_session

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"),
]
WAYS = {"mouse": 1440, "keyboard": 1440, "phone": 390}
MOST_LOADS = 5
LINES = [
    ["0900 30 Opening @Main hall", "0930 60 Wages #Policy @Main hall", "0930 60 Data #Practice @Room 2", "1030 30 Coffee",
     "1100 60 Pensions #Policy @Main hall", "1100 60 Registers #Practice @Room 2", "1200 60 Lunch", "1300 60 Closing of the day"],
    ["0900 60 Coverage #Policy @Main hall", "0900 60 Payments #Practice @Room 2", "1000 30 Coffee",
     "1030 60 Working group one #Policy @Main hall", "1030 60 Working group two #Practice @Room 2", "1130 60 Lunch",
     "1230 30 Conclusions @Main hall"],
]  # fmt: skip


def page_of(browser, live_server, person, width=1440) -> Page:
    """Return a page of a signed-in person that counts its loads and fails on errors of its console."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="en-GB", timezone_id="Asia/Tokyo")
    sign_in(context, live_server, person)
    page = context.new_page()
    page.loads, page.problems = 0, watch_console(page)
    page.on("response", lambda answer: _count(page, answer))
    return page


def _count(page, answer):
    is_document = answer.request.is_navigation_request() and answer.request.resource_type == "document"
    page.loads += is_document and not 300 <= answer.status < 400


@pytest.fixture
def event():
    programme = make_programme(slug="ours")
    return make_event(programme=programme, slug="seminar", status=Event.Status.DRAFT)


@pytest.fixture(params=WAYS)
def way(request):
    return request.param


def test_enter_fifteen_sessions_of_two_tracks_without_leaving_the_page(browser, live_server, event, way):
    page = page_of(browser, live_server, make_member(event.programme), WAYS[way])
    page.goto(f"{live_server.url}/organise/events/seminar/agenda/")
    days = [event.local_starts_at.date() + timedelta(days=number) for number in range(2)]
    count = 0
    for day, lines in zip(days, LINES, strict=True):
        page.locator("#id_day").select_option(f"{day}")
        for line in lines:
            field = page.get_by_label("Add a session")
            if way == "keyboard":
                field.focus()
                page.keyboard.type(line)
                page.keyboard.press("Enter")
            else:
                field.fill(line)
                page.get_by_role("button", name="Add", exact=True).click()
            count += 1
            expect(page.locator(".session")).to_have_count(count)

    assert len(items_of(event)) == 15
    assert page.loads < MOST_LOADS
    assert no_sideways_scrolling(page)
    assert page.problems == []


def test_a_session_stands_beside_its_hour(browser, live_server, event):
    make_session(event, at="10:00")
    page = page_of(browser, live_server, make_member(event.programme))
    page.goto(f"{live_server.url}/organise/events/seminar/agenda/")

    hour = page.locator(".timetable-hours span", has_text="10:00").evaluate("one => one.getBoundingClientRect().top")
    block = page.locator(".session").bounding_box()["y"]

    assert 0 < block - hour < 12  # the hour is written across its line


def test_paste_fifteen_rows_and_undo_them_at_once(browser, live_server, event):
    page = page_of(browser, live_server, make_member(event.programme))
    page.goto(f"{live_server.url}/organise/events/seminar/agenda/paste/")
    rows = []
    for number, lines in enumerate(LINES, 1):
        for line in lines:
            start, minutes, rest = line.split(" ", 2)
            title, room = re.sub(r"\s[#@].*", "", rest), (re.search(r"@(.*)", rest) or ["", ""])[1]
            rows.append(f"Day {number}\t{start[:2]}:{start[2:]}\t{minutes}\t{title}\t{room}")
    page.get_by_label("Rows from a spreadsheet").fill("\n".join(rows))
    page.get_by_role("button", name="Add 15 sessions").click()
    expect(page.locator(".session")).to_have_count(15)

    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_text("The agenda is empty.")).to_be_visible()
    assert items_of(event) == []
    assert page.problems == []


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_move_a_session_into_a_clash_and_out(browser, live_server, event, way):
    first = make_session(event, title="Wages", room="Room 2", at="10:00")
    second = make_session(event, title="Pensions", room="Room 2", at="11:00")
    page = page_of(browser, live_server, make_member(event.programme))
    page.goto(f"{live_server.url}/organise/events/seminar/agenda/")
    block = page.locator(f"#block-s{second.pk}")

    def move(minutes: int) -> None:
        if way == "keyboard":
            block.locator(".session-main").focus()
            page.keyboard.press("m")
            for _number in range(abs(minutes) // 5):
                page.keyboard.press("ArrowDown" if minutes > 0 else "ArrowUp")
        else:
            box = block.bounding_box()
            line = box["height"] / 12
            page.mouse.move(box["x"] + 40, box["y"] + 10)
            page.mouse.down()
            page.mouse.move(box["x"] + 40, box["y"] + 10 + minutes / 5 * line, steps=4)

    def drop() -> None:
        page.keyboard.press("Enter") if way == "keyboard" else page.mouse.up()

    move(-30)
    expect(page.locator("#moving")).to_contain_text("Room 2 is taken until 11:00: Wages")
    drop()
    expect(block).to_contain_text("10:30–11:30")
    expect(page.get_by_text("Room 2 is needed for")).to_be_visible()
    assert Session.objects.get(pk=second.pk).starts_at == first.starts_at + timedelta(minutes=30)
    move(60)
    expect(page.locator("#moving")).to_contain_text("No clashes here.")
    drop()
    expect(block).to_contain_text("11:30–12:30")
    expect(page.get_by_text("No clashes.", exact=True)).to_be_visible()
    assert page.problems == []


def test_move_into_a_clash_on_a_phone_without_dragging(browser, live_server, event):
    make_session(event, title="Wages", room="Room 2", at="10:00")
    second = make_session(event, title="Pensions", room="Room 2", at="11:00")
    page = page_of(browser, live_server, make_member(event.programme), 390)
    page.goto(f"{live_server.url}/organise/events/seminar/agenda/")

    page.get_by_role("link", name="Pensions").click()
    sheet = page.locator("#details")
    day = event.local_starts_at.date()
    sheet.get_by_label("Starts").fill(f"{day}T10:30")
    sheet.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Room 2 is needed for")).to_be_visible()
    page.locator("#details").get_by_label("Starts").fill(f"{day}T11:00")
    page.locator("#details").get_by_role("button", name="Save").click()
    expect(page.get_by_text("No clashes.", exact=True)).to_be_visible()
    assert Session.objects.get(pk=second.pk).title == "Pensions"
    assert page.problems == []


def test_publish_version_2_and_notify_exactly_three_people(browser, live_server):
    event = make_event(programme=make_programme(slug="ours"), slug="seminar")
    moved, still = make_session(event, title="Wages"), make_session(event, title="Pensions", at="14:00")
    speakers = [make_person(name=f"Speaker {number}") for number in range(3)]
    for speaker in speakers:
        Contributor.objects.create(session=moved, name=speaker.name, person=speaker)
    Contributor.objects.create(session=still, name="Other", person=make_person())
    page = page_of(browser, live_server, make_member(event.programme, role="manager"))
    page.goto(f"{live_server.url}/organise/events/seminar/agenda/")
    block = page.locator(f"#block-s{moved.pk}")
    block.locator(".session-main").focus()
    for key in ["m", "ArrowDown", "ArrowDown", "ArrowDown", "Enter"]:
        page.keyboard.press(key)
    expect(block).to_contain_text("10:15–11:15")
    assert Session.objects.get(pk=moved.pk).starts_at == moved.starts_at  # not before the version is published

    page.get_by_role("link", name="Publish changes…").click()
    expect(page.get_by_text("3 people are notified")).to_be_visible()
    page.get_by_label("Note").fill("The first session is later.")
    page.get_by_role("button", name="Publish, and notify 3 people").click()

    expect(page.get_by_text("Version 2 of the agenda is published. 3 people are notified.")).to_be_visible()
    assert Session.objects.get(pk=moved.pk).starts_at == moved.starts_at + timedelta(minutes=15)
    told = Message.objects.filter(topic=event.mail_topic).values_list("recipient", flat=True)
    assert sorted(told) == sorted(speaker.pk for speaker in speakers)
    assert page.problems == []


def test_two_officers_in_two_browsers_lose_nothing(browser, live_server, event):
    session = make_session(event, title="Wages", room="Hall")
    address = f"{live_server.url}/organise/events/seminar/agenda/?view=table"
    mine, theirs = (page_of(browser, live_server, make_member(event.programme)) for _number in range(2))
    mine.goto(address)
    theirs.goto(address)
    theirs.get_by_label("Room, Wages").fill("Room 2")
    theirs.get_by_label("Title, Wages").fill("Income")
    theirs.get_by_role("button", name="Save", exact=True).click()
    expect(theirs.get_by_text("Saved.")).to_be_visible()

    mine.get_by_label("Title, Wages").fill("Pay")
    mine.get_by_label("Track, Wages").fill("Policy")
    mine.get_by_role("button", name="Save", exact=True).click()

    expect(mine.get_by_text("Another person changed the agenda while you edited it.")).to_be_visible()
    expect(mine.get_by_text("you typed “Pay”, they saved “Income”")).to_be_visible()
    stored = Session.objects.get(pk=session.pk)
    assert (stored.title, stored.room, stored.track) == ("Income", "Room 2", "Policy")
    mine.get_by_role("button", name="Use “Pay”").click()
    expect(mine.get_by_label("Title, Pay")).to_have_value("Pay")
    assert Session.objects.get(pk=session.pk).title == "Pay"
    assert mine.problems == theirs.problems == []
