from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils.timezone import now

from events.models import Delegation, Event, Invite, PendingUpdate, TeamMember
from events.registration.services import register
from notifications.models import Delivery, Message
from tests.events.participants.test_pages import fields_of
from tests.factories import (
    make_country,
    make_delegation,
    make_event,
    make_member,
    make_pending_update,
    make_person,
    make_programme,
    make_venue,
)

pytestmark = [pytest.mark.look, pytest.mark.django_db]
TYPED = {
    "title": "Seminar on pensions",
    "kind": "regional_seminar",
    "mode": "in_person",
    "timezone": "Asia/Yangon",
    "precision": "time",
    "starts_local": "2027-03-09T09:00",
    "ends_local": "2027-03-10T17:00",
    "venue_name": "Hall",
    "venue_city": "Yangon",
    "policy": "open",
    "seats": "20",
}


@pytest.fixture
def programme():
    return make_programme(slug="ours")


@pytest.fixture
def manager(client, programme):
    person = make_member(programme)
    client.force_login(person)
    return person


def page(name, event):
    return reverse(name, args=[event.slug])


def test_create_reads_local_times_of_the_venue(client, manager):
    response = client.post(reverse("planning:create", args=["ours"]), TYPED)

    event = Event.objects.get()
    assert response["Location"] == page("planning:overview", event)
    assert event.status == Event.Status.DRAFT
    assert event.starts_at.isoformat() == "2027-03-09T02:30:00+00:00"
    assert str(event.venue) == "Hall, Yangon"


def test_registration_window_uses_local_times_of_the_venue(client, manager):
    """Yangon is 6:30 hours ahead of UTC. The time zone of the organiser's computer does not matter."""
    window = {"opens_local": "2027-02-01T08:00", "closes_local": "2027-02-28T23:59"}
    client.post(reverse("planning:create", args=["ours"]), TYPED | window)
    Event.objects.update(status=Event.Status.PUBLISHED, published_at=now())
    moments = {
        datetime(2027, 2, 1, 1, 29, 59, tzinfo=UTC): False,
        datetime(2027, 2, 1, 1, 30, tzinfo=UTC): True,
        datetime(2027, 2, 28, 17, 28, 59, tzinfo=UTC): True,
        datetime(2027, 2, 28, 17, 29, tzinfo=UTC): False,
    }

    is_open = {}
    for moment in moments:
        with time_machine.travel(moment, tick=False):
            is_open[moment] = Event.objects.get().is_registration_open

    assert is_open == moments


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"ends_local": "2027-03-09T08:00"}, "ends_local"),
        ({"starts_local": ""}, "starts_local"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"seats": "-1"}, "seats"),
        ({"starts_local": "yesterday"}, "starts_local"),
        ({"opens_local": "2027-03-01T00:00", "closes_local": "2027-02-01T00:00"}, "closes_local"),
    ],
)
def test_create_shows_errors_at_their_fields(client, manager, change, field):
    response = client.post(reverse("planning:create", args=["ours"]), TYPED | change)

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not Event.objects.exists()


def test_a_new_draft_leads_to_its_agenda(client, manager):
    created = client.post(reverse("planning:create", args=["ours"]), TYPED, follow=True)

    assert "This is what is left to do." in created.text
    assert f'href="{page("agenda:editor", Event.objects.get())}"' in created.text


def test_edit_saves_the_event(client, manager, programme):
    event = make_event(programme=programme, status=Event.Status.DRAFT)

    response = client.post(page("planning:edit", event), TYPED | {"days_as": "busy"})

    assert response.status_code == 302, response.context["form"].errors
    event.refresh_from_db()
    assert (event.title, event.days_as) == ("Seminar on pensions", "busy")


def test_edit_refuses_fewer_seats_than_taken(client, manager, programme):
    event = make_event(programme=programme, seats=2)
    register(event, make_person())
    register(event, make_person())

    response = client.post(page("planning:edit", event), TYPED | {"seats": "1", "tell": "1"})

    assert response.status_code == 200
    assert "More seats than that are taken" in response.content.decode()
    event.refresh_from_db()
    assert event.seats == 2


