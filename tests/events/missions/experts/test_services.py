"""From the proposal to the agreed assignment: the table, its guards, the history, the mails and the calendar."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import now
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.links.tokens import read_token
from events.contributors.links import ASSIGNMENT, assignment_link
from events.contributors.services import ContributorEntry, add
from events.errors import DomainError
from events.experts.queries import ExpertSearch
from events.journeys.errors import StepNotAllowedError
from events.missions.experts import errors, queries, services
from events.missions.experts.services import Review
from events.missions.experts.states import ASSIGNMENT as TABLE
from events.missions.short_profiles import LONGEST_PROFILE, short_profiles
from events.models import Assignment, AssignmentChange, Declaration, Event, EventChange, Invite, MissionReport
from events.planning import services as planning
from notifications.models import Message
from tests.events.missions.experts.helpers import (
    NO_INTERESTS,
    agreed,
    asked,
    available,
    mails_to,
    make_expert,
    make_mission,
    make_terms,
    proposed,
    ready,
    selected,
    token_of,
)
from tests.factories import make_country, make_member, make_person, make_programme, make_session

pytestmark = pytest.mark.django_db
Status = Assignment.Status


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Please answer"), ("fr", "Veuillez répondre"), ("vi", "Xin trả lời")],
)
def test_question_has_the_role_the_note_and_the_link_in_the_language_of_the_expert(language, words):
    mission = make_mission()
    person = make_person(name="Nakamura Haruka", language=language)
    assignment = proposed(mission, person=person, role="lead")

    services.ask(assignment, by=make_member(mission.event.programme), note="Two cities.")

    (mail,) = mails_to(assignment, "assignment_asked")
    assert words in mail.subject
    assert "Two cities." in mail.text
    assignment.refresh_from_db()
    assert re.search(r"http\S+/assignments/[^\s>]+", mail.text).group() == assignment_link(assignment)
    assert (assignment.status, assignment.asked_at is not None) == ("asked", True)


def test_each_step_has_a_row_in_the_history():
    assignment = agreed()

    assert list(assignment.changes.values_list("status", flat=True)) == [
        "proposed", "asked", "available", "selected", "agreed",
    ]  # fmt: skip
    rows = EventChange.objects.filter(event=assignment.mission.event, what="contributors")
    assert rows.count() >= 5
    said = " ".join(row.said for row in rows)
    assert "declaration of interests: " in said
    assert "agrees to the terms of reference, version 1" in said


def test_expert_without_an_address_is_not_asked():
    mission = make_mission()
    expert = make_expert(mission)
    expert.person = None
    expert.save()

    with pytest.raises(errors.ExpertWithoutAddressError):
        services.ask(services.propose(mission, expert, role="expert", by=None), by=None)


def test_an_expert_is_proposed_once_and_only_from_the_directory_of_the_programme():
    mission = make_mission()
    assignment = proposed(mission)

    with pytest.raises(errors.AlreadyProposedError):
        services.propose(mission, assignment.expert, role="lead", by=None)
    other = make_expert(make_mission(programme=make_programme()), "Park")
    with pytest.raises(errors.NotInDirectoryError):
        services.propose(mission, other, role="lead", by=None)


def test_agreeing_needs_declaration_clearance_and_signed_terms():
    assignment = selected()

    def refused():
        with pytest.raises(errors.AssignmentError) as caught:
            services.agree(assignment, by=None)
        return caught.type

    assert refused() is errors.DeclarationMissingError
    services.declare(assignment, NO_INTERESTS | {"consulting": "Three months for a software firm."})
    assert refused() is errors.NotClearedError
    services.review(assignment, Review("not_cleared"), by=make_person())
    assert refused() is errors.NotClearedError
    services.review(assignment, Review("conditions", "No talks on software."), by=make_person())
    assert refused() is errors.TermsNotAgreedError
    first = make_terms(assignment.mission)
    assert refused() is errors.TermsNotSignedError
    services.sign_terms(assignment, first.pk)
    second = make_terms(assignment.mission)
    assert refused() is errors.TermsNotSignedError
    with pytest.raises(errors.TermsNotAgreedError):
        services.sign_terms(assignment, first.pk)
    services.sign_terms(assignment, second.pk)

    services.agree(assignment, by=None)

    assignment.refresh_from_db()
    assert (assignment.status, assignment.terms) == ("agreed", second)


def test_changed_declaration_is_reviewed_again_and_the_same_one_is_not():
    assignment = ready()
    services.declare(assignment, NO_INTERESTS)
    assert Declaration.objects.get().result == "cleared"

    services.declare(assignment, NO_INTERESTS | {"family": "A brother at the agency."})

    found = Declaration.objects.get()
    assert (found.result, found.reviewed_at, found.reviewed_by) == ("", None, None)


def test_clearance_with_conditions_needs_a_condition_and_only_it_keeps_one():
    assignment = selected()
    with pytest.raises(errors.DeclarationMissingError):
        services.review(assignment, Review("cleared"), by=make_person())
    services.declare(assignment, NO_INTERESTS)

    with pytest.raises(errors.ConditionMissingError):
        services.review(assignment, Review("conditions"), by=make_person())
    services.review(assignment, Review("cleared", "Not stored."), by=make_person())

    assert Declaration.objects.get().condition == ""


def test_review_is_mailed_without_the_texts_of_the_declaration():
    assignment = selected()
    services.declare(assignment, NO_INTERESTS | {"consulting": "Three months for a software firm."})
    services.review(assignment, Review("conditions", "No talks on software."), by=make_person())

    (mail,) = mails_to(assignment, "assignment_reviewed")
    assert "No talks on software." in mail.text
    assert not any("software firm" in one.text + one.html for one in mails_to(assignment))


def test_a_mission_has_one_selected_lead():
    mission = make_mission()
    selected(mission, role="lead")
    second = available(mission, name="Somsak Chaiyaporn", role="lead")

    with pytest.raises(errors.LeadTakenError):
        services.select(second, by=None)
    services.change(second, role="expert", days="1 + 5 + 2", release_letter="", by=make_person())
    services.select(second, by=None)
    with pytest.raises(errors.LeadTakenError):
        services.change(second, role="lead", days="", release_letter="", by=make_person())


def test_selected_expert_gets_the_mission_in_the_calendar_and_loses_it_on_release():
    assignment = selected()
    event = assignment.mission.event
    (mail,) = mails_to(assignment, "assignment_selected")
    assert (mail.ics_method, event.uid in mail.ics) == ("REQUEST", True)
    invite = Invite.objects.get(event=event, person=assignment.expert.person)
    assert (invite.registration, invite.session, invite.method) == (None, None, "REQUEST")

    services.release(assignment, by=make_member(event.programme), note="The dates have changed.")

    (mail,) = mails_to(assignment, "assignment_released")
    assert (mail.ics_method, "The dates have changed." in mail.text) == ("CANCEL", True)
    assert not read_token(ASSIGNMENT, token_of(assignment)).works


def test_withdrawal_removes_the_mission_from_the_calendar():
    assignment = selected()

    services.withdraw(assignment, reason="A new post.")

    (mail,) = mails_to(assignment, "assignment_released")
    assignment.refresh_from_db()
    assert (mail.ics_method, "withdrawn" in mail.subject) == ("CANCEL", True)
    assert (assignment.status, assignment.reason) == ("withdrew", "A new post.")


def test_agreeing_sends_no_second_invite():
    assignment = agreed()

    (mail,) = mails_to(assignment, "assignment_agreed")
    assert mail.ics == ""


def test_invite_follows_a_change_of_the_mission(settings):
    settings.UPDATE_DELAY = timedelta()
    assignment = selected()
    event = Event.objects.get(pk=assignment.mission.event_id)
    first = Invite.objects.get().sequence

    planning.reschedule(
        event,
        starts_at=event.starts_at + timedelta(days=7),
        ends_at=event.ends_at + timedelta(days=7),
        timezone=event.timezone,
        precision=event.precision,
        by=make_member(event.programme),
    )

    mail = mails_to(assignment, "event_moved")[-1]
    assert (mail.ics_method, Invite.objects.get().sequence > first) == ("REQUEST", True)
    assert "Expert" in mail.text
    assert "/assignments/" in mail.text


def test_expert_with_a_meeting_keeps_the_entry_of_the_mission():
    assignment = selected()
    event = assignment.mission.event
    person = assignment.expert.person
    session = make_session(event, title="How a claim is handled")
    add(
        event,
        ContributorEntry(session=session, name=person.name, role="expert", address=person.email),
        by=make_member(event.programme),
    )

    assert sorted(
        Invite.objects.filter(person=person, method="REQUEST").values_list("session", flat=True), key=str
    ) == sorted([None, session.pk], key=str)
    services.release(assignment, by=make_member(event.programme))
    assert Invite.objects.get(person=person, session=None).method == "CANCEL"
    assert Invite.objects.get(person=person, session=session).method == "REQUEST"


def test_draft_mission_sends_its_invite_when_it_is_published():
    mission = make_mission(status="draft")
    assignment = selected(mission)
    assert mails_to(assignment, "assignment_selected")[0].ics == ""

    planning.publish(Event.objects.get(pk=mission.event_id), by=make_member(mission.event.programme))

    (mail,) = mails_to(assignment, "assignment_dates")
    assert mail.ics_method == "REQUEST"


def test_others_are_told_once():
    mission = make_mission()
    selected(mission)
    waiting = [asked(mission, name="Park Ji-won"), available(mission, name="Tan Wei Ming")]
    silent = proposed(mission, name="Lim Siew Ling")
    manager = make_member(mission.event.programme)

    assert services.tell_others(mission, by=manager) == 2
    assert services.tell_others(mission, by=manager) == 0

    for assignment in waiting:
        assert "other experts were selected" in mails_to(assignment, "assignment_released")[0].subject
    assert mails_to(silent) == []
    assert set(Assignment.objects.values_list("status", flat=True)) == {"selected", "released"}


def test_released_expert_can_be_asked_again_by_a_new_link():
    assignment = selected()
    old = token_of(assignment)
    services.release(assignment, by=make_person())

    services.ask(assignment, by=None)

    assert not read_token(ASSIGNMENT, old).works
    assert read_token(ASSIGNMENT, token_of(assignment)).works


def test_no_answer_after_the_mission():
    assignment = asked()
    Event.objects.update(starts_at=now() - timedelta(days=9), ends_at=now() - timedelta(days=8))

    with pytest.raises(errors.MissionOverError):
        services.answer(Assignment.objects.get(pk=assignment.pk), is_available=True)


def test_link_ends_30_days_after_the_report_is_accepted():
    assignment = agreed()
    report = MissionReport.objects.get()
    MissionReport.objects.update(status="accepted")
    version = report.versions.create(number=2, status="accepted", at=now() - timedelta(days=29))
    assert read_token(ASSIGNMENT, token_of(assignment)).works

    version.at = now() - timedelta(days=31)
    version.save()

    assert read_token(ASSIGNMENT, token_of(assignment)).state.value == "expired"


def test_selected_experts_are_asked_to_sign_new_terms_once():
    assignment = ready()
    make_terms(assignment.mission)

    assert services.ask_to_sign(assignment.mission) == 1
    services.ask_to_sign(assignment.mission)

    assert len(mails_to(assignment, "assignment_terms")) == 1


def test_accepted_report_completes_the_agreed_assignments():
    mission = make_mission()
    done, other = agreed(mission), selected(mission, name="Park Ji-won")

    assert services.complete_all(mission, by=None) == 1

    done.refresh_from_db()
    other.refresh_from_db()
    assert (done.status, other.status) == ("completed", "selected")


def test_institution_reads_short_profiles_of_selected_experts_alone():
    mission = make_mission()
    selected(mission, expertise="benefit claims\ncounters", languages="ja en", job_title="Adviser", biography="x" * 900)
    available(mission, name="Park Ji-won")
    services.declare(Assignment.objects.first(), NO_INTERESTS | {"family": "A brother."})

    (profile,) = short_profiles(mission)

    assert (profile.name, profile.role, profile.job) == ("Nakamura Haruka", "Expert", "Adviser")
    assert (profile.languages, profile.subjects) == (("Japanese", "English"), ("benefit claims", "counters"))
    assert len(profile.biography) == LONGEST_PROFILE
    assert "brother" not in repr(profile)


def test_proposals_name_what_people_do_in_the_days_of_the_mission():
    mission = make_mission()
    event = mission.event
    days = event.local_starts_at.date()
    busy, away, free = (make_expert(mission, name) for name in ("Busy", "Away", "Free"))
    other = make_mission(title="Another mission", starts_at=event.starts_at)
    services.select(services.answer(services.ask(services.propose(other, busy, role="lead", by=None), by=None), is_available=True), by=None)  # fmt: skip
    away.unavailable_periods.create(starts_on=days, ends_on=days)

    found = {one.row.expert.name: one for one in queries.proposals(mission, ExpertSearch())}

    assert next(iter(found)) == "Free"
    assert found["Busy"].clashes[0].startswith("Another mission")
    assert found["Away"].away == [(days, days)]
    assert (found["Free"].clashes, found["Free"].away) == ([], [])
    assert free.pk


def test_table_names_only_known_statuses():
    named = {status for row in TABLE.rows.values() for status in (*row.sources, row.target)}

    assert named == set(Status.values)


class AnySequence(TestCase):
    """Any sequence of steps by anybody follows the table, and writes one row of history for each."""

    @given(steps=st.lists(st.sampled_from([*TABLE.rows, "review"]), max_size=12))
    @settings(max_examples=25, deadline=None)
    def test_any_sequence_of_steps_follows_the_table(self, steps):
        mission = make_mission()
        assignment = proposed(mission)
        manager = make_member(mission.event.programme)
        terms = make_terms(mission)
        services.declare(assignment, NO_INTERESTS)
        services.review(assignment, Review("cleared"), by=manager)
        services.sign_terms(assignment, terms.pk)
        actions = {
            "ask": lambda: services.ask(assignment, by=manager),
            "accept": lambda: services.answer(assignment, is_available=True),
            "decline": lambda: services.answer(assignment, is_available=False),
            "drop": lambda: services.drop(assignment, by=manager),
            "select": lambda: services.select(assignment, by=manager),
            "agree": lambda: services.agree(assignment, by=manager),
            "release": lambda: services.release(assignment, by=manager),
            "withdraw": lambda: services.withdraw(assignment),
            "complete": lambda: services.complete_all(mission, by=manager),
            "review": lambda: services.review(assignment, Review("cleared"), by=manager),
        }
        status, count = "proposed", 1
        for step in steps:
            if step == "review" or (step == "complete" and not TABLE.is_allowed(step, status)):
                actions[step]()
            elif TABLE.is_allowed(step, status):
                actions[step]()
                status, count = TABLE.target(step, status), count + 1
            else:
                with pytest.raises(StepNotAllowedError):
                    actions[step]()
            assert Assignment.objects.get(pk=assignment.pk).status == status
            assert AssignmentChange.objects.filter(assignment=assignment).count() == count


def test_a_deleted_assignment_is_no_error_of_the_server():
    assignment = proposed()
    Assignment.objects.all().delete()

    with pytest.raises(DomainError):
        services.ask(assignment, by=None)


def test_the_team_learns_each_new_answer_of_an_expert_once():
    assignment = asked(role="lead")
    make_member(assignment.mission.event.programme, person=make_person(email="manager@example.org"))
    told = Message.objects.filter(to_email="manager@example.org").order_by("pk")

    services.answer(assignment, is_available=True, note="Only from Tuesday.")
    services.answer(assignment, is_available=True, note="Only from Tuesday.")
    services.answer(assignment, is_available=False, note="A new post.")

    assert [mail.kind for mail in told] == ["expert_answered"] * 2
    first, second = told
    assert first.subject.startswith("Nakamura Haruka can come, with a condition")
    assert "> Only from Tuesday." in first.text
    assert f"/mission/experts/{assignment.pk}/" in first.text
    assert second.subject.startswith("Nakamura Haruka cannot come")


def test_the_team_learns_that_a_selected_expert_withdraws():
    assignment = agreed()
    team = assignment.mission.event.programme.team.count()

    services.withdraw(assignment, reason="Ill.")

    mails = Message.objects.filter(kind="expert_withdrew")
    assert (mails.count(), team) == (1, 1)
    assert "> Ill." in mails.get().text


def test_question_names_the_country_of_a_mission_without_a_venue():
    mission = make_mission(venue=None)
    mission.event.countries.set([make_country("VN")])
    assignment = proposed(mission, person=make_person(name="Nakamura Haruka", language="vi"))

    services.ask(assignment, by=None)

    (mail,) = mails_to(assignment, "assignment_asked")
    assert "Quốc gia: Việt Nam." in mail.text


@pytest.mark.parametrize(
    ("has_declared", "has_signed", "words"),
    [
        (False, False, "fill in the declaration of interests on your page, and agree"),
        (True, False, "Please agree to the terms of reference"),
        (False, True, "Please fill in the declaration of interests on your page. After"),
        (True, True, "You need not do anything now."),
    ],
)
def test_the_selected_expert_is_asked_only_for_what_is_missing(has_declared, has_signed, words):
    assignment = available()
    if has_declared:
        services.declare(assignment, NO_INTERESTS)
    if has_signed:
        services.sign_terms(assignment, make_terms(assignment.mission).pk)

    services.select(Assignment.objects.get(), by=None)

    (mail,) = mails_to(assignment, "assignment_selected")
    assert words in " ".join(mail.text.split())


def team_mails(kind):
    return list(Message.objects.filter(kind=kind).order_by("pk"))


def test_the_team_learns_that_an_expert_has_signed_and_what_is_left():
    mission = make_mission()
    member = make_member(mission.event.programme, "coordinator")
    terms = make_terms(mission)
    first, second, third = (selected(mission, name=name) for name in ("One", "Two", "Three"))
    services.declare(second, NO_INTERESTS)
    services.declare(third, NO_INTERESTS)
    services.review(third, Review("cleared"), by=member)

    for assignment in (first, second, third):
        services.sign_terms(assignment, terms.pk)
        services.sign_terms(assignment, terms.pk)  # once

    texts = [mail.text for mail in team_mails("expert_signed")]
    assert [mail.recipient for mail in team_mails("expert_signed")] == [member] * 3
    for text, words in zip(
        texts, ("declaration of interests is still missing", "awaits a review", "Nothing is missing"), strict=True
    ):
        assert words in text
    assert f"/experts/{third.pk}/" in texts[2]
    assert "the assignment can be agreed" in team_mails("expert_signed")[2].subject


def test_those_who_review_learn_of_a_new_and_of_a_changed_declaration():
    assignment = selected()
    manager = make_member(assignment.mission.event.programme)
    make_member(assignment.mission.event.programme, "coordinator")

    for interests in (NO_INTERESTS, NO_INTERESTS, NO_INTERESTS | {"family": "A brother at the agency."}):
        services.declare(assignment, interests)

    assert [mail.recipient for mail in team_mails("expert_declared")] == [manager, manager]
    assert not any("brother" in mail.text for mail in team_mails("expert_declared"))
