"""The page of the delegations: the grid with its totals, the bar of places, and the details of one delegation."""

import pytest
from django.urls import reverse

from events.models import Contributor, Delegation, Event, EventChange, Registration, Session
from events.nominations import board, queries, services
from events.nominations.services import Nominee
from events.registration.delegation_seats import place
from tests.factories import make_country, make_delegation, make_event, make_member, make_person
from tests.markup import without_direction

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(policy=Event.Policy.NOMINATION, seats=12)


@pytest.fixture
def manager(client, event):
    manager = make_member(event.programme)
    client.force_login(manager)
    return manager


def make_cells(event):
    """Two countries: three seats with one nominee and one reserve, one seat that is filled, one that is empty."""
    thai = make_delegation(event=event, country=make_country("TH"), constituency="government", seats=1, reserve_seats=1)
    services.appoint(event, [thai.pk], address="focal@example.org", name="Focal")
    services.nominate(thai, [Nominee("An", "an@example.org"), Nominee("Binh", "b@example.org")], by=make_person())
    workers = make_delegation(event=event, country=make_country("TH"), constituency="workers", seats=2)
    chi = Registration.objects.create(event=event, person=make_person(name="Chi"), status="pending")
    place(chi, workers, by=None)
    make_delegation(event=event, country=make_country("VN"), constituency="workers", seats=1)
    return thai


def numbers_of(total):
    return total.seats, total.taken, total.named, total.left


def read(event):
    event.refresh_from_db()
    return board.read_board(event, list(queries.delegations(event)))


def test_board_adds_up_rows_columns_and_all(event):
    make_cells(event)

    shown = read(event)

    assert [(line.label, numbers_of(line.total)) for line in shown.lines] == [
        ("Thailand", (3, 1, 1, 1)),
        ("Viet Nam", (1, 0, 0, 1)),
    ]
    assert [(str(one.label), numbers_of(one.total), one.percent) for one in shown.columns] == [
        ("Government", (1, 0, 1, 0), 25),
        ("Employers", (0, 0, 0, 0), 0),
        ("Workers", (3, 1, 0, 2), 75),
    ]
    assert numbers_of(shown.total) == (4, 1, 1, 2)
    assert shown.total.reserves == 1


def test_bar_counts_each_place_of_the_event_once(event):
    make_cells(event)
    speaker = make_person()
    session = Session.objects.create(event=event, title="Opening")
    Contributor.objects.create(session=session, name="Speaker", person=speaker)
    for person in (speaker, make_person()):
        Registration.objects.create(event=event, person=person, status="confirmed")

    places = read(event).places

    assert {part.name: part.number for part in places.parts} == {
        "taken": 2, "named": 1, "free": 2, "team": 1, "none": 6,
    }  # fmt: skip
    assert sum(part.number for part in places.parts) == places.capacity == 12


def test_bar_of_an_event_without_limit_has_no_places_left_over():
    event = make_event(policy=Event.Policy.NOMINATION)
    make_cells(event)

    places = read(event).places

    assert places.capacity is None
    assert "none" not in [part.name for part in places.parts]


def test_constituencies_and_countries_without_seats_have_no_line(event):
    make_delegation(event=event, constituency="academia", seats=1)
    make_delegation(event=event, country=make_country("TH"), seats=1)

    shown = read(event)

    assert [line.label for line in shown.lines] == ["Thailand", "Any country"]
    assert [str(one.label) for one in shown.columns] == [
        "Government", "Employers", "Workers", "Academia", "Any constituency",
    ]  # fmt: skip


def test_page_says_in_words_what_the_dots_show(client, event, manager):
    make_cells(event)

    page = without_direction(client.get(reverse("nominations:grid", args=[event.slug])).text)

    assert "Thailand, Government: 0 confirmed · 1 nominated · 0 free" in page
    assert "Thailand, Workers: 1 confirmed · 0 nominated · 1 free" in page
    assert page.count('<i class="is-taken"></i>') == 1 + 1  # the last one explains the dots
    assert "No focal point yet" in page
    assert "12 places in total" in page


