"""An expert writes notes of a meeting on a phone without a connection, and two experts write the report at the same time."""

import pytest
from playwright.sync_api import Page, expect

from events.missions.reports import services
from events.models import Meeting, MissionReport
from tests.browser.helpers import no_sideways_scrolling
from tests.events.missions.experts.helpers import make_mission, make_terms, selected, token_of
from tests.events.missions.reports.helpers import make_meeting, make_report

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"),
]


def new_page(browser, problems: list[str], width: int = 390) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 844}, timezone_id="Asia/Tokyo", locale="en-GB")
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    return page


def test_notes_are_kept_without_a_connection_and_sent_later(browser, live_server):
    mission = make_mission()
    lead, meeting = selected(mission, role="lead"), make_meeting(mission, "Job service in the province")
    make_terms(mission)
    problems: list[str] = []
    page = new_page(browser, problems)
    address = f"{live_server.url}/assignments/{token_of(lead)}/"
    page.goto(address)
    notes = page.get_by_label("Notes")
    state = page.locator("[data-notes-state]")

    notes.fill("Two of 29 districts.")
    expect(state).to_contain_text("Saved")
    page.context.set_offline(True)
    notes.fill("Two of 29 districts have a network.")
    page.get_by_label("People met").fill("Yosefa Kambu")
    expect(state).to_contain_text("Saved on this phone")
    # Somebody else saves in the meantime.
    Meeting.objects.filter(pk=meeting.pk).update(notes="Ask Markus for the list.", notes_revision=9)
    page.context.set_offline(False)
    expect(state).to_contain_text("Both versions are there now")

    meeting.refresh_from_db()
    assert meeting.notes.startswith("Ask Markus for the list.\n\n— Second version, by Nakamura Haruka —\n")
    assert meeting.notes.endswith("Two of 29 districts have a network.")
    assert meeting.met_names == "Yosefa Kambu"
    assert page.evaluate("localStorage.length") == 0
    assert no_sideways_scrolling(page)
    page.context.close()
    assert problems == []


def test_notes_that_were_not_sent_are_there_after_the_browser_was_closed(browser, live_server):
    mission = make_mission()
    lead, meeting = selected(mission, role="lead"), make_meeting(mission)
    problems: list[str] = []
    page = new_page(browser, problems)
    page.goto(f"{live_server.url}/assignments/{token_of(lead)}/")
    page.context.set_offline(True)
    page.get_by_label("Notes").fill("Written in the car.")
    expect(page.locator("[data-notes-state]")).to_contain_text("Saved on this phone")
    context = page.context
    page.close()
    context.set_offline(False)

    # The same phone opens the link again: the page is new, the text is still there.
    page = context.new_page()
    page.goto(f"{live_server.url}/assignments/{token_of(lead)}/")
    expect(page.locator("[data-notes-state]")).to_contain_text("Saved")
    expect(page.get_by_label("Notes")).to_have_value("Written in the car.")

    meeting.refresh_from_db()
    assert meeting.notes == "Written in the car."
    page.context.close()
    assert problems == []


def test_two_authors_write_the_report_and_overwrite_nothing(browser, live_server):
    mission = make_mission()
    lead, other = selected(mission, role="lead"), selected(mission, name="Somsak Chaiyaporn")
    make_report(mission)
    problems: list[str] = []
    pages = [new_page(browser, problems, width=1280) for _author in range(2)]
    for page, author in zip(pages, (lead, other), strict=True):
        page.goto(f"{live_server.url}/assignments/{token_of(author)}/report/")
    one, two = pages

    one.locator("#summary").fill("The summary of Haruka.")
    expect(one.locator("[data-draft-state]")).to_contain_text("Saved")
    two.locator("#context").fill("The context of Somsak.")
    expect(two.locator("[data-draft-state]")).to_contain_text("Saved")
    expect(two.locator("#summary")).to_have_value("The summary of Haruka.")

    one.locator("#context").fill("Another context of Haruka.")
    expect(one.locator("[data-draft-state]")).to_contain_text("It has both versions now")
    expect(one.locator("#context")).to_have_value(
        "The context of Somsak.\n\n— Second version, by Nakamura Haruka —\nAnother context of Haruka."
    )

    report = MissionReport.objects.get()
    assert report.summary == "The summary of Haruka."
    assert "The context of Somsak." in report.context
    assert "Another context of Haruka." in report.context
    assert set(services.problems_of(report)) == {"context"}  # they must make one of the two versions
    for page in pages:
        assert no_sideways_scrolling(page)
        page.context.close()
    assert problems == []


def test_a_form_that_is_sent_without_a_connection_keeps_what_was_written(browser, live_server):
    mission = make_mission()
    lead = selected(mission, role="lead")
    problems: list[str] = []
    page = new_page(browser, problems)
    page.goto(f"{live_server.url}/assignments/{token_of(lead)}/report/")
    page.context.set_offline(True)
    page.locator("#summary").fill("Claims are lost.")
    page.get_by_role("button", name="Save", exact=True).click()

    said = page.get_by_role("alert").filter(has_text="No connection: nothing was sent.")
    expect(said).to_be_visible()
    expect(page.locator("#summary")).to_have_value("Claims are lost.")
    assert no_sideways_scrolling(page)
    page.context.set_offline(False)
    expect(said).not_to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text("Saved: the draft of the report.")).to_be_visible()
    assert MissionReport.objects.get().summary == "Claims are lost."
    page.context.close()
    assert problems == []
