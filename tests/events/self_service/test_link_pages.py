"""The page that each mail links to: the status of a registration, its buttons and their effects."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from events.models import Event, Registration
from events.registration import links
from events.registration.services import lapse_offers, register, withdraw
from notifications.models import Message
from tests.factories import make_event, make_person
from tests.markup import without_direction

pytestmark = pytest.mark.django_db

ACCEPT, CANCEL, WITHDRAW, CANNOT = "Accept the place", "Cancel registration", "Withdraw application", "I cannot come"
SWITCH, SESSIONS = "Save how I take part", "Save my sessions"
RENEW = "Send me a new link and end the old ones"


def path_of(registration):
    return "/" + links.registration_link(registration).split("/", 3)[3]


def mailed(kind):
    """Return the path of the status page that the latest mail of this kind links to."""
    (path,) = set(
        re.findall(r"https?://[^/\s]+(/registrations/[^/\s]+/)", Message.objects.filter(kind=kind).latest("pk").text)
    )
    return path


def page(path):
    response = Client().get(path)
    assert response.status_code == 200
    return without_direction(response.content.decode())


def buttons(text):
    """Return the buttons for the registration. The page behind a link has one for another link besides."""
    main = text.partition("<main")[2].partition("</main>")[0]
    return [label for label in re.findall(r"<button[^>]*>([^<]+)</button>", main) if label != RENEW]


def heading(text):
    return re.search(r"<h1[^>]*>([^<]+)</h1>", text)[1]


def press(path, action, **sent):
    """Press a button of the page, and confirm it if the page asks."""
    return Client().post(path, {"action": action, "confirmed": "1", **sent}, follow=True).content.decode()


def status(registration):
    registration.refresh_from_db()
    return registration.status


def make_offer():
    """Offer the only place of an event to the first person on the waiting list.

    Return the event and the registrations of the first and the second person."""
    event = make_event(seats=1, offer_hours=24)
    holder, first, second = (register(event, make_person()) for _ in range(3))
    withdraw(holder, by=holder.person)
    return event, first, second


@pytest.mark.parametrize(
    ("status_before", "title", "offered"),
    [
        ("confirmed", "You are confirmed", [CANCEL]),
        ("pending", "Your registration awaits a decision", [WITHDRAW]),
        ("waitlisted", "You are on the waiting list", [WITHDRAW]),
        ("declined", "The organisers could not offer you a place", []),
        ("withdrawn", "You are not registered", []),
        ("invited", "You are invited", [CANNOT]),
        ("nominated", "You have been nominated", [CANNOT]),
    ],
)
def test_shows_the_title_and_buttons_of_each_status(status_before, title, offered):
    fields = {"queued_at": now()} if status_before == "waitlisted" else {}
    registration = Registration.objects.create(event=make_event(), person=make_person(), status=status_before, **fields)

    shown = page(path_of(registration))

    assert (heading(shown), buttons(shown)) == (title, offered)
    assert f">{RENEW}</button>" in shown
    assert f"Your reference: {registration.reference}" in shown


def test_links_to_the_form_for_invited_and_withdrawn_people():
    event = make_event()
    registrations = [
        Registration.objects.create(event=event, person=make_person(), status=status_before)
        for status_before in ("invited", "withdrawn")
    ]

    assert all(
        f'href="{reverse("self_service:register", args=[event.slug])}"' in page(path_of(registration))
        for registration in registrations
    )


@pytest.mark.parametrize(
    "fields", [{"starts_at": now() - timedelta(days=3), "ends_at": now() - timedelta(days=1)}, {"status": "cancelled"}]
)
def test_shows_no_buttons_for_a_past_or_cancelled_event(fields):
    event = make_event(mode=Event.Mode.HYBRID)
    registration = register(event, make_person(), mode="online")
    Event.objects.update(**fields)

    assert buttons(page(path_of(registration))) == []


def test_hides_a_draft_from_people_with_a_link():
    registration = register(make_event(), make_person())
    Event.objects.update(status=Event.Status.DRAFT)

    assert Client().get(path_of(registration)).status_code == 404


def test_shows_the_current_position_on_the_waiting_list():
    event = make_event(seats=1)
    _holder, first, second = (register(event, make_person()) for _ in range(3))

    before = page(path_of(second))
    withdraw(first, by=first.person)
    after = page(path_of(second))

    assert "You are number 2 on the waiting list." in before
    assert "You are number 1 on the waiting list." in after


def test_cancels_a_registration_from_the_mail():
    event = make_event(seats=1)
    registration, waiting = register(event, make_person()), register(event, make_person())

    result = press(mailed("registration_confirmed"), "withdraw")

    assert "Your registration is cancelled. Thank you for telling us." in result
    assert heading(result) == "You are not registered"
    assert (status(registration), status(waiting)) == ("withdrawn", "confirmed")


@pytest.mark.parametrize(
    ("fields", "thanks"),
    [
        ({"policy": "approval"}, "Your application is withdrawn."),
        ({"seats": 0}, "Your application is withdrawn."),
        ({"seats": 1, "offer_hours": 24}, "You have declined the place that was offered to you."),
    ],
)
def test_thanks_for_what_was_given_up(fields, thanks):
    event = make_event(**fields)
    first = register(event, make_person()) if "offer_hours" in fields else None
    registration = register(event, make_person())
    if first:
        withdraw(first, by=first.person)

    assert thanks in press(path_of(registration), "withdraw")


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_of_a_mail_changes_nothing(method):
    _event, first, _second = make_offer()
    path = mailed("place_offered")
    before = list(Registration.objects.order_by("pk").values())

    for query in ("", "?action=take", "?action=withdraw"):
        assert getattr(Client(), method)(path + query).status_code == 200

    assert list(Registration.objects.order_by("pk").values()) == before
    assert status(first) == "waitlisted"


def test_accepts_an_offered_place_from_the_mail():
    _event, first, second = make_offer()
    path = mailed("place_offered")

    shown = page(path)
    result = press(path, "take")

    assert (heading(shown), buttons(shown)) == ("A place is offered to you", [ACCEPT, CANCEL])
    assert "You have accepted the place." in result
    assert (heading(result), buttons(result)) == ("You are confirmed", [CANCEL])
    assert (status(first), status(second)) == ("confirmed", "waitlisted")
    assert heading(press(path, "take")) == "You are confirmed"  # a second click


def test_an_expired_offer_shows_a_message_and_goes_to_the_next_person():
    _event, first, second = make_offer()
    path = mailed("place_offered")
    Registration.objects.filter(pk=first.pk).update(offer_expires_at=now() - timedelta(seconds=1))

    too_late = press(path, "take")
    lapse_offers()
    later = page(path)

    assert "This offer has ended. If you still want to come, register again." in too_late
    assert (heading(later), buttons(later)) == ("You are not registered", [])
    second.refresh_from_db()
    assert second.is_offered
    assert ACCEPT in buttons(page(mailed("place_offered")))


def test_a_refused_offer_goes_to_the_next_person():
    _event, first, second = make_offer()

    press(mailed("place_offered"), "withdraw")

    assert status(first) == "withdrawn"
    second.refresh_from_db()
    assert second.is_offered


def test_a_person_who_withdrew_can_register_again(client):
    event = make_event()
    registration = register(event, make_person(name="Khin"))
    press(path_of(registration), "withdraw")
    client.force_login(registration.person)

    response = client.post(reverse("self_service:register", args=[event.slug]), {"name": "Khin"}, follow=True)

    assert "You are confirmed" in response.content.decode()
    assert status(registration) == "confirmed"
    assert Registration.objects.count() == 1


def test_switches_the_way_of_taking_part_while_a_place_is_free():
    event = make_event(mode=Event.Mode.HYBRID, online_seats=1)
    registration, other = (register(event, make_person(), mode="in_person") for _ in range(2))
    path = path_of(registration)

    shown = page(path)
    result = press(path, "switch", mode="online")
    refused = press(path_of(other), "switch", mode="online")

    assert SWITCH in buttons(shown)
    assert "Online: 1 place left" in shown
    assert "Saved: how you take part." in result
    assert "All places of this kind (in person or online) are taken. Nothing was changed." in refused
    assert list(Registration.objects.order_by("pk").values_list("mode", flat=True)) == ["online", "in_person"]


def test_hides_the_way_of_taking_part_if_there_is_only_one():
    assert SWITCH not in buttons(page(path_of(register(make_event(), make_person()))))


def test_chooses_and_leaves_sessions():
    event = make_event()
    times = {"starts_at": event.starts_at, "ends_at": event.starts_at + timedelta(hours=1), "is_optional": True}
    wages = event.sessions.create(title="Wages", seats=1, **times)
    registration, other = register(event, make_person()), register(event, make_person())
    path = path_of(registration)

    assert SESSIONS in buttons(page(path))
    assert "Saved: your sessions." in press(path, "sessions", sessions=wages.pk)
    full = press(path_of(other), "sessions", sessions=wages.pk)
    assert "No places left in: Wages. Choose another session." in full
    assert "all places are taken" in full
    press(path, "sessions")

    assert not registration.session_choices.exists()
    assert "1 place left" in page(path_of(other))


def test_the_page_of_a_signed_in_person_has_the_same_buttons(client):
    _event, first, _second = make_offer()
    client.force_login(first.person)

    shown = client.get(reverse("self_service:register", args=[first.event.slug])).content.decode()

    assert heading(shown) == "A place is offered to you"
    assert f'action="{links.registration_link(first)}"' in shown
    assert ACCEPT in buttons(shown)


def test_shows_the_name_of_the_person_who_registered_them():
    register(make_event(), make_person(), by=make_person(name="Their Assistant"))

    shown = page(mailed("registration_confirmed"))

    assert "You have been registered by Their Assistant (" in shown
    assert (heading(shown), buttons(shown)) == ("You are confirmed", [CANCEL])
