"""The page of a traveller: what is next, local times, and what it never shows."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accounts.links.tokens import make_token
from events.journeys.legs.services import change_leg
from events.journeys.links import JOURNEY, JourneyKey
from events.journeys.travellers.own_page import help_lines
from events.models import (
    Contributor,
    Event,
    Hotel,
    LegTraveller,
    Meeting,
    Mission,
    RoomStay,
    SessionChoice,
    TravellerFile,
)
from tests.events.agenda.scene import publish_changes
from tests.events.journeys.scene import make_coach, make_leg, make_traveller, make_visit, moment
from tests.factories import make_event, make_person, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_visit()


@pytest.fixture
def person(event):
    return make_traveller(event, name="Chan Sreymom", timezone="Asia/Phnom_Penh")


def page(client, event, person, name="own"):
    token = make_token(JOURNEY, JourneyKey(event, person))
    return client.get(reverse(f"journeys:{name}", args=[token]))


def first_card(text):
    """Return the card that is shown first."""
    return text.split('<article class="next-up')[1].split("</article>")[0]


def test_shows_the_next_leg_with_both_times_the_seat_and_the_booking(client, event, person):
    leg = make_leg(event, [person], booking="SV2701", meeting_point="Counter 4")
    LegTraveller.objects.filter(leg=leg).update(seat="12A")
    make_session(event, title="Opening")

    card = first_card(page(client, event, person).text)

    for text in ("08:30", "16:20", "UTC+7", "UTC+9", "5 h 50", "SV2701", "12A", "Counter 4"):
        assert text in card
    assert "Opening" not in card


def test_the_next_item_is_the_meeting_once_the_leg_has_arrived(client, event, person):
    make_leg(event, [person], start="2025-06-06 08:30", end="2025-06-06 16:20")
    session = make_session(event, title="The system and its law", at="14:00")
    Meeting.objects.create(
        session=session, status="confirmed", institution="Labour Ministry", dress="business", address="東京都千代田区",
        bus_minutes=40, aim="How benefits are paid",
    )  # fmt: skip

    card = first_card(page(client, event, person).text)

    for text in ("14:00", "12:00 at home", "The system and its law", "Labour Ministry", "business", "東京都千代田区",
                 "Bus or departure at 13:20", "How benefits are paid"):  # fmt: skip
        assert text in card


def test_never_shows_what_only_the_team_knows(client, event, person):
    session = make_session(event)
    Meeting.objects.create(
        session=session, status="confirmed", notes="SECRET-NOTE", gift="SECRET-GIFT", protocol="SECRET-PROTOCOL",
        contact_email="secret@example.org", contact_phone="SECRET-PHONE", answer_note="SECRET-ANSWER",
    )  # fmt: skip
    other = make_traveller(event)
    make_leg(event, [other], booking="OTHERS-BOOKING")
    answers = [page(client, event, person, name).text for name in ("own", "pocket")]

    assert not [text for text in answers if "SECRET" in text or "secret@" in text or "OTHERS-BOOKING" in text]


def test_marks_what_has_changed_since(client, event, person):
    leg = make_leg(event, [person])
    session = make_session(event, at="13:30", title="Placement")
    change_leg(event, leg.pk, by=None, arrives_at=moment("2027-06-06 17:50", "Asia/Tokyo"))
    starts = moment("2027-06-07 14:00", "Asia/Tokyo")
    publish_changes(event, {session: {"starts_at": starts.isoformat(),
                                      "ends_at": moment("2027-06-07 15:00", "Asia/Tokyo").isoformat()}})  # fmt: skip

    text = page(client, event, person).text

    assert ("was 16:20" in text, "was 13:30" in text) == (True, True)


def test_leaves_out_meetings_that_do_not_take_place_and_marks_unconfirmed_ones(client, event, person):
    for status, title in (("cancelled", "Gone"), ("declined", "Refused"), ("asked", "Open")):
        Meeting.objects.create(session=make_session(event, title=title), status=status)

    text = page(client, event, person).text

    assert ("Gone" in text, "Refused" in text, "Open" in text, "not confirmed yet" in text) == (
        False, False, True, True,
    )  # fmt: skip


def test_shows_optional_sessions_only_to_those_who_chose_them(client, event, person):
    chosen, other = (make_session(event, title=title, is_optional=True) for title in ("Chosen one", "Other one"))
    SessionChoice.objects.create(session=chosen, registration=event.registrations.get(person=person))

    text = page(client, event, person).text

    assert ("Chosen one" in text, "Other one" in text) == (True, False)
    assert other


def test_an_expert_of_a_mission_sees_only_their_meetings(client):
    event = make_event(kind=Event.Kind.EXPERT_MISSION, policy=Event.Policy.NONE)
    Mission.objects.create(event=event, emergency="Office: +66 2 555 0170")
    expert = make_person()
    own, other = make_session(event, title="Own meeting"), make_session(event, title="Meeting of others")
    Contributor.objects.create(session=own, name="x", person=expert)

    text = page(client, event, expert).text

    assert ("Own meeting" in text, "Meeting of others" in text, 'href="tel:+6625550170"' in text) == (True, False, True)
    assert other


def test_shows_the_hotel_with_its_address_in_local_script(client, event, person):
    hotel = Hotel.objects.create(
        event=event, name="River Hotel", city="Osaka", timezone="Asia/Tokyo", local_address="大阪市東一丁目九番号"
    )
    RoomStay.objects.create(
        hotel=hotel, person=person, number="1102", check_in=date(2027, 6, 9), check_out=date(2027, 6, 12)
    )
    tonight = Hotel.objects.create(event=event, name="Hotel of tonight", city="Tokyo", timezone="Asia/Tokyo")
    today = now().date()
    RoomStay.objects.create(
        hotel=tonight, person=person, check_in=date.fromordinal(today.toordinal() - 1),
        check_out=date.fromordinal(today.toordinal() + 2),
    )  # fmt: skip
    TravellerFile.objects.create(registration=event.registrations.get(person=person), visa="granted")

    text = page(client, event, person).text

    assert ("大阪市東一丁目九番号" in text, "1102" in text, "Granted" in text) == (True, True, True)
    assert "Hotel of tonight" in text.split('id="hotel"')[1].split("</section>")[0]


def test_telephone_numbers_can_be_called():
    lines = help_lines(
        "Mali Srisuk: +66 2 555 0172\nPolice: 110; ambulance: 119\nInsurance: policy SA-2027-61, +44 20 5550 0199\nLobby 3"
    )

    assert [[part.number for part in line if part.is_number] for line in lines] == [
        ["+6625550172"], ["110", "119"], ["+442055500199"], [],
    ]  # fmt: skip
    assert "".join(part.text for part in lines[2]) == "Insurance: policy SA-2027-61, +44 20 5550 0199"


@pytest.mark.parametrize("name", ["own", "pocket"])
def test_a_draft_does_not_exist_for_people(client, name):
    event = make_visit(status=Event.Status.DRAFT)
    person = make_traveller(event)

    assert page(client, event, person, name).status_code == 404


def test_the_link_ends_when_the_person_is_no_traveller(client, event, person):
    token = make_token(JOURNEY, JourneyKey(event, person))
    event.registrations.update(status="withdrawn")

    assert client.get(reverse("journeys:own", args=[token])).status_code == 404


def test_the_page_needs_a_fixed_number_of_queries(client, event, person, django_assert_num_queries):
    token = make_token(JOURNEY, JourneyKey(event, person))

    def add(number):
        make_coach(event, [person], start=f"2027-06-0{number} 20:00", end=f"2027-06-0{number} 21:00")
        make_traveller(event)
        session = make_session(event)
        Meeting.objects.create(session=session, status="confirmed")

    def count(name, queries):
        with django_assert_num_queries(queries):
            client.get(reverse(f"journeys:{name}", args=[token]))

    add(6)
    count("own", 16)
    count("pocket", 14)
    for number in (7, 8, 9):
        add(number)
    count("own", 16)
    count("pocket", 14)


def test_the_worker_may_serve_the_pages_of_travellers_alone(client):
    answer = client.get(reverse("journeys:worker"))

    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Service-Worker-Allowed"] == "/journeys/"


def test_the_pocket_programme_has_days_numbers_and_lines_for_the_driver(client, event, person):
    make_leg(event, [person])
    session = make_session(event, title="The system and its law", at="14:00")
    Meeting.objects.create(session=session, status="confirmed", institution="Labour Ministry", address="東京都千代田区")

    text = page(client, event, person, "pocket").text

    for part in ("The system and its law", "+66 2 555 0172", "東京都千代田区", "Flight ZZ 221", "Chan Sreymom"):
        assert part in text
