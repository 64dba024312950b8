"""The language of mails: forms ask for it, and mails use it."""

import pytest
from django.urls import reverse

from accounts.forms import ProfileForm
from accounts.models import User
from events.models import Registration
from events.nominations.services import Nominee, nominate
from events.registration import links
from events.registration.decisions import decline
from events.registration.services import register
from notifications.models import Message
from tests.factories import make_country, make_delegation, make_event, make_person

pytestmark = pytest.mark.django_db
VIETNAMESE_BROWSER = {"Accept-Language": "lo;q=0.9, vi-VN, en;q=0.8"}


def register_url(event):
    return reverse("self_service:register", args=[event.slug])


@pytest.mark.parametrize(
    ("chosen", "asked_for", "of_event", "proposed"),
    [
        ("", "fr-CA,fr;q=0.9,en;q=0.8", "vi", "fr"),  # the language of the browser
        ("", "en;q=0.5,vi;q=0.7", "fr", "vi"),  # by its order of preference
        ("", "lo,th;q=0.8", "vi", "vi"),  # no language of ours: the language of the event
        ("", "fr;q=0,*", "vi", "vi"),  # the browser excludes French
        ("", "", "", "en"),
        ("", "not a header at all;;;q=x", "fr", "fr"),
        ("fr", "vi", "vi", "fr"),  # the choice of the person stays
        ("lo", "vi", "vi", "lo"),
    ],
)
def test_proposes_a_language(client, chosen, asked_for, of_event, proposed):
    event = make_event(language=of_event)
    client.force_login(make_person(language=chosen))

    form = client.get(register_url(event), headers={"Accept-Language": asked_for}).context["form"]

    assert form["language"].value() == proposed


def test_shows_each_language_by_its_own_name(client):
    client.force_login(make_person())

    page = client.get(register_url(make_event())).content.decode()

    assert '<option value="vi" lang="vi">Tiếng Việt</option>' in page
    assert '<option value="fr" lang="fr">Français</option>' in page


def test_writes_in_vietnamese_to_a_person_who_registered_in_vietnamese(client):
    event = make_event(language="fr")
    person = make_person()
    client.force_login(person)

    client.post(register_url(event), {"name": "Khai", "language": "vi"})
    decline(Registration.objects.get(), by=None)

    person.refresh_from_db()
    assert person.language == "vi"
    assert ['<html lang="vi">' in mail.html for mail in Message.objects.order_by("pk")] == [True, True]


def test_keeps_the_language_if_the_form_has_none(client):
    event, person = make_event(), make_person(language="vi")
    client.force_login(person)

    client.post(register_url(event), {"name": "Khai"})

    person.refresh_from_db()
    assert person.language == "vi"


def test_refuses_an_unknown_language(client):
    event, person = make_event(), make_person()
    client.force_login(person)

    page = client.post(register_url(event), {"name": "Khai", "language": "tlh"})

    assert "language" in page.context["form"].errors
    assert not Registration.objects.exists()


def test_keeps_the_typed_language_after_the_session_ended(client):
    event, person = make_event(), make_person()
    client.force_login(person)
    page = client.get(register_url(event))
    client.logout()

    client.post(register_url(event), {"name": "Khai", "language": "vi", "typed_by": page.context["typed_by"]})
    client.force_login(person)

    assert client.get(register_url(event)).context["form"]["language"].value() == "vi"


def test_writes_the_decision_in_the_language_that_the_nominee_chose(client):
    make_country("VN")
    event = make_event(policy="nomination")
    delegation = make_delegation(event, country_id="VN")
    nominate(delegation, [Nominee(name="Minh", address="minh@example.org")], by=None)
    link = links.nominee_link(Registration.objects.get())

    proposed = client.get(link, headers=VIETNAMESE_BROWSER).context["form"]["language"].value()
    client.post(link, {"name": "Minh", "language": "vi"})
    decline(Registration.objects.get(), by=None)

    assert proposed == "vi"
    assert '<html lang="vi">' in Message.objects.latest("pk").html


def test_writes_to_a_nominee_in_the_language_that_the_focal_point_chose(client):
    make_country("VN")
    delegation = make_delegation(make_event(policy="nomination"), country_id="VN")

    nominate(delegation, [Nominee(name="Minh", address="minh@example.org", language="fr")], by=None)

    assert '<html lang="fr">' in Message.objects.get().html


@pytest.mark.parametrize(("chosen", "written"), [("fr", "fr"), ("", "vi")])
def test_uses_the_language_chosen_by_the_person_who_registers_others(client, chosen, written):
    event = make_event(language="vi")
    client.force_login(make_person())
    rows = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "Minh", "form-0-language": chosen}

    client.post(
        reverse("self_service:register_others", args=[event.slug]), {**rows, "form-0-email": "minh@example.org"}
    )

    assert User.objects.get(email="minh@example.org").language == chosen
    assert f'<html lang="{written}">' in Message.objects.get().html


def test_keeps_the_language_of_a_person_who_chose_it_themselves(client):
    event, minh = make_event(), make_person(name="Minh", language="vi")
    client.force_login(make_person())
    rows = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "Minh", "form-0-language": "fr"}

    client.post(reverse("self_service:register_others", args=[event.slug]), {**rows, "form-0-email": minh.email})

    minh.refresh_from_db()
    assert minh.language == "vi"


def test_the_profile_can_leave_the_language_to_each_event(client):
    person = make_person(language="fr")
    client.force_login(person)
    event = make_event(language="vi")

    client.post(reverse("self_service:profile"), {"name": "Khai", "language": "", "timezone": ""})
    register(event, User.objects.get())

    assert User.objects.get().language == ""
    assert '<html lang="vi">' in Message.objects.get().html
    assert [value for value, _name in ProfileForm(countries=[]).fields["language"].choices] == ["", "en", "fr", "vi"]
