"""A manager invites a colleague in a browser: by mouse, by keyboard alone and on a phone. The colleague signs in from the
mail and finds the role."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from notifications.models import Message
from notifications.outbox.tasks import deliver_due
from tests.browser import keyboard
from tests.browser.helpers import no_sideways_scrolling
from tests.browser.test_register import mailbox  # noqa: F401 (a fixture)
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass
class Mouse:
    """A reader who points and types."""

    page: Page

    def press(self, target: Locator) -> None:
        target.click()

    def fill(self, target: Locator, text: str) -> None:
        target.click()
        self.page.keyboard.type(text)

    def choose(self, target: Locator, label: str) -> None:
        target.select_option(label=label)


@dataclass
class Keyboard:
    """A reader who has no mouse: each field, link and button must be reached with Tab."""

    page: Page

    def press(self, target: Locator) -> None:
        keyboard.press(self.page, target)

    def fill(self, target: Locator, text: str) -> None:
        keyboard.write(self.page, target, text)

    def choose(self, target: Locator, label: str) -> None:
        keyboard.select(self.page, target, label)


WIDE, NARROW = (1440, 900), (390, 844)


@pytest.mark.parametrize(
    ("hand", "size"), [(Mouse, WIDE), (Keyboard, WIDE), (Mouse, NARROW)], ids=["mouse", "keyboard", "phone"]
)
def test_colleague_is_invited_signs_in_from_the_mail_and_finds_the_role(browser, live_server, mailbox, hand, size):  # noqa: F811
    programme = make_programme(name="Seas", slug="seas")
    make_event(programme=programme, title="Seminar on wages")
    manager = make_member(programme, person=make_person(name="Malee", email="malee@example.org"))
    team = f"{live_server.url}/organise/programmes/seas/team/"

    with opened(browser, hand, size) as reader:
        reader.page.goto(team)
        sign_in(reader, mailbox, manager.email)
        invite(reader, mailbox)
    deliver_due()
    link = re.search(r"/team-invitations/\S+/", Message.objects.get(kind="team_invitation").text).group()

    with opened(browser, hand, size) as reader:
        page = reader.page
        page.goto(live_server.url + link)
        expect(page.get_by_text("Coordinator")).to_be_visible()
        assert no_sideways_scrolling(page)
        reader.press(page.get_by_role("button", name="Send me the code"))
        type_code(reader, mailbox)
        reader.press(page.get_by_role("button", name="Accept the invitation"))
        expect(page.get_by_text("You are on the team of Seas. Your role: Coordinator.")).to_be_visible()
        page.goto(f"{live_server.url}/organise/programmes/seas/")
        expect(page.get_by_role("heading", name="Programme", level=1)).to_be_visible()
        assert page.goto(team).status == 403  # a coordinator does not manage the team
    assert User.objects.get(email="ha@example.org").name == "Nguyen Ha"


class opened:
    """A new browser window of a reader."""

    def __init__(self, browser, hand, size):
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="en-GB")
        self.reader = hand(self.context.new_page())

    def __enter__(self):
        return self.reader

    def __exit__(self, *_error):
        self.context.close()


def sign_in(reader, mailbox, email):  # noqa: F811
    page = reader.page
    reader.fill(page.get_by_label("Email address"), email)
    reader.press(page.get_by_role("button", name="Send me the code"))
    type_code(reader, mailbox)


def type_code(reader, mailbox):  # noqa: F811
    page = reader.page
    expect(page.get_by_role("heading", name="Type the code")).to_be_visible()
    reader.fill(page.get_by_label("Code"), re.search(r"\b\d{6}\b", mailbox.mails[-1]["Subject"]).group())
    reader.press(page.get_by_role("button", name="Continue"))


def invite(reader, mailbox):  # noqa: F811
    page = reader.page
    expect(page.get_by_role("heading", name="Team", exact=True)).to_be_visible()
    assert no_sideways_scrolling(page)
    reader.fill(page.get_by_label("Email address"), "ha@example.org")
    reader.fill(page.get_by_label("Name (optional)"), "Nguyen Ha")
    reader.choose(page.get_by_label("Role", exact=True), "Coordinator")
    reader.press(page.get_by_role("button", name="Send invitation"))
    # A change of a team asks for a fresh code. What was typed is sent again after it.
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    reader.fill(page.get_by_label("Code"), code_in_body(mailbox))
    reader.press(page.get_by_role("button", name=re.compile("Continue|Confirm")))
    expect(page.get_by_text("The invitation is on its way to ha@example.org.")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Nguyen Ha"))).to_be_visible()


def code_in_body(mailbox):  # noqa: F811
    """Return the code in the latest mail."""
    mail = mailbox.mails[-1]
    text = mail.get_body(("plain",)).get_content() if mail.is_multipart() else mail.get_content()
    return re.search(r"\b\d{6}\b", text).group()
