"""The owners of addresses: verified, in a profile, corrected in the admin, or new."""

from threading import Barrier, Thread

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import User
from tests.accounts.helpers import ask, code_in, sign_in, trust_session, who
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def prove(person, email):
    return EmailAddress.objects.create(user=person, email=email, verified=True)


def test_second_address_signs_in_to_the_same_account(client, mailoutbox):
    person = make_person(email="first@example.org")
    sign_in(Client(), mailoutbox, "first@example.org")
    prove(person, "second@example.org")

    sign_in(client, mailoutbox, "Second@example.org")

    assert who(client) == person.pk
    assert User.objects.count() == 1
    person.refresh_from_db()
    assert person.email == "first@example.org"


def test_account_is_created_only_after_the_code_is_typed(client, mailoutbox):
    ask(client, "new@example.org")
    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()

    client.post(reverse("account_confirm_login_code"), {"code": code_in(mailoutbox[-1])})

    assert who(client) == User.objects.get(email="new@example.org").pk
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == ("new@example.org", True, True)


@pytest.mark.parametrize("typed_when", ["before it was added", "after it was added"])
def test_address_typed_before_can_become_the_main_address(client, mailoutbox, typed_when):
    person = make_person(email="old@example.org")
    sign_in(client, mailoutbox, "old@example.org")
    if typed_when == "before it was added":
        ask(Client(), "new@example.org")

    trust_session(client)
    client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})
    client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[-1])})
    if typed_when == "after it was added":
        ask(Client(), "new@example.org")
    page = client.post(reverse("account_email"), {"email": "new@example.org", "action_primary": ""}, follow=True)

    assert page.status_code == 200
    person.refresh_from_db()
    assert person.email == "new@example.org"


def at_the_desk(person, email):
    staff = Client()
    staff.force_login(make_person(is_staff=True, is_superuser=True))
    trust_session(staff)
    form = staff.get(reverse("admin:accounts_user_change", args=[person.pk])).context["adminform"].form
    data = {name: form.initial.get(name) or "" for name in form.fields} | {"email": email, "is_active": "on"}
    data = {name: value for name, value in data.items() if value not in (False, None)}
    return staff.post(reverse("admin:accounts_user_change", args=[person.pk]), data)


def test_address_corrected_in_the_admin_signs_in_and_the_old_one_does_not(client, mailoutbox):
    person = make_person(email="wrong@example.org")
    sign_in(Client(), mailoutbox, "wrong@example.org")

    assert at_the_desk(person, "right@example.org").status_code == 302
    for _ in range(2):
        client = Client()
        sign_in(client, mailoutbox, "right@example.org")
        assert who(client) == person.pk
    assert list(EmailAddress.objects.filter(user=person).values_list("email", "verified", "primary")) == [
        ("right@example.org", True, True)
    ]

    other = Client()
    sign_in(other, mailoutbox, "wrong@example.org")
    assert who(other) != person.pk


def test_address_changed_directly_in_the_database_signs_in(client, mailoutbox):
    person = make_person(email="wrong@example.org")
    sign_in(Client(), mailoutbox, "wrong@example.org")
    User.objects.filter(pk=person.pk).update(email="right@example.org")

    assert sign_in(client, mailoutbox, "right@example.org").status_code == 302

    assert who(client) == person.pk


def test_admin_refuses_an_address_that_another_person_has_verified():
    prove(make_person(), "second@example.org")
    person = make_person(email="mine@example.org")

    answer = at_the_desk(person, "second@example.org")

    assert answer.status_code == 200
    assert "belongs to" in answer.content.decode()


def test_two_codes_for_one_new_address_create_one_person(monkeypatch):
    """The other request commits between the query and the insert of this one."""
    look = services.people_at
    answers = iter([[]])

    def too_early(email):
        found = next(answers, None)
        if found is None:
            return look(email)
        make_person(email=email)
        return found

    monkeypatch.setattr(services, "people_at", too_early)

    assert services.get_or_create_account("both@example.org") == User.objects.get()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_simultaneous_requests_create_one_person():
    start, found = Barrier(8), []

    def confirm():
        try:
            start.wait()
            found.append(services.get_or_create_account("both@example.org"))
        finally:
            connection.close()

    threads = [Thread(target=confirm) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [User.objects.get()] * 8
    assert EmailAddress.objects.count() == 1


def test_database_refuses_two_spellings_of_one_address():
    make_person(email="Khin@example.org")

    with pytest.raises(IntegrityError, match=r"one_person_per_email|canonical_email"), transaction.atomic():
        make_person(email="khin@example.org")


def test_person_closed_while_a_code_is_pending_cannot_sign_in(client, mailoutbox):
    person = make_person(email="out@example.org")
    ask(client, "out@example.org")
    User.objects.filter(pk=person.pk).update(is_active=False)

    answer = client.post(reverse("account_confirm_login_code"), {"code": code_in(mailoutbox[-1])})

    assert answer["Location"] == reverse("account_inactive")
    assert who(client) is None


def test_page_after_the_code_says_that_the_new_address_is_checked(client, mailoutbox):
    sign_in(client, mailoutbox, "old@example.org")
    trust_session(client)
    client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})

    code = {"code": code_in(mailoutbox[-1])}
    page = client.post(reverse("account_email_verification_sent"), code, follow=True).text

    assert "Your address new@example.org is checked." in page
