import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from events.models import Event, Registration
from events.models.country import all_countries
from events.registration.services import register
from tests.factories import make_country, make_event, make_person

pytestmark = pytest.mark.django_db
TYPED = {"name": "Nguyễn Thị Minh Khai", "organisation_name": "Union", "country": "VN", "needs": "No peanuts"}


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    cache.clear()


def address(event):
    return reverse("self_service:register", args=[event.slug])


def sign_in(client, mailoutbox, email, to):
    """Sign in with a code from a mail. Return the response, which redirects to the path `to`."""
    asked = client.post(reverse("account_login"), {"email": email, "next": to})
    assert asked.status_code == 302, asked.context["form"].errors
    code = re.search(r"\b\d{6}\b", mailoutbox[-1].body).group()
    assert mailoutbox[-1].subject == f"{code} is your code"
    return client.post(asked["Location"], {"code": code, "next": to})


def test_a_new_person_registers_with_a_code_from_a_mail(client, mailoutbox):
    event = make_event()
    make_country("VN")
    first = client.get(address(event))
    assert "Email address" in first.content.decode()

    there = sign_in(client, mailoutbox, "Khai@Example.org", address(event))
    assert there["Location"] == address(event)
    done = client.post(address(event), TYPED, follow=True)

    assert "You are confirmed" in done.content.decode()
    registration = Registration.objects.get()
    assert registration.person.email == "khai@example.org"
    assert registration.person.name == TYPED["name"]
    assert registration.person.country == "VN"
    assert registration.needs == "No peanuts"


def test_shows_the_same_page_for_known_and_unknown_addresses(client, mailoutbox):
    make_person(email="known@example.org")

    pages = []
    for email in ("known@example.org", "unknown@example.org"):
        client.cookies.clear()
        page = client.post(reverse("account_login"), {"email": email}, follow=True)
        pages.append(re.sub(r'value="[^"]{30,}"', "", page.content.decode().replace(email, "")))

    assert pages[0] == pages[1]
    assert len(mailoutbox) == 2


def test_sends_no_code_to_a_blocked_person(client, mailoutbox):
    make_person(email="out@example.org", is_active=False)

    response = client.post(reverse("account_login"), {"email": "out@example.org"})

    assert response.status_code == 302
    assert not re.search(r"\b\d{6}\b", mailoutbox[-1].body)
    assert User.objects.count() == 1


def test_shows_a_wrong_code_beside_the_field(client, mailoutbox):
    asked = client.post(reverse("account_login"), {"email": "a@example.org"})

    wrong = client.post(asked["Location"], {"code": "000000"})

    assert wrong.status_code == 200
    assert 'role="alert"' in wrong.content.decode()


def test_prefills_the_form_and_keeps_typed_values(client):
    person = make_person(name="Known Name", organisation_name="Ministry")
    client.force_login(person)
    event = make_event()

    assert "Known Name" in client.get(address(event)).content.decode()
    bad = client.post(address(event), {"name": "", "needs": "Ramp"})

    assert bad.status_code == 200
    assert "name" in bad.context["form"].errors
    assert "Ramp" in bad.content.decode()
    assert not Registration.objects.exists()
    person.refresh_from_db()
    assert person.name == "Known Name"


def test_a_double_click_registers_once(client):
    client.force_login(make_person())
    event = make_event()

    first = client.post(address(event), TYPED | {"country": ""})
    second = client.post(address(event), TYPED | {"country": ""})

    assert (first.status_code, second.status_code) == (302, 200)
    assert Registration.objects.count() == 1
    assert "You are confirmed" in client.get(address(event)).content.decode()


def typed_by_token(client, event):
    """Return the token of the form that identifies the person for which it was rendered."""
    return client.get(address(event)).context["typed_by"]


