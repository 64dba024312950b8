"""Several people at one mailbox: sign-in, permissions, a new person at the address, an address of their own."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts import identity, services
from accounts.identity import Description, DescriptionsRefusedError, FullMailboxError, NameConflictError
from accounts.models import User
from accounts.protection import changes, snapshots
from tests.accounts.helpers import ask, code_in, sign_in, type_code, who
from tests.factories import make_member, make_person, make_programme

pytestmark = pytest.mark.django_db

OFFICE = "office@example.org"


@pytest.fixture
def khin():
    return make_person(email=OFFICE, name="Khin Khin")


@pytest.fixture
def minh(khin):
    return services.get_or_create_person(OFFICE, answer=identity.OTHER, name="Nguyễn Minh")


def choose(client, **data):
    return client.post(reverse("account_choose_person"), data)


def test_another_name_is_a_question_and_never_a_replacement(khin):
    with pytest.raises(NameConflictError):
        services.get_or_create_person("Office@Example.org", name="Minh")

    assert services.get_or_create_person(OFFICE, name="KHIN, Khin") == khin
    assert services.get_or_create_person(OFFICE, answer=identity.SAME, name="Minh") == khin
    minh = services.get_or_create_person(OFFICE, answer=identity.OTHER, name="Minh")
    khin.refresh_from_db()
    assert (khin.name, minh.name, minh.mailbox_of, minh.email) == ("Khin Khin", "Minh", khin, OFFICE)
    assert services.get_or_create_person(OFFICE, answer=identity.OTHER, name="minh") == minh


def test_the_same_person_is_clear_only_if_they_are_alone_or_named(khin, minh):
    with pytest.raises(NameConflictError):
        services.get_or_create_person(OFFICE, answer=identity.SAME, name="Somebody")

    assert services.get_or_create_person(OFFICE, answer=str(minh.pk), name="Somebody") == minh
    with pytest.raises(NameConflictError):
        services.get_or_create_person(OFFICE, answer=str(make_person().pk), name="Somebody")


def test_a_list_creates_nobody_while_a_question_is_open(khin):
    rows = [Description("new@example.org", {"name": "An"}), Description(OFFICE, {"name": "Minh"})]

    with pytest.raises(DescriptionsRefusedError) as error:
        services.get_or_create_people(rows)

    assert list(error.value.problems) == [1]
    assert list(User.objects.all()) == [khin]


def test_a_list_can_have_two_new_people_at_one_mailbox():
    rows = [
        Description(OFFICE, {"name": "An"}),
        Description(OFFICE.upper(), {"name": "Binh"}, identity.OTHER),
        Description(OFFICE, {"name": "AN"}),
    ]

    an, binh, again = services.get_or_create_people(rows)

    assert (an.name, binh.name, binh.mailbox_of, again) == ("An", "Binh", an, an)


@pytest.mark.parametrize("name", ["ʼ", "\u0301", "\u200b", " "])
def test_a_name_without_letters_means_nobody_else(khin, name):
    """A person without a name cannot use the mailbox of another: the database refuses it."""
    assert services.get_or_create_person(OFFICE, answer=identity.OTHER, name=name) == khin


def test_most_people_of_a_mailbox_are_limited(khin):
    for number in range(identity.MOST_PEOPLE - 1):
        services.get_or_create_person(OFFICE, answer=identity.OTHER, name=f"Person {'x' * (number + 1)}")

    with pytest.raises(FullMailboxError):
        services.get_or_create_person(OFFICE, answer=identity.OTHER, name="One more")


def test_sign_in_asks_who_is_signing_in(client, mailoutbox, khin, minh):
    ask(client, OFFICE)
    response = type_code(client, code_in(mailoutbox[-1]))

    assert response["Location"].startswith(reverse("account_choose_person"))
    assert who(client) is None
    page = client.get(response["Location"]).content.decode()
    assert "Khin Khin" in page
    assert "Nguyễn Minh" in page
    assert choose(client).status_code == 200  # nobody is chosen
    choose(client, person=minh.pk)
    assert who(client) == minh.pk


def test_each_person_of_the_mailbox_can_sign_in_again_and_again(mailoutbox, khin, minh):
    for person in (khin, minh, khin, minh):
        client = Client()
        ask(client, OFFICE)
        type_code(client, code_in(mailoutbox[-1]))
        choose(client, person=person.pk)
        assert who(client) == person.pk

    assert list(EmailAddress.objects.values_list("user", "email", "verified")) == [(khin.pk, OFFICE, True)]


def test_next_page_is_kept_through_the_choice(client, mailoutbox, khin, minh):
    client.post(reverse("account_login"), {"email": OFFICE, "next": "/me/profile/"})
    url = reverse("account_confirm_login_code") + "?next=/me/profile/"
    response = client.post(url, {"code": code_in(mailoutbox[-1]), "next": "/me/profile/"})

    response = client.post(response["Location"], {"person": khin.pk})

    assert response["Location"] == "/me/profile/"


def test_nobody_is_chosen_without_the_code(client, khin, minh):
    assert choose(client, person=minh.pk)["Location"] == reverse("account_login")
    ask(client, OFFICE)

    assert choose(client, person=minh.pk)["Location"] == reverse("account_confirm_login_code")
    assert who(client) is None


def test_person_of_another_mailbox_cannot_be_chosen(client, mailoutbox, khin, minh):
    stranger = make_person()
    ask(client, OFFICE)
    type_code(client, code_in(mailoutbox[-1]))

    assert choose(client, person=stranger.pk).status_code == 200
    assert who(client) is None


def test_another_person_can_be_added_at_the_choice(client, mailoutbox, khin, minh):
    ask(client, OFFICE)
    type_code(client, code_in(mailoutbox[-1]))

    assert choose(client, person="other").status_code == 200  # without a name
    choose(client, person="other", name="Thida Win")

    thida = User.objects.get(name="Thida Win")
    assert (who(client), thida.mailbox_of) == (thida.pk, khin)


def test_second_step_of_the_chosen_person_is_required(client, mailoutbox, khin, minh):
    EmailAddress.objects.create(user=khin, email=OFFICE, verified=True, primary=True)
    Authenticator.objects.create(user=khin, type=Authenticator.Type.TOTP, data={"secret": "x"})
    ask(client, OFFICE)
    type_code(client, code_in(mailoutbox[-1]))

    response = choose(client, person=khin.pk)

    assert response["Location"].startswith(reverse("mfa_authenticate"))
    assert who(client) is None


def test_team_member_is_never_entered_through_the_mailbox_of_another(client, mailoutbox, khin, minh):
    make_member(make_programme(), person=minh)

    sign_in(client, mailoutbox, OFFICE)

    assert who(client) == khin.pk


def test_name_of_another_person_is_checked(client, mailoutbox, khin):
    sign_in(client, mailoutbox, OFFICE)

    for name in ("ʼ", "\u0301", "Verify at evil.example"):
        page = client.post(reverse("account_other_person"), {"name": name})
        assert page.context["form"].errors["name"]

    assert who(client) == khin.pk


def test_team_member_and_closed_account_are_not_entered_by_their_names(client, mailoutbox, khin, minh):
    boss, closed = (services.get_or_create_person(OFFICE, answer=identity.OTHER, name=name) for name in ("Boss", "Old"))
    make_member(make_programme(), person=boss)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    ask(client, OFFICE)
    type_code(client, code_in(mailoutbox[-1]))

    for name in ("Boss", "BOSS", "Old"):
        assert "uses this address already" in choose(client, person="other", name=name).content.decode()
        assert who(client) is None

    choose(client, person="other", name="minh NGUYEN")  # in the list: the same as to choose them
    assert who(client) == minh.pk


def test_database_refuses_privileges_and_two_equal_names_at_a_mailbox(khin, minh):
    for fields in ({"is_staff": True}, {"is_superuser": True}, {"mailbox_of": minh}, {"name": "Minh", "name_key": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=minh.pk).update(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email=OFFICE, name="MINH Nguyen", mailbox_of=khin)


def test_verified_owner_of_an_address_holds_the_mailbox():
    profile_only, owner = make_person(email=OFFICE, name="Stranger"), make_person(name="Khin Khin")
    EmailAddress.objects.create(user=owner, email=OFFICE, verified=True)

    assert services.people_at(OFFICE) == [owner]
    assert services.find_by_address(profile_only.email) == owner


def test_closed_holder_blocks_the_address_for_new_people(khin):
    User.objects.filter(pk=khin.pk).update(is_active=False)

    assert services.get_or_create_person(OFFICE, answer=identity.OTHER, name="Minh") == khin
    assert User.objects.count() == 1


def test_another_person_at_the_address_continues_as_themselves(client, mailoutbox, khin):
    sign_in(client, mailoutbox, OFFICE)

    page = client.get(reverse("account_other_person") + "?next=/me/profile/").content.decode()
    response = client.post(reverse("account_other_person"), {"name": "Minh", "next": "/me/profile/"})

    assert "You are signed in as <bdi>Khin Khin</bdi>" in page
    assert response["Location"] == "/me/profile/"
    assert who(client) == User.objects.get(name="Minh").pk


def test_known_person_at_the_address_is_not_entered_without_a_code(client, mailoutbox, khin, minh):
    client.force_login(minh)

    response = client.post(reverse("account_other_person"), {"name": "Khin Khin"})

    assert "uses this address already" in response.content.decode()
    assert who(client) == minh.pk


def test_own_address_makes_a_person_independent(client, mailoutbox, khin, minh):
    ask(client, OFFICE)
    type_code(client, code_in(mailoutbox[-1]))
    choose(client, person=minh.pk)

    services.leave_shared_mailbox(minh)  # nothing to leave for yet
    address = EmailAddress.objects.create(user=minh, email="minh@example.org", verified=True)
    address.set_as_primary()
    services.leave_shared_mailbox(User.objects.get(pk=minh.pk))

    minh.refresh_from_db()
    assert (minh.email, minh.mailbox_of) == ("minh@example.org", None)
    other = Client()
    sign_in(other, mailoutbox, "minh@example.org")
    assert who(other) == minh.pk
    office = Client()
    sign_in(office, mailoutbox, OFFICE)
    assert who(office) == khin.pk


def test_undone_change_brings_a_person_back_to_the_shared_mailbox(khin, minh):
    before = snapshots.take(minh)
    EmailAddress.objects.create(user=minh, email="minh@example.org", verified=True, primary=True)
    services.leave_shared_mailbox(minh)
    change = changes.record_change(minh, before, snapshots.differences(before, snapshots.take(minh)), {})

    changes.undo(change)

    minh.refresh_from_db()
    assert (minh.email, minh.mailbox_of) == (OFFICE, khin)
    assert services.people_at(OFFICE) == [khin, minh]


@pytest.mark.parametrize("taken_by", ["a person of the same name", "nobody"])
def test_undone_change_meets_another_order_at_the_mailbox(khin, minh, taken_by):
    before = snapshots.take(minh)
    services.update_profile(minh, email="minh@example.org", mailbox_of=None)
    change = changes.record_change(minh, before, snapshots.differences(before, snapshots.take(minh)), {})
    if taken_by == "nobody":
        services.update_profile(khin, email="khin@example.org")
    else:
        services.get_or_create_person(OFFICE, answer=identity.OTHER, name=minh.name)

    changes.undo(change)

    minh.refresh_from_db()
    expected = OFFICE if taken_by == "nobody" else f"account-{minh.pk}@restored.invalid"
    assert (minh.email, minh.mailbox_of) == (expected, None)
