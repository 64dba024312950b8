"""Acceptance with a condition: what the contributor sees, what the team sees, and what the calendar says."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import now

from events.contributors.queries import contribution_of
from events.contributors.services import notify_all
from events.engagements import conditions, services
from events.engagements.errors import ConditionGoneError
from events.models import Contributor, Event, Invite
from notifications.models import Message
from tests.events.engagements.helpers import invited, make_contributor, token_of
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db

CONDITION = "Only in the afternoon"


def accepted(event=None, condition=CONDITION):
    contributor, engagement = invited(event)
    services.accept(engagement, contributor.pk, condition=condition)
    contributor.refresh_from_db()
    return contributor, engagement


def partstat_of(contributor):
    return Invite.objects.get(person=contributor.person).partstat


def page(engagement):
    return reverse("engagements:own", args=[token_of(engagement)])


def test_contributor_accepts_with_a_condition_on_the_page(client):
    contributor, engagement = invited(make_event(slug="seminar"))

    form = {"action": "accept_if", "task": contributor.pk, "condition": " Only in\r\nthe afternoon "}
    response = client.post(page(engagement), form, follow=True)

    contributor.refresh_from_db()
    assert (contributor.invitation, contributor.condition) == ("accepted", CONDITION)
    assert contributor.has_open_condition
    assert "The organisers have not settled it yet." in response.content.decode()


@pytest.mark.parametrize("condition", ["", "   ", "x" * 301])
def test_condition_needs_a_text(client, condition):
    contributor, engagement = invited(make_event(slug="seminar"))

    response = client.post(
        page(engagement), {"action": "accept_if", "task": contributor.pk, "condition": condition}, follow=True
    )

    contributor.refresh_from_db()
    assert contributor.invitation == "invited"
    assert "in at most 300 characters" in response.content.decode()


def test_calendar_is_tentative_until_the_condition_is_settled():
    contributor, engagement = accepted()
    assert partstat_of(contributor) == "TENTATIVE"
    sequence = Invite.objects.get(person=contributor.person).sequence

    conditions.settle(contributor, answer="You begin at 14:00", by=make_member(engagement.event.programme))

    mail = Message.objects.get(kind="condition_settled")
    invite = Invite.objects.get(person=contributor.person)
    assert (invite.partstat, invite.sequence) == ("ACCEPTED", sequence)
    assert mail.recipient == contributor.person
    assert CONDITION in mail.text
    assert "You begin at 14:00" in mail.text
    lines = mail.ics.replace("\r\n ", "")
    assert "PARTSTAT=ACCEPTED" in lines
    assert "RSVP=TRUE" not in lines


def test_invite_that_is_sent_while_the_condition_is_open_is_tentative():
    event = make_event(status=Event.Status.DRAFT)
    contributor, _engagement = accepted(event)
    assert not Invite.objects.exists()

    Event.objects.filter(pk=event.pk).update(status=Event.Status.PUBLISHED, published_at=now())
    event.refresh_from_db()
    notify_all(event)

    mail = Message.objects.get(kind="contributor_named")
    assert "PARTSTAT=TENTATIVE" in mail.ics.replace("\r\n ", "")
    assert partstat_of(contributor) == "TENTATIVE"


def test_settled_condition_of_a_draft_is_told_without_a_calendar_entry():
    contributor, engagement = accepted(make_event(status=Event.Status.DRAFT))

    conditions.settle(contributor, answer="", by=make_member(engagement.event.programme))

    mail = Message.objects.get(kind="condition_settled")
    assert (mail.status, mail.ics) == ("queued", "")
    assert "The organisers write" not in mail.text


def test_person_withdraws_the_condition():
    contributor, engagement = accepted()

    services.accept(engagement, contributor.pk)

    contributor.refresh_from_db()
    assert (contributor.condition, contributor.has_open_condition) == ("", False)
    assert partstat_of(contributor) == "ACCEPTED"


def test_same_condition_again_stays_settled_and_another_one_is_open():
    contributor, engagement = accepted()
    conditions.settle(contributor, answer="Yes", by=make_member(engagement.event.programme))

    services.accept(engagement, contributor.pk, condition=CONDITION)
    contributor.refresh_from_db()
    assert not contributor.has_open_condition

    services.accept(engagement, contributor.pk, condition="By video")
    contributor.refresh_from_db()
    assert contributor.has_open_condition
    assert contributor.condition_answer == ""


def test_condition_is_settled_once():
    contributor, engagement = accepted()
    member = make_member(engagement.event.programme)
    conditions.settle(contributor, answer="", by=member)

    with pytest.raises(ConditionGoneError):
        conditions.settle(contributor, answer="", by=member)

    assert Message.objects.filter(kind="condition_settled").count() == 1


def test_declined_invitation_has_no_condition():
    contributor, engagement = accepted()

    services.decline(engagement, contributor.pk)

    contributor.refresh_from_db()
    assert (contributor.invitation, contributor.condition) == ("declined", "")
    with pytest.raises(IntegrityError), transaction.atomic():
        Contributor.objects.update(condition=CONDITION)


def test_entry_of_the_event_stays_tentative_while_one_of_two_conditions_is_open():
    start = (now() + timedelta(days=30)).replace(hour=8)
    event = make_event(starts_at=start, ends_at=start + timedelta(hours=2))
    first = make_contributor(event)
    second = make_contributor(event)
    engagement = services.invite(first, by=make_member(event.programme))
    for task in (first, second):
        services.accept(engagement, task.pk, condition=CONDITION)

    conditions.settle(first, answer="", by=make_member(event.programme))
    assert partstat_of(first) == "TENTATIVE"

    conditions.settle(second, answer="", by=make_member(event.programme))
    assert partstat_of(first) == "ACCEPTED"
    assert contribution_of(event, first.person).is_held


def test_team_sees_and_settles_the_condition(client):
    contributor, engagement = accepted(make_event(slug="seminar"))
    client.force_login(make_member(engagement.event.programme))
    path = reverse("contributors:list", args=["seminar"])
    assert CONDITION in client.get(path).content.decode()

    address = reverse("engagements:settle", args=["seminar", contributor.pk])
    response = client.post(address, {"answer": "14:00"}, follow=True)

    contributor.refresh_from_db()
    assert contributor.condition_answer == "14:00"
    assert "condition settled on" in response.content.decode()
    assert "is settled already" in client.post(address, follow=True).content.decode()


def test_sheet_of_the_session_in_the_agenda_shows_the_condition(client):
    contributor, engagement = accepted(make_event(slug="seminar"))
    client.force_login(make_member(engagement.event.programme))

    page = client.get(reverse("agenda:editor", args=["seminar"]), {"open": f"s{contributor.session_id}"})

    assert CONDITION in page.content.decode()


def test_reader_without_the_right_to_edit_sees_that_there_is_a_condition_only(client):
    contributor, _engagement = accepted(make_event(slug="seminar"))
    member = make_member(contributor.session.event.programme, role="reception", person=make_person())
    client.force_login(member)

    content = client.get(reverse("contributors:list", args=["seminar"])).content.decode()

    assert "with a condition" in content
    assert CONDITION not in content
