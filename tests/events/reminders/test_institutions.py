"""Institutions without an account are reminded of what they owe, by the link of their request, when experts are reminded."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import now

from events.deliverables import services as deliverables
from events.missions.reports import services as reports
from events.missions.requests import acceptance
from events.models import Deliverable, Event, Reminder, ReminderRule
from events.reminders import planning, timeline
from events.reminders.services import remind_due
from notifications.models import Message
from notifications.outbox.tasks import deliver_due
from tests.events.missions.helpers import ROWS, agree, make_asked_mission, make_submitted, make_terms, path_of
from tests.events.missions.reports.helpers import submitted
from tests.factories import make_member

pytestmark = pytest.mark.django_db
Kind = Deliverable.Kind
DATA = {
    "title": "Claims data",
    "owner": "ministry of  Manpower",
    "anchor": "start",
    "offset": -17,
    "format": "",
    "language": "",
}


def make_rule(event, **fields):
    fields = {"audience": "reports", "anchor": "deliverable_due", "amount": 3, "hour": 9} | fields
    rule = ReminderRule.objects.create(programme=event.programme, event=event, **fields)
    planning.plan(event)
    return rule


def remind_at(moment):
    with time_machine.travel(moment, tick=False):
        return remind_due()


def mails():
    return list(Message.objects.filter(kind="reminder_institution").order_by("pk"))


@pytest.fixture
def asked():
    """The request of a published mission, and its event."""
    mission, request = make_asked_mission(status=Event.Status.PUBLISHED)
    mission.event.refresh_from_db()
    return mission, request


def ask_for_data(mission, request, days=20):
    due_at = now() + timedelta(days=days)
    return deliverables.ask(mission.event, request, kind="other", title="Claims data", due_at=due_at)


def test_a_row_of_the_agreed_terms_that_names_the_institution_is_owed_by_it(asked):
    mission, request = asked
    make_terms(mission, deliverables=[*ROWS, DATA])
    agree(mission, request)

    owed = Deliverable.objects.get()

    assert (owed.request, owed.person, owed.title, owed.kind) == (request, None, "Claims data", "other")
    assert owed.due_at.astimezone(mission.event.zone).strftime("%Y-%m-%d %H:%M") == "2027-03-26 23:59"


@pytest.mark.parametrize("owner", ["Ratna Wulandari", "Institution", "institution"])
def test_the_contact_and_the_word_institution_name_it_too(asked, owner):
    mission, request = asked
    make_terms(mission, deliverables=[*ROWS, DATA | {"owner": owner}])
    agree(mission, request)

    assert Deliverable.objects.get().request == request


def test_a_request_that_joins_later_owes_what_the_terms_name(asked):
    mission, request = asked
    make_terms(mission, deliverables=[*ROWS, DATA | {"owner": "Employment Office"}])
    agree(mission, request)
    other = make_submitted(mission.event.programme, institution="Employment Office")

    acceptance.accept(other, by=make_member(mission.event.programme), mission=mission)

    assert Deliverable.objects.get().request == other


def test_the_institution_is_reminded_by_its_link_at_the_moment_of_the_rule(asked):
    mission, request = asked
    owed = ask_for_data(mission, request)
    make_rule(mission.event)
    due_at = (owed.due_at.astimezone(mission.event.zone) - timedelta(days=3)).replace(
        hour=9, minute=0, second=0, microsecond=0
    )

    assert (remind_at(due_at - timedelta(minutes=5)), remind_at(due_at + timedelta(minutes=5))) == (0, 1)
    assert remind_at(due_at + timedelta(hours=2)) == 0  # once

    (mail,) = mails()
    assert (mail.to_email, mail.to_name, mail.recipient) == ("ratna@example.org", "Ratna Wulandari", None)
    assert path_of(request) in mail.text
    for text in ("Claims data, due by", "your institution"):
        assert text in mail.text
    assert Reminder.objects.get().request == request


@pytest.mark.parametrize(("language", "words"), [("fr", "votre institution"), ("vi", "cơ quan của quý vị")])
def test_the_reminder_is_in_the_language_of_the_contact(asked, language, words):
    mission, request = asked
    request.contact_language = language
    request.save()
    owed = ask_for_data(mission, request)
    make_rule(mission.event)

    remind_at(owed.due_at - timedelta(days=1))

    assert words in mails()[0].text


def test_what_is_received_or_has_no_address_is_not_asked_for(asked):
    mission, request = asked
    member = make_member(mission.event.programme)
    owed = ask_for_data(mission, request)
    make_rule(mission.event)
    deliverables.receive(mission.event, owed.pk, by=member)
    assert remind_at(owed.due_at - timedelta(days=1)) == 0

    deliverables.reopen(mission.event, owed.pk)
    request.contact_email = ""
    request.save()

    assert remind_at(owed.due_at - timedelta(days=1)) == 0


def test_a_queued_reminder_is_withdrawn_when_the_team_has_the_document(asked):
    mission, request = asked
    owed = ask_for_data(mission, request)
    make_rule(mission.event)
    with time_machine.travel(owed.due_at - timedelta(days=1), tick=False):
        remind_due()
        deliverables.receive(mission.event, owed.pk, by=make_member(mission.event.programme))
        deliver_due()

    assert [mail.status for mail in mails()] == [Message.Status.DROPPED]


def test_the_timeline_and_its_pages_count_and_name_the_institution(asked, client):
    mission, request = asked
    ask_for_data(mission, request)
    rule = make_rule(mission.event)
    planned = mission.event.planned_reminders.get(rule=rule)
    client.force_login(make_member(mission.event.programme))

    (entry,) = timeline.entries(mission.event, [planned])
    send = client.get(reverse("reminders:send", args=[mission.event.slug, planned.pk])).text
    preview = client.get(reverse("reminders:preview", args=[mission.event.slug, planned.pk])).text

    assert (entry.reach, entry.about) == (1, "Claims data, Ministry of Manpower")
    for page in (send, preview):
        assert "Ministry of Manpower" in page
        assert "ratna@example.org" in page
    assert "Claims data, due by" in preview
    assert path_of(request) not in preview


def test_the_team_asks_the_institution_on_the_page_of_deliverables(asked, client):
    mission, request = asked
    client.force_login(make_member(mission.event.programme))
    address = reverse("deliverables:list", args=[mission.event.slug])

    client.post(
        address,
        {
            "step": "ask",
            "owner": f"request-{request.pk}",
            "kind": "other",
            "title": "Claims data",
            "due": "2027-03-26T12:00",
        },
    )

    assert Deliverable.objects.get().request == request
    assert "Ministry of Manpower" in client.get(address).text


def test_the_page_of_the_request_shows_what_is_owed(asked, client):
    mission, request = asked
    owed = ask_for_data(mission, request)
    assert "Claims data" in client.get(path_of(request)).text

    deliverables.receive(mission.event, owed.pk, by=make_member(mission.event.programme))

    assert "What we wait for from you" not in client.get(path_of(request)).text


def test_comments_are_owed_from_the_sharing_of_the_report_to_the_first_comment(asked, client):
    mission, request = asked
    report = submitted(mission)
    rule = make_rule(mission.event)
    shared = reports.share(report, is_shared=True, by=None)
    owed = Deliverable.objects.get(request=request)

    remind_at(owed.due_at - timedelta(days=1))
    (mail,) = mails()
    (link,) = [word for word in mail.text.split() if "/report/" in word]
    client.post("/" + link.split("/", 3)[3], {"text": "Clear.", "kind": "opinion", "part": ""})

    assert (owed.kind, owed.due_at.astimezone(mission.event.zone).date()) == ("comments", shared.comments_due_on)
    assert "Comments on the report, due by" in mail.text
    assert Deliverable.objects.get(request=request).received_at is not None
    assert rule.reminders.count() == 1


def test_a_report_that_is_hidden_returned_or_accepted_expects_no_comments(asked):
    mission, request = asked
    member = make_member(mission.event.programme)
    report = reports.share(submitted(mission), is_shared=True, by=None)
    reports.share(report, is_shared=False, by=None)
    assert not Deliverable.objects.filter(request=request).exists()

    reports.share(report, is_shared=True, by=None)
    reports.accept(report, by=member)

    assert not Deliverable.objects.open().filter(request=request).exists()


def test_comments_that_the_terms_name_get_the_date_of_the_sharing(asked):
    mission, request = asked
    row = DATA | {"title": "Comments on the draft report", "anchor": "end", "offset": 30}
    make_terms(mission, deliverables=[*ROWS, row])
    agree(mission, request)

    shared = reports.share(submitted(mission), is_shared=True, by=None)
    owed = Deliverable.objects.get(request=request)

    assert (owed.title, owed.kind) == ("Comments on the draft report", "comments")
    assert owed.due_at.astimezone(mission.event.zone).date() == shared.comments_due_on


@pytest.mark.parametrize("both", [True, False])
def test_the_database_wants_one_owner(asked, both):
    mission, request = asked
    person = make_member(mission.event.programme)
    owners = {"person": person, "request": request} if both else {}

    with pytest.raises(IntegrityError), transaction.atomic():
        Deliverable.objects.create(event=mission.event, title="X", due_at=now(), **owners)
