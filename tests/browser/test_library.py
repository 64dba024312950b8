"""The library and the pictures in a browser: on a phone and a desktop, light and dark, by keyboard, and how the team
fills them."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from events.library.pictures import services
from events.models import Picture, Resource
from tests.browser.helpers import sign_in
from tests.browser.test_workspace_pages import AXE, NARROW, findings_of
from tests.events.library.helpers import drawn_picture, make_album, pdf, picture_file, resource_with_file
from tests.factories import make_country, make_event, make_member, make_programme

pytestmark = [
    pytest.mark.browser,
    pytest.mark.look,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"),
]


@pytest.fixture
def programme(transactional_db):
    programme = make_programme(slug="ours")
    event = make_event(programme=programme, title="Seminar in Hà Nội")
    for number, title in enumerate(["Unemployment insurance", "ការពារសង្គម " * 12, "الحماية الاجتماعية في المنطقة"]):
        resource = resource_with_file(
            programme=programme, event=event, title=title, year=2013 + number, kind=("report", "video", "link")[number],
            authors="Peyron Bista, Céline", isbn="9789221275442", licence="by", summary="Fourteen countries.",
        )  # fmt: skip
        resource.countries.add(make_country("VN"))
    album = make_album(programme=programme, event=event, slug="seminar", taken_on=date(2026, 3, 1))
    for position in (1, 2, 3):
        drawn_picture(album, size=(600, 400), position=position, title=f"Picture {position}")
    return programme


def addresses():
    pictures = [picture.get_absolute_url() for picture in Picture.objects.all()[:1]]
    resources = [resource.get_absolute_url() for resource in Resource.objects.all()]
    return ["/resources/", "/resources/?q=nothing", "/pictures/", "/pictures/seminar/", *pictures, *resources]


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize("width", [390, 1440])
def test_public_pages_fit_and_have_no_serious_finding(browser, live_server, width):
    if not AXE.exists():
        pytest.skip("the checks of accessibility need axe-core: run npm ci in tests/clients")
    context = browser.new_context(viewport={"width": width, "height": 844}, bypass_csp=True)
    page, problems = context.new_page(), []
    for address in addresses():
        page.goto(live_server.url + address)
        if page.evaluate(NARROW) > 0:
            problems.append((address, "sideways scrolling"))
        problems += [(address, finding) for finding in findings_of(page, AXE.read_text())]
    context.close()
    assert problems == []


@pytest.mark.usefixtures("programme")
def test_filters_work_without_a_reload(phone, live_server):
    phone.goto(live_server.url + "/resources/")
    phone.evaluate("window.isSamePage = true")

    phone.get_by_text("Filter", exact=True).click()
    phone.get_by_label("Report").check()

    expect(phone).to_have_url(re.compile("kind=report"))
    expect(phone.locator(".library-find")).to_have_count(1)
    assert phone.evaluate("window.isSamePage")


@pytest.mark.usefixtures("programme")
def test_arrow_keys_lead_from_picture_to_picture(phone, live_server):
    phone.goto(live_server.url + "/pictures/")
    phone.get_by_role("link", name="Picture 1").click()
    expect(phone.get_by_role("heading", name="Picture 1")).to_be_visible()
    phone.wait_for_load_state()

    phone.keyboard.press("ArrowRight")
    expect(phone.get_by_role("heading", name="Picture 2")).to_be_visible()
    phone.keyboard.press("ArrowRight")
    expect(phone.get_by_role("heading", name="Picture 3")).to_be_visible()
    phone.keyboard.press("ArrowLeft")
    expect(phone.get_by_role("heading", name="Picture 2")).to_be_visible()


def test_team_fills_an_album_and_takes_a_picture_down(browser, live_server, programme, tmp_path):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, java_script_enabled=False)
    sign_in(context, live_server, make_member(programme))
    page = context.new_page()
    for name in ("first.jpg", "second.jpg"):
        (tmp_path / name).write_bytes(picture_file(60, 40).read())

    page.goto(f"{live_server.url}/organise/programmes/ours/pictures/")
    page.get_by_role("link", name="New album").click()
    page.get_by_label("Title").fill("Study visit")
    page.get_by_role("button", name="Create, then add pictures").click()
    page.get_by_label("Drag pictures here").set_input_files([tmp_path / "first.jpg", tmp_path / "second.jpg"])
    page.get_by_label("Credit").first.fill("Team")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("2 pictures are added.")).to_be_visible()
    page.get_by_label("Description for people who cannot see it").first.fill("A room with ten chairs.")
    page.get_by_role("button", name="Save captions and descriptions").click()
    page.get_by_role("link", name="People, licence, publication").first.click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("the picture needs: who is shown")).to_be_visible()
    page.get_by_label("Person or group").first.fill("All participants")
    page.get_by_label("Agreed on").first.fill("2026-03-01")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("The picture is published.")).to_be_visible()
    picture = Picture.objects.get(title="first")
    services.publish_album(picture.album, by=None)
    page.get_by_role("button", name="Consent withdrawn: take the picture down").click()
    expect(page.get_by_text("Its files are deleted, and its page says that it is gone.")).to_be_visible()
    answer = page.goto(live_server.url + picture.get_absolute_url())
    assert answer.status == 410
    context.close()


def test_team_adds_a_resource_and_publishes_it(browser, live_server, programme, tmp_path):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    sign_in(context, live_server, make_member(programme))
    page = context.new_page()
    (tmp_path / "guide.pdf").write_bytes(pdf().read())

    page.goto(f"{live_server.url}/organise/programmes/ours/resources/")
    page.get_by_label("Drag files here").set_input_files(tmp_path / "guide.pdf")
    page.get_by_role("button", name="Upload").click()
    page.get_by_label("Title", exact=True).fill("Guide to profiling")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Preview as the public sees it").click()
    expect(page.get_by_text("Preview: the public sees this page")).to_be_visible()
    page.get_by_role("link", name="Back to editing").click()
    page.get_by_role("button", name="Publish now").click()
    page.get_by_role("link", name="Public page", exact=True).click()
    expect(page.get_by_role("heading", name="Guide to profiling")).to_be_visible()
    page.goto(f"{live_server.url}/organise/programmes/ours/resources/paste/")
    page.get_by_label("Rows from a spreadsheet").fill("One; 2013\nTwo; 2014")
    expect(page.get_by_role("button", name="Add 2 drafts")).to_be_visible()
    page.get_by_role("button", name="Add 2 drafts").click()
    expect(page.get_by_text("2 drafts are added.")).to_be_visible()
    context.close()


@pytest.mark.usefixtures("programme")
def test_citation_is_copied_with_a_button(browser, live_server):
    resource = Resource.objects.get(title="Unemployment insurance")
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(live_server.url + resource.get_absolute_url())

    button = page.get_by_role("button", name="Copy the citation")
    assert button.locator("svg").bounding_box()["width"] < 24
    button.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    plain = page.evaluate("navigator.clipboard.readText()")
    page.get_by_text("BibTeX", exact=True).click()
    page.get_by_role("button", name="Copy BibTeX").click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.startsWith('@'))")
    bibtex = page.evaluate("navigator.clipboard.readText()")

    context.close()
    assert plain.startswith("Peyron Bista, Céline. 2013. Unemployment insurance. ISBN 9789221275442.")
    assert "author = {Peyron Bista, Céline}" in bibtex


@pytest.mark.usefixtures("programme")
def test_citation_is_selected_without_scripts(browser, live_server):
    resource = Resource.objects.get(title="Unemployment insurance")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + resource.get_absolute_url())

    page.get_by_text("RIS", exact=True).click()

    field = page.get_by_label("RIS")
    expect(field).to_be_visible()
    expect(field).not_to_be_editable()
    expect(page.get_by_role("button", name="Copy RIS")).to_have_count(0)
    assert field.input_value().startswith("TY  - RPRT\n")
    context.close()