def test_keeps_typed_values_after_the_session_expired(mailoutbox):
    client = Client(enforce_csrf_checks=True)
    person = make_person(email="slow@example.org")
    client.force_login(person)
    event = make_event()
    form = TYPED | {"country": "", "typed_by": typed_by_token(client, event)}
    client.logout()
    client.get("/accounts/login/")  # another tab receives another CSRF token

    response = client.post(address(event), form | {"csrfmiddlewaretoken": "x" * 64}, follow=True)
    assert "What you typed" not in response.content.decode()  # the page asks for the address first
    client.force_login(person)
    page = client.get(address(event)).content.decode()

    assert "No peanuts" in page
    assert TYPED["name"] in page
    assert not Registration.objects.exists()


def test_keeps_typed_values_after_the_session_ended_before_submission(client, mailoutbox):
    person = make_person(email="slow@example.org")
    client.force_login(person)
    event = make_event()
    form = TYPED | {"country": "", "typed_by": typed_by_token(client, event)}
    client.logout()

    response = client.post(address(event), form)
    assert response["Location"].startswith(reverse("account_login"))
    there = sign_in(client, mailoutbox, person.email, address(event))

    assert "No peanuts" in client.get(there["Location"]).content.decode()


def test_hides_typed_values_from_another_person(client):
    client.force_login(make_person())
    event = make_event()
    form = TYPED | {"typed_by": typed_by_token(client, event)}
    client.logout()
    client.post(address(event), form)

    client.force_login(make_person())

    assert "No peanuts" not in client.get(address(event)).content.decode()


def test_does_not_keep_the_values_of_a_forged_form(client):
    event = make_event()

    client.post(address(event), TYPED | {"typed_by": "forged"})

    assert "No peanuts" not in str(client.session.items())


def test_shows_the_form_to_an_invited_person_and_the_decision_to_a_declined_person(client):
    event, invited, declined = make_event(), make_person(), make_person()
    Registration.objects.create(event=event, person=invited, status="invited")
    Registration.objects.create(event=event, person=declined, status="declined")

    client.force_login(invited)
    assert client.get(address(event)).context["form"]
    client.force_login(declined)
    assert "could not offer you a place" in client.get(address(event)).content.decode()


def test_refuses_to_cancel_a_registration_after_the_event(client):
    event = make_event()
    registration = register(event, make_person())
    Event.objects.update(starts_at=now() - timedelta(days=3), ends_at=now() - timedelta(days=2))
    client.force_login(registration.person)
    path = reverse("self_service:withdraw", args=[event.slug])

    assert "Your registration cannot be cancelled" in client.get(path).content.decode()
    response = client.post(path, follow=True)

    assert "can no longer be changed" in response.content.decode()
    registration.refresh_from_db()
    assert registration.status == "confirmed"


def test_a_full_event_offers_the_waiting_list(client):
    event = make_event(seats=1)
    register(event, make_person())
    client.force_login(make_person())

    assert "join the waiting list" in client.get(address(event)).content.decode().lower()
    done = client.post(address(event), {"name": "Late"}, follow=True).content.decode()

    assert "You are number 1 on the waiting list" in done


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"registration_closes_at": now() - timedelta(hours=1)}, "Registration is closed"),
        ({"policy": Event.Policy.NONE}, "There is no registration for this event"),
        ({"status": Event.Status.CANCELLED}, "This event is cancelled"),
        ({"starts_at": now() - timedelta(days=2), "ends_at": now() - timedelta(days=1)}, "This event is over"),
    ],
)
def test_shows_the_reason_if_registration_is_closed(client, fields, message):
    event = make_event(**fields)

    assert message in client.get(address(event)).content.decode()
    client.force_login(make_person())
    assert message in client.get(address(event)).content.decode()
    late = client.post(address(event), {"name": "Too Late"})
    assert late.status_code == 200
    assert "Too Late" in late.content.decode()
    assert not Registration.objects.exists()


def test_does_not_find_the_form_of_a_draft(client):
    event = make_event(status=Event.Status.DRAFT)

    assert client.get(address(event)).status_code == 404


