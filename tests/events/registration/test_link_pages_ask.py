"""A change by link takes two steps, names the person, and is marked in the history."""

import pytest
from django.urls import reverse

from events.models import EventChange, Invite, Registration, RegistrationChange
from events.nominations import services as nominations
from events.nominations.services import Nominee
from events.registration import links
from events.registration.services import register, withdraw
from tests.factories import make_delegation, make_event, make_member, make_person

pytestmark = pytest.mark.django_db


def confirmed(**fields):
    return register(make_event(**fields), make_person(name="Khin Khin", honorific="Daw"))


def nominee():
    delegation = make_delegation(make_event(policy="nomination"), constituency="workers")
    return nominations.nominate(delegation, [Nominee("An", "an@example.org")], by=make_person())[0]


def declined():
    """Return a registration whose person's calendar has declined."""
    registration = confirmed()
    Invite.objects.filter(registration=registration).update(partstat=Invite.Partstat.DECLINED)
    return registration


def focal_point():
    registration = nominee()
    delegations = [registration.delegation_id]
    return nominations.appoint(registration.event, delegations, address="focal@example.org", name="Focal Point")


def path(link):
    return "/" + link.split("/", 3)[3]


def status(registration):
    return Registration.objects.get(pk=registration.pk).status


def test_withdrawing_by_link_asks_first(client):
    registration = confirmed()
    page = path(links.registration_link(registration))

    asked = client.post(page, {"action": "withdraw"})
    before = status(registration)
    done = client.post(page, {"action": "withdraw", "confirmed": "1"})

    assert asked.status_code == 200
    assert "You lose your place." in asked.content.decode()
    assert '<input type="hidden" name="action" value="withdraw">' in asked.content.decode()
    assert before == "confirmed"
    assert done.status_code == 302
    assert status(registration) == "withdrawn"


def test_refusing_a_nomination_asks_first(client):
    registration = nominee()
    page = path(links.nominee_link(registration))

    asked = client.post(page, {"refuse": "1", "name": "An"})
    before = status(registration)
    client.post(page, {"refuse": "1", "confirmed": "1"})

    assert "You cannot come?" in asked.content.decode()
    assert (before, status(registration)) == ("nominated", "withdrawn")


def test_a_focal_point_is_asked_before_a_nominee_is_withdrawn(client):
    registration = nominee()
    focal = make_person(name="Focal")
    link = nominations.appoint(registration.event, [registration.delegation_id], address=focal.email, name="Focal")
    page = path(links.focal_point_link(link))

    asked = client.post(page, {"action": "withdraw", "registration": registration.pk})
    before = status(registration)
    client.post(page, {"action": "withdraw", "registration": registration.pk, "confirmed": "1"})

    assert '<strong dir="auto">An</strong>' in asked.content.decode()
    assert (before, status(registration)) == ("nominated", "withdrawn")
    change = RegistrationChange.objects.get(action="withdraw")
    assert (change.by, change.by_link) == (focal, True)


def test_a_calendar_that_declined_leads_to_the_question(client):
    registration = confirmed()
    page = path(links.decline_link(registration))

    asked = client.post(page, {"action": "withdraw"})
    before = status(registration)
    client.post(page, {"action": "withdraw", "confirmed": "1"})

    assert "Cancel your registration?" in asked.content.decode()
    assert (before, status(registration)) == ("confirmed", "withdrawn")


def test_taking_an_offered_place_asks_first(client):
    event = make_event(seats=1, offer_hours=24)
    holder, registration = (register(event, make_person()) for _ in range(2))
    withdraw(holder, by=holder.person)
    page = path(links.registration_link(registration))

    asked = client.post(page, {"action": "take"})
    before = status(registration)
    client.post(page, {"action": "take", "confirmed": "1"})

    assert "Accept the place?" in asked.content.decode()
    assert "You then have a place, and you leave the waiting list." in asked.content.decode()
    assert (before, status(registration)) == ("waitlisted", "confirmed")


@pytest.mark.parametrize(
    ("make", "link"),
    [
        (confirmed, links.registration_link),
        (confirmed, links.evaluation_link),
        (nominee, links.nominee_link),
        (declined, links.decline_link),
        (focal_point, links.focal_point_link),
    ],
)
def test_each_page_names_the_person_before_any_form(client, make, link):
    subject = make()

    page = client.get(path(link(subject))).content.decode()

    banner = f'This page is for <strong dir="auto">{subject.person.full_name}</strong>.'
    assert banner in page
    assert page.index(banner) < page.index("<h1")
    assert subject.person.email not in page.partition("<form")[0]


def test_a_person_without_a_name_is_named_by_a_hint(client):
    registration = register(make_event(), make_person(name="", email="secret.name@example.org"))

    page = client.get(path(links.registration_link(registration))).content.decode()

    assert 'This page is for <strong dir="auto">s…@example.org</strong>.' in page
    assert "secret.name" not in page


def test_the_history_says_by_link(client):
    registration = confirmed()
    client.post(path(links.registration_link(registration)), {"action": "withdraw", "confirmed": "1"})
    client.force_login(make_member(registration.event.programme))

    person = client.get(reverse("participants:detail", args=[registration.event.slug, registration.pk]))
    history = client.get(reverse("organise:history", args=[registration.event.slug]))

    assert list(registration.changes.values_list("action", "by_link")) == [("register", False), ("withdraw", True)]
    assert "by link" in person.content.decode()
    assert "by link" in history.content.decode()


def test_a_signed_in_person_is_known_also_at_their_link(client):
    registration = confirmed()
    client.force_login(registration.person)

    client.post(path(links.registration_link(registration)), {"action": "withdraw", "confirmed": "1"})

    assert not registration.changes.get(action="withdraw").by_link


def test_another_signed_in_person_acts_by_link(client):
    registration = confirmed()
    client.force_login(make_person())

    client.post(path(links.registration_link(registration)), {"action": "withdraw", "confirmed": "1"})

    assert registration.changes.get(action="withdraw").by_link


def test_the_history_of_an_event_says_whose_link(client):
    delegation = make_delegation(make_event(policy="nomination"), constituency="workers", seats=1, reserve_seats=2)
    nominees = nominations.nominate(
        delegation, [Nominee(name, f"{name}@example.org") for name in ("a", "b", "c")], by=make_person()
    )
    link = nominations.appoint(delegation.event, [delegation.pk], address="focal@example.org", name="Focal")
    client.post(path(links.focal_point_link(link)), {"action": "up", "registration": nominees[2].pk})
    client.force_login(make_member(delegation.event.programme))

    page = client.get(reverse("organise:history", args=[delegation.event.slug])).content.decode()

    assert EventChange.objects.get(what="reserves").by_link
    assert "by the link of <bdi>Focal</bdi>" in page
