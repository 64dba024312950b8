"""What the confirmation tells: how to take part, the chosen sessions, and a reference that the team can look up."""

import re

import pytest
from django.urls import reverse

from events.models import Event, Registration
from events.registration.services import register
from events.sessions.services import choose
from notifications.models import Message
from tests.factories import make_event, make_member, make_person, make_venue

pytestmark = pytest.mark.django_db


def confirmation(person):
    return Message.objects.get(kind="registration_confirmed", recipient=person).text


@pytest.mark.parametrize(
    ("language", "place", "online"),
    [
        ("en", "You take part in person: Hall", "You take part online, with the link to join below."),
        ("fr", "Vous participez sur place : Hall", "Vous participez en ligne, avec le lien ci-dessous."),
        ("vi", "Quý vị tham dự trực tiếp: Hall", "Quý vị tham dự trực tuyến, bằng đường dẫn dưới đây."),
    ],
)
def test_says_how_the_person_takes_part(language, place, online):
    event = make_event(mode=Event.Mode.HYBRID, venue=make_venue(name="Hall"), online_url="https://meet.example.org/1")

    here = register(event, make_person(language=language), mode="in_person")
    away = register(event, make_person(language=language), mode="online")

    assert place in confirmation(here.person)
    assert online in confirmation(away.person)
    assert "https://meet.example.org/1" in confirmation(away.person)


def test_says_that_the_link_to_join_comes_later():
    event = make_event(mode=Event.Mode.ONLINE)

    text = confirmation(register(event, make_person()).person)

    assert "You will get the link to join before the event." in text


def test_names_the_sessions_that_were_chosen_with_the_registration(client):
    event = make_event(venue=make_venue())
    session = event.sessions.create(
        title="Wages", room="B2", is_optional=True, starts_at=event.starts_at, ends_at=event.ends_at
    )
    person = make_person()

    register(event, person, then=lambda registration: choose(registration, [session.pk], by=person))

    assert re.search(r"Your session: “Wages”, .*, B2", confirmation(person))


def test_the_reference_is_unique_and_found_by_the_team(client):
    event = make_event()
    registrations = [register(event, make_person(name=f"Guest {number:02}")) for number in range(20)]
    references = {registration.reference for registration in registrations}
    assert len(references) == 20
    assert all(re.fullmatch(r"[2-9B-DF-HJ-NP-TV-X]{4}-[2-9B-DF-HJ-NP-TV-X]{4}", text) for text in references)
    wanted = registrations[7]
    assert f"Your reference: {wanted.reference}" in confirmation(wanted.person)

    client.force_login(wanted.person)
    assert wanted.reference in client.get(reverse("self_service:register", args=[event.slug])).text
    client.force_login(make_member(event.programme))
    page = client.get(reverse("participants:list", args=[event.slug]), {"q": wanted.reference.lower()}).text
    assert "Guest 07" in page
    assert "Guest 08" not in page
    assert wanted.reference in client.get(reverse("participants:detail", args=[event.slug, wanted.pk])).text
    assert Registration.objects.filter(reference=wanted.reference).count() == 1


@pytest.mark.parametrize(
    "typed", ["K7MX-29QD", "k7mx 29qd", "K7MX29QD", "K٧MX-٢٩QD", "K๗MX๒๙QD", "Ｋ７ＭＸ－２９ＱＤ", "k7mx"]
)
@pytest.mark.parametrize("page", ["participants:list", "attendance:list"])
def test_a_reference_is_found_as_it_is_typed(client, page, typed):
    """Also at the reception, with the keyboard of another script."""
    event = make_event()
    for name, reference in (("Khin", "K7MX-29QD"), ("Dara", "K8MX-29QD")):
        registration = register(event, make_person(name=name))
        Registration.objects.filter(pk=registration.pk).update(reference=reference)
    client.force_login(make_member(event.programme))

    found = client.get(reverse(page, args=[event.slug]), {"q": typed}).text

    assert ("Khin" in found, "Dara" in found) == (True, False)
