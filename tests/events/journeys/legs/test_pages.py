"""The team's pages of legs."""

from datetime import timedelta

import pytest
from django.urls import reverse

from events.models import Leg, LegTraveller, Meeting
from notifications.models import Message
from tests.events.journeys.scene import make_coach, make_leg, make_traveller, make_visit, moment
from tests.factories import make_member, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_visit()


@pytest.fixture
def client(client, event):
    client.force_login(make_member(event.programme))
    return client


def path(event, name="list", *args):
    return reverse(f"legs:{name}", args=[event.slug, *args])


TYPED = {
    "mode": "flight", "carrier": "ZZ", "number": "221", "from_city": "Phnom Penh", "from_timezone": "Asia/Phnom_Penh",
    "departs_at": "2027-06-06T08:30", "to_city": "Tokyo", "to_timezone": "Asia/Tokyo",
    "arrives_at": "2027-06-06T16:20",
}  # fmt: skip


def test_a_line_has_both_local_times_the_duration_and_who_travels_and_who_does_not(client, event):
    person, other = make_traveller(event, name="Keo Dara"), make_traveller(event, name="Mai Anh")
    make_leg(event, [person])
    make_leg(event, [other], start="2027-06-06 23:55", end="2027-06-07 06:45", zones=("Asia/Ho_Chi_Minh", "Asia/Tokyo"))

    text = client.get(path(event)).text

    assert '<strong class="number">08:30</strong> <bdi>Phnom Penh</bdi> <span class="fine">UTC+7</span>' in text
    assert '<strong class="number">16:20</strong> <bdi>Tokyo</bdi></p>' in text  # the offset of the event is not shown
    assert '<span class="number">5 h 50</span> <span class="fine">+2 h</span>' in text
    assert '<span class="tag is-next-day">+1 day</span>' in text
    assert ("On this leg: Keo Dara" in text, "Not on this leg: Mai Anh" in text) == (True, True)


def test_adds_a_leg_from_local_times(client, event):
    person = make_traveller(event)

    answer = client.post(path(event, "create"), {**TYPED, "people": [person.pk], f"seat-{person.pk}": "12A"})

    assert answer.status_code == 302
    leg = Leg.objects.get()
    assert leg.departs_at == moment("2027-06-06 01:30")
    assert leg.arrives_at == moment("2027-06-06 07:20")
    assert list(LegTraveller.objects.values_list("person", "seat")) == [(person.pk, "12A")]
    assert not Message.objects.filter(kind="leg_changed").exists()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"arrives_at": "2027-06-06T09:30"}, "The arrival must be after the departure."),
        (
            {"from_timezone": "Europe/Paris", "departs_at": "2027-03-28T02:30"},
            "does not exist on this day in the time zone Paris",
        ),
        (
            {"from_timezone": "Europe/Paris", "departs_at": "2026-10-25T02:30"},
            "exists twice on this day in the time zone Paris",
        ),
        ({"to_timezone": "Nowhere"}, "There is no such time zone"),
    ],
)
def test_refuses_times_that_cannot_be(client, event, values, message):
    answer = client.post(path(event, "create"), {**TYPED, **values})

    assert answer.status_code == 200
    assert message in answer.text
    assert not Leg.objects.exists()


def test_asks_which_of_two_times_is_meant(client, event):
    twice = {"from_timezone": "Europe/Paris", "departs_at": "2026-10-25T02:30", "departs_at-offset": "60"}

    client.post(path(event, "create"), {**TYPED, **twice})

    assert Leg.objects.get().departs_at == moment("2026-10-25 01:30")


def test_an_overlap_names_the_other_leg_and_keeps_what_was_typed(client, event):
    person = make_traveller(event, name="Keo Dara")
    make_leg(event, [person])

    answer = client.post(path(event, "create"), {**TYPED, "number": "999", "people": [person.pk]})

    assert "Keo Dara is on another leg at this time: Flight ZZ 221" in answer.text
    assert 'value="999"' in answer.text
    assert f'value="{person.pk}" checked' in answer.text


def test_a_change_is_mailed_only_if_the_box_is_ticked(client, event):
    person = make_traveller(event)
    leg = make_leg(event, [person])
    values = {**TYPED, "people": [person.pk], "note": "Window seat"}

    client.post(path(event, "edit", leg.pk), values)
    assert not Message.objects.filter(kind="leg_changed").exists()
    client.post(path(event, "edit", leg.pk), {**values, "meeting_point": "Lobby", "notify": "on"})

    assert "Meeting point: Lobby" in Message.objects.get(kind="leg_changed").text


def test_the_time_at_the_meeting_point_has_a_field_of_its_own_before_the_departure(client, event):
    values = {**TYPED, "people": []}
    departs = values["departs_at"]

    words = client.post(path(event, "create"), {**values, "meeting_point": "Lobby 08:40"}).text
    after = client.post(path(event, "create"), {**values, "meets_at": departs[:11] + "23:59"}).text
    assert "Enter the time in the field below: it moves with the departure." in words
    assert "The travellers meet before the departure" in after
    assert not event.legs.exists()
    client.post(path(event, "create"), {**values, "meeting_point": "Lobby", "meets_at": departs[:11] + "07:30"})

    leg = event.legs.get()
    assert leg.meeting_line == "07:30, Lobby"
    assert "07:30, Lobby" in client.get(path(event)).text


