"""A speaker opens the link of the mail on a phone, answers, gives a biography and a picture, and uploads slides over a
connection that breaks twice."""

import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from events.calendars.services import issue_token
from events.contributors.links import engagement_link
from events.engagements import services
from events.experts.pictures import read_picture
from events.experts.services import agree_to_page, set_picture
from events.models import Contributor, Engagement, ExpertPicture, Slides, SlideUpload
from notifications.outbox.tasks import deliver_due
from tests.browser.helpers import no_sideways_scrolling
from tests.browser.test_register import mailbox  # noqa: F401 (a fixture)
from tests.browser.test_workspace_pages import AXE, FINDINGS, SCHEMES, SERIOUS
from tests.events.engagements.helpers import make_contributor, make_pptx
from tests.events.experts.helpers import make_picture
from tests.factories import make_event, make_person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"),
]
MB = 1024 * 1024


def upload_of(page: Page) -> dict[str, object]:
    """Let the second and the fourth part fail; return what was sent."""
    seen: dict[str, object] = {"parts": 0, "sizes": []}

    def pass_on(route):
        if route.request.method != "PATCH":
            return route.continue_()
        seen["parts"] += 1
        seen["sizes"].append(len(route.request.post_data_buffer or b""))
        return route.abort("connectionreset") if seen["parts"] in {2, 4} else route.continue_()

    page.route("**/contributions/*/uploads/**", pass_on)
    return seen


def link_of(engagement: Engagement) -> str:
    return engagement_link(Engagement.objects.select_related("expert__person", "event").get(pk=engagement.pk))


