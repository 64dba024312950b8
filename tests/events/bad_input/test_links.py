"""Bad links: forged, cut off, ended, made for another purpose; and bad input of focal points and nominees."""

from datetime import timedelta

import pytest
from django.core import signing
from django.utils.timezone import now

from accounts.links.tokens import SALT
from events.models import Event, Registration
from events.nominations import services as nominations
from events.registration import links
from events.registration.services import withdraw
from tests.events.bad_input.scene import ANONYMOUS, MB, BadInput, Scene, check, path_of, status_page
from tests.factories import make_delegation, make_person

pytestmark = pytest.mark.django_db

REQUIRED = "This field is required."
NO_LINK = {"title": "This link does not work"}
ENDED_LINK = {"title": "This link has ended"}
NO_PAGE = {"title": "Page not found"}
CLOSED = "Nominations are closed. If you need to nominate someone late, please write to the organisers."
NAMED = {"action": "name", "name": "Binh", "address": "binh@example.org"}


def token_of(path):
    return path.strip("/").rpartition("/")[2]


def forged():
    """Return a path to a registration, with a token signed with another key."""

    def path(scene):
        token = token_of(path_of(links.registration_link(scene.registered(scene.open))))
        parts = signing.Signer(salt=SALT).unsign_object(token)
        return f"/registrations/{signing.Signer(key='guessed', salt=SALT).sign_object(parts)}/"

    return path


def forged_with_another_signature(scene):
    """Return a link with the key of one registration and the signature of another."""
    first, second = scene.registered(scene.open), scene.registered(scene.hybrid)
    token, other_token = (token_of(path_of(links.registration_link(registration))) for registration in (first, second))
    return f"/registrations/{token.partition(':')[0]}:{other_token.partition(':')[2]}/"


def cut_off(path):
    return lambda scene: path(scene)[:-6] + "/"


def focal(scene):
    return path_of(links.focal_point_link(scene.link))


def nominee(scene):
    return path_of(links.nominee_link(scene.nominee))


def as_registration_link(path):
    """Use a token of another purpose at the path of the status page."""
    return lambda scene: f"/registrations/{token_of(path(scene))}/"


def revoked(scene):
    path = focal(scene)
    nominations.revoke(scene.link)
    return path


def expired(scene):
    path = focal(scene)
    type(scene.link).objects.update(expires_at=now() - timedelta(days=60, seconds=1))
    return path


def withdrawn(scene):
    path = status_page()(scene)
    withdraw(scene.registered(scene.open), by=scene.person)
    return path


def deleted(scene):
    path = status_page()(scene)
    Registration.objects.get().delete()
    return path


def after_the_event(path):
    def ended(scene):
        link = path(scene)
        Event.objects.update(starts_at=now() - timedelta(days=3), ends_at=now() - timedelta(days=2))
        return link

    return ended


def past_deadline(scene):
    path = focal(scene)
    type(scene.delegation).objects.update(nomination_closes_at=now() - timedelta(minutes=1))
    return path


def lapsed_offer(scene):
    """Return the link to an offer that lapsed a second ago."""
    event = scene.event(seats=1, offer_hours=2)
    first = scene.registered(event)
    waiting = Registration.objects.create(
        event=event, person=make_person(), status="waitlisted", queued_at=now(), mode="in_person"
    )
    withdraw(first, by=scene.person)
    Registration.objects.filter(pk=waiting.pk).update(offer_expires_at=now() - timedelta(seconds=1))
    return path_of(links.registration_link(waiting))


def nomination(**sent):
    return lambda scene: {"delegation": scene.delegation.pk} | NAMED | sent


def nomination_for_another_event(scene):
    return {"delegation": make_delegation(event=scene.open, constituency="workers").pk} | NAMED


def nominee_of_another_delegation(action):
    """Return data about a nominee of a delegation of another focal point."""

    def sent(scene):
        other = make_delegation(event=scene.delegation.event, constituency="employers")
        nominees = nominations.nominate(other, [nominations.Nominee("Chi", "chi@example.org")], by=make_person())
        return NAMED | {"action": action, "registration": nominees[0].pk}

    return sent


def existing_nominee(scene):
    return {"delegation": scene.delegation.pk, "action": "name", "name": "An", "address": scene.nominee.person.email}


def pasted_rows(text, **sent):
    return nomination(action="name_all", rows=text, row=["1", "2", "3"], **sent)


