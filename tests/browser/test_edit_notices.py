"""A manager corrects a title on a phone: nobody is told unless the manager wants it. The choice needs no JavaScript."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from events.models import Event, Invite, PendingUpdate
from events.registration.services import register
from tests.browser.helpers import no_sideways_scrolling, sign_in_by_code
from tests.browser.test_register import mailbox  # noqa: F401 (a fixture)
from tests.factories import make_event, make_member, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_correct_a_title_without_a_notice_and_then_with_one(phone, live_server, mailbox, settings):  # noqa: F811

    settings.UPDATE_DELAY = timedelta(minutes=10)
    event = make_event(title="Wages; prices")
    manager = make_member(event.programme, person=make_person(email="manager@example.org"))
    register(event, make_person(name="An Nguyen"))
    Invite.objects.update(partstat="ACCEPTED")

    phone.goto(f"{live_server.url}/organise/events/{event.slug}/edit/?open=name")
    sign_in_by_code(phone, mailbox, manager.email)
    phone.get_by_label("Title", exact=True).first.fill("Wages, prices")
    phone.get_by_label("Title", exact=True).first.press("Enter")
    expect(phone.get_by_text("1 person can be told of this change.")).to_be_visible()
    expect(phone.get_by_text("Title: Wages, prices (it was: Wages; prices)").first).to_be_visible()
    assert no_sideways_scrolling(phone)
    phone.get_by_role("button", name="Save, update calendars only").click()
    expect(phone.get_by_text("No one is notified.")).to_be_visible()
    saved = Event.objects.get()
    assert (saved.title, saved.sequence, PendingUpdate.objects.count()) == ("Wages, prices", 0, 0)
    assert Invite.objects.get().partstat == "ACCEPTED"

    phone.goto(f"{live_server.url}/organise/events/{event.slug}/edit/?open=name")
    phone.get_by_label("Title", exact=True).first.fill("Wages and prices")
    phone.get_by_role("button", name="Save", exact=True).click()
    phone.get_by_role("button", name="Save and notify them").click()
    expect(phone.get_by_text("1 person is told at").first).to_be_visible()
    phone.get_by_role("button", name="Undo").click()
    expect(phone.get_by_text("Undone. No one was told")).to_be_visible()
    assert Event.objects.get().title == "Wages, prices"
