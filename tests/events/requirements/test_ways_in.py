"""Nobody gets a place with an open mandatory requirement by any way into an event, unless the team writes why."""

import pytest
from django.urls import reverse

from events.duplicates.queries import similar_pairs
from events.imports.services import Newcomer, add, add_many
from events.models import Attendance, Event, Registration, Requirement, RequirementAnswer
from events.nominations.release import release
from events.nominations.services import Nominee, nominate, replace
from events.participants.event_moves import move
from events.participants.row_signs import OPEN, row_signs, with_signs
from events.registration.decisions import confirm
from events.registration.delegation_seats import place
from events.registration.errors import BulkDecisionError, ReasonRequiredError, RequirementsOpenError
from events.registration.groups import register_others
from events.registration.requirement_checks import RequirementGate, held_back, open_requirements
from events.registration.services import agree, promote, register, take_offer, withdraw
from events.requirements.services import check_requirement, remove_requirement, save_requirement
from notifications.models import Message
from tests.events.nominations.test_release import closed, waiting_for
from tests.events.requirements.helpers import require, require_earlier
from tests.factories import make_delegation, make_event, make_member, make_person

pytestmark = pytest.mark.django_db
State = RequirementAnswer.State
Status = Registration.Status


@pytest.fixture
def event():
    return make_event(seats=2)


@pytest.fixture
def team(event):
    return make_member(event.programme)


@pytest.fixture
def requirement(event):
    return require(event, "Has a certificate")


def accept(registration, requirement, team):
    check_requirement(registration, requirement.pk, State.ACCEPTED, by=team)


def status(registration):
    registration.refresh_from_db()
    return registration.status


def waiting(event, name):
    """Return a person on the waiting list of event, who came before it had requirements or was put there by the team."""
    return add(event, Newcomer(f"{name}@example.org", name), Status.WAITLISTED, by=make_person())


def test_registration_awaits_a_decision(event, requirement, team):
    registration = register(event, make_person())
    before = registration.status

    accept(registration, requirement, team)
    confirm(registration, by=team)

    assert (before, status(registration)) == ("pending", "confirmed")
    event.refresh_from_db()
    assert event.seats_taken == 1


def test_desirable_requirement_holds_nobody_back(event):
    require(event, is_mandatory=False)

    assert register(event, make_person()).status == "confirmed"


def test_requirement_that_the_records_answer_decides_at_once(event):
    _requirement, earlier = require_earlier(event)
    was_there, other = make_person(), make_person()
    Registration.objects.create(event=earlier, person=was_there, status=Status.CONFIRMED)

    assert register(event, was_there).status == "confirmed"
    assert register(event, other).status == "pending"


def test_person_registered_by_somebody_else_awaits_a_decision(event, requirement):
    register_others(event, [{"email": "new@example.org", "name": "New Person"}], by=make_person())

    registration = event.registrations.get()
    agree(registration, by=registration.person)
    assert status(registration) == "pending"


def test_decision_of_the_team_about_one_person_needs_a_reason(event, requirement, team):
    registration = register(event, make_person())

    with pytest.raises(RequirementsOpenError):
        confirm(registration, by=team)
    confirm(registration, by=team, because="The ministry vouches")

    assert status(registration) == "confirmed"
    assert "The ministry vouches" in registration.changes.get(action="confirm").reason


def test_waiting_list_passes_over_people_with_open_requirements(event, requirement, team):
    taken = [register(event, make_person()) for _number in range(2)]
    for one in taken:
        accept(one, requirement, team)
        confirm(one, by=team)
    first, second = waiting(event, "first"), waiting(event, "second")
    accept(second, requirement, team)

    withdraw(taken[0], by=taken[0].person)

    assert (status(first), status(second)) == ("waitlisted", "confirmed")
    assert [*held_back(event)] == [first]
    rows = list(with_signs(event.registrations.filter(pk__in=[first.pk, second.pk])))
    signs = row_signs(event, rows, similar_pairs(event))
    assert [OPEN in signs[row.pk] for row in (first, second)] == [True, False]