TABLE = [
    # The status page of a registration
    BadInput("registration: forged", ANONYMOUS, forged(), {"action": "withdraw"}, NO_LINK, 404),
    BadInput("registration: the signature of another registration", ANONYMOUS, forged_with_another_signature, {"action": "withdraw"}, NO_LINK, 404),
    BadInput("registration: cut off", ANONYMOUS, cut_off(status_page()), {"action": "withdraw"}, NO_LINK, 404),
    BadInput("registration: 5,000 letters", ANONYMOUS, lambda scene: f"/registrations/{'a' * 5000}/", {}, NO_LINK, 404),
    BadInput("registration: letters of another script", ANONYMOUS, lambda scene: "/registrations/%E2%80%AE%C2%A0/", {}, NO_LINK, 404),
    BadInput("registration: the link of a nominee", ANONYMOUS, as_registration_link(nominee), {"action": "withdraw"}, NO_LINK, 404),
    BadInput("registration: the link of a focal point", ANONYMOUS, as_registration_link(focal), {"action": "withdraw"}, NO_LINK, 404),
    BadInput("registration: deleted", ANONYMOUS, deleted, {"action": "withdraw"}, NO_LINK, 404),
    BadInput("registration: withdrawn twice", ANONYMOUS, withdrawn, {"action": "withdraw"}, {"title": "You are not registered", "alert": "This registration has changed in the meantime. Check it again, then decide."}),
    BadInput("registration: withdrawn, then switched", ANONYMOUS, withdrawn, {"action": "switch", "mode": "online"}, {"alert": "This registration has changed in the meantime. Check it again, then decide."}),
    BadInput("registration: withdrawn, then sessions", ANONYMOUS, withdrawn, {"action": "sessions"}, {"alert": "You can choose sessions when you have a place or while you await a decision."}),
    BadInput("registration: after the event", ANONYMOUS, after_the_event(status_page()), {"action": "withdraw"}, {"alert": "This event is over, cancelled or not published. Its registrations can no longer be changed."}),
    BadInput("registration: no offer", ANONYMOUS, withdrawn, {"action": "take"}, {"alert": "This offer has ended. If you still want to come, register again."}),
    BadInput("registration: a lapsed offer", ANONYMOUS, lapsed_offer, {"action": "take"}, {"alert": "This offer has ended. If you still want to come, register again."}),
    # Focal points
    BadInput("focal point: cut off", ANONYMOUS, cut_off(focal), NAMED, NO_LINK, 404),
    BadInput("focal point: revoked", ANONYMOUS, revoked, NAMED, ENDED_LINK, 410),
    BadInput("focal point: expired", ANONYMOUS, expired, nomination(), ENDED_LINK, 410),
    BadInput("focal point: the link of a nominee", ANONYMOUS, lambda scene: f"/nominate/{token_of(nominee(scene))}/", NAMED, NO_LINK, 404),
    BadInput("focal point: past the deadline", ANONYMOUS, past_deadline, nomination(), {"alert": CLOSED}),
    BadInput("focal point: after the event", ANONYMOUS, after_the_event(focal), nomination(), {"alert": CLOSED}),
    BadInput("focal point: a delegation of another event", ANONYMOUS, focal, nomination_for_another_event, NO_PAGE, 404),
    BadInput("focal point: no delegation", ANONYMOUS, focal, NAMED | {"delegation": "\u0663"}, NO_PAGE, 404),
    BadInput("focal point: an unknown action", ANONYMOUS, focal, nomination(action="confirm"), NO_PAGE, 404),
    BadInput("focal point: withdraws the nominee of another", ANONYMOUS, focal, nominee_of_another_delegation("withdraw"), NO_PAGE, 404),
    BadInput("focal point: replaces the nominee of another", ANONYMOUS, focal, nominee_of_another_delegation("replace"), NO_PAGE, 404),
    BadInput("focal point: no name", ANONYMOUS, focal, nomination(name=" "), {"name": REQUIRED}),
    BadInput("focal point: a name of 1 MB", ANONYMOUS, focal, nomination(name="a" * MB), {"name": f"Ensure this value has at most 150 characters (it has {MB})."}),
    BadInput("focal point: an invalid address", ANONYMOUS, focal, nomination(address="a@b@c.org"), {"address": "Enter a valid email address."}),
    BadInput("focal point: the same person twice", ANONYMOUS, focal, existing_nominee, {"alert": "This person is already nominated."}),
    BadInput("focal point: an empty list", ANONYMOUS, focal, pasted_rows(" "), {"rows": "Paste rows here or choose a file."}),
    BadInput("focal point: more people than seats", ANONYMOUS, focal, pasted_rows("A,a@example.org\nB,b@example.org\nC,c@example.org"), {"problem": "Row 3: All seats are filled, and the list of reserves is full."}),
    BadInput("focal point: a row twice", ANONYMOUS, focal, pasted_rows("A,a@example.org\nB,A@example.org"), {"problem": "Row 2: Row 1 has the same address."}),
    BadInput("focal point: a formula", ANONYMOUS, focal, pasted_rows('Name,Email\n=HYPERLINK("x"),a@example.org'), {"problem": "Row 2: Name: “=HYPERLINK(\"x\")”: This is a formula without a value. Open the file in a spreadsheet program and save it again, or replace the formula with its value."}),
    BadInput("focal point: no one selected", ANONYMOUS, focal, nomination(action="name_all", rows="A,a@example.org"), {"alert": "Select people first."}),
    # Nominees
    BadInput("nominee: cut off", ANONYMOUS, cut_off(nominee), {"name": "An"}, NO_LINK, 404),
    BadInput("nominee: the link of a registration", ANONYMOUS, lambda scene: f"/nominated/{token_of(status_page()(scene))}/", {"name": "An"}, NO_LINK, 404),
    BadInput("nominee: no name", ANONYMOUS, nominee, {"name": "\u200b"}, {"name": REQUIRED}),
    BadInput("nominee: after the event", ANONYMOUS, after_the_event(nominee), {"name": "An"}, {"title": "This nomination can no longer be changed"}),
]  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_bad_links_show_a_message_and_save_nothing(row):
    check(row)


@pytest.mark.parametrize("answer", [{"name": "An"}, {"refuse": "1"}])
def test_a_nominee_can_use_the_link_once(client, answer):
    scene = Scene()
    path = nominee(scene)
    client.post(path, {"name": "An"})

    again = client.post(path, answer)

    assert again.status_code == 200
    scene.nominee.refresh_from_db()
    assert scene.nominee.status == "pending"