@pytest.fixture
def speaker(browser):
    """Return a page of the size of a phone. Broken connections are errors of the console here, so none are checked."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, timezone_id="Asia/Tokyo", locale="en-GB")
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    context.close()
    assert problems == []


def test_speaker_answers_and_uploads_slides_over_a_broken_connection(speaker, live_server, mailbox, settings):  # noqa: F811
    settings.BASE_URL = live_server.url
    start = datetime(2027, 2, 5, 2, tzinfo=UTC)
    event = make_event(title="Seminar", starts_at=start, ends_at=start + timedelta(days=1))
    contributor = make_contributor(event)
    services.invite(contributor, by=make_person())
    deliver_due()
    mail = next(mail for mail in mailbox.mails if "please answer" in mail["Subject"])
    link = re.search(r"http://\S+/contributions/[^\s>]+", mail.get_body(("plain",)).get_content()).group()

    speaker.goto(link)
    expect(speaker.get_by_role("heading", name="1 session needs your answer")).to_be_visible()
    expect(speaker.get_by_text("09:00 to 10:00, Bangkok time (UTC+7)")).to_be_visible()
    assert no_sideways_scrolling(speaker)
    speaker.get_by_role("button", name="I accept").click()
    expect(speaker.get_by_text("You accepted on")).to_be_visible()
    # The first page has told the server the time zone of the browser.
    expect(speaker.get_by_text("11:00 to 12:00, Tokyo time (UTC+9)")).to_be_visible()

    speaker.get_by_label("Biography (optional)").fill("Built the profiling model of a national job service.")
    speaker.get_by_label("Picture (optional)", exact=True).set_input_files(
        {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": make_picture().read()}
    )
    speaker.get_by_label("My picture may be shown to everybody").check()
    speaker.get_by_role("button", name="Save profile").click()
    expect(speaker.get_by_text("Saved; the picture can be shown")).to_be_visible()
    assert ExpertPicture.objects.get().shown_since is not None

    content = make_pptx(5 * MB)
    seen = upload_of(speaker)
    speaker.get_by_label("Choose the file").set_input_files(
        {"name": "Profiling.pptx", "mimeType": "application/octet-stream", "buffer": content}
    )
    expect(speaker.get_by_text("The connection is lost.")).to_be_visible()
    assert no_sideways_scrolling(speaker)
    speaker.get_by_role("button", name="Try now").click()
    expect(speaker.get_by_text("Received", exact=True)).to_be_visible(timeout=40_000)
    stored = Slides.objects.get()
    with stored.file.open() as file:
        assert file.read() == content
    assert seen["parts"] > 6
    assert not SlideUpload.objects.exists()
    speaker.get_by_label("My slides may be published").check()
    speaker.get_by_role("button", name="Save this choice").click()
    expect(speaker.get_by_text("Saved: whether your slides may be published.")).to_be_visible()

    feed = speaker.request.get(live_server.url + reverse("calendars:personal", args=[issue_token(contributor.person)]))
    entries = icalendar.Calendar.from_ical(feed.text()).events
    (session,) = [entry for entry in entries if "Profiling job seekers" in str(entry["summary"])]
    assert (session.start, session.end) == (start, start + timedelta(hours=1))
    assert Contributor.objects.get().invitation == "accepted"


def test_upload_goes_on_after_a_reload_without_choosing_the_file_again(speaker, live_server, settings):
    settings.BASE_URL = live_server.url
    contributor = make_contributor()
    engagement = services.invite(contributor, by=make_person())
    content = make_pptx(3 * MB)
    state = {"is_broken": True, "parts": 0}

    def pass_on(route):
        state["parts"] += route.request.method == "PATCH"
        stops = state["is_broken"] and state["parts"] > 1 and route.request.method == "PATCH"
        return route.abort("connectionreset") if stops else route.continue_()

    speaker.route("**/contributions/*/uploads/**", pass_on)
    speaker.goto(link_of(engagement))
    speaker.get_by_label("Choose the file").set_input_files(
        {"name": "Profiling.pptx", "mimeType": "application/octet-stream", "buffer": content}
    )
    expect(speaker.get_by_text("The connection is lost.")).to_be_visible()
    expect(speaker.get_by_text("1.0 of 3.0 MB received.")).to_be_visible()

    state["is_broken"] = False
    speaker.reload()

    expect(speaker.get_by_text("Received", exact=True)).to_be_visible(timeout=40_000)
    assert Slides.objects.get().size == len(content)


def test_refused_and_large_files_say_why(speaker, live_server, settings):
    settings.BASE_URL = live_server.url
    engagement = services.invite(make_contributor(), by=make_person())
    speaker.goto(link_of(engagement))

    for name, buffer, text in (
        ("a.pptx", b"MZ" * 1000, "Files of this type are not accepted."),
        ("b.pptx", b"x" * (20 * MB + 1), "This file is too large."),
    ):
        speaker.get_by_label("Choose the file").set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": buffer}
        )
        expect(speaker.get_by_text(text)).to_be_visible()
    assert not Slides.objects.exists()


@pytest.mark.look
@pytest.mark.parametrize("scheme", SCHEMES)
def test_pages_of_a_contributor_have_no_serious_findings(browser, live_server, settings, scheme):
    if not AXE.exists():
        pytest.skip("axe-core is not installed")
    settings.BASE_URL = live_server.url
    contributor = make_contributor()
    engagement = services.invite(contributor, by=make_person())
    make_contributor(contributor.session.event, session=contributor.session, role="moderator")
    contributor.expert.biography = "Built the model."
    contributor.expert.save()
    agree_to_page(contributor.expert, is_public=True)
    set_picture(contributor.expert, read_picture(make_picture()), is_shown=True)
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()

    found = {}
    for address in (link_of(engagement), live_server.url + contributor.expert.get_absolute_url()):
        page.goto(address)
        for details in page.locator("details").all():
            details.evaluate("one => one.open = true")
        page.add_script_tag(path=str(AXE))
        found[address.removeprefix(live_server.url)[:15]] = page.evaluate(FINDINGS, [SCHEMES[scheme], SERIOUS])
        assert no_sideways_scrolling(page)
    context.close()

    assert [problem for problems in found.values() for problem in problems] == []
    assert len(found) == 2
