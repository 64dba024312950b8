"""The team's table of follow-ups, and the page of an owner."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from events.journeys.follow_ups import services
from events.journeys.follow_ups.services import Writer
from events.models import FollowUp
from tests.events.journeys.follow_ups.helpers import mails, make_past_mission, make_recommendation, today, token_of
from tests.factories import make_event, make_member

pytestmark = pytest.mark.django_db


def client_of(event, role="coordinator"):
    client = Client()
    client.force_login(make_member(event.programme, role))
    return client


def page(name, event, *keys):
    return reverse(f"follow_ups:{name}", args=[event.slug, *keys])


def own(follow_up):
    return reverse("follow_ups:owner", args=[token_of(follow_up)])


def test_table_says_in_words_what_is_overdue():
    follow_up = make_recommendation(due_on=today() - timedelta(days=15))
    make_recommendation(follow_up.event, due_on=today() + timedelta(days=15), owner_name="", owner_email="")

    response = client_of(follow_up.event).get(page("list", follow_up.event))

    assert "15 days overdue" in response.text
    assert "1 is overdue." in response.text
    assert "no owner" in response.text
    assert response.text.index("R1</strong>") < response.text.index("R2</strong>")


@pytest.mark.parametrize(("role", "is_shown"), [("coordinator", True), ("viewer", False), ("reception", False)])
def test_next_steps_of_meetings_are_for_those_who_edit(role, is_shown):
    event = make_past_mission()
    services.add(event, "step", text="Bagus sends the list of ten closed claims.")
    make_recommendation(event)

    text = client_of(event, role).get(page("list", event)).text

    assert "Remind employers" in text
    assert ("ten closed claims" in text) is is_shown


def test_event_of_another_kind_has_no_follow_up():
    event = make_event()

    assert client_of(event).get(page("list", event)).status_code == 404
    assert client_of(event).get(page("create", event)).status_code == 404


def test_team_adds_changes_closes_and_opens_again():
    event = make_past_mission()
    client = client_of(event)
    form = {"text": "Try a joint counter.", "priority": "high", "visibility": "public", "due_on": "2028-03-31"}

    client.post(page("create", event), form | {"owner_email": "ratna@example.org"})
    follow_up = FollowUp.objects.get()
    client.post(page("detail", event, follow_up.pk), form | {"owner_name": "Ratna", "owner_email": "ratna@example.org"})
    client.post(page("step", event, follow_up.pk), {"do": "finish"})
    assert FollowUp.objects.get().status == "open"
    client.post(page("step", event, follow_up.pk), {"do": "finish", "evidence": "Two rooms\nchosen."})
    follow_up.refresh_from_db()
    assert (follow_up.owner_name, follow_up.status, follow_up.evidence) == ("Ratna", "done", "Two rooms chosen.")
    client.post(page("step", event, follow_up.pk), {"do": "reopen"})

    assert FollowUp.objects.get().status == "open"


def test_team_asks_now_and_removes():
    follow_up = make_recommendation()
    other = make_recommendation(follow_up.event)
    client = client_of(follow_up.event)

    client.post(page("step", follow_up.event, follow_up.pk), {"do": "ask"})
    response = client.post(page("step", follow_up.event, other.pk), {"do": "remove"}, follow=True)

    assert len(mails("follow_up_progress")) == 1
    assert (response.status_code, FollowUp.objects.count()) == (200, 1)


@pytest.mark.parametrize("role", ["viewer", "reception"])
def test_viewers_change_nothing(role):
    follow_up = make_recommendation()
    client = client_of(follow_up.event, role)

    assert client.get(page("detail", follow_up.event, follow_up.pk)).status_code == 403
    assert client.post(page("step", follow_up.event, follow_up.pk), {"do": "remove"}).status_code == 403


def test_owner_responds_and_reports_without_an_account():
    follow_up = make_recommendation(due_on=today() - timedelta(days=1))
    assert "overdue" in Client().get(own(follow_up)).text

    response = Client().post(own(follow_up), {"action": "respond", "response": "rejected"})
    assert response.context["response_form"].errors["reason"]
    Client().post(own(follow_up), {"action": "respond", "response": "rejected", "reason": "No travel money."})
    response = Client().post(own(follow_up), {"action": "report", "step": "finish"})
    assert response.context["progress_form"].errors["note"]
    Client().post(own(follow_up), {"action": "report", "step": "do_partly", "note": "Room chosen\nin Jayapura."})

    follow_up.refresh_from_db()
    assert (follow_up.response, follow_up.status, follow_up.evidence) == (
        "rejected",
        "partly",
        "Room chosen in Jayapura.",
    )
    assert [change.by_name for change in follow_up.changes.all()] == ["Agus Halim"] * 2


def test_owner_sees_only_their_own_and_nothing_of_the_team():
    follow_up = make_recommendation()
    make_recommendation(follow_up.event, text="Send a counsellor to three districts.")
    member = make_member(follow_up.event.programme)
    member.name = "Daniel Okafor"
    member.save()

    text = Client().get(own(follow_up)).text

    assert "Remind employers" in text
    assert "counsellor" not in text
    assert "Daniel Okafor" not in text


def test_closed_follow_up_takes_no_more_reports():
    follow_up = make_recommendation()
    services.close(follow_up, "drop", evidence="The law has changed.", by=None)

    response = Client().post(own(follow_up), {"action": "report", "step": "begin"}, follow=True)

    assert "This is closed." in response.text
    assert FollowUp.objects.get().status == "not_applicable"


def test_unknown_action_is_not_found():
    assert Client().post(own(make_recommendation()), {"action": "steal"}).status_code == 404


@pytest.mark.parametrize("number", [1, 4])
def test_number_of_queries_is_fixed(number, django_assert_num_queries):
    event = make_past_mission()
    for _number in range(number):
        follow_up = make_recommendation(event)
        services.report(follow_up, "begin", note="x", writer=Writer(name="Agus"))
    client = client_of(event)
    client.get(page("list", event))

    with django_assert_num_queries(7):
        client.get(page("list", event))