def test_accepting_the_last_requirement_gives_a_free_seat_at_once(event, requirement, team):
    first = waiting(event, "first")
    promote(event)
    before = status(first)

    accept(first, requirement, team)

    assert (before, status(first)) == ("waitlisted", "confirmed")


@pytest.mark.parametrize("change", ["removed", "desirable"])
def test_requirement_that_ends_holds_nobody_back_any_more(event, requirement, team, change):
    first = waiting(event, "first")

    if change == "removed":
        remove_requirement(requirement, by=team)
    else:
        requirement.is_mandatory = False
        save_requirement(event, requirement, by=team)

    assert status(first) == "confirmed"


def test_offer_goes_to_people_whose_requirements_are_accepted(requirement, event, team):
    first, second = waiting(event, "first"), waiting(event, "second")
    Event.objects.filter(pk=event.pk).update(offer_hours=24)
    event.refresh_from_db()

    accept(second, requirement, team)

    second.refresh_from_db()
    assert (second.is_offered, status(first)) == (True, "waitlisted")
    assert not first.is_offered
    take_offer(second, by=second.person)
    assert status(second) == "confirmed"


def test_person_who_is_held_back_does_not_stop_others(event, team):
    _requirement, earlier = require_earlier(event)
    waiting(event, "first")
    was_there = make_person()
    Registration.objects.create(event=earlier, person=was_there, status=Status.CONFIRMED)

    assert register(event, was_there).status == "confirmed"


def test_imported_person_is_confirmed_only_with_a_reason(event, requirement, team):
    newcomer = Newcomer("an@example.org", "An")

    with pytest.raises(RequirementsOpenError):
        add(event, newcomer, Status.CONFIRMED, by=team)
    with pytest.raises(ReasonRequiredError):
        add(event, newcomer, Status.CONFIRMED, by=team, accepts_open=True)
    registration = add(event, newcomer, Status.CONFIRMED, by=team, reason="Speaks at the opening", accepts_open=True)

    assert status(registration) == "confirmed"
    assert "Reason: Speaks at the opening" in registration.changes.get().reason


def test_reason_for_a_late_import_does_not_accept_requirements(event, requirement, team):
    with pytest.raises(RequirementsOpenError):
        add(event, Newcomer("an@example.org", "An"), Status.CONFIRMED, by=team, reason="Came late")


def test_imported_list_is_refused_as_a_whole(event, requirement, team):
    people = [Newcomer("an@example.org", "An", status="pending"), Newcomer("bo@example.org", "Bo")]

    with pytest.raises(BulkDecisionError) as raised:
        add_many(event, people, Status.CONFIRMED, by=team)
    assert not event.registrations.exists()
    add_many(event, people, Status.CONFIRMED, by=team, reason="Known experts", accepts_open=True)

    assert [*raised.value.problems] == [1]
    assert [row.status for row in event.registrations.order_by("person__name")] == ["pending", "confirmed"]


def test_preview_of_a_list_names_open_requirements_beside_the_row(client, event, requirement, team):
    client.force_login(team)
    url, rows = reverse("imports:list", args=[event.slug]), {"rows": "An;an@example.org", "standing": "confirmed"}

    shown = client.post(url, rows).content.decode()
    client.post(url, rows | {"save": "1", "accepts_open": "on", "reason": "Known expert"})

    assert "Mandatory requirements are not accepted: Has a certificate (Not checked)." in shown
    assert event.registrations.get().status == "confirmed"


def test_form_asks_about_requirements_only_where_there_are_some(client, event, team):
    client.force_login(team)
    url = reverse("imports:add", args=[event.slug])

    without = client.get(url).content.decode()
    require(event)

    assert "accepts_open" not in without
    assert "accepts_open" in client.get(url).content.decode()


