"""A leg that moves: what depends on it, and what is done with each consequence."""

import pytest

from events.journeys.legs.consequences import KEEP, LEAVE, SHIFT, consequences
from events.journeys.legs.errors import ConsequencesChangedError, LegsOverlapError
from events.journeys.legs.moving import move_leg
from events.models import Contributor, Event, Leg, SessionDraft
from events.planning.services import reschedule
from notifications.models import Message
from tests.events.journeys.scene import make_coach, make_leg, make_traveller, make_visit, moment
from tests.factories import make_member, make_person, make_session

pytestmark = pytest.mark.django_db
DEPARTS = moment("2027-06-06 08:30", "Asia/Phnom_Penh")
LATE = moment("2027-06-06 17:50", "Asia/Tokyo")  # 90 minutes


def told():
    return {message.recipient for message in Message.objects.filter(kind="leg_changed")}


@pytest.fixture
def world():
    """A flight of two people that arrives at 16:20, and a coach at 17:20 that a third person takes, too."""
    event = make_visit()
    by = make_member(event.programme)
    flying = [make_traveller(event, name=name) for name in ("Chan Sreymom", "Keo Dara")]
    waiting = make_traveller(event, name="Tsend Oyunchimeg")
    flight = make_leg(event, flying)
    coach = make_coach(event, [*flying, waiting], start="2027-06-06 17:20", end="2027-06-06 18:55")
    return {"event": event, "by": by, "flying": flying, "waiting": waiting, "flight": flight, "coach": coach}


def move(world, **chosen):
    return move_leg(
        world["event"], world["flight"].pk, departs_at=DEPARTS, arrives_at=LATE, by=world["by"],
        chosen={name.replace("_", "-"): value for name, value in chosen.items()},
    )  # fmt: skip


def test_shows_the_coach_that_people_would_miss_and_how_many_each_choice_notifies(world):
    found = consequences(world["event"], world["flight"], DEPARTS, LATE)

    assert found.minutes == 90
    assert list(found.people) == world["flying"]
    (one,) = found.legs
    assert (one.leg, list(one.missing), len(one.everybody)) == (world["coach"], world["flying"], 3)
    assert one.choices == (SHIFT, LEAVE)
    assert one.shifted.departs_at == moment("2027-06-06 18:50", "Asia/Tokyo")


def test_moves_nothing_silently(world):
    with pytest.raises(LegsOverlapError):
        move(world)

    world["flight"].refresh_from_db()
    assert world["flight"].arrives_at == moment("2027-06-06 16:20", "Asia/Tokyo")
    assert told() == set()


def test_shifts_the_coach_for_everybody_by_the_same_minutes(world):
    done = move(world, **{f"leg_{world['coach'].pk}": SHIFT})

    world["coach"].refresh_from_db()
    assert world["coach"].arrives_at == moment("2027-06-06 20:25", "Asia/Tokyo")
    assert (done.people, told()) == (3, {*world["flying"], world["waiting"]})
    # One mail tells both changes.
    text = Message.objects.get(kind="leg_changed", recipient=world["flying"][0]).text
    assert ("Flight ZZ 221" in text, "Bus Coach A" in text) == (True, True)
    assert "Flight" not in Message.objects.get(kind="leg_changed", recipient=world["waiting"]).text


def test_the_time_at_the_meeting_point_moves_with_the_leg(world):
    Leg.objects.filter(pk=world["coach"].pk).update(meeting_minutes=20, meeting_point="Gate 4")

    move(world, **{f"leg_{world['coach'].pk}": SHIFT})

    world["coach"].refresh_from_db()
    assert world["coach"].meeting_line == "18:30, Gate 4"
    text = Message.objects.get(kind="leg_changed", recipient=world["waiting"]).text
    assert "Meeting point: 18:30, Gate 4" in text


def test_takes_the_late_people_off_the_coach_and_tells_only_them(world):
    done = move(world, **{f"leg_{world['coach'].pk}": LEAVE})

    assert [row.person for row in world["coach"].travellers.all()] == [world["waiting"]]
    assert (done.people, told()) == (2, set(world["flying"]))


def test_a_short_connection_can_stay(world):
    arrives = moment("2027-06-06 17:15", "Asia/Tokyo")  # five minutes before the coach

    (one,) = consequences(world["event"], world["flight"], DEPARTS, arrives).legs
    assert (one.overlaps, one.choices) == (False, (SHIFT, LEAVE, KEEP))
    done = move_leg(
        world["event"], world["flight"].pk, departs_at=DEPARTS, arrives_at=arrives, by=world["by"],
        chosen={one.key: KEEP},
    )  # fmt: skip

    assert done.people == 2