def test_withdrawing_needs_a_confirmation_and_promotes_the_next_person(client):
    event = make_event(seats=1)
    person = make_person()
    register(event, person)
    waiting = register(event, make_person())
    client.force_login(person)
    path = reverse("self_service:withdraw", args=[event.slug])

    assert "Cancel your registration?" in client.get(path).content.decode()
    assert Registration.objects.get(person=person).status == "confirmed"
    client.post(path)
    again = client.post(path, follow=True)

    waiting.refresh_from_db()
    assert waiting.status == "confirmed"
    assert "has changed in the meantime" in again.content.decode()


def test_refuses_to_withdraw_another_person(client):
    event = make_event()
    registration = register(event, make_person())
    client.force_login(make_person())

    assert client.post(reverse("self_service:withdraw", args=[event.slug])).status_code == 404
    registration.refresh_from_db()
    assert registration.status == "confirmed"


@pytest.mark.parametrize("item_count", [1, 3])
def test_my_events_needs_a_fixed_number_of_queries(client, item_count, django_assert_num_queries):
    person = make_person()
    for _ in range(item_count):
        register(make_event(), person)
    client.force_login(person)
    client.get("/me/")

    with django_assert_num_queries(7):  # session, person, team membership, registrations, groups, open events, bounces
        response = client.get("/me/")

    assert len(response.context["upcoming"]) == item_count


def test_saves_and_validates_the_profile(client):
    make_country("TH")
    person = make_person()
    client.force_login(person)

    bad = client.post("/me/profile/", {"name": "New", "timezone": "Mars/Base"})
    assert "timezone" in bad.context["form"].errors
    client.post("/me/profile/", {"name": "New", "timezone": "Asia/Yangon", "country": "TH", "gender": "woman"})

    person.refresh_from_db()
    assert (person.name, person.timezone, person.country, person.gender) == ("New", "Asia/Yangon", "TH", "woman")


@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_email", "mfa_index", "usersessions_list", "account_logout"]
)
def test_account_pages_use_the_design_of_the_site(client, name):
    client.force_login(make_person())
    if name in {"account_login", "account_signup"}:
        client.logout()

    response = client.get(reverse(name), follow=True)

    assert response.status_code == 200
    assert "site-head" in response.content.decode()


def test_signing_in_does_not_redirect_to_another_site(client, mailoutbox):
    elsewhere = "https://elsewhere.example/"
    asked = client.post(reverse("account_login"), {"email": "khin@example.org", "next": elsewhere})
    code = re.search(r"\b\d{6}\b", mailoutbox[-1].body).group()

    done = client.post(asked["Location"], {"code": code, "next": elsewhere})

    assert done.status_code == 302
    assert done["Location"].startswith("/")


def test_the_form_offers_all_countries_with_those_of_the_programmes_first(client):
    make_country("VN")
    client.force_login(make_person())
    event = make_event()

    groups = client.get(address(event)).context["form"].fields["country"].choices[1:]
    client.post(address(event), TYPED | {"country": "DE"})

    (_first, own), (_second, others) = groups
    assert [code for code, _name in own] == ["VN"]
    assert {code for code, _name in own + others} == {code for code, _name in all_countries("en")}
    assert Registration.objects.get().person.country == "DE"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"gender": "woman"}, ("woman", "")),
        ({"gender": "other", "gender_words": "agender"}, ("other", "agender")),
        ({"gender_words": "Femme"}, ("woman", "")),
        ({}, ("", "")),
    ],
)
def test_the_form_asks_for_the_gender(client, typed, stored):
    make_country("VN")
    client.force_login(make_person())
    event = make_event()

    shown = client.get(address(event)).content.decode()
    client.post(address(event), TYPED | typed)

    assert [
        value for value in ("woman", "man", "other", "undisclosed") if f'<option value="{value}"' not in shown
    ] == []
    person = Registration.objects.get().person
    assert (person.gender, person.gender_words) == stored
