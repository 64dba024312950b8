"""Whoever was shut out of the site is named, appointed and registered by nobody, and those who tried are told."""

import pytest
from django.urls import reverse

from accounts.models import User
from events.models import Event, NominationLink, Registration
from events.nominations import services
from events.registration import links
from notifications.models import Message
from tests.factories import make_delegation, make_event, make_member, make_person

pytestmark = pytest.mark.django_db

OUT = "out@example.org"
REFUSED = "This address cannot be nominated here. Please write to the organisers."
SHUT_OUT = "This address is blocked on this site. Please ask the administrators of the site."


@pytest.fixture
def event():
    make_person(email=OUT, name="Shut Out", is_active=False)
    return make_event(policy=Event.Policy.NOMINATION, seats=10)


@pytest.fixture
def delegation(event):
    return make_delegation(event=event, constituency="workers", seats=5)


@pytest.fixture
def page(event, delegation):
    link = services.appoint(event, [delegation.pk], address="focal@example.org", name="Focal")
    Message.objects.all().delete()
    return links.focal_point_link(link).split("8000")[1]


def test_a_list_that_names_them_is_refused_in_words(client, page, delegation):
    rows = f"Name;E-mail\nAn;an@example.org\nSomebody;{OUT.upper()}\n"

    answer = client.post(
        page, {"action": "name_all", "delegation": delegation.pk, "rows": rows, "row": ["1", "2"]}
    ).content.decode()

    assert f"Row 3: {REFUSED}" in answer
    assert "Nothing is saved: see what is wrong beside the rows." in answer
    assert not Registration.objects.exists()
    assert not Message.objects.exists()
    assert not User.objects.filter(email="an@example.org").exists()


@pytest.mark.parametrize("action", ["name", "replace"])
def test_they_are_not_named_by_hand_either(client, page, delegation, action):
    (first,) = services.nominate(delegation, [services.Nominee("An", "an@example.org")], by=make_person())
    Message.objects.all().delete()

    sent = {"action": action, "delegation": delegation.pk, "registration": first.pk, "name": "Out", "address": OUT}
    answer = client.post(page, sent)

    assert REFUSED in answer.content.decode()
    assert list(Registration.objects.values_list("status", flat=True)) == ["nominated"]
    assert not Message.objects.exists()


def test_they_are_appointed_by_nobody(client, event, delegation):
    client.force_login(make_member(event.programme))
    sent = {"delegations": delegation.pk, "name": "Out", "address": OUT}

    answer = client.post(reverse("nominations:focal_points", args=[event.slug]), sent, follow=True)

    assert SHUT_OUT in answer.content.decode()
    assert not NominationLink.objects.exists()
    assert not Message.objects.exists()
    delegation.refresh_from_db()
    assert delegation.focal_point is None


def test_the_link_of_a_focal_point_ends_with_their_account(client, page):
    assert client.get(page).status_code == 200

    User.objects.filter(email="focal@example.org").update(is_active=False)

    assert client.get(page).status_code == 404
    assert client.get(f"{page}summary/").status_code == 404


def test_a_list_of_organisers_that_names_them_is_refused_in_words(client, event):
    client.force_login(make_member(event.programme))
    sent = {"rows": f"Name;E-mail\nAn;an@example.org\nSomebody;{OUT}\n", "standing": "confirmed", "save": "1"}

    answer = client.post(reverse("imports:list", args=[event.slug]), sent).content.decode()

    assert "This address is blocked on this site." in answer
    assert "Nothing was saved. The problems are shown next to the rows." in answer
    assert not Registration.objects.exists()
    assert not Message.objects.exists()
    assert not User.objects.filter(email="an@example.org").exists()


def test_they_are_registered_by_nobody_who_learns_nothing_of_it(client):
    make_person(email=OUT, is_active=False)
    event = make_event(seats=10)
    client.force_login(make_person())

    pages = []
    for address in (OUT, "new@example.org"):
        sent = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "A", "form-0-email": address}
        pages.append(client.post(reverse("self_service:register_others", args=[event.slug]), sent))

    assert [(page.status_code, page["Location"]) for page in pages] == [(302, event.get_absolute_url())] * 2
    assert list(Registration.objects.values_list("person__email", flat=True)) == ["new@example.org"]