def test_the_meeting_moves_with_a_departure_that_is_typed_anew(client, event):
    leg = make_leg(event, meeting_minutes=60, meeting_point="Lobby")  # departs at 08:30
    values = {**TYPED, "departs_at": "2027-06-06T09:30", "meets_at": "2027-06-06T07:30", "meeting_point": "Lobby"}

    client.post(path(event, "edit", leg.pk), {**values, "people": []})

    leg.refresh_from_db()
    assert (leg.meeting_minutes, leg.meeting_line) == (60, "08:30, Lobby")


def test_the_page_of_a_move_warns_of_a_time_in_the_words_about_the_meeting_point(client, event):
    fixed, moving = make_leg(event, meeting_point="Lobby 07.30"), make_leg(event, meeting_point="Gate 4", number="9")

    pages = [client.get(path(event, "move", leg.pk)).text for leg in (fixed, moving)]

    assert ["which does not move with the leg" in page for page in pages] == [True, False]


def test_a_move_is_shown_before_anything_moves_and_then_made(client, event):
    people = [make_traveller(event) for _number in range(2)]
    leg = make_leg(event, people)
    coach = make_coach(event, people, start="2027-06-06 17:20", end="2027-06-06 18:55")
    late = {"departs_at": "2027-06-06T08:30", "arrives_at": "2027-06-06T17:50"}

    shown = client.post(path(event, "move", leg.pk), late).text

    assert ("would miss it" in shown, "Notifies 2 people" in shown) == (True, True)
    assert "Change the times and notify 2 people" in shown
    coach.refresh_from_db()
    assert coach.departs_at == moment("2027-06-06 17:20", "Asia/Tokyo")
    answer = client.post(path(event, "move", leg.pk), {**late, "confirmed": "1", f"leg-{coach.pk}": "shift"})
    coach.refresh_from_db()
    assert (answer.status_code, coach.departs_at) == (302, moment("2027-06-06 18:50", "Asia/Tokyo"))


def test_a_step_that_is_not_allowed_says_so(client, event):
    leg = make_leg(event, status=Leg.Status.DONE)

    text = client.post(path(event, "step", leg.pk), {"step": "cancel"}, follow=True).text

    assert "This is no longer possible" in text


def test_warns_about_a_gap_and_about_a_meeting_soon_after_the_arrival(client, event):
    person = make_traveller(event, name="Keo Dara")
    make_leg(event, [person], end="2027-06-06 16:20")
    make_leg(event, [person], start="2027-06-09 23:30", end="2027-06-10 03:15", zones=("Asia/Tokyo", "Asia/Phnom_Penh"))
    early = make_session(event, at="10:00", title="Opening", is_optional=True)

    text = client.get(path(event)).text
    assert "79 hours between this leg" in text
    assert "less than 60 minutes" not in text

    early.is_optional = False
    early.starts_at, early.ends_at = moment("2027-06-06 17:00", "Asia/Tokyo"), moment("2027-06-06 18:00", "Asia/Tokyo")
    early.save()
    text = client.get(path(event)).text
    assert "“Opening” (Sun 6 Jun, 17:00) starts less than 60 minutes after the arrival." in text
    assert "79 hours" not in text  # the session says where the person is
    Meeting.objects.create(session=early, status="cancelled")
    assert "less than 60 minutes" not in client.get(path(event)).text


@pytest.mark.parametrize(
    ("mode", "minutes", "is_early"), [("bus", 20, False), ("bus", 10, True), ("train", 20, False), ("flight", 50, True)]
)
def test_the_time_that_an_arrival_needs_depends_on_the_means_of_travel(client, event, mode, minutes, is_early):
    person = make_traveller(event)
    make_leg(event, [person], end="2027-06-07 09:00", mode=mode)
    start = moment("2027-06-07 09:00", "Asia/Tokyo") + timedelta(minutes=minutes)
    session = make_session(event, title="Opening")
    session.starts_at, session.ends_at = start, start + timedelta(hours=1)
    session.save()

    text = client.get(path(event)).text

    assert ("minutes after the arrival" in text) == is_early


def test_the_page_needs_a_fixed_number_of_queries(client, event, django_assert_num_queries):
    def add(number):
        people = [make_traveller(event) for _number in range(2)]
        make_leg(event, people, number=str(number))
        make_session(event)

    def count():
        with django_assert_num_queries(17):
            client.get(path(event))

    add(1)
    count()
    for number in range(3):
        add(number)
    count()


def test_a_viewer_sees_no_buttons(client, event):
    make_leg(event, [make_traveller(event)])
    client.force_login(make_member(event.programme, "viewer"))

    text = client.get(path(event)).text

    assert ("Add a leg" in text, "Mark as done" in text, "08:30" in text) == (False, False, True)


def test_travellers_get_their_page_by_one_button(client, event):
    people = [make_traveller(event) for _number in range(2)]
    make_leg(event, people[:1])

    client.post(path(event, "send"))

    mails = {mail.recipient: mail for mail in Message.objects.filter(kind="journey_link")}
    assert set(mails) == set(people)
    assert "Flight ZZ 221" in mails[people[0]].text
    assert "/journeys/" in mails[people[1]].text


def test_the_sheets_of_all_travellers_print(client, event):
    people = [make_traveller(event) for _number in range(3)]
    make_leg(event, people)

    text = client.get(path(event, "pockets")).text

    assert text.count("paper is-a4 pk") == 3


def test_warns_of_a_bus_that_two_legs_need(client, event):
    for number in range(2):
        make_coach(event, [make_traveller(event)], start=f"2027-06-06 1{number}:00", end=f"2027-06-06 1{number + 1}:30")

    page = client.get(path(event)).text

    assert page.count("Coach A is also needed for Bus Coach A, Narita airport – Tokyo at this time.") == 1