def test_what_moves_because_of_it_has_consequences_of_its_own(world):
    train = make_coach(
        world["event"], [world["waiting"]], start="2027-06-06 19:30", end="2027-06-06 22:00", number="45", mode="train"
    )

    found = consequences(world["event"], world["flight"], DEPARTS, LATE)

    assert [one.leg for one in found.legs] == [world["coach"], train]
    move(world, **{f"leg_{world['coach'].pk}": SHIFT, f"leg_{train.pk}": SHIFT})
    train.refresh_from_db()
    assert train.departs_at == moment("2027-06-06 21:00", "Asia/Tokyo")


def test_a_later_leg_with_time_enough_does_not_depend_on_it(world):
    make_leg(world["event"], world["flying"], start="2027-06-12 23:30", end="2027-06-13 03:15",
             zones=("Asia/Tokyo", "Asia/Phnom_Penh"), cities=("Osaka", "Phnom Penh"))  # fmt: skip

    assert len(consequences(world["event"], world["flight"], DEPARTS, LATE).legs) == 1


def test_refuses_choices_about_another_state(world):
    other = make_coach(world["event"], start="2027-06-08 17:20", end="2027-06-08 18:55")

    with pytest.raises(ConsequencesChangedError):
        move(world, **{f"leg_{other.pk}": SHIFT})


def test_a_session_of_that_day_moves_in_the_draft_of_the_agenda(world):
    event, person = world["event"], world["flying"][0]
    Event.objects.filter(pk=event.pk).update(starts_at=moment("2027-06-06 09:00", "Asia/Tokyo"))
    event.refresh_from_db()
    evening = make_session(event, at="18:30", title="Welcome")
    Contributor.objects.create(session=evening, name=person.name, person=person)
    noon = make_session(event, at="12:00", title="Before the arrival of anybody", is_optional=True)
    next_day = make_session(event, day=1, at="10:00")

    found = consequences(event, world["flight"], DEPARTS, LATE)

    (one,) = found.sessions
    assert (one.item.session, one.is_hit, one.told) == (evening, True, 1)
    assert one.starts_at == moment("2027-06-06 20:00", "Asia/Tokyo")
    done = move(world, **{f"leg_{world['coach'].pk}": SHIFT, one.key.replace("-", "_"): SHIFT})
    evening.refresh_from_db()
    assert (done.drafts, evening.starts_at) == (1, moment("2027-06-06 18:30", "Asia/Tokyo"))
    assert SessionDraft.objects.get().starts_at == moment("2027-06-06 20:00", "Asia/Tokyo")
    assert {noon.draft for noon in (noon, next_day) if hasattr(noon, "draft")} == set()


def test_consequences_need_a_fixed_number_of_queries(world, django_assert_num_queries):
    def count():
        with django_assert_num_queries(14):
            consequences(world["event"], world["flight"], DEPARTS, LATE)

    count()
    for number in range(3):
        make_coach(world["event"], [world["waiting"]], start=f"2027-06-06 2{number}:00", end=f"2027-06-06 2{number}:30")
        make_session(world["event"])
    count()


def test_moving_the_event_moves_legs_in_the_local_time_of_each_end():
    """The clocks in Paris change between the two dates; those in Bangkok do not."""
    event = make_visit(
        timezone="Europe/Paris", starts_at=moment("2027-03-24 09:00", "Europe/Paris"),
        ends_at=moment("2027-03-26 18:00", "Europe/Paris"),
    )  # fmt: skip
    person = make_traveller(event)
    leg = make_leg(event, [person], start="2027-03-23 23:00", end="2027-03-24 06:00",
                   zones=("Asia/Bangkok", "Europe/Paris"))  # fmt: skip
    done = make_leg(event, start="2027-03-20 23:00", end="2027-03-21 06:00", zones=("Asia/Bangkok", "Europe/Paris"),
                    status=Leg.Status.DONE)  # fmt: skip

    reschedule(event, starts_at=moment("2027-03-31 09:00", "Europe/Paris"),
               ends_at=moment("2027-04-02 18:00", "Europe/Paris"), by=None)  # fmt: skip

    leg.refresh_from_db()
    done.refresh_from_db()
    assert leg.departs_at == moment("2027-03-30 23:00", "Asia/Bangkok")
    assert leg.arrives_at == moment("2027-03-31 06:00", "Europe/Paris")
    assert leg.sequence == 1
    assert done.departs_at == moment("2027-03-20 23:00", "Asia/Bangkok")


def test_a_person_of_another_event_is_no_consequence(world):
    other = make_visit()
    make_coach(other, [make_traveller(other)], start="2027-06-06 17:20", end="2027-06-06 18:55")
    make_person()

    assert len(consequences(world["event"], world["flight"], DEPARTS, LATE).legs) == 1
