"""Who of the team looked at somebody's passport is written down, and read by managers."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import now

from events.models import TeamMember, TravelLook
from tests.events.travel.helpers import make_travel_event, make_traveller, save_all_details
from tests.factories import make_member

pytestmark = pytest.mark.django_db
Role, How = TeamMember.Role, TravelLook.How


@pytest.fixture
def event():
    return make_travel_event()


@pytest.fixture
def told(event):
    registration = make_traveller(event, name="An")
    save_all_details(registration)
    return registration


def sign_in(client, event, role, **person):
    member = make_member(event.programme, role)
    client.force_login(member)
    return member


def looks():
    return list(TravelLook.objects.order_by("pk").values_list("registration__person__name", "by", "how"))


def test_a_look_is_noted_once_a_day_for_each_who_looks(client, event, told):
    page = reverse("travel:traveller", args=[event.slug, told.pk])
    first = sign_in(client, event, Role.COORDINATOR)
    client.get(page)
    client.get(page)
    second = sign_in(client, event, Role.MANAGER)
    client.get(page)
    assert looks() == [("An", first.pk, How.PAGE), ("An", second.pk, How.PAGE)]

    with time_machine.travel(now() + timedelta(days=1)):
        client.force_login(second)
        client.get(page)

    assert len(looks()) == 3


def test_the_day_is_that_of_the_place(client, event, told):
    sign_in(client, event, Role.COORDINATOR)
    late = now().replace(hour=16, minute=30)  # half past eleven in the evening in Bangkok
    with time_machine.travel(late, tick=False) as clock:
        sign_in(client, event, Role.COORDINATOR)
        client.get(reverse("travel:traveller", args=[event.slug, told.pk]))
        clock.shift(timedelta(hours=1))
        client.get(reverse("travel:traveller", args=[event.slug, told.pk]))

    first, second = TravelLook.objects.order_by("pk")
    assert second.on - first.on == timedelta(days=1)


def test_a_file_is_a_look_at_each_whom_it_holds(client, event, told):
    make_traveller(event, name="Binh")  # has told nothing: nothing is seen
    member = sign_in(client, event, Role.COORDINATOR)

    client.get(reverse("travel:export", args=[event.slug]))

    assert looks() == [("An", member.pk, How.FILE)]


def test_the_list_and_the_person_themselves_are_no_look(client, event, told):
    sign_in(client, event, Role.COORDINATOR)
    client.get(reverse("travel:travel", args=[event.slug]))
    client.force_login(told.person)
    client.get(reverse("travel:details", args=[event.slug]))

    assert looks() == []


@pytest.mark.parametrize(("role", "sees"), [(Role.MANAGER, True), (Role.COORDINATOR, False), (Role.RECEPTION, False)])
def test_managers_read_who_looked(client, event, told, role, sees):
    curious = make_member(event.programme, Role.COORDINATOR)
    curious.name = "Curious Coordinator"
    curious.save()
    TravelLook.objects.create(registration=told, by=curious, how=How.FILE, on=now().date())
    sign_in(client, event, role)

    words = client.get(reverse("participants:detail", args=[event.slug, told.pk])).content.decode()

    assert ("Access log of passport" in words) is sees
    assert ("Curious Coordinator, downloaded in a file" in words) is sees


def test_the_database_keeps_one_look_a_day_of_a_known_kind(told):
    member = make_member(told.event.programme)
    row = {"registration": told, "by": member, "on": now().date()}
    TravelLook.objects.create(how=How.PAGE, **row)

    for how in (How.PAGE, "else"):
        with pytest.raises(IntegrityError), transaction.atomic():
            TravelLook.objects.create(how=how, **row)


@pytest.mark.parametrize("item_count", [1, 3])
def test_a_file_is_noted_in_one_query(client, event, item_count, django_assert_num_queries):
    for _ in range(item_count):
        save_all_details(make_traveller(event))
    sign_in(client, event, Role.COORDINATOR)

    # Session, person, event, role; travellers, what has changed, what is asked; countries; the note.
    with django_assert_num_queries(9):
        b"".join(client.get(reverse("travel:export", args=[event.slug])).streaming_content)

    assert TravelLook.objects.count() == item_count
