"""Bad links: forged, cut off, ended, made for something else; and what focal points and nominees send through theirs."""

from datetime import timedelta

import pytest
from django.core import signing
from django.utils.timezone import now

from events.models import Event, Registration
from events.nominations import services as nominations
from events.registration import links
from events.registration.services import withdraw
from tests.events.bad_input.scene import MB, NOBODY, Bad, Scene, check, own, path_of
from tests.factories import make_delegation, make_person

pytestmark = pytest.mark.django_db

REQUIRED = "This field is required."
NO_LINK = {"title": "This link does not work"}
NO_PAGE = {"title": "Page not found"}
CLOSED = "Nominations are closed. If you need to nominate someone late, please write to the organisers."
NAMED = {"action": "name", "name": "Binh", "address": "binh@example.org"}


def token_of(path):
    return path.strip("/").rpartition("/")[2]


def forged(kind, **other):
    """A token that somebody signed with another key, for the first registration there is."""

    def path(scene):
        parts = (scene.registered(scene.open).pk, Registration.objects.get().reply_tag)
        return f"/registrations/{signing.Signer(key='guessed', salt='own').sign_object(parts)}/"

    return path


def other_row(scene):
    """The link of one registration, its key changed to that of another."""
    first, second = scene.registered(scene.open), scene.registered(scene.hybrid)
    one, two = (token_of(path_of(links.registration_link(found))) for found in (first, second))
    return f"/registrations/{one.partition(':')[0]}:{two.partition(':')[2]}/"


def cut(path):
    return lambda scene: path(scene)[:-6] + "/"


def focal(scene):
    return path_of(links.focal_point_link(scene.link))


def nominee(scene):
    return path_of(links.nominee_link(scene.nominee))


def as_own(path):
    """The token of another purpose, at the address where people see where they stand."""
    return lambda scene: f"/registrations/{token_of(path(scene))}/"


def revoked(scene):
    path = focal(scene)
    nominations.revoke(scene.link)
    return path


def expired(scene):
    path = focal(scene)
    type(scene.link).objects.update(expires_at=now() - timedelta(seconds=1))
    return path


def withdrawn(scene):
    path = own()(scene)
    withdraw(scene.registered(scene.open), by=scene.person)
    return path


def deleted(scene):
    path = own()(scene)
    Registration.objects.get().delete()
    return path


def over(path):
    def ended(scene):
        found = path(scene)
        Event.objects.update(starts_at=now() - timedelta(days=3), ends_at=now() - timedelta(days=2))
        return found

    return ended


def past_deadline(scene):
    path = focal(scene)
    type(scene.delegation).objects.update(nomination_closes_at=now() - timedelta(minutes=1))
    return path


def offered(scene):
    """The person's link to a place that was offered to them, and has lapsed this minute."""
    event = scene.event(seats=1, offer_hours=2)
    first = scene.registered(event)
    waiting = Registration.objects.create(
        event=event, person=make_person(), status="waitlisted", queued_at=now(), mode="in_person"
    )
    withdraw(first, by=scene.person)
    Registration.objects.filter(pk=waiting.pk).update(offer_expires_at=now() - timedelta(seconds=1))
    return path_of(links.registration_link(waiting))


def for_us(**sent):
    return lambda scene: {"delegation": scene.delegation.pk} | NAMED | sent


def for_another(scene):
    return {"delegation": make_delegation(event=scene.open, constituency="workers").pk} | NAMED


def somebody_elses(action):
    """Who was named for a delegation that is not the holder's."""

    def sent(scene):
        other = make_delegation(event=scene.delegation.event, constituency="employers")
        found = nominations.nominate(other, [nominations.Nominee("Chi", "chi@example.org")], by=make_person())
        return NAMED | {"action": action, "registration": found[0].pk}

    return sent


def named_already(scene):
    return {"delegation": scene.delegation.pk, "action": "name", "name": "An", "address": scene.nominee.person.email}


def rows(text, **sent):
    return for_us(action="name_all", rows=text, row=["1", "2", "3"], **sent)


