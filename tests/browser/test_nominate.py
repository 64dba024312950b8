"""Nominations in a browser: a focal point and a nominee on a phone, and an organiser on a desktop computer."""

import re

import icalendar
import pytest
from playwright.sync_api import expect

from events.models import Event, Registration
from events.nominations import services
from notifications.outbox.tasks import deliver_due
from tests.browser.helpers import no_sideways_scrolling, sign_in_by_code
from tests.browser.test_register import mailbox  # noqa: F401 (a fixture)
from tests.factories import make_country, make_delegation, make_event, make_member, make_venue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROWS = "Name\tE-mail\tPosition\nNguyễn Văn An\tan@example.org\tDirector\nTrần Thị Bình\tbinh@example.org\t\nLê Chi\tchi@example.org\t"


def link_in(mailbox, subject, path=r"/nominate?d?/"):  # noqa: F811
    mail = next(mail for mail in mailbox.mails if mail["Subject"].startswith(subject))
    return re.search(rf"http://\S+{path}\S+", mail.get_body(("plain",)).get_content()).group()


def calendars(mailbox, address):  # noqa: F811
    """Return the method and the UID of each calendar attachment in the mails to this address."""
    mails = [mail for mail in mailbox.mails if address in mail["To"]]
    parts = [part for mail in mails for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return [
        (part.get_param("method"), icalendar.Calendar.from_ical(part.get_content()).events[0]["uid"]) for part in parts
    ]


def replace_nominee(page):
    """Replace Nguyễn Văn An by Phạm Dung, on the page of the focal point."""
    page.locator("summary", has_text="Nguyễn Văn An").click()
    card = page.locator("details.nominee[open]")
    card.get_by_label("Name of the new nominee").fill("Phạm Dung")
    card.get_by_label("Email address of the new nominee").fill("dung@example.org")
    card.get_by_role("button", name="Replace").click()
    expect(page.get_by_text("The nominee is replaced. Both people are notified.")).to_be_visible()
    deliver_due()


def accept_place(page, mailbox):  # noqa: F811
    """Accept the place that is held for a person whom another one registered, with the link in the mail."""
    page.goto(link_in(mailbox, "You have been registered", "/registrations/"))
    page.get_by_role("button", name="Accept the place").click()
    expect(page.get_by_role("heading", name="You are confirmed")).to_be_visible()
    deliver_due()


def test_nominate_accept_confirm_and_replace_on_a_phone(phone, browser, live_server, mailbox, settings):  # noqa: F811
    settings.BASE_URL = live_server.url
    event = make_event(title="Seminar", policy=Event.Policy.NOMINATION, seats=10, venue=make_venue())
    delegation = make_delegation(
        event=event, country=make_country("VN"), constituency="workers", seats=2, reserve_seats=1
    )
    organizer = make_member(event.programme)
    services.appoint(event, [delegation.pk], address="focal@example.org", name="Focal Point")
    deliver_due()

    phone.goto(link_in(mailbox, "Please nominate people"))
    assert no_sideways_scrolling(phone)
    phone.get_by_text("Nominate several people").click()
    phone.get_by_label("Rows from a spreadsheet").fill(ROWS)
    phone.get_by_role("button", name="Check the rows").click()
    assert no_sideways_scrolling(phone)
    phone.get_by_role("button", name="Nominate selected people").click()
    expect(phone.get_by_text("3 people were nominated.")).to_be_visible()
    expect(phone.get_by_text("reserve no. 1")).to_be_visible()
    deliver_due()

    focal_page = phone.url
    phone.goto(link_in(mailbox, "You are nominated"))
    phone.get_by_label("Organisation").fill("Workers' Union")
    phone.get_by_role("button", name="I will come").click()
    expect(phone.get_by_text("The organisers decide")).to_be_visible()

    desk = browser.new_page(viewport={"width": 1440, "height": 900})
    desk.goto(f"{live_server.url}/accounts/login/?next=/organise/events/{event.slug}/registrations/")
    sign_in_by_code(desk, mailbox, organizer.email)
    desk.get_by_role("checkbox", name="Nguyễn Văn An").check()
    desk.get_by_role("button", name="Confirm", exact=True).click()
    desk.get_by_role("button", name="and send 1 mail").click()
    expect(desk.get_by_text("1 registration changed.")).to_be_visible()
    desk.close()
    deliver_due()

    phone.goto(focal_page)
    replace_nominee(phone)

    # The replacement is asked first. The seat is held for her meanwhile.
    assert calendars(mailbox, "an@example.org") == [("REQUEST", event.uid), ("CANCEL", event.uid)]
    assert calendars(mailbox, "dung@example.org") == []
    dung = phone.locator("summary", has_text="Phạm Dung")
    expect(dung).to_contain_text("Held until")
    assert no_sideways_scrolling(phone)

    accept_place(phone, mailbox)
    phone.goto(focal_page)
    expect(dung).to_contain_text("Confirmed")
    assert calendars(mailbox, "an@example.org") == [("REQUEST", event.uid), ("CANCEL", event.uid)]
    assert calendars(mailbox, "dung@example.org") == [("REQUEST", event.uid)]
    assert calendars(mailbox, "binh@example.org") == []
    assert dict(Registration.objects.values_list("nomination__name", "status")) == {
        "Nguyễn Văn An": "withdrawn", "Trần Thị Bình": "nominated", "Lê Chi": "nominated", "Phạm Dung": "confirmed",
    }  # fmt: skip
