"""The access log of travel details."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import now

from events.models import TeamMember, TravelLook
from tests.events.travel.helpers import make_travel_event, make_traveller, save_all_details
from tests.factories import make_member
from tests.markup import without_direction

pytestmark = pytest.mark.django_db
Role, How = TeamMember.Role, TravelLook.How


@pytest.fixture
def event():
    return make_travel_event()


@pytest.fixture
def registration(event):
    registration = make_traveller(event, name="An")
    save_all_details(registration)
    return registration


def sign_in(client, event, role, **person):
    member = make_member(event.programme, role)
    client.force_login(member)
    return member


def recorded_views():
    return list(TravelLook.objects.order_by("pk").values_list("registration__person__name", "by", "how"))


def test_view_is_recorded_once_a_day_for_each_member(client, event, registration):
    page = reverse("travel:traveller", args=[event.slug, registration.pk])
    first = sign_in(client, event, Role.COORDINATOR)
    client.get(page)
    client.get(page)
    second = sign_in(client, event, Role.MANAGER)
    client.get(page)
    assert recorded_views() == [("An", first.pk, How.PAGE), ("An", second.pk, How.PAGE)]

    with time_machine.travel(now() + timedelta(days=1)):
        client.force_login(second)
        client.get(page)

    assert len(recorded_views()) == 3


def test_day_of_a_view_is_in_the_time_zone_of_the_event(client, event, registration):
    sign_in(client, event, Role.COORDINATOR)
    late = now().replace(hour=16, minute=30)  # half past eleven in the evening in Bangkok
    with time_machine.travel(late, tick=False) as clock:
        sign_in(client, event, Role.COORDINATOR)
        client.get(reverse("travel:traveller", args=[event.slug, registration.pk]))
        clock.shift(timedelta(hours=1))
        client.get(reverse("travel:traveller", args=[event.slug, registration.pk]))

    first, second = TravelLook.objects.order_by("pk")
    assert second.on - first.on == timedelta(days=1)


def test_export_records_a_view_of_each_person_with_data(client, event, registration):
    make_traveller(event, name="Binh")  # has told nothing: nothing is seen
    member = sign_in(client, event, Role.COORDINATOR)

    client.get(reverse("travel:export", args=[event.slug]))

    assert recorded_views() == [("An", member.pk, How.FILE)]


def test_list_and_own_page_record_no_view(client, event, registration):
    sign_in(client, event, Role.COORDINATOR)
    client.get(reverse("travel:travel", args=[event.slug]))
    client.force_login(registration.person)
    client.get(reverse("travel:details", args=[event.slug]))

    assert recorded_views() == []


@pytest.mark.parametrize(("role", "sees"), [(Role.MANAGER, True), (Role.COORDINATOR, False), (Role.RECEPTION, False)])
def test_managers_see_the_access_log(client, event, registration, role, sees):
    curious = make_member(event.programme, Role.COORDINATOR)
    curious.name = "Curious Coordinator"
    curious.save()
    TravelLook.objects.create(registration=registration, by=curious, how=How.FILE, on=now().date())
    sign_in(client, event, role)

    words = without_direction(
        client.get(reverse("participants:detail", args=[event.slug, registration.pk])).content.decode()
    )

    assert ("Access log of passport" in words) is sees
    assert ("Curious Coordinator, downloaded in a file" in words) is sees


def test_database_allows_one_view_a_day_of_a_known_kind(registration):
    member = make_member(registration.event.programme)
    row = {"registration": registration, "by": member, "on": now().date()}
    TravelLook.objects.create(how=How.PAGE, **row)

    for how in (How.PAGE, "else"):
        with pytest.raises(IntegrityError), transaction.atomic():
            TravelLook.objects.create(how=how, **row)


@pytest.mark.parametrize("item_count", [1, 3])
def test_export_records_views_in_one_query(client, event, item_count, django_assert_num_queries):
    for _ in range(item_count):
        save_all_details(make_traveller(event))
    sign_in(client, event, Role.COORDINATOR)

    # Session, person, event, role; travellers, what has changed, what is asked; countries; the note.
    with django_assert_num_queries(9):
        b"".join(client.get(reverse("travel:export", args=[event.slug])).streaming_content)

    assert TravelLook.objects.count() == item_count