def test_reschedule_and_cancel_show_the_recipients(client, manager, programme):
    event = make_event(programme=programme)
    person = make_person(name="Notified Person")
    register(event, person)

    for name in ("planning:reschedule", "planning:cancel"):
        assert "Notified Person" in client.get(page(name, event)).content.decode()
    client.post(
        page("planning:reschedule", event),
        {"starts_local": "2027-06-01T09:00", "ends_local": "2027-06-01T17:00", "timezone": "Asia/Tokyo"},
    )
    event.refresh_from_db()
    assert event.starts_at.isoformat() == "2027-06-01T00:00:00+00:00"
    client.post(page("planning:cancel", event), {"reason": "Flood"})

    kinds = list(Message.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["registration_confirmed", "event_moved", "event_cancelled"]


def test_bulk_decisions_are_all_or_nothing(client, manager, programme):
    event = make_event(programme=programme, policy=Event.Policy.APPROVAL, seats=1)
    registrations = [register(event, make_person()) for _ in range(2)]
    chosen = [registration.pk for registration in registrations]

    response = client.post(page("participants:list", event), {"decision": "confirm", "registration": chosen})

    assert response.status_code == 200
    assert "All places are taken" in response.content.decode()
    assert set(event.registrations.values_list("status", flat=True)) == {"pending"}
    decision = {"decision": "confirm", "registration": chosen[:1]}
    preview = client.post(page("participants:list", event), decision)
    assert set(event.registrations.values_list("status", flat=True)) == {"pending"}
    client.post(page("participants:list", event), decision | fields_of(preview))
    assert event.registrations.filter(status="confirmed").count() == 1


def test_bulk_decisions_do_not_change_other_events(client, manager, programme):
    event = make_event(programme=programme)
    other = register(make_event(programme=make_programme()), make_person())

    client.post(page("participants:list", event), {"decision": "withdraw", "registration": [other.pk, "x", "999999"]})

    other.refresh_from_db()
    assert other.status == "confirmed"


def test_mail_log_shows_the_response_of_the_mail_server(client, manager, programme):
    event = make_event(programme=programme)
    register(event, make_person(email="gone@example.org"))
    message = Message.objects.get()
    Delivery.objects.create(message=message, outcome="failed", smtp_code=550, server_said="no such mailbox")

    content = client.get(page("mail_log:event", event)).content.decode()

    assert "gone@example.org" in content
    assert "no such mailbox" in content


def edit_form(client, event):
    """Return the data that a browser sends for the unchanged edit page."""
    context = client.get(page("planning:edit", event)).context
    form = {name: context["form"][name].value() for name in context["form"].fields}
    typed = {name: "" if value is None else value for name, value in form.items()}
    for name in ("starts_local", "ends_local", "opens_local", "closes_local"):
        typed[name] = typed[name].strftime("%Y-%m-%dT%H:%M") if typed[name] else ""
    return typed | {"revision": context["revision"]}


def test_edit_shows_the_recipients_before_it_saves_another_venue(client, manager, programme):
    event = make_event(programme=programme, venue=make_venue())
    register(event, make_person(name="Notified Person"))
    typed = edit_form(client, event) | {"venue_name": "Other hall"}

    response = client.post(page("planning:edit", event), typed)

    assert "Notified Person" in response.content.decode()
    assert "Other hall" in response.content.decode()
    event.refresh_from_db()
    assert event.venue.name == "Conference Centre"
    assert not Message.objects.filter(kind="event_moved").exists()

    client.post(page("planning:edit", event), typed | {"tell": "1"})

    event.refresh_from_db()
    assert event.venue.name == "Other hall"
    assert Message.objects.filter(kind="event_moved").count() == 1


def test_edit_by_a_coordinator_ignores_fields_that_notify_people(client, programme):
    client.force_login(make_member(programme, TeamMember.Role.COORDINATOR))
    event = make_event(programme=programme, venue=make_venue())
    before = event.title
    register(event, make_person())

    client.post(
        page("planning:edit", event),
        edit_form(client, event) | {"title": "New", "summary": "New", "venue_name": "Other", "tell": "1"},
    )

    event.refresh_from_db()
    assert (event.title, event.summary, event.venue.name) == (before, "New", "Conference Centre")
    assert not Message.objects.filter(kind="event_moved").exists()


def test_edit_of_an_outdated_form_keeps_the_typed_values(client, manager, programme):
    event = make_event(programme=programme)
    first, second = edit_form(client, event), edit_form(client, event)
    client.post(page("planning:edit", event), first | {"title": "First"})

    refused = client.post(page("planning:edit", event), second | {"title": "Second"})

    assert "Another person has saved this event" in refused.content.decode()
    assert "Second" in refused.content.decode()
    event.refresh_from_db()
    assert event.title == "First"
    client.post(page("planning:edit", event), second | {"title": "Second", "revision": refused.context["revision"]})
    event.refresh_from_db()
    assert event.title == "Second"


def test_edit_of_the_summary_keeps_the_same_venue_row(client, manager, programme):
    make_venue()
    event = make_event(programme=programme, venue=make_venue())

    client.post(page("planning:edit", event), edit_form(client, event) | {"summary": "Corrected"})

    saved = Event.objects.get(pk=event.pk)
    assert (saved.summary, saved.venue_id, saved.sequence) == ("Corrected", event.venue_id, 0)


@pytest.mark.parametrize("precision", [Event.Precision.YEAR, Event.Precision.MONTH, Event.Precision.TBC])
def test_edit_accepts_an_event_without_an_exact_date(client, manager, programme, precision):
    event = make_event(programme=programme, precision=precision)

    response = client.post(page("planning:edit", event), edit_form(client, event) | {"title": "Corrected"})

    assert response.status_code == 302, response.context["form"].errors
    saved = Event.objects.get(pk=event.pk)
    assert (saved.title, saved.precision, saved.starts_at) == ("Corrected", precision, event.starts_at)


def test_postpone_shows_the_recipients(client, manager, programme):
    event = make_event(programme=programme)
    register(event, make_person(name="Notified Person"))

    assert "Notified Person" in client.get(page("planning:postpone", event)).content.decode()
    client.post(page("planning:postpone", event), {"reason": "Flood"})

    event.refresh_from_db()
    assert event.status == "postponed"
    assert "Flood" in Message.objects.get(kind="event_postponed").text


def test_publish_shows_the_planned_reminders(client, manager, programme):
    event = make_event(programme=programme, status=Event.Status.DRAFT)

    response = client.get(page("planning:publish", event))

    assert len(response.context["reminders"]) == 2
    assert not event.planned_reminders.exists()
    client.post(page("planning:publish", event))
    assert event.planned_reminders.count() == 2


def test_reschedule_to_the_same_time_says_that_nothing_changed(client, manager, programme):
    event = make_event(programme=programme)
    times = {"starts_local": event.local_starts_at, "ends_local": event.local_ends_at}
    typed = {name: moment.strftime("%Y-%m-%dT%H:%M") for name, moment in times.items()}

    response = client.post(page("planning:reschedule", event), typed | {"timezone": event.timezone}, follow=True)

    assert "no one is notified" in response.content.decode()


def test_workspace_lists_what_needs_attention(client, manager, programme):
    event = make_event(programme=programme, policy=Event.Policy.APPROVAL)
    register(event, make_person())
    make_event(programme=programme, status=Event.Status.DRAFT)
    over = make_event(programme=programme, policy=Event.Policy.APPROVAL)
    register(over, make_person())
    Message.objects.update(status=Message.Status.FAILED)
    make_event(programme=make_programme(), status=Event.Status.DRAFT)
    # An event of long ago needs no attention.
    Event.objects.filter(pk=over.pk).update(starts_at=now() - timedelta(days=63), ends_at=now() - timedelta(days=62))

    groups = client.get("/organise/").context["groups"]

    assert [item.label for _urgency, items in groups for item in items] == [
        "1 email not delivered",
        "Draft to publish",
        "1 registration awaiting decision",
    ]


def test_decide_ignores_a_number_that_is_too_long_for_a_key(client, manager, programme):
    event = make_event(programme=programme)

    response = client.post(page("participants:list", event), {"decision": "confirm", "registration": "9" * 30})

    assert response.status_code == 200


def test_overview_shows_the_pending_notice_with_its_time(client, manager, programme):
    event = make_event(programme=programme, title="New title")
    person = register(event, make_person()).person
    make_pending_update(event, title="Old title", due_at=datetime(2031, 1, 6, 3, 42, tzinfo=UTC))

    content = client.get(page("planning:overview", event)).content.decode()

    assert "1 person will be notified at 10:42, Bangkok time (UTC+7), unless the event changes again:" in content
    assert "Title: New title (it was: Old title)" in content
    client.post(page("planning:notify", event))
    assert Message.objects.filter(recipient=person, kind="event_moved").count() == 1
    assert "will be notified" not in client.get(page("planning:overview", event)).content.decode()


def test_overview_shows_no_notice_after_a_change_was_reverted(client, manager, programme):
    event = make_event(programme=programme)
    make_pending_update(event, title=event.title)

    assert "will be notified" not in client.get(page("planning:overview", event)).content.decode()


@pytest.fixture
def told_event(manager, programme, settings):
    """A published event with a confirmed person, whose notices wait for ten minutes."""
    settings.UPDATE_DELAY = timedelta(minutes=10)
    event = make_event(programme=programme, title="Wages; prices", venue=make_venue())
    register(event, make_person(name="Notified Person"))
    Invite.objects.update(partstat="ACCEPTED")
    return event


def test_edit_lets_the_organiser_choose_whether_a_new_title_is_told(client, told_event):
    response = client.post(
        page("planning:edit", told_event), edit_form(client, told_event) | {"title": "Wages, prices"}
    )

    content = response.text
    assert "Not saved yet." in content
    assert "1 person can be told of this change" in content
    assert "Title: Wages, prices (it was: Wages; prices)" in content
    assert "Preview of the email" in content
    assert "no calendar asks for a new answer" in content
    told_event.refresh_from_db()
    assert told_event.title == "Wages; prices"
    # Enter presses the first button: the usual choice for a correction is to tell nobody.
    assert content.index('value="calendars"') < content.index('value="1">Save and notify them')


def test_edit_of_a_title_can_update_calendars_only(client, told_event):
    typed = edit_form(client, told_event) | {"title": "Wages, prices", "tell": "calendars"}

    response = client.post(page("planning:edit", told_event), typed, follow=True)

    assert "No one is notified." in response.text
    told_event.refresh_from_db()
    assert (told_event.title, told_event.sequence) == ("Wages, prices", 0)
    assert Invite.objects.get().partstat == "ACCEPTED"
    assert not PendingUpdate.objects.exists()


def test_edit_of_a_title_can_notify_people_who_keep_their_answer(client, told_event):
    typed = edit_form(client, told_event) | {"title": "Wages, prices", "tell": "1"}

    response = client.post(page("planning:edit", told_event), typed, follow=True)

    assert "1 person is told at" in response.text
    assert "Notify them now" in response.text
    assert 'action="' + page("planning:undo", told_event) in response.text
    client.post(page("planning:notify", told_event))
    assert Message.objects.filter(kind="event_moved").count() == 1
    assert Invite.objects.get().partstat == "ACCEPTED"


@pytest.mark.parametrize("change", [{"summary": "Other"}, {"description": "More"}, {"seats": "70"}])
def test_edit_of_what_no_notice_reports_is_saved_at_once(client, told_event, change):
    response = client.post(page("planning:edit", told_event), edit_form(client, told_event) | change, follow=True)

    assert "No one is notified." in response.text
    assert not PendingUpdate.objects.exists()


def test_published_event_says_which_delegations_have_no_focal_point(client):
    event = make_event(policy=Event.Policy.NOMINATION)
    delegation = make_delegation(event, country=make_country("TH", name="Thailand"), seats=2)
    client.force_login(make_member(event.programme))
    page = reverse("planning:overview", args=[event.slug])

    before = client.get(page).text
    Delegation.objects.filter(pk=delegation.pk).update(focal_point=make_person())

    assert "missing for Thailand" in before
    assert "missing for" not in client.get(page).text
