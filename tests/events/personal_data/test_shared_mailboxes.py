"""Erasures of people who share a mailbox: each erasure is of one person, and the mailbox stays with the others."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.utils.timezone import now

from accounts import identity
from accounts.models import User
from accounts.services import get_or_create_person, people_at, people_who_sign_in, update_profile
from events.personal_data import services
from events.registration.services import register
from notifications.models import Message
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db(transaction=True)
OFFICE = "office@ministry-qua.example"


def share(name):
    return get_or_create_person(OFFICE, answer=identity.OTHER, name=name)


@pytest.fixture
def people():
    """The holder of the mailbox, and two people who use it."""
    holder = make_person(email=OFFICE, name="Khin Holder")
    EmailAddress.objects.update_or_create(user=holder, email=OFFICE, defaults={"verified": True, "primary": True})
    return holder, share("Minh Second"), share("Thida Third")


def erase(person):
    services.erase(person, by=person, at_once=True)
    person.refresh_from_db()
    assert person.is_erased


def facts(person):
    fresh = User.objects.get(pk=person.pk)
    return fresh.email, fresh.name, fresh.mailbox_of, fresh.is_active


def test_holder_is_erased_and_the_next_person_holds_the_mailbox(people):
    holder, second, third = people
    event = make_event()
    for person in people:
        register(event, person)

    erase(holder)

    assert facts(second) == (OFFICE, "Minh Second", None, True)
    assert facts(third) == (OFFICE, "Thida Third", second, True)
    assert people_at(OFFICE) == [second, third]
    assert people_who_sign_in(OFFICE) == [second, third]
    assert EmailAddress.objects.get(email=OFFICE).user == second
    assert not people_at(holder.email)[0].is_active
    for person in (second, third):
        mail = Message.objects.filter(recipient=person).latest("pk")
        assert (mail.to_email, person.name in mail.to_name) == (OFFICE, True)
    assert share("Khin Holder").pk not in {holder.pk, second.pk, third.pk}


def test_second_person_is_erased_and_the_holder_stays_untouched(people):
    holder, second, third = people
    event = make_event()
    for person in people:
        register(event, person)
    before = facts(holder), facts(third)
    mails = list(Message.objects.filter(recipient__in=[holder, third]).order_by("pk").values())

    erase(second)

    assert (facts(holder), facts(third)) == before
    assert list(Message.objects.filter(recipient__in=[holder, third]).order_by("pk").values()) == mails
    assert EmailAddress.objects.get(email=OFFICE, verified=True).user == holder
    assert people_who_sign_in(OFFICE) == [holder, third]
    assert not Message.objects.filter(recipient=second, text__contains="Minh").exists()
    assert share("Minh Second").pk != second.pk


def test_everybody_at_a_mailbox_is_erased(people):
    for person in people:
        erase(person)

    assert people_at(OFFICE) == []
    assert not User.objects.exclude(mailbox_of=None).exists()
    assert not EmailAddress.objects.filter(email=OFFICE).exists()


@pytest.mark.parametrize("second_is", ["blocked", "leaving"])
def test_person_who_stays_holds_the_mailbox(people, second_is):
    holder, second, third = people
    if second_is == "blocked":
        update_profile(second, is_active=False)
    else:
        services.erase(second, by=second)

    erase(holder)

    assert (facts(third)[2], facts(second)[2]) == (None, third)
    assert people_at(OFFICE) == [third, second]
    if second_is == "leaving":
        with time_machine.travel(now() + timedelta(days=8)):
            services.finish_due()
        assert people_at(OFFICE) == [third]


def test_holder_who_has_moved_leaves_the_mailbox_to_its_present_holder(people):
    holder, second, third = people
    update_profile(holder, email="khin@home-qua.example")
    update_profile(second, mailbox_of=None)  # they have confirmed the mailbox since
    elsewhere = get_or_create_person("khin@home-qua.example", answer=identity.OTHER, name="An Fourth")

    erase(holder)

    assert (facts(second)[2], facts(third)[2]) == (None, second)
    assert (facts(elsewhere)[0], facts(elsewhere)[2]) == ("khin@home-qua.example", None)


def test_spellings_of_a_mailbox_are_one_address():
    """What was mailed to the mailbox of another person without an account is not deleted with this one."""
    holder = make_person(email="office@bücher.example", name="Khin Holder")
    person = get_or_create_person("office@xn--bcher-kva.example", answer=identity.OTHER, name="Minh Second")
    register(make_event(), person)
    for address in ("office@bücher.example", "office@xn--bcher-kva.example"):
        Message.objects.create(
            dedupe_key=address, kind="x", to_email=address, message_id=address, subject="s", text="Dear"
        )  # fmt: skip

    erase(person)

    assert holder.is_active
    assert {mail.text for mail in Message.objects.filter(kind="x")} == {"Dear"}
