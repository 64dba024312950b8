"""A person sees, downloads and erases their data on a phone, and undoes the erasure with the link in the mail."""

import json
import re
import zipfile

import pytest
from playwright.sync_api import expect

from accounts.models import User
from events.models import Erasure, Registration
from events.registration.services import register
from notifications.outbox.tasks import deliver_due
from tests.browser.helpers import no_sideways_scrolling, sign_in_by_code
from tests.browser.test_register import mailbox  # noqa: F401 (a fixture)
from tests.factories import make_event, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def confirm_with_code(page, mailbox) -> None:  # noqa: F811 (the fixture's value)
    """Type the code that the page for a fresh sign-in has mailed."""
    expect(page.get_by_label("Code")).to_be_visible()
    mail = mailbox.mails[-1]
    code = re.search(r"\b\d{6}\b", mail["Subject"] + mail.get_body(("plain",)).get_content()).group()
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Continue").click()


# The live server leaves a connection of a thread to the garbage collector. The warning is not about what is tested.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")
def test_person_downloads_erases_and_undoes(phone, live_server, mailbox, settings):  # noqa: F811
    settings.BASE_URL = live_server.url
    person, event = make_person(email="khin@example.org", name="Daw Khin Khin"), make_event(title="Seminar on floors")
    register(event, person)

    phone.goto(live_server.url + "/accounts/login/?next=/me/data/")
    sign_in_by_code(phone, mailbox, "khin@example.org")
    confirm_with_code(phone, mailbox)
    expect(phone.get_by_role("heading", name="My data", exact=True)).to_be_visible()
    expect(phone.get_by_text("Daw Khin Khin").first).to_be_visible()
    assert no_sideways_scrolling(phone)

    with phone.expect_download() as download:
        phone.get_by_role("button", name="Download my data").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert json.loads(archive.read("data.json"))["person"] == person.pk

    phone.get_by_role("link", name="Erase my data").click()
    phone.get_by_label("Yes, withdraw me from everything and erase my data").check()
    assert no_sideways_scrolling(phone)
    phone.get_by_role("button", name="Erase my data").click()
    expect(phone.get_by_role("heading", name="Your data will be erased")).to_be_visible()
    assert Registration.objects.get().status == "withdrawn"

    deliver_due()
    texts = [mail.get_body(("plain",)).get_content() for mail in mailbox.mails]
    link = next(found.group() for text in texts if (found := re.search(r"http://\S+/me/data/undo/\S+", text)))
    phone.goto(link)
    expect(phone.get_by_text("This page is for Daw Khin Khin.")).to_be_visible()
    phone.get_by_role("button", name="Keep my data").click()
    expect(phone.get_by_role("heading", name="Your data is kept")).to_be_visible()
    expect(phone.get_by_role("link", name="Register again")).to_be_visible()
    assert not Erasure.objects.exists()
    assert User.objects.get(email="khin@example.org").erase_at is None
