"""A returned request whose question nobody answers is closed after 60 days, with a mail two weeks before."""

from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import now

from events.missions.requests import lapsing, services
from events.models import MissionRequest
from notifications.models import Message
from tests.events.missions.helpers import make_submitted
from tests.factories import make_member

pytestmark = pytest.mark.django_db
START = now().replace(hour=12)  # an hour later is still the same day


def after(days):
    return time_machine.travel(START + timedelta(days=days, hours=1), tick=False)


@pytest.fixture
def asked():
    with after(0):
        request = make_submitted(contact_language="fr")
        manager = make_member(request.programme)
        services.return_with_question(request, by=manager, note="Which years?")
    return request


def status():
    return MissionRequest.objects.get().status


def mails(kind):
    return list(Message.objects.filter(kind=kind).order_by("pk"))


def test_contact_is_warned_once_and_the_request_is_closed_two_weeks_later(asked):
    for day in range(75):
        with after(day):
            lapsing.run()
            lapsing.run()
        assert status() == ("withdrawn" if day >= 60 else "returned"), day

    (warning,) = mails("request_closes_soon")
    assert (warning.to_email, warning.created_at.date()) == ("ratna@example.org", (START + timedelta(days=46)).date())
    assert "> Which years?" in warning.text
    closed = mails("request_lapsed")
    assert {mail.to_email for mail in closed if not mail.recipient} == {"ratna@example.org"}
    assert len([mail for mail in closed if mail.recipient]) == 1
    change = asked.changes.last()
    assert (change.status, change.by, change.by_name) == ("withdrawn", None, "")


def test_request_is_not_closed_without_the_mail_two_weeks_before(asked):
    with after(70):
        assert lapsing.run() == {"requests_warned": 1, "requests_closed": 0}
    with after(83):
        assert lapsing.run() == {"requests_warned": 0, "requests_closed": 0}
    with after(85):
        assert lapsing.run() == {"requests_warned": 0, "requests_closed": 1}


def test_answer_stops_the_clock_and_a_new_question_starts_it_again(asked):
    with after(50):
        lapsing.run()
        services.submit(asked, note="2024 to 2026.")
        services.return_with_question(asked, by=make_member(asked.programme), note="And women?")
    with after(61):
        assert lapsing.run() == {"requests_warned": 0, "requests_closed": 0}
    with after(50 + 46):
        assert lapsing.run() == {"requests_warned": 1, "requests_closed": 0}


def test_draft_that_was_saved_after_the_warning_is_still_closed_but_keeps_its_text(asked):
    with after(46):
        lapsing.run()
        services.save(asked, problem="More text.")
    with after(60):
        lapsing.run()

    assert status() == "withdrawn"
    assert MissionRequest.objects.get().problem == "More text."
