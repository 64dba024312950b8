"""The release of unused seats: what is given back, who gets the seats, and what changes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from events.models import Delegation, Event, Registration, Target
from events.nominations import services
from events.nominations.release import ReleaseChoice, ReleaseTo, plan_release, release
from events.nominations.services import Nominee
from events.registration import transitions
from notifications.models import Message
from tests.factories import make_country, make_delegation, make_event, make_member, make_person
from tests.markup import without_direction

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(policy=Event.Policy.NOMINATION, seats=20)


@pytest.fixture
def manager(client, event):
    manager = make_member(event.programme)
    client.force_login(manager)
    return manager


@pytest.fixture
def url(event):
    return reverse("nominations:release", args=[event.slug])


def closed(event, iso2, **fields):
    """Make a delegation whose deadline has passed."""
    fields |= {"country": make_country(iso2), "constituency": "workers"}
    return make_delegation(event, nomination_closes_at=now() - timedelta(hours=1), **{"seats": 1} | fields)


def reserve_of(event, iso2="MM", name="Reserve"):
    """Make a full delegation with one reserve. Return the registration of the reserve."""
    delegation = make_delegation(event, country=make_country(iso2), constituency="workers", seats=1, reserve_seats=1)
    people = [Nominee(f"First of {iso2}", f"first-{iso2}@example.org"), Nominee(name, f"reserve-{iso2}@example.org")]
    return services.nominate(delegation, people, by=make_person())[1]


def waiting_for(event, name="Waiting"):
    return Registration.objects.create(
        event=event, person=make_person(name=name), status="waitlisted", queued_at=now(), mode="in_person"
    )


def test_only_the_selected_delegations_give_back_their_seats(event):
    thai, viet = closed(event, "TH"), closed(event, "VN")

    release(event, by=make_person(), choice=ReleaseChoice(frozenset([thai.pk])))

    seats = dict(Delegation.objects.values_list("pk", "seats"))
    assert seats == {thai.pk: 0, viet.pk: 1}


@pytest.mark.parametrize(
    ("to", "names"),
    [("anyone", ["Reserve", "Waiting"]), ("reserves", ["Reserve"]), ("waiting", ["Waiting"]), ("nobody", [])],
)
def test_choice_decides_who_gets_the_seats(event, to, names):
    reserve_of(event)
    waiting_for(event)
    closed(event, "TH", seats=2)

    plan = plan_release(event, ReleaseChoice(to=ReleaseTo(to)))

    assert [seat.registration.person.full_name for seat in plan if seat.registration] == names
    assert len(plan) == 2


def test_page_shows_delegations_people_and_consequences(client, event, manager, url):
    reserve_of(event)
    thai = closed(event, "TH", focal_point=make_person(name="Khun Focal"))
    closed(event, "VN")
    services.appoint(event, [thai.pk], address="focal@example.org", name="Focal", closes_at=thai.nomination_closes_at)

    page = client.get(url)

    text, changes = without_direction(page.text), page.context["changes"]
    assert "Thailand, Workers" in text
    assert "no focal point" in text
    assert (len(changes.plan), changes.delegations, changes.back, changes.notified) == (2, 2, 1, 1)
    assert [one.registration.person.full_name for one in changes.reserves] == ["Reserve"]
    assert {str(one) for one in changes.emptied} == {"Thailand, Workers", "Viet Nam, Workers"}


def test_other_choice_shows_its_own_consequences(client, event, manager, url):
    reserve_of(event)
    thai = closed(event, "TH")
    closed(event, "VN")

    page = client.get(url, {"delegation": thai.pk, "to": "nobody"})

    assert (len(page.context["changes"].plan), page.context["changes"].back) == (1, 1)
    assert [is_selected for _row, is_selected, _links in page.context["rows"]] == [True, False]


def test_choice_that_was_not_shown_is_shown_first(client, event, manager, url):
    thai = closed(event, "TH")
    closed(event, "VN")
    shown = client.get(url).context["fingerprint"]
    chosen = {"delegation": thai.pk, "to": "nobody"}

    refused = client.post(url, chosen | {"shown": shown})
    looked = client.post(url, chosen | {"look": "1"})
    before = sum(Delegation.objects.values_list("seats", flat=True))
    done = client.post(url, chosen | {"shown": looked.context["fingerprint"]})

    assert "Nothing is released yet." in refused.text
    assert (before, done.status_code) == (2, 302)
    assert sum(Delegation.objects.values_list("seats", flat=True)) == 1


def test_open_requirements_of_the_people_are_shown(client, event, manager, url):
    event.requirements.create(label="Works on pensions")
    reserve_of(event)
    closed(event, "TH")

    assert "Works on pensions" in client.get(url).text


def test_page_makes_the_same_number_of_queries_for_few_and_many(client, event, manager, url):
    closed(event, "TH", focal_point=make_person())
    client.get(url)  # fills the caches of the process

    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for iso2 in ("VN", "KH", "LA"):
        closed(event, iso2, focal_point=make_person())
    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(few) == len(many)


def test_focal_points_of_the_reserves_who_get_a_seat_are_counted(client, event, manager, url):
    reserve = reserve_of(event)
    services.appoint(event, [reserve.delegation_id], address="mm@example.org", name="Daw Focal")
    closed(event, "TH")

    page = client.get(url)
    client.post(url, {"shown": page.context["fingerprint"]})

    assert page.context["changes"].notified == 1
    assert Message.objects.filter(kind="delegation_changed").count() == 1


def test_seat_that_stays_in_its_delegation_changes_nothing_for_its_focal_point(client, event, manager, url):
    reserve = reserve_of(event)
    delegation = Delegation.objects.filter(pk=reserve.delegation_id)
    services.appoint(event, [reserve.delegation_id], address="mm@example.org", name="Daw Focal")
    delegation.update(seats=2, nomination_closes_at=now() - timedelta(hours=1))
    transitions.keep_seats_for_delegations(event, 1)

    page = client.get(url)
    client.post(url, {"shown": page.context["fingerprint"]})

    assert (page.context["changes"].notified, page.context["changes"].emptied) == (0, [])
    assert not Message.objects.filter(kind="delegation_changed").exists()
    assert delegation.get().seats == 2
    reserve.refresh_from_db()
    assert (reserve.reserve_rank, reserve.holds_named_seat) == (None, True)


def test_target_for_women_is_not_read_without_candidates(event):
    closed(event, "TH")

    with CaptureQueriesContext(connection) as queries:
        plan_release(event)

    assert not any(Target._meta.db_table in query["sql"] for query in queries)
