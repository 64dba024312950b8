import pytest
from django.urls import reverse

from accounts.models import User
from tests.accounts.helpers import code_in, type_code, who
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def test_the_repair_desk_takes_no_password(client):
    User.objects.create_superuser("root@example.org", "correct horse")

    answer = client.post("/staff/login/?next=/staff/", {"username": "root@example.org", "password": "correct horse"})

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    assert who(client) is None


def test_staff_come_to_the_repair_desk_by_a_code(client, mailoutbox):
    staff = make_person(email="root@example.org", is_staff=True, is_superuser=True)
    page = client.get("/staff/", follow=True)
    asked = client.post(reverse("account_login"), {"email": staff.email, "next": page.context["redirect_field_value"]})

    there = client.post(asked["Location"], {"code": code_in(mailoutbox[-1])})

    assert there["Location"] == "/staff/"
    assert client.get("/staff/").status_code == 200


def test_others_who_are_signed_in_are_refused(client):
    client.force_login(make_person())

    assert client.get("/staff/login/").status_code == 403


def test_a_person_made_at_the_desk_has_no_password(client):
    client.force_login(make_person(is_staff=True, is_superuser=True))

    client.post(reverse("admin:accounts_user_add"), {"email": "New@example.org", "is_active": "on", "name": "New"})

    assert not User.objects.get(email="new@example.org").has_usable_password()


@pytest.mark.parametrize("path", ["reset/", "change/", "set/", "reset/key/1-abc/", "reset/done/"])
def test_pages_about_passwords_lead_to_the_sign_in(client, path):
    answer = client.get(f"/accounts/password/{path}")

    assert (answer.status_code, answer["Location"]) == (302, reverse("account_login"))
    assert type_code(client, "000000").status_code == 302
