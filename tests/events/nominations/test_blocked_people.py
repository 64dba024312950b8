"""Blocked people cannot be nominated, appointed or registered. The responses say why, except to participants."""

import pytest
from django.urls import reverse

from accounts.models import User
from events.models import Event, NominationLink, Registration
from events.nominations import services
from events.registration import links
from notifications.models import Message
from tests.factories import make_delegation, make_event, make_member, make_person
from tests.markup import without_direction

pytestmark = pytest.mark.django_db

BLOCKED = "out@example.org"
CANNOT_BE_NOMINATED = "This address cannot be nominated here. Please write to the organisers."
IS_BLOCKED = "This address is blocked on this site. Please ask the administrators of the site."


@pytest.fixture
def event():
    make_person(email=BLOCKED, name="Blocked Person", is_active=False)
    return make_event(policy=Event.Policy.NOMINATION, seats=10)


@pytest.fixture
def delegation(event):
    return make_delegation(event=event, constituency="workers", seats=5)


@pytest.fixture
def page(event, delegation):
    link = services.appoint(event, [delegation.pk], address="focal@example.org", name="Focal")
    Message.objects.all().delete()
    return links.focal_point_link(link).split("8000")[1]


def test_nominate_a_list_rejects_a_blocked_person(client, page, delegation):
    rows = f"Name;E-mail\nAn;an@example.org\nSomebody;{BLOCKED.upper()}\n"

    response = without_direction(
        client.post(
            page, {"action": "name_all", "delegation": delegation.pk, "rows": rows, "row": ["1", "2"]}
        ).content.decode()
    )

    assert f"Row 3: {CANNOT_BE_NOMINATED}" in response
    assert "Nothing was saved. The problems are shown next to the rows." in response
    assert not Registration.objects.exists()
    assert not Message.objects.exists()
    assert not User.objects.filter(email="an@example.org").exists()


@pytest.mark.parametrize("action", ["name", "replace"])
def test_nominate_and_replace_reject_a_blocked_person(client, page, delegation, action):
    (first,) = services.nominate(delegation, [services.Nominee("An", "an@example.org")], by=make_person())
    Message.objects.all().delete()

    data = {"action": action, "delegation": delegation.pk, "registration": first.pk, "name": "Out", "address": BLOCKED}
    response = client.post(page, data)

    assert CANNOT_BE_NOMINATED in response.content.decode()
    assert list(Registration.objects.values_list("status", flat=True)) == ["nominated"]
    assert not Message.objects.exists()


def test_appoint_rejects_a_blocked_person(client, event, delegation):
    client.force_login(make_member(event.programme))
    data = {"delegations": delegation.pk, "name": "Out", "address": BLOCKED}

    response = client.post(reverse("nominations:focal_points", args=[event.slug]), data, follow=True)

    assert IS_BLOCKED in response.content.decode()
    assert not NominationLink.objects.exists()
    assert not Message.objects.exists()
    delegation.refresh_from_db()
    assert delegation.focal_point is None


def test_the_link_of_a_blocked_focal_point_does_not_work(client, page):
    assert client.get(page).status_code == 200

    User.objects.filter(email="focal@example.org").update(is_active=False)

    assert client.get(page).status_code == 410
    assert client.get(f"{page}summary/").status_code == 410


def test_add_a_list_rejects_a_blocked_person(client, event):
    client.force_login(make_member(event.programme))
    data = {"rows": f"Name;E-mail\nAn;an@example.org\nSomebody;{BLOCKED}\n", "standing": "confirmed", "save": "1"}

    response = client.post(reverse("imports:list", args=[event.slug]), data).content.decode()

    assert "This address is blocked on this site." in response
    assert "Nothing was saved. The problems are shown next to the rows." in response
    assert not Registration.objects.exists()
    assert not Message.objects.exists()
    assert not User.objects.filter(email="an@example.org").exists()


def test_register_others_skips_a_blocked_person_without_a_message(client):
    make_person(email=BLOCKED, is_active=False)
    event = make_event(seats=10)
    client.force_login(make_person())

    responses = []
    for address in (BLOCKED, "new@example.org"):
        data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "A", "form-0-email": address}
        responses.append(client.post(reverse("self_service:register_others", args=[event.slug]), data))

    assert [(response.status_code, response["Location"]) for response in responses] == [
        (302, reverse("self_service:group", args=[event.slug]))
    ] * 2
    assert list(Registration.objects.values_list("person__email", flat=True)) == ["new@example.org"]
