"""How far people meet the requirements of an event, and that nobody is confirmed without it being noticed."""

import pytest
from django.utils.timezone import now

from events.models import Attendance, EvidenceFile, Registration, RequirementAnswer, Step
from events.registration.decisions import decide
from events.registration.delegation_seats import place
from events.registration.errors import BulkDecisionError, RequirementsOpenError
from events.registration.requirement_checks import open_for, open_requirements, requirement_checks
from events.registration.services import register
from events.requirements.answers import save_requirements
from events.requirements.errors import CheckReasonMissingError, EvidenceChangedError, RequirementGoneError
from events.requirements.services import check_requirement, remove_requirement
from tests.events.requirements.helpers import (
    Evidence,
    an_upload,
    approval_event,
    require,
    require_earlier,
    require_english,
)
from tests.factories import make_delegation, make_person

pytestmark = pytest.mark.django_db
State = RequirementAnswer.State


@pytest.fixture
def event():
    return approval_event()


@pytest.fixture
def team():
    return make_person(name="Team Member")


def states(registration):
    return [check.state for check in requirement_checks(registration.event, [registration])[registration.pk]]


def answer(registration, requirement, value):
    save_requirements(registration, {requirement.pk: value}, by=registration.person)
    return RequirementAnswer.objects.get(registration=registration, requirement=requirement)


def test_team_accepts_an_answer_and_the_history_says_so(event, team):
    requirement = require_english(event)
    registration = register(event, make_person())
    row = answer(registration, requirement, "C1")

    before = states(registration)
    check_requirement(registration, requirement.pk, State.ACCEPTED, shown=row.answered_at, by=team)

    assert (before, states(registration)) == (["unchecked"], ["accepted"])
    change = registration.changes.get(action="requirement")
    assert (change.by, change.from_status, change.to_status) == (team, "pending", "pending")
    assert change.reason == "English, B2 or higher: Accepted"


def test_not_met_needs_a_reason(event, team):
    requirement = require(event)
    registration = register(event, make_person())

    with pytest.raises(CheckReasonMissingError):
        check_requirement(registration, requirement.pk, State.NOT_MET, reason=" ", by=team)
    assert states(registration) == ["unchecked"]
    check_requirement(registration, requirement.pk, State.NOT_MET, reason="Works on roads", by=team)

    row = RequirementAnswer.objects.get()
    assert (row.state, row.reason, row.checked_by) == ("not_met", "Works on roads", team)


def test_changed_answer_is_checked_again(event, team):
    requirement = require(event)
    registration = register(event, make_person())
    row = answer(registration, requirement, "I do")
    check_requirement(registration, requirement.pk, State.ACCEPTED, shown=row.answered_at, by=team)

    answer(registration, requirement, "I do")
    same = states(registration)
    row = answer(registration, requirement, "I did")

    assert (same, states(registration)) == (["accepted"], ["unchecked"])
    assert (row.checked_by, row.checked_at) == (None, None)
    assert (
        registration.changes.filter(action="requirement").last().reason == "Works on pensions: the answer has changed"
    )


def test_check_of_an_answer_that_has_changed_is_refused(event, team):
    requirement = require(event)
    registration = register(event, make_person())
    shown = answer(registration, requirement, "I do").answered_at
    answer(registration, requirement, "I did")

    with pytest.raises(EvidenceChangedError):
        check_requirement(registration, requirement.pk, State.ACCEPTED, shown=shown, by=team)

    assert states(registration) == ["unchecked"]


def test_requirement_of_another_event_cannot_be_checked(event, team):
    registration = register(event, make_person())
    other = require(approval_event())

    with pytest.raises(RequirementGoneError):
        check_requirement(registration, other.pk, State.ACCEPTED, by=team)


def test_new_evidence_replaces_the_old_file(event):
    requirement = require(event, evidence=Evidence.FILE)
    registration = register(event, make_person())
    answer(registration, requirement, an_upload(requirement, registration.person, "old.pdf"))

    answer(registration, requirement, an_upload(requirement, registration.person, "new.pdf"))

    assert EvidenceFile.objects.get().name == "new.pdf"


def test_plenary_finds_an_earlier_event_by_attendance(event):
    _requirement, earlier = require_earlier(event)
    there, absent, stranger = (register(event, make_person()) for _number in range(3))
    for row in (there, absent):
        place_there = Registration.objects.create(event=earlier, person=row.person, status="confirmed")
        if row is there:
            Attendance.objects.create(registration=place_there, at=now())

    assert [states(row) for row in (there, absent, stranger)] == [["accepted"], ["not_met"], ["not_met"]]


