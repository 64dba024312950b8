import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib import admin
from django.urls import reverse

from accounts.models import SignInChange, User
from tests.accounts.helpers import code_in, trust_session, type_code, who
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def test_admin_accepts_no_password(client):
    User.objects.create_superuser("root@example.org", "correct horse")

    answer = client.post("/staff/login/?next=/staff/", {"username": "root@example.org", "password": "correct horse"})

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    assert who(client) is None


def test_staff_sign_in_to_the_admin_with_a_code(client, mailoutbox):
    staff = make_person(email="root@example.org", is_staff=True, is_superuser=True)
    page = client.get("/staff/", follow=True)
    asked = client.post(reverse("account_login"), {"email": staff.email, "next": page.context["redirect_field_value"]})

    there = client.post(asked["Location"], {"code": code_in(mailoutbox[-1])})

    assert there["Location"] == "/staff/"
    assert client.get("/staff/").status_code == 200


def test_admin_refuses_people_who_are_not_staff(client):
    client.force_login(make_person())

    assert client.get("/staff/login/").status_code == 403


def test_person_created_in_the_admin_has_no_password(client):
    client.force_login(make_person(is_staff=True, is_superuser=True))
    trust_session(client)

    client.post(reverse("admin:accounts_user_add"), {"email": "New@example.org", "is_active": "on", "name": "New"})

    assert not User.objects.get(email="new@example.org").has_usable_password()


@pytest.mark.parametrize("path", ["reset/", "change/", "set/", "reset/key/1-abc/", "reset/done/"])
def test_password_pages_redirect_to_the_sign_in_page(client, path):
    answer = client.get(f"/accounts/password/{path}")

    assert (answer.status_code, answer["Location"]) == (302, reverse("account_login"))
    assert type_code(client, "000000").status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("page", ["accounts_user_add", "accounts_user_change", "events_programme_add"])
def test_forms_for_people_and_roles_need_reauthentication(client, method, page):
    staff = make_person(is_staff=True, is_superuser=True)
    client.force_login(staff)

    answer = getattr(client, method)(reverse(f"admin:{page}", args=[staff.pk] if "change" in page else []))

    assert (answer.status_code, answer["Location"].startswith(reverse("account_reauthenticate"))) == (302, True)


@pytest.mark.parametrize("model", [EmailAddress, Authenticator, SocialAccount, SocialToken])
def test_admin_has_no_pages_for_the_ways_to_sign_in(model):
    assert not admin.site.is_registered(model)


@pytest.mark.parametrize("is_proved", [True, False])
def test_old_address_is_told_when_the_admin_corrects_it(
    client, mailoutbox, is_proved, django_capture_on_commit_callbacks
):
    person = make_person(email="old@example.org")
    if is_proved:
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client.force_login(make_person(is_staff=True, is_superuser=True))
    trust_session(client)
    path = reverse("admin:accounts_user_change", args=[person.pk])

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(path, {"email": "new@example.org", "name": person.name, "is_active": "on"})

    assert answer.status_code == 302, answer.context["errors"]
    assert [mail.to for mail in mailoutbox] == [["old@example.org"]]
    assert ("/account-changes/" in mailoutbox[0].body) is is_proved
    assert SignInChange.objects.count() == is_proved


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize(
    ("before", "posted", "words"),
    [
        ({}, {"is_staff": "on"}, ["You may now use the administration."]),
        (
            {"is_staff": True, "is_superuser": True},
            {},
            ["You may no longer use the administration.", "You are no longer an administrator of the site."],
        ),
        ({}, {"is_active": ""}, ["Your account is closed."]),
        ({}, {}, []),
    ],
)
def test_owner_is_told_when_the_admin_changes_rights(  # noqa: PLR0917 (fixtures and parameters)
    client, mailoutbox, caplog, before, posted, words, is_new, django_capture_on_commit_callbacks
):
    person = make_person(email="old@example.org", **before)
    client.force_login(make_person(is_staff=True, is_superuser=True))
    trust_session(client)
    # With a new address in the same form, only the old one can be trusted.
    data = {"email": "new@example.org" if is_new else person.email, "name": person.name, "is_active": "on"} | posted

    with django_capture_on_commit_callbacks(execute=True), caplog.at_level("INFO", "plenary.security"):
        answer = client.post(reverse("admin:accounts_user_change", args=[person.pk]), data)

    told = [mail for mail in mailoutbox if "Your rights at" in mail.subject]
    assert answer.status_code == 302, answer.context["errors"]
    assert [mail.to for mail in told] == ([["old@example.org"]] if words else [])
    assert [word for word in words if word not in told[0].body] == []
    assert caplog.text.count("event=staff_changed") == len(words)


def test_rights_are_told_in_the_language_of_the_person(client, mailoutbox, django_capture_on_commit_callbacks):
    person = make_person(language="fr")
    client.force_login(make_person(is_staff=True, is_superuser=True))
    trust_session(client)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("admin:accounts_user_change", args=[person.pk]),
            {"email": person.email, "name": person.name, "is_active": "on", "is_staff": "on", "language": "fr"},
        )

    assert "Vous pouvez désormais utiliser l’administration." in mailoutbox[0].body
