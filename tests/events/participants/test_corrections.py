"""Organisers correct the name, the address and the country of a participant."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts import identity, services
from accounts.models import User
from events.registration import links
from events.registration.services import register
from notifications.models import Message
from tests.accounts.helpers import sign_in, who
from tests.factories import make_country, make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def registration():
    make_country("TH")
    make_country("VN")
    return register(make_event(), make_person(name="Kihn Khin", email="wrong@example.org", country="TH"))


@pytest.fixture
def member(registration, client):
    member = make_member(registration.event.programme, "coordinator")
    client.force_login(member)
    return member


def page(registration):
    return reverse("participants:correct", args=[registration.event.slug, registration.pk])


def data(**fields):
    return {"name": "Kihn Khin", "address": "wrong@example.org", "country": "TH"} | fields


def test_correction_is_saved_with_its_history(client, registration, member):
    client.post(page(registration), data(name="Khin Khin", country="VN"))

    person = User.objects.get(pk=registration.person_id)
    change = registration.changes.latest("pk")
    assert (person.name, person.country) == ("Khin Khin", "VN")
    assert (change.action, change.by, change.from_status) == ("corrected", member, change.to_status)
    assert change.reason == "Name: Kihn Khin → Khin Khin\nCountry: Thailand → Viet Nam"
    detail = client.get(reverse("participants:detail", args=[registration.event.slug, registration.pk]))
    assert "the person was corrected" in detail.content.decode()
    assert "Kihn Khin → Khin Khin" in detail.content.decode()


def test_new_address_signs_in_after_a_code_and_the_old_one_is_told(client, registration, member, mailoutbox):
    old_link = links.registration_link(registration)
    Message.objects.all().delete()

    client.post(page(registration), data(address="Right＠example.org"))

    person = User.objects.get(pk=registration.person_id)
    assert (person.email, person.emailaddress_set.get().verified) == ("right@example.org", False)
    mails = {mail.kind: mail for mail in Message.objects.all()}
    assert mails["address_changed"].to_email == "wrong@example.org"
    assert mails["address_changed"].recipient is None
    assert "right@example.org" not in mails["address_changed"].text
    assert "/m/" not in mails["address_changed"].text
    assert mails["new_link"].to_email == "right@example.org"
    registration.refresh_from_db()
    assert links.registration_link(registration) != old_link
    assert registration.changes.latest("pk").reason == "Email: wrong@example.org → right@example.org"
    other = Client()
    sign_in(other, mailoutbox, "right@example.org")
    assert who(other) == person.pk
    stranger = Client()
    sign_in(stranger, mailoutbox, "wrong@example.org")
    assert who(stranger) != person.pk


@pytest.mark.parametrize("proof", ["verified", "signed in", "team"])
def test_confirmed_address_is_changed_only_by_its_owner(client, registration, member, proof):
    person = registration.person
    if proof == "verified":
        EmailAddress.objects.create(user=person, email=person.email, verified=True)
    elif proof == "signed in":
        User.objects.filter(pk=person.pk).update(last_login=now())
    else:
        make_member(make_programme(), "viewer", person=person)

    response = client.post(page(registration), data(address="attacker@example.org", name="Khin Khin"))

    assert "Only they can change it" in response.content.decode()
    assert response.context["form"]["address"].value() == "attacker@example.org"
    person.refresh_from_db()
    assert (person.email, person.name) == ("wrong@example.org", "Kihn Khin")
    assert client.post(page(registration), data(name="Khin Khin")).status_code == 302


def test_administrator_may_change_a_confirmed_address(client, registration, member):
    EmailAddress.objects.create(user=registration.person, email="wrong@example.org", verified=True, primary=True)
    User.objects.filter(pk=member.pk).update(is_superuser=True)

    client.post(page(registration), data(address="right@example.org"))

    address = EmailAddress.objects.get(user=registration.person)
    assert (address.email, address.verified) == ("right@example.org", False)


def test_address_of_another_person_is_refused(client, registration, member):
    make_person(email="taken@bücher.example")

    response = client.post(page(registration), data(address="taken@xn--bcher-kva.example"))

    assert "belongs to another person" in response.content.decode()


def test_person_at_a_shared_mailbox_gets_an_address_of_their_own(client, registration, member):
    minh = services.get_or_create_person("wrong@example.org", answer=identity.OTHER, name="Minh")
    second = register(registration.event, minh)

    client.post(page(second), data(name="Minh", address="minh@example.org", country=""))

    minh.refresh_from_db()
    assert (minh.email, minh.mailbox_of) == ("minh@example.org", None)
    registration.person.refresh_from_db()
    assert registration.person.email == "wrong@example.org"


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"name": ""}, "name"), ({"address": "vıctim@example.org"}, "address"), ({"country": "XX"}, "country")],
)
def test_bad_correction_shows_a_message_and_saves_nothing(client, registration, member, fields, field):
    response = client.post(page(registration), data(**fields))

    assert list(response.context["form"].errors) == [field]
    assert not registration.changes.filter(action="corrected").exists()


def test_unchanged_details_are_no_correction(client, registration, member):
    client.post(page(registration), data(address="WRONG@example.org"))

    assert not registration.changes.filter(action="corrected").exists()


def test_every_fact_can_be_corrected_with_its_history(client, registration, member):
    facts = {
        "honorific": "Daw", "certificate_name": "Daw Khin Khin", "phone": "+95 1 555 0134", "organisation_name": "Ministry",
        "position": "Director", "constituency": "government", "gender": "woman", "gender_words": "", "language": "vi",
    }  # fmt: skip

    client.post(page(registration), data(**facts))

    registration.refresh_from_db()
    person = User.objects.get(pk=registration.person_id)
    saved = {name: getattr(person, name) for name in facts if name != "certificate_name"}
    assert saved | {"certificate_name": registration.certificate_name} == facts
    reason = registration.changes.latest("pk").reason
    for line in (
        "Honorific: nothing → Daw",
        "Organisation: nothing → Ministry",
        "Gender: nothing → Woman",
        "Language: nothing → Tiếng Việt",
        "Name on the certificate: nothing → Daw Khin Khin",
    ):
        assert line in reason.split("\n")
    assert "Constituency: " in reason
    assert "Government" in reason


def test_a_fact_that_is_not_sent_stays(client, registration, member):
    User.objects.filter(pk=registration.person_id).update(position="Director", gender="other", gender_words="mine")

    client.post(page(registration), data(name="Khin Khin"))

    person = User.objects.get(pk=registration.person_id)
    assert (person.position, person.gender, person.gender_words) == ("Director", "other", "mine")
    assert registration.changes.latest("pk").reason == "Name: Kihn Khin → Khin Khin"
