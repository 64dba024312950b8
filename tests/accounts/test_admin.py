import pytest
from django.urls import reverse

from accounts.models import User
from tests.accounts.helpers import code_in, type_code, who
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

    client.post(reverse("admin:accounts_user_add"), {"email": "New@example.org", "is_active": "on", "name": "New"})

    assert not User.objects.get(email="new@example.org").has_usable_password()


@pytest.mark.parametrize("path", ["reset/", "change/", "set/", "reset/key/1-abc/", "reset/done/"])
def test_password_pages_redirect_to_the_sign_in_page(client, path):
    answer = client.get(f"/accounts/password/{path}")

    assert (answer.status_code, answer["Location"]) == (302, reverse("account_login"))
    assert type_code(client, "000000").status_code == 302
