"""The message at the bottom and the overview show until when a decision can be undone, and undo it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from events.models import Event, PendingDecision, Registration
from events.registration.services import register
from notifications.models import Message
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(client, settings):
    settings.UPDATE_DELAY = timedelta(minutes=10)
    event = make_event(policy=Event.Policy.APPROVAL, seats=5)
    client.force_login(make_member(event.programme, "coordinator"))
    return event


def page(event, name="list", *keys):
    return reverse(f"participants:{name}", args=[event.slug, *keys])


def confirm_both(client, event):
    """Confirm two applicants from the table, and return their registrations."""
    applicants = [register(event, make_person()) for _ in range(2)]
    form = {"registration": [one.pk for one in applicants], "decision": "confirm"}
    shown = client.post(page(event), form).context
    mails = [fields.mail for fields in (mailing.fields for mailing in shown["mailings"])]
    fields = {
        f"{part}_{mail}": shown["form"][f"{part}_{mail}"].value() for mail in mails for part in ("subject", "text")
    }
    was = {name.replace("_", "_was_", 1): value for name, value in fields.items()}
    client.post(page(event), form | fields | was | {"mail": mails, "shown": shown["fingerprint"]})
    return applicants


def statuses(event):
    return list(event.registrations.order_by("pk").values_list("status", flat=True))


def test_the_table_shows_the_time_and_undoes_the_decision_about_two_people(client, event):
    confirm_both(client, event)
    decision = PendingDecision.objects.get()
    text = client.get(page(event)).content.decode()
    during = statuses(event)

    after = client.post(page(event, "undo", decision.pk), follow=True)

    assert "2 people confirmed." in text
    assert f"Emails go out at {decision.due_at.astimezone(event.zone):%H:%M}" in text
    assert (during, statuses(event)) == (["confirmed"] * 2, ["pending"] * 2)
    assert "Undone. 2 registrations are as they were before." in after.content.decode()
    assert 'class="toast"' not in after.content.decode()
    assert after.redirect_chain[-1][0] == page(event)
    assert not Message.objects.filter(kind="registration_confirmed").exclude(status="dropped").exists()


def test_the_page_of_a_person_shows_the_message_and_stays_after_undo(client, event):
    applicant = register(event, make_person())
    shown = client.post(page(event, "decide", applicant.pk), {"decision": "decline"}, follow=True)
    decision = PendingDecision.objects.get()

    after = client.post(page(event, "undo", decision.pk), {"person": applicant.pk})

    assert "1 person declined." in shown.content.decode()
    assert "The person is notified by mail" not in shown.content.decode()
    assert after["Location"] == page(event, "detail", applicant.pk)
    assert statuses(event) == ["pending"]
    assert "the decision was undone" in client.get(after["Location"]).content.decode()


def test_an_older_decision_does_not_hide_that_the_email_goes_out_at_once(client, event, settings):
    confirm_both(client, event)
    applicant = register(event, make_person())
    settings.UPDATE_DELAY = timedelta(0)

    of_person = client.post(page(event, "decide", applicant.pk), {"decision": "decline"}, follow=True)
    confirm_both(client, event)
    of_table = client.get(page(event)).text

    said = [str(message) for message in of_person.context["messages"]]
    assert said == ["Saved. The person is notified by mail."]
    assert "2 registrations changed." in of_table
    assert statuses(event) == ["confirmed", "confirmed", "declined", "confirmed", "confirmed"]
    assert PendingDecision.objects.count() == 1


def test_the_panel_beside_the_table_brings_the_message(client, event):
    applicant = register(event, make_person())

    answer = client.post(page(event, "decide", applicant.pk), {"decision": "waitlist"}, headers={"HX-Request": "true"})

    assert "1 person put on the waiting list." in answer.content.decode()
    assert 'hx-target="#undo"' in answer.content.decode()


def test_the_overview_shows_all_decisions_and_undoes_one(client, event):
    applicants = [register(event, make_person()) for _ in range(2)]
    for one, decision in zip(applicants, ("confirm", "withdraw"), strict=True):
        client.post(page(event, "decide", one.pk), {"decision": decision})
    overview = reverse("planning:overview", args=[event.slug])
    text = client.get(overview).content.decode()

    after = client.post(page(event, "undo", PendingDecision.objects.earliest("pk").pk), {"overview": "1"})

    assert "1 person confirmed." in text
    assert "1 person withdrawn." in text
    assert after["Location"] == overview
    assert statuses(event) == ["pending", "withdrawn"]


def test_a_refusal_is_one_clear_sentence(client, event):
    applicant = register(event, make_person())
    client.post(page(event, "decide", applicant.pk), {"decision": "confirm"})
    decision = PendingDecision.objects.get()
    Message.objects.filter(kind="registration_confirmed").update(status="sent", sent_at=decision.at)

    text = client.post(page(event, "undo", decision.pk), follow=True).content.decode()

    assert "Nothing was changed: emails about this decision have been sent." in text
    assert Registration.objects.get().status == "confirmed"


@pytest.mark.parametrize("count", [1, 3])
def test_the_table_makes_one_query_for_the_decisions(client, event, count, django_assert_num_queries):
    for _ in range(count):
        applicant = register(event, make_person())
        client.post(page(event, "decide", applicant.pk), {"decision": "confirm"})
    client.get(page(event))

    with django_assert_num_queries(17):
        client.get(page(event))
