import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from events.models import Event, Registration
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
    """Ask for a code on the page that `to` names, read the mail, type the code; return where that leads."""
    asked = client.post(reverse("account_login"), {"email": email, "next": to})
    assert asked.status_code == 302, asked.context["form"].errors
    code = re.search(r"\b\d{6}\b", mailoutbox[-1].body).group()
    assert mailoutbox[-1].subject == f"{code} is your code"
    return client.post(asked["Location"], {"code": code, "next": to})


def test_a_stranger_registers_with_a_mailed_code(client, mailoutbox):
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


def test_known_and_unknown_addresses_get_the_same_answer(client, mailoutbox):
    make_person(email="known@example.org")

    pages = []
    for email in ("known@example.org", "unknown@example.org"):
        client.cookies.clear()
        page = client.post(reverse("account_login"), {"email": email}, follow=True)
        pages.append(re.sub(r'value="[^"]{30,}"', "", page.content.decode().replace(email, "")))

    assert pages[0] == pages[1]
    assert len(mailoutbox) == 2


def test_a_person_who_was_shut_out_gets_no_code(client, mailoutbox):
    make_person(email="out@example.org", is_active=False)

    response = client.post(reverse("account_login"), {"email": "out@example.org"})

    assert response.status_code == 302
    assert not re.search(r"\b\d{6}\b", mailoutbox[-1].body)
    assert User.objects.count() == 1


def test_a_wrong_code_is_said_beside_the_field(client, mailoutbox):
    asked = client.post(reverse("account_login"), {"email": "a@example.org"})

    wrong = client.post(asked["Location"], {"code": "000000"})

    assert wrong.status_code == 200
    assert 'role="alert"' in wrong.content.decode()


def test_the_form_is_prefilled_and_keeps_what_was_typed(client):
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


def made_for(client, event):
    """What the form that this client got says of whom it was made for."""
    return client.get(address(event)).context["typed_by"]


def test_a_session_that_expired_keeps_what_was_typed(mailoutbox):
    client = Client(enforce_csrf_checks=True)
    person = make_person(email="slow@example.org")
    client.force_login(person)
    event = make_event()
    form = TYPED | {"country": "", "typed_by": made_for(client, event)}
    client.logout()
    client.get("/accounts/login/")  # another tab gets another token

    answer = client.post(address(event), form | {"csrfmiddlewaretoken": "x" * 64}, follow=True)
    assert "What you typed" not in answer.content.decode()  # they are asked for their address first
    client.force_login(person)
    page = client.get(address(event)).content.decode()

    assert "No peanuts" in page
    assert TYPED["name"] in page
    assert not Registration.objects.exists()


def test_what_was_typed_is_kept_when_the_session_ended_in_the_middle(client, mailoutbox):
    person = make_person(email="slow@example.org")
    client.force_login(person)
    event = make_event()
    form = TYPED | {"country": "", "typed_by": made_for(client, event)}
    client.logout()

    answer = client.post(address(event), form)
    assert answer["Location"].startswith(reverse("account_login"))
    there = sign_in(client, mailoutbox, person.email, address(event))

    assert "No peanuts" in client.get(there["Location"]).content.decode()


def test_what_was_typed_is_shown_to_nobody_else(client):
    client.force_login(make_person())
    event = make_event()
    form = TYPED | {"typed_by": made_for(client, event)}
    client.logout()
    client.post(address(event), form)

    client.force_login(make_person())

    assert "No peanuts" not in client.get(address(event)).content.decode()


def test_a_form_that_is_not_ours_is_not_kept(client):
    event = make_event()

    client.post(address(event), TYPED | {"typed_by": "forged"})

    assert "No peanuts" not in str(client.session.items())


def test_an_invited_person_gets_the_form_and_a_declined_one_an_answer(client):
    event, invited, declined = make_event(), make_person(), make_person()
    Registration.objects.create(event=event, person=invited, status="invited")
    Registration.objects.create(event=event, person=declined, status="declined")

    client.force_login(invited)
    assert client.get(address(event)).context["form"]
    client.force_login(declined)
    assert "could not offer you a place" in client.get(address(event)).content.decode()


def test_nobody_gives_a_place_back_after_the_event(client):
    event = make_event()
    registration = register(event, make_person())
    Event.objects.update(starts_at=now() - timedelta(days=3), ends_at=now() - timedelta(days=2))
    client.force_login(registration.person)
    path = reverse("self_service:withdraw", args=[event.slug])

    assert "Your registration cannot be cancelled" in client.get(path).content.decode()
    answer = client.post(path, follow=True)

    assert "can no longer be changed" in answer.content.decode()
    registration.refresh_from_db()
    assert registration.status == "confirmed"


def test_a_full_event_says_so_beforehand_and_queues(client):
    event = make_event(seats=1)
    register(event, make_person())
    client.force_login(make_person())

    assert "join the waiting list" in client.get(address(event)).content.decode().lower()
    done = client.post(address(event), {"name": "Late"}, follow=True).content.decode()

    assert "You are number 1 on the waiting list" in done


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"registration_closes_at": now() - timedelta(hours=1)}, "Registration is closed"),
        ({"policy": Event.Policy.NONE}, "There is no registration for this event"),
        ({"status": Event.Status.CANCELLED}, "This event is cancelled"),
        ({"starts_at": now() - timedelta(days=2), "ends_at": now() - timedelta(days=1)}, "This event is over"),
    ],
)
def test_a_closed_window_says_why(client, fields, words):
    event = make_event(**fields)

    assert words in client.get(address(event)).content.decode()
    client.force_login(make_person())
    assert words in client.get(address(event)).content.decode()
    late = client.post(address(event), {"name": "Too Late"})
    assert late.status_code == 200
    assert "Too Late" in late.content.decode()
    assert not Registration.objects.exists()


def test_drafts_cannot_be_registered_for(client):
    event = make_event(status=Event.Status.DRAFT)

    assert client.get(address(event)).status_code == 404


def test_withdrawing_asks_first_and_promotes(client):
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


def test_nobody_withdraws_for_another(client):
    event = make_event()
    registration = register(event, make_person())
    client.force_login(make_person())

    assert client.post(reverse("self_service:withdraw", args=[event.slug])).status_code == 404
    registration.refresh_from_db()
    assert registration.status == "confirmed"


@pytest.mark.parametrize("item_count", [1, 3])
def test_my_events_query_count(client, item_count, django_assert_num_queries):
    person = make_person()
    for _ in range(item_count):
        register(make_event(), person)
    client.force_login(person)
    client.get("/me/")

    with django_assert_num_queries(5):  # session, person, on a team?, registrations, whether mail comes back
        response = client.get("/me/")

    assert len(response.context["upcoming"]) == item_count


def test_profile_is_saved_and_checked(client):
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
def test_account_pages_wear_our_design(client, name):
    client.force_login(make_person())
    if name in {"account_login", "account_signup"}:
        client.logout()

    response = client.get(reverse(name), follow=True)

    assert response.status_code == 200
    assert "site-head" in response.content.decode()


def test_the_sign_in_leads_to_no_other_site(client, mailoutbox):
    elsewhere = "https://elsewhere.example/"
    asked = client.post(reverse("account_login"), {"email": "khin@example.org", "next": elsewhere})
    code = re.search(r"\b\d{6}\b", mailoutbox[-1].body).group()

    done = client.post(asked["Location"], {"code": code, "next": elsewhere})

    assert done.status_code == 302
    assert done["Location"].startswith("/")
