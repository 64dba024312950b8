"""Questions in the browser: answered by a participant on a phone, and sorted by an organiser."""

import os

import pytest
from playwright.sync_api import Page, expect

from events.models import Answer, AnswerFile, EventQuestion, Registration
from tests.browser.helpers import no_sideways_scrolling, sign_in
from tests.events.questions.helpers import ask
from tests.events.questions.uploads import make_pdf
from tests.factories import make_country, make_event, make_member, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_as(page: Page, live_server, person, path: str) -> None:
    sign_in(page.context, live_server, person)
    page.goto(live_server.url + path)


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.fixture
def event():
    make_country("TH")
    make_country("MM")
    event = make_event()
    visa = ask(event, "yes_no", label="Do you need a visa?", is_required=True)
    ask(event, label="Passport number", is_required=True, shown_if_question=visa, shown_if_values=["yes"])
    ask(event, "multiple", label="Your groups", labels=["Pensions", "Health"], shown_if_country=["MM"])
    ask(event, "consent", label="List of participants", consent_text="We print your name.\n\nOnly that.")
    return event


def test_question_appears_when_its_condition_is_met(phone, live_server, event):
    open_as(phone, live_server, make_person(), f"/events/{event.slug}/register/")
    passport, groups = phone.get_by_label("Passport number"), phone.get_by_text("Your groups")
    expect(passport).to_be_hidden()
    expect(groups).to_be_hidden()
    picture(phone, "questions-before")

    phone.get_by_label("Yes").check()
    phone.get_by_label("Country").select_option("MM")
    expect(passport).to_be_visible()
    expect(groups).to_be_visible()
    passport.fill("AB 12")
    phone.get_by_label("Health").check()
    phone.get_by_label("Country").select_option("TH")
    expect(groups).to_be_hidden()
    phone.get_by_label("I agree").check()
    picture(phone, "questions-after")
    phone.get_by_role("button", name="Register").click()

    expect(phone.get_by_role("heading", level=1)).to_have_text("You are confirmed")
    picture(phone, "questions-standing")
    assert list(Answer.objects.values_list("value", flat=True)) == [True, "AB 12", True]
    phone.get_by_role("link", name="Correct my answers").click()
    phone.get_by_label("No", exact=True).check()
    expect(phone.get_by_label("Passport number")).to_be_hidden()
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_role("status")).to_contain_text("Your answers are saved.")
    assert Answer.objects.filter(registration=Registration.objects.get(), value__isnull=True).count() == 1


def order():
    return [asked.question.label[:4] for asked in EventQuestion.objects.in_use().select_related("question")]


def test_questions_are_sorted_by_keyboard_and_by_dragging(browser, live_server, event):
    desk = browser.new_page(viewport={"width": 1280, "height": 900})
    open_as(desk, live_server, make_member(event.programme), f"/organise/events/{event.slug}/questions/")
    picture(desk, "questions-list")

    desk.get_by_role("button", name="Move up: Your groups").press("Enter")
    desk.wait_for_url("**#question-*")
    assert order() == ["Do y", "Your", "Pass", "List"]
    rows = desk.locator("[data-key]")
    with desk.expect_navigation():
        rows.nth(3).drag_to(rows.nth(0), target_position={"x": 200, "y": 3})
    assert order() == ["List", "Do y", "Your", "Pass"]
    with desk.expect_navigation():
        rows.nth(3).drag_to(rows.nth(0), target_position={"x": 200, "y": 3})
    expect(desk.get_by_role("status")).to_contain_text("must be below it")
    assert order() == ["List", "Do y", "Your", "Pass"]
    desk.get_by_role("link", name="Edit: Passport number").click()
    picture(desk, "questions-edit")
    desk.close()


def test_new_question_shows_the_fields_of_its_kind(phone, live_server, event):
    path = f"/organise/events/{event.slug}/questions/new/"
    open_as(phone, live_server, make_member(event.programme), path)
    expect(phone.get_by_label("Choices")).to_be_hidden()

    phone.get_by_label("Type", exact=True).select_option("number")
    expect(phone.get_by_label("Lowest number")).to_be_visible()
    phone.get_by_label("Type", exact=True).select_option("single")
    expect(phone.get_by_label("Lowest number")).to_be_hidden()
    phone.get_by_label("Question", exact=True).fill("Your meal")
    phone.get_by_label("Choices").fill("Fish\nMeat")
    picture(phone, "questions-new")
    assert no_sideways_scrolling(phone)
    phone.get_by_role("button", name="Save").click()

    expect(phone.get_by_role("status")).to_contain_text("The question has been added to the form.")
    assert no_sideways_scrolling(phone)
    picture(phone, "questions-list-phone")
    phone.get_by_role("link", name="Preview as a participant").click()
    expect(phone.get_by_label("Fish")).to_be_visible()
    picture(phone, "questions-preview")


def test_upload_is_stored_while_the_form_is_corrected(phone, live_server, tmp_path):
    event = make_event()
    asked = ask(event, "file", label="Your CV", is_required=True)
    ask(event, label="Name on your badge", is_required=True)
    cv = tmp_path / "My CV.pdf"
    cv.write_bytes(make_pdf().read())
    open_as(phone, live_server, make_person(), f"/events/{event.slug}/register/")
    phone.get_by_label("Your CV").set_input_files(cv)
    phone.get_by_role("button", name="Register").click()
    expect(phone.get_by_text("Stored until you submit the form: My CV.pdf")).to_be_visible()
    picture(phone, "file-kept")

    phone.get_by_label("Name on your badge").fill("An")
    phone.get_by_role("button", name="Register").click()
    with phone.expect_download() as download:
        phone.get_by_role("link", name="My CV.pdf").click()

    assert download.value.suggested_filename == "My CV.pdf"
    assert download.value.path().read_bytes() == make_pdf().read()
    assert AnswerFile.objects.get().registration == Registration.objects.get()
    assert Answer.objects.filter(question=asked).exists()