def test_confirmed_place_counts_if_nobody_was_checked_in(event):
    _requirement, earlier = require_earlier(event)
    confirmed, declined = (register(event, make_person()) for _number in range(2))
    Registration.objects.create(event=earlier, person=confirmed.person, status="confirmed")
    Registration.objects.create(event=earlier, person=declined.person, status="declined")

    assert (states(confirmed), states(declined)) == (["accepted"], ["not_met"])


def test_team_can_overrule_the_records(event, team):
    requirement, _earlier = require_earlier(event)
    registration = register(event, make_person())

    check_requirement(registration, requirement.pk, State.ACCEPTED, by=team)

    assert states(registration) == ["accepted"]
    assert not requirement_checks(event, [registration])[registration.pk][0].is_automatic


def test_only_mandatory_requirements_are_open(event, team):
    mandatory, _desirable = require(event), require(event, "Has a laptop", is_mandatory=False)
    registration = register(event, make_person())

    before = open_requirements(event, [registration])[registration.pk]
    check_requirement(registration, mandatory.pk, State.ACCEPTED, by=team)

    assert [check.requirement for check in before] == [mandatory]
    assert open_requirements(event, [registration]) == {}


def test_open_requirements_of_a_person_without_registration(event):
    requirement = require(event)

    assert [check.requirement for check in open_for(event, None)] == [requirement]
    assert [check.requirement for check in open_for(event, make_person())] == [requirement]


def test_nobody_is_confirmed_with_open_requirements(event, team):
    requirement = require(event)
    open_one, checked = register(event, make_person()), register(event, make_person())
    check_requirement(checked, requirement.pk, State.ACCEPTED, by=team)

    with pytest.raises(BulkDecisionError) as raised:
        decide(event, [open_one.pk, checked.pk], Step.CONFIRM, by=team)

    assert [*raised.value.problems] == [open_one.pk]
    assert "Works on pensions (Not checked)" in str(raised.value.problems[open_one.pk].advice)
    assert not event.registrations.confirmed().exists()


def test_confirming_nevertheless_keeps_the_reason_for_those_people(event, team):
    requirement = require(event)
    open_one, checked = register(event, make_person()), register(event, make_person())
    check_requirement(checked, requirement.pk, State.ACCEPTED, by=team)

    decide(event, [open_one.pk, checked.pk], Step.CONFIRM, by=team, because="The ministry vouches")

    assert event.registrations.confirmed().count() == 2
    assert open_one.changes.get(action="confirm").reason == (
        "Confirmed although these requirements are open: Works on pensions (Not checked). Reason: The ministry vouches"
    )
    assert checked.changes.get(action="confirm").reason == ""


def test_other_decisions_do_not_ask_for_requirements(event, team):
    require(event)
    registration = register(event, make_person())

    decide(event, [registration.pk], Step.WAITLIST, by=team)

    registration.refresh_from_db()
    assert registration.status == "waitlisted"


def test_seat_of_a_delegation_needs_a_reason_too(event, team):
    require(event)
    delegation = make_delegation(event=event, constituency="workers", seats=2)
    registration = register(event, make_person())

    with pytest.raises(RequirementsOpenError):
        place(registration, delegation, by=team)
    place(registration, delegation, by=team, because="Replaces the speaker")

    registration.refresh_from_db()
    assert registration.status == "confirmed"
    assert "Replaces the speaker" in registration.changes.get(action="place").reason


def test_answered_requirement_is_archived_and_other_ones_are_deleted(event, team):
    answered, unused = require(event), require(event, "Has a laptop")
    registration = register(event, make_person())
    row = answer(registration, answered, "I do")

    for requirement in (answered, unused):
        remove_requirement(requirement, by=team)

    assert [*event.requirements.all()] == [answered]
    assert row.requirement == answered
    assert requirement_checks(event, [registration]) == {}


@pytest.mark.parametrize("people", [1, 4])
def test_checks_make_the_same_number_of_queries_for_few_and_many(event, people, django_assert_num_queries):
    require(event), require(event, "CV", evidence=Evidence.FILE), require_earlier(event)
    rows = [register(event, make_person()) for _number in range(people)]

    with django_assert_num_queries(4):
        checks = requirement_checks(event, rows)

    assert [len(checks[row.pk]) for row in rows] == [3] * people