@pytest.mark.parametrize(("because", "expected"), [("", "pending"), ("Known to the team", "confirmed")])
def test_moved_person_awaits_a_decision_or_has_a_reason(client, event, team, because, expected):
    target = make_event(programme=event.programme, title="Training", starts_at=event.starts_at)
    require(target)
    registration = register(event, make_person())
    client.force_login(team)
    page = reverse("participants:move", args=[event.slug, registration.pk])

    response = client.post(page, {"event": target.pk, "because": because}, follow=True)

    moved = target.registrations.get()
    assert moved.status == expected
    assert ("Mandatory requirements there are not accepted" in response.content.decode()) == (expected == "pending")
    assert (because in moved.changes.get().reason) is True
    assert Message.objects.filter(recipient=moved.person, kind="registration_moved").count() == 1


def test_moved_person_whose_requirements_are_met_is_confirmed(event, team):
    target = make_event(programme=event.programme, title="Training", starts_at=event.starts_at)
    _requirement, earlier = require_earlier(target)
    registration = register(event, make_person())
    Registration.objects.create(event=earlier, person=registration.person, status=Status.CONFIRMED)

    assert move(registration, target, by=team).status == "confirmed"


def test_person_in_the_seat_of_a_delegation_needs_a_reason(event, requirement, team):
    delegation = make_delegation(event=event, constituency="workers", seats=1)
    registration = register(event, make_person())

    with pytest.raises(RequirementsOpenError):
        place(registration, delegation, by=team)

    assert status(registration) == "pending"


def test_replacement_of_a_confirmed_person_awaits_a_decision(event, team):
    delegation = make_delegation(event=event, constituency="workers", seats=1, focal_point=make_person())
    (first,) = nominate(delegation, [Nominee("First", "first@example.org")], by=delegation.focal_point)
    confirm(first, by=team)
    first.refresh_from_db()
    require(event)

    second = replace(first, Nominee("Second", "second@example.org"), by=delegation.focal_point)

    assert status(second) == "nominated"
    assert second.holds_named_seat
    assert status(first) == "withdrawn"


def test_released_seats_pass_over_people_with_open_requirements(client, team):
    event = make_event(programme=team.team_roles.get().programme, seats=2)
    requirement = require(event)
    closed(event, "TH"), closed(event, "VN")
    first, second = waiting_for(event, "First"), waiting_for(event, "Second")
    RequirementAnswer.objects.create(registration=second, requirement=requirement, state=State.ACCEPTED)
    client.force_login(team)

    page = client.get(reverse("nominations:release", args=[event.slug])).text
    release(event, by=team)

    assert "1 person on the waiting list gets no seat" in page
    assert (status(first), status(second)) == ("waitlisted", "confirmed")


@pytest.mark.parametrize("state", [None, *State.values])
@pytest.mark.parametrize("kind", ["statement", "records", "records: was there", "records: place only"])
def test_condition_of_the_database_is_the_rule_of_the_pages(event, team, kind, state):
    registration = Registration.objects.create(event=event, person=make_person(), status=Status.PENDING)
    if kind == "statement":
        requirement = require(event)
    else:
        requirement, earlier = require_earlier(event)
    if kind.startswith("records: "):
        mine = Registration.objects.create(event=earlier, person=registration.person, status=Status.CONFIRMED)
        other = Registration.objects.create(event=earlier, person=make_person(), status=Status.CONFIRMED)
        there = mine if kind.endswith("there") else other
        Attendance.objects.create(registration=there)
    if state:
        RequirementAnswer.objects.create(registration=registration, requirement=requirement, state=state)

    shown = registration.pk in open_requirements(event, [registration])

    assert event.registrations.filter(RequirementGate(event).is_open()).exists() == shown


def test_event_without_requirements_is_asked_once(event, django_assert_num_queries):
    gate = RequirementGate(event)
    people = [Registration(event=event, person=make_person()) for _number in range(3)]

    with django_assert_num_queries(1):
        assert [gate.open_for(one) for one in people] == [[], [], []]

    assert not Requirement.objects.exists()


def test_form_says_that_the_organisers_decide(client, event, requirement):
    client.force_login(make_person())

    page = client.get(reverse("self_service:register", args=[event.slug])).text

    assert "The organisers decide on each registration" in page
