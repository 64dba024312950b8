"""Papers of travellers: visas, passports, emergency contacts, and what changes when a person is replaced."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.links.tokens import make_url
from events.journeys.errors import StepNotAllowedError
from events.models import (
    Hotel,
    Meeting,
    Nomination,
    NominationLink,
    Registration,
    RoomStay,
    StudyVisit,
    TravelDetails,
    TravellerFile,
    TravelLook,
)
from events.nominations.replacing import things_to_change
from events.personal_data import record as personal_record
from events.personal_data.retention.job import delete_expired
from events.registration.links import FOCAL_POINT
from events.study_visits.papers import services
from events.study_visits.papers.states import STEP_LABELS, VISA
from events.travel.emergency import EmergencyData, emergency_of, reencrypt_all, save_emergency
from tests.events.study_visits.helpers import make_host, make_leg, make_traveller, make_visit
from tests.events.study_visits.worked_example import build_example
from tests.factories import make_country, make_delegation, make_event, make_member, make_person

pytestmark = pytest.mark.django_db
Visa = TravellerFile.Visa
CONTACT = EmergencyData(contact_name="Bat-Erdene", contact_relation="husband", contact_phone="+97611555201")


def sign_in(client, event, role="coordinator"):
    member = make_member(event.programme, role)
    client.force_login(member)
    return member


def with_contact(event, **changed):
    registration = make_traveller(event, make_person(name="Ganbold Oyunchimeg"))
    save_emergency(registration, EmergencyData(**{**vars(CONTACT), **changed}))
    return registration


def test_each_step_of_the_table_has_a_label_and_each_state_can_be_reached():
    assert set(VISA.rows) == set(STEP_LABELS)
    assert {row.target for row in VISA.rows.values()} == set(Visa.values)


@pytest.mark.parametrize(
    ("state", "step", "after"),
    [
        ("unknown", "ask_letter", "letter_asked"),
        ("letter_asked", "issue_letter", "letter_issued"),
        ("letter_issued", "issue_letter", "letter_issued"),
        ("letter_issued", "apply", "applied"),
        ("applied", "grant", "granted"),
        ("applied", "refuse", "refused"),
        ("unknown", "grant", None),
        ("letter_asked", "apply", None),
        ("granted", "refuse", None),
        ("granted", "reopen", "unknown"),
    ],
)
def test_visa_takes_only_the_steps_of_the_table(state, step, after):
    registration = make_traveller(make_visit(), make_person())
    TravellerFile.objects.create(registration=registration, visa=state)

    if after is None:
        with pytest.raises(StepNotAllowedError):
            services.change_visa(registration, step, by=None)
    else:
        assert services.change_visa(registration, step, by=None).visa == after


def test_steps_keep_day_note_and_history():
    event = make_visit()
    member = make_member(event.programme)
    registration = make_traveller(event, make_person())

    services.change_visa(registration, "issue_letter", on=date(2027, 4, 26), note="SV27-VL-003", by=member)
    file = services.change_visa(registration, "issue_letter", on=date(2027, 5, 14), note="SV27-VL-011", by=member)

    assert (file.visa_on, file.visa_note) == (date(2027, 5, 14), "SV27-VL-011")
    assert list(file.visa_changes.values_list("note", "by")) == [("SV27-VL-003", member.pk), ("SV27-VL-011", member.pk)]


def test_page_shows_legs_visas_and_an_early_passport_in_words(client):
    example = build_example()
    member = sign_in(client, example.event)

    response = client.get(reverse("study_visits:papers", args=[example.event.slug]))

    papers, page = response.context["papers"], response.content.decode()
    assert len(papers.rows) == 12
    assert papers.on_leg[[leg.number for leg in papers.legs].index("Limited express 45, car 7")] == 12
    assert papers.visas_open == 3
    assert papers.passports_early == 1
    assert page.count("expires within six months after the visit") == 1
    maianh = next(row for row in papers.rows if row.traveller.person == example.people["maianh"])
    assert (maianh.flight_in, maianh.flight_out) == ("ZZ 315, 2027-06-07 06:45", "ZZ 312, 2027-06-12 17:55")
    assert TravelLook.objects.filter(by=member, how="page").count() == 9
    assert "Bat-Erdene" not in page  # contacts have a page of their own, with hours


def test_file_has_the_columns_of_the_page_and_the_looks_are_logged(client):
    example = build_example()
    sign_in(client, example.event)

    response = client.get(reverse("study_visits:papers_export", args=[example.event.slug]))
    content = BytesIO(b"".join(response.streaming_content))
    rows = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()

    assert rows[0][:3] == ["Group", "Name", "ZZ 640"]
    assert rows[0][-8:] == [
        "Visa", "Since", "Note", "Passport valid until", "Passport", "Insurance", "Flight in", "Flight out"
    ]  # fmt: skip
    assert len(rows) == 13
    late = [row for row in rows if "expires within six months after the visit" in row]
    assert [row[1] for row in late] == [example.people["ganzorig"].full_name]
    assert TravelLook.objects.filter(how="file").count() == 9


def test_team_changes_a_visa_on_its_page(client):
    event = make_visit()
    sign_in(client, event)
    registration = make_traveller(event, make_person())
    address = reverse("study_visits:visa", args=[event.slug, registration.pk])

    client.post(address, {"step": "ask_letter", "on": "2027-04-20", "note": "By mail"})
    refused = client.post(address, {"step": "grant"})

    file = TravellerFile.objects.get()
    assert (file.visa, file.visa_on, file.visa_note) == ("letter_asked", date(2027, 4, 20), "By mail")
    assert "no longer possible" in refused.content.decode()
    assert "By mail" in client.get(address).content.decode()


@pytest.mark.parametrize("people", [1, 4])
def test_papers_page_makes_a_fixed_number_of_queries(client, people, django_assert_num_queries):
    event = make_visit(asks_travel=True)
    sign_in(client, event)
    for _number in range(people):
        registration = with_contact(event)
        make_leg(event, registration.person, departs="2027-06-06 08:00", arrives="2027-06-06 15:00")
        gone = Registration.objects.create(event=event, person=make_person(), status="withdrawn")
        TravellerFile.objects.create(registration=gone, visa="granted")
        Nomination.objects.create(registration=registration, name="A", address="a@example.org", replaces=gone)
    cache.clear()
    client.get(reverse("study_visits:papers", args=[event.slug]))

    with django_assert_num_queries(20):
        client.get(reverse("study_visits:papers", args=[event.slug]))


def test_traveller_writes_the_contact_on_the_page_of_details(client):
    event = make_visit(asks_travel=True)
    person = make_person()
    registration = make_traveller(event, person)
    client.force_login(person)
    address = reverse("travel:details", args=[event.slug])
    form = {
        "contact_name": "Bat-Erdene",
        "contact_relation": "husband",
        "contact_phone": "+976 11 555 201",
        "allergy": "Nuts",
    }

    assert "Emergency contact" in client.get(address).content.decode()  # among what is missing
    client.post(address, form)

    file = TravellerFile.objects.get(registration=registration)
    assert emergency_of(file).contact_name == "Bat-Erdene"
    assert emergency_of(file).allergy == "Nuts"
    assert "Bat-Erdene" not in file.sealed
    assert 'value="Bat-Erdene"' in client.get(address).content.decode()


def test_only_what_is_required_of_the_contact_is_missing_and_it_is_not_marked_as_optional(client):
    event, person = make_visit(asks_travel=True), make_person()
    make_traveller(event, person)
    client.force_login(person)
    address = reverse("travel:details", args=[event.slug])

    client.post(address, {"contact_name": "Bat-Erdene"})  # a part is saved
    page = client.get(address).text

    assert [f"<li>{name}</li>" in page for name in ("Emergency contact", "Telephone of the emergency contact")] == [
        False,
        True,
    ]
    labels = [page.split(f'for="id_contact_{name}"')[1].split("</label>")[0] for name in ("name", "phone", "relation")]
    assert ["(optional)" in label for label in labels] == [False, False, True]


def test_other_events_do_not_ask_for_a_contact(client):
    event, person = make_event(asks_travel=True), make_person()
    make_traveller(event, person)
    client.force_login(person)

    assert "contact_name" not in client.get(reverse("travel:details", args=[event.slug])).content.decode()


def contacts_page(client, event, moment):
    with time_machine.travel(moment, tick=False):
        return client.get(reverse("study_visits:emergency", args=[event.slug]))


# By the clocks of Tokyo: the day before the start begins at 15:00 UTC, and the day after the end ends at 15:00 UTC.
@pytest.mark.parametrize(
    ("moment", "is_shown"),
    [
        (datetime(2027, 6, 5, 14, 59, tzinfo=UTC), False),
        (datetime(2027, 6, 5, 15, 0, tzinfo=UTC), True),
        (datetime(2027, 6, 13, 14, 59, tzinfo=UTC), True),
        (datetime(2027, 6, 13, 15, 0, tzinfo=UTC), False),
    ],
)
def test_tour_leader_sees_contacts_only_around_the_visit(client, moment, is_shown):
    event, leader = make_visit(), make_person()
    StudyVisit.objects.create(event=event, tour_leader=leader)
    with_contact(event)
    with time_machine.travel(moment, tick=False):
        client.force_login(leader)

    response = contacts_page(client, event, moment)

    assert response.status_code == 200
    assert ("Bat-Erdene" in response.content.decode()) is is_shown
    assert TravelLook.objects.filter(by=leader, how="emergency").count() == is_shown


def test_contacts_are_for_the_leader_and_the_team_alone(client):
    event = make_visit()
    StudyVisit.objects.create(event=event, tour_leader=make_person())
    with_contact(event)
    during = datetime(2027, 6, 8, tzinfo=UTC)
    statuses = {}
    with time_machine.travel(during, tick=False):
        for role in ("manager", "coordinator", "reception", "viewer"):
            client.force_login(make_member(event.programme, role))
            statuses[role] = contacts_page(client, event, during).status_code
        client.force_login(make_person())
        statuses["stranger"] = contacts_page(client, event, during).status_code

    assert statuses == {"manager": 200, "coordinator": 200, "reception": 403, "viewer": 403, "stranger": 404}


@pytest.mark.parametrize(("day", "is_kept"), [(26, True), (28, False)])
def test_contacts_are_deleted_fourteen_days_after_the_visit(day, is_kept):
    with_contact(make_visit())

    with time_machine.travel(datetime(2027, 6, day, tzinfo=UTC), tick=False):
        delete_expired()

    assert bool(TravellerFile.objects.get().sealed) is is_kept


def test_papers_and_rooms_go_with_the_travel_details():
    event = make_visit(travel_keep_days=30)
    registration = with_contact(event)
    hotel = Hotel.objects.create(event=event, name="Garden", city="Tokyo", timezone="Asia/Tokyo")
    RoomStay.objects.create(
        hotel=hotel, person=registration.person, check_in=date(2027, 6, 6), check_out=date(2027, 6, 9)
    )
    TravelDetails.objects.create(registration=registration, sealed="x")

    with time_machine.travel(datetime(2027, 7, 20, tzinfo=UTC), tick=False):
        delete_expired()

    assert [model.objects.count() for model in (TravellerFile, RoomStay, TravelDetails)] == [0, 0, 0]


def test_own_data_has_the_contact_and_keys_can_be_changed():
    registration = with_contact(make_visit())
    place = next(place for place in personal_record.PLACES if place.model == "events.TravellerFile")

    rows = list(personal_record.raw_rows(place, registration.person, frozenset()))

    assert rows[0]["contact_name"] == "Bat-Erdene"
    assert reencrypt_all() == (1, 0)


def test_replacement_lists_letter_visa_ticket_room_badge_and_gate_list():
    event = make_visit()
    registration = make_traveller(event, make_person())
    assert things_to_change(event, [registration]) == {registration.pk: ["Badge"]}

    TravellerFile.objects.create(registration=registration, visa="granted")
    make_leg(event, registration.person, departs="2027-06-06 08:00", arrives="2027-06-06 15:00")
    hotel = Hotel.objects.create(event=event, name="Garden", city="Tokyo", timezone="Asia/Tokyo")
    RoomStay.objects.create(
        hotel=hotel, person=registration.person, check_in=date(2027, 6, 6), check_out=date(2027, 6, 9)
    )
    make_host(event, security_list=Meeting.SecurityList.NAMES)

    things = things_to_change(event, [registration])
    assert things == {registration.pk: ["Letter", "Visa", "Ticket", "Room", "Badge", "Gate list"]}
    seminar = make_event()
    assert things_to_change(seminar, [make_traveller(seminar, make_person())]) == {}


def test_focal_point_and_team_read_what_changes(client):
    event = make_visit()
    focal_point = make_person()
    delegation = make_delegation(event, country=make_country("MN"), seats=2, focal_point=focal_point)
    registration = make_traveller(event, make_person(name="Old Name"), delegation=delegation)
    Nomination.objects.create(registration=registration, name="Old Name", address="old@example.org")
    TravellerFile.objects.create(registration=registration, visa="letter_issued")
    link = NominationLink.objects.create(event=event, person=focal_point, expires_at=event.ends_at)
    page = client.get(make_url(FOCAL_POINT, link)).content.decode()
    assert "If you replace this person, the organisers change: Letter, Badge." in page

    successor = make_traveller(event, make_person(name="New Name"), delegation=delegation)
    Nomination.objects.create(registration=successor, name="New", address="new@example.org", replaces=registration)
    sign_in(client, event)
    assert boxes(client, event) == [("letter", False), ("badge", False)]


def boxes(client, event):
    """Return what the page asks the team to change after a replacement, and whether each is ticked."""
    page = client.get(reverse("study_visits:papers", args=[event.slug]))
    return [(thing.value, is_changed) for one in page.context["replaced"] for thing, is_changed in one.boxes]


def test_the_team_confirms_what_has_the_name_of_the_successor(client):
    event = make_visit()
    old, new = (make_traveller(event, make_person(name=name)) for name in ("Lê Minh Đức", "Trần Quốc Bảo"))
    TravellerFile.objects.create(registration=old, visa="letter_issued")
    Nomination.objects.create(registration=new, name="Bảo", address="bao@example.org", replaces=old)
    sign_in(client, event)
    address = reverse("study_visits:replacement", args=[event.slug, new.pk])

    client.post(address, {"changed": ["badge", "unknown"]})
    assert boxes(client, event) == [("letter", False), ("badge", True)]
    client.post(address, {"changed": ["badge", "letter"]})

    assert boxes(client, event) == []
    assert "Lê Minh Đức" not in " ".join(event.changes.values_list("said", flat=True))
    # What comes up later is asked again.
    make_leg(event, old.person, departs="2027-06-06 08:00", arrives="2027-06-06 15:00")
    assert ("ticket", False) in boxes(client, event)