TABLE = [
    # Where people see where they stand
    Bad("own: forged", NOBODY, forged("own"), {"action": "withdraw"}, NO_LINK, 404),
    Bad("own: the signature of another", NOBODY, other_row, {"action": "withdraw"}, NO_LINK, 404),
    Bad("own: cut off", NOBODY, cut(own()), {"action": "withdraw"}, NO_LINK, 404),
    Bad("own: 5,000 letters", NOBODY, lambda scene: f"/registrations/{'a' * 5000}/", {}, NO_LINK, 404),
    Bad("own: letters of another script", NOBODY, lambda scene: "/registrations/%E2%80%AE%00/", {}, NO_LINK, 404),
    Bad("own: by a nominee's link", NOBODY, as_own(nominee), {"action": "withdraw"}, NO_LINK, 404),
    Bad("own: by a focal point's link", NOBODY, as_own(focal), {"action": "withdraw"}, NO_LINK, 404),
    Bad("own: of what was deleted", NOBODY, deleted, {"action": "withdraw"}, NO_LINK, 404),
    Bad("own: withdrawn twice", NOBODY, withdrawn, {"action": "withdraw"}, {"title": "You are not registered", "alert": "This registration has changed in the meantime. Check it again, then decide."}),
    Bad("own: withdrawn, then switched", NOBODY, withdrawn, {"action": "switch", "mode": "online"}, {"alert": "This registration has changed in the meantime. Check it again, then decide."}),
    Bad("own: withdrawn, then sessions", NOBODY, withdrawn, {"action": "sessions"}, {"alert": "You can choose sessions when you have a place or while you await a decision."}),
    Bad("own: when it is over", NOBODY, over(own()), {"action": "withdraw"}, {"alert": "This event is over, cancelled or not published. Its registrations can no longer be changed."}),
    Bad("own: nothing to take", NOBODY, withdrawn, {"action": "take"}, {"alert": "This offer has ended. If you still want to come, join the waiting list again."}),
    Bad("own: an offer that has lapsed", NOBODY, offered, {"action": "take"}, {"alert": "This offer has ended. If you still want to come, join the waiting list again."}),
    # Focal points
    Bad("focal point: cut off", NOBODY, cut(focal), NAMED, NO_LINK, 404),
    Bad("focal point: revoked", NOBODY, revoked, NAMED, NO_LINK, 404),
    Bad("focal point: expired", NOBODY, expired, for_us(), NO_LINK, 410),
    Bad("focal point: by a nominee's link", NOBODY, lambda scene: f"/nominate/{token_of(nominee(scene))}/", NAMED, NO_LINK, 404),
    Bad("focal point: past the deadline", NOBODY, past_deadline, for_us(), {"alert": CLOSED}),
    Bad("focal point: when it is over", NOBODY, over(focal), for_us(), {"alert": CLOSED}),
    Bad("focal point: a delegation of another event", NOBODY, focal, for_another, NO_PAGE, 404),
    Bad("focal point: no delegation", NOBODY, focal, NAMED | {"delegation": "\u0663"}, NO_PAGE, 404),
    Bad("focal point: a step that is none", NOBODY, focal, for_us(action="confirm"), NO_PAGE, 404),
    Bad("focal point: takes another's back", NOBODY, focal, somebody_elses("withdraw"), NO_PAGE, 404),
    Bad("focal point: replaces another's", NOBODY, focal, somebody_elses("replace"), NO_PAGE, 404),
    Bad("focal point: no name", NOBODY, focal, for_us(name=" "), {"name": REQUIRED}),
    Bad("focal point: a name of 1 MB", NOBODY, focal, for_us(name="a" * MB), {"name": f"Ensure this value has at most 150 characters (it has {MB})."}),
    Bad("focal point: an address that is none", NOBODY, focal, for_us(address="a@b@c.org"), {"address": "Enter a valid email address."}),
    Bad("focal point: somebody twice", NOBODY, focal, named_already, {"alert": "This person is already nominated."}),
    Bad("focal point: an empty list", NOBODY, focal, rows(" "), {"rows": "Paste rows here or choose a file."}),
    Bad("focal point: more than there are seats", NOBODY, focal, rows("A,a@example.org\nB,b@example.org\nC,c@example.org"), {"problem": "Row 3: All seats are filled, and the list of reserves is full."}),
    Bad("focal point: a row twice", NOBODY, focal, rows("A,a@example.org\nB,A@example.org"), {"problem": "Row 2: Row 1 has the same address."}),
    Bad("focal point: a formula", NOBODY, focal, rows('Name,Email\n=HYPERLINK("x"),a@example.org'), {"problem": "Row 2: Name: “=HYPERLINK(\"x\")”: This is a formula without a value. Open the file in a spreadsheet program and save it again, or replace the formula with its value."}),
    Bad("focal point: nobody ticked", NOBODY, focal, for_us(action="name_all", rows="A,a@example.org"), {"alert": "Select people first."}),
    # Nominees
    Bad("nominee: cut off", NOBODY, cut(nominee), {"name": "An"}, NO_LINK, 404),
    Bad("nominee: by their own link", NOBODY, lambda scene: f"/nominated/{token_of(own()(scene))}/", {"name": "An"}, NO_LINK, 404),
    Bad("nominee: no name", NOBODY, nominee, {"name": "\u200b"}, {"name": REQUIRED}),
    Bad("nominee: when it is over", NOBODY, over(nominee), {"name": "An"}, {"title": "This nomination can no longer be changed"}),
]  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_bad_links_are_answered_and_save_nothing(row):
    check(row)


@pytest.mark.parametrize("answer", [{"name": "An"}, {"refuse": "1"}])
def test_the_link_of_a_nominee_is_used_once(client, answer):
    scene = Scene()
    path = nominee(scene)
    client.post(path, {"name": "An"})

    again = client.post(path, answer)

    assert again.status_code == 200
    scene.nominee.refresh_from_db()
    assert scene.nominee.status == "pending"
