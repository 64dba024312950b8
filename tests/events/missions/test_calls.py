"""Calls for requests: publishing, editing, and the reminder before the deadline."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from events.missions.calls import services
from events.missions.calls.errors import CallOverError
from events.missions.calls.forms import CallForm
from events.missions.requests import services as requests
from events.models import CallForRequests, TeamMember
from notifications.models import Message
from tests.events.missions.helpers import make_call, make_request, path_of
from tests.factories import make_member, make_programme

pytestmark = pytest.mark.django_db

TYPED = {
    "title": "Missions in 2030",
    "text": "Ask for help.",
    "timezone": "Asia/Jakarta",
    "closes_at": "2030-01-15T17:00",
    "addresses": "One@Example.org\n\none@example.org\ntwo@example.org",
}


def sent(kind):
    return sorted(Message.objects.filter(kind=kind).values_list("to_email", flat=True))


def test_publishing_mails_each_address_once():
    call = make_call(published_at=None, addresses="one@example.org\ntwo@example.org")

    counts = [services.publish(call), services.publish(call)]

    assert counts == [2, 0]
    assert sent("call_published") == ["one@example.org", "two@example.org"]
    text = Message.objects.first().text
    assert reverse("mission_requests:call", args=[call.key]) in text
    assert "Bangkok time (UTC+7)" in text


def test_a_call_after_its_deadline_is_not_published():
    with pytest.raises(CallOverError):
        services.publish(make_call(published_at=None, closes_at=now()))


def test_new_addresses_of_a_published_call_get_it():
    call = make_call(published_at=None, addresses="one@example.org")
    services.publish(call)

    services.edit(call, addresses="one@example.org\ntwo@example.org")

    assert sent("call_published") == ["one@example.org", "two@example.org"]


def test_reminds_those_who_have_not_sent_a_request():
    programme = make_programme()
    call = make_call(
        programme,
        addresses="none@example.org\nbegun@example.org\nsent@example.org",
        closes_at=now() + timedelta(days=6),
        published_at=now() - timedelta(days=60),
    )
    begun = make_request(programme, call=call, contact_email="begun@example.org", problem="")
    make_request(programme, call=call, contact_email="colleague@example.org")
    requests.submit(make_request(programme, call=call, contact_email="sent@example.org"))

    counts = [services.remind_due(), services.remind_due()]

    assert counts == [{"call_reminders": 3}, {"call_reminders": 0}]
    assert sent("call_reminder") == ["begun@example.org", "colleague@example.org", "none@example.org"]
    assert path_of(begun) in Message.objects.get(to_email="begun@example.org").text
    assert f"/calls/{call.key}/" in Message.objects.get(to_email="none@example.org").text


@pytest.mark.parametrize(
    ("closes_in", "published_ago", "count"),
    [(8, 60, 0), (7, 60, 1), (1, 60, 1), (-1, 60, 0), (6, 0, 0), (6, 2, 1)],
)
def test_reminds_within_a_week_of_the_deadline(closes_in, published_ago, count):
    make_call(
        addresses="one@example.org",
        closes_at=now() + timedelta(days=closes_in),
        published_at=now() - timedelta(days=published_ago),
    )

    assert services.remind_due() == {"call_reminders": count}


def test_a_draft_of_a_call_reminds_nobody():
    make_call(addresses="one@example.org", closes_at=now() + timedelta(days=3), published_at=None)

    assert services.remind_due() == {"call_reminders": 0}


def test_a_later_deadline_is_reminded_of_again():
    call = make_call(
        addresses="one@example.org", closes_at=now() + timedelta(days=3), published_at=now() - timedelta(days=9)
    )
    services.remind_due()

    services.edit(call, closes_at=now() + timedelta(days=5))

    assert services.remind_due() == {"call_reminders": 1}


def test_the_deadline_is_read_in_its_own_time_zone():
    form = CallForm(TYPED, call=CallForRequests())

    assert form.is_valid(), form.errors
    assert form.cleaned_data["closes_at"].isoformat() == "2030-01-15T10:00:00+00:00"
    assert form.cleaned_data["addresses"] == "one@example.org\ntwo@example.org"


@pytest.mark.parametrize(
    ("name", "value"),
    [("addresses", "no address"), ("closes_at", "2020-01-01T10:00"), ("timezone", "Nowhere"), ("title", "")],
)
def test_refuses_a_wrong_value_at_its_field(name, value):
    form = CallForm(TYPED | {name: value}, call=CallForRequests())

    assert name in form.errors


def test_limits_the_number_of_addresses():
    many = "\n".join(f"a{number}@example.org" for number in range(201))

    assert "200 addresses at most" in str(CallForm(TYPED | {"addresses": many}, call=CallForRequests()).errors)


def test_a_coordinator_writes_and_a_manager_publishes(client):
    programme = make_programme()
    client.force_login(make_member(programme, TeamMember.Role.COORDINATOR))
    client.post(reverse("mission_calls:create", args=[programme.slug]), TYPED)
    call = CallForRequests.objects.get()
    edit, publish = (reverse(f"mission_calls:{name}", args=[programme.slug, call.pk]) for name in ("edit", "publish"))
    assert "2 institutions get it by email" in client.get(edit).text
    assert client.post(publish).status_code == 403

    client.force_login(make_member(programme))
    page = client.post(publish, follow=True).text

    assert "2 institutions get it by email." in page
    assert "Open until" in page
    assert sent("call_published") == ["one@example.org", "two@example.org"]


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_runs_a_fixed_number_of_queries(client, count, django_assert_num_queries):
    programme = make_programme()
    client.force_login(make_member(programme))
    for _number in range(count):
        make_request(programme, call=make_call(programme))
    path = reverse("mission_calls:list", args=[programme.slug])
    client.get(path)

    with django_assert_num_queries(6):
        client.get(path)