def test_cell_opens_its_people_in_order_and_leads_to_the_next(client, event, manager):
    thai = make_cells(event)

    page = without_direction(client.get(reverse("nominations:cell", args=[event.slug, thai.pk])).text)

    names = page[page.index("Nominations in order of priority") :]
    assert names.index("An</") < names.index("Binh</")
    assert "Reserve · Nominated" in page
    assert "Next delegation: Thailand, Workers" in page
    assert "Previous delegation" not in page
    assert "focal@example.org" in page


def test_people_who_withdrew_are_not_in_the_cell(client, event, manager):
    thai = make_cells(event)
    Registration.objects.filter(person__name="Binh").update(status="withdrawn", reserve_rank=None)

    assert [one.person.name for one in board.people_of(event, thai)] == ["An"]


def test_cell_saves_its_numbers_and_leaves_the_others(client, event, manager):
    thai = make_cells(event)
    before = set(Delegation.objects.exclude(pk=thai.pk).values_list("pk", "seats", "reserve_seats"))

    client.post(
        reverse("nominations:cell", args=[event.slug, thai.pk]), {"action": "seats", "seats": "3", "reserves": "2"}
    )

    thai.refresh_from_db()
    event.refresh_from_db()
    assert (thai.seats, thai.reserve_seats) == (3, 2)
    assert set(Delegation.objects.exclude(pk=thai.pk).values_list("pk", "seats", "reserve_seats")) == before
    change = EventChange.objects.filter(what="seats").get()
    assert change.by == manager
    assert "Thailand, Government: 1 seat, 1 reserve → 3 seats, 2 reserves" in change.said


@pytest.mark.parametrize(
    ("seats", "text"),
    [
        ("0", "these people would lose their seat: An"),
        ("99", "would need 98 more seats, but the event has only"),
        ("-1", "greater than or equal to 0"),
        ("many", "Enter a whole number"),
    ],
)
def test_cell_refuses_numbers_beside_their_fields(client, event, manager, seats, text):
    thai = make_cells(event)

    answer = client.post(
        reverse("nominations:cell", args=[event.slug, thai.pk]), {"action": "seats", "seats": seats, "reserves": "1"}
    )

    assert answer.status_code == 200
    assert text in answer.text
    assert f'value="{seats}"' in answer.text
    assert Delegation.objects.get(pk=thai.pk).seats == 1


def test_cell_without_seats_disappears(client, event, manager):
    empty = make_delegation(event=event, country=make_country("VN"), constituency="workers", seats=1)

    answer = client.post(reverse("nominations:cell", args=[event.slug, empty.pk]), {"action": "seats", "seats": ""})

    assert answer.url == reverse("nominations:grid", args=[event.slug])
    assert not Delegation.objects.exists()


def test_cell_of_another_event_is_not_found(client, event, manager):
    other = make_delegation(event=make_event(policy=Event.Policy.NOMINATION), country=make_country("VN"))

    url = reverse("nominations:cell", args=[event.slug, other.pk])

    assert client.get(url).status_code == 404
    assert client.post(url, {"action": "seats", "seats": "5"}).status_code == 404
    assert client.post(reverse("nominations:cell", args=[event.slug, make_cells(event).pk]), {}).status_code == 404


def make_many(event, countries):
    for country in countries:
        for constituency in ("government", "employers", "workers"):
            one = make_delegation(
                event=event, country=make_country(country), constituency=constituency, reserve_seats=2
            )
            services.appoint(event, [one.pk], address=f"{country}@example.org", name=f"Focal {country}")
            people = [Nominee(f"{constituency}{number}", f"{country}{constituency}{number}@x.org") for number in (1, 2)]
            services.nominate(one, people, by=make_person())


@pytest.mark.parametrize("countries", [["TH"], ["TH", "VN", "MM", "KH", "LA"]])
def test_pages_make_the_same_number_of_queries_for_few_and_many(
    client, manager, event, countries, django_assert_num_queries
):
    Event.objects.update(seats=100)
    make_many(event, countries)
    first = event.delegations.order_by("pk").first()

    with django_assert_num_queries(10):
        client.get(reverse("nominations:grid", args=[event.slug]))
    with django_assert_num_queries(14):
        client.get(reverse("nominations:cell", args=[event.slug, first.pk]))
