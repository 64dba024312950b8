import re

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from notifications.models import Message
from tests.smtp import Mailbox


def sign_in(context: BrowserContext, live_server, person: User) -> None:
    """Give the browser a session of person, without the pages for signing in."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])


def sign_in_by_code(page: Page, mailbox: Mailbox, email: str) -> None:
    page.get_by_label("Email address").fill(email)
    page.get_by_role("button", name="Send me the code").click()
    expect(page.get_by_role("heading", name="Type the code")).to_be_visible()
    code = re.search(r"\b\d{6}\b", mailbox.mails[-1]["Subject"]).group()
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Continue").click()


def watch_console(page: Page) -> list[str]:
    """Return a list that gets the errors of the page from now on: of scripts, refused scripts and missing files."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    return problems


def no_sideways_scrolling(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def keep_on_phone(page: Page, address: str) -> None:
    """Open a page that works without a connection, and wait until it is kept."""
    page.goto(address)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def link_in(message: Message, path: str) -> str:
    """Return the link of a mail whose path begins with path."""
    found = re.search(rf"https?://\S+{path}\S+", message.text)
    assert found, message.text
    return found.group()
