from datetime import date

import pytest
from django.core.management import call_command

from accounts.models import User
from events.demo import erasures, people, real_programme, registrations
from events.demo.facts import facts as read_facts
from events.models import (
    Announcement,
    Country,
    Erasure,
    Event,
    EventChange,
    EventQuestion,
    EvidenceFile,
    Invite,
    PendingUpdate,
    Programme,
    Registration,
    RegistrationNote,
    RequirementAnswer,
    Tag,
    Target,
    Venue,
)
from events.questions import conditions, queries
from events.reminders import timeline
from events.travel import queries as travel
from notifications.models import InboundMail, Message


def test_real_programme_contains_only_facts(demo):
    events = Event.objects.filter(programme__slug=real_programme.SLUG)
    facts = read_facts()["events"]

    assert events.count() == len(facts) == 40
    assert not events.filter(is_sample=True).exists()
    for fact in facts:
        event = events.get(slug__endswith=f"-{fact['id']}")
        if fact["start_date"] and fact["end_date"]:
            assert (event.precision, event.local_starts_at.date().isoformat()) == ("day", fact["start_date"])
        else:
            assert not event.is_dated
        assert event.sources
        # No fact names an area of action, and titles are no evidence.
        assert "area" not in fact
        assert not event.areas.exists()


def test_month_is_shown_as_a_month(client, demo):
    event = Event.objects.get(slug__endswith="-ev34")

    page = client.get(event.get_absolute_url()).content.decode()

    assert "October 2014" in page
    assert "not an official site" in page.lower()


def test_asean_had_ten_members_in_2014(demo):
    assert Country.objects.members_on("ASEAN", date(2014, 6, 1)).count() == 10
    assert Country.objects.members_on("ASEAN", date(2025, 12, 1)).count() == 11


def test_sample_season_has_content_for_every_page(demo):
    season = Event.objects.filter(programme__slug="sample-season")

    assert set(season.values_list("kind", flat=True)) == set(Event.Kind.values)
    assert len(set(season.values_list("timezone", flat=True))) >= 6
    assert len(set(season.exclude(venue=None).values_list("venue__country", flat=True))) >= 6
    assert set(Registration.objects.values_list("status", flat=True)) == set(Registration.Status.values)
    assert set(season.values_list("status", flat=True)) == set(Event.Status.values)
    assert not season.filter(is_sample=False).exists()
    assert not User.objects.filter(is_sample=False).exists()
    for event in season:
        assert event.seats_taken == event.registrations.confirmed().count()
        assert event.online_taken == event.registrations.confirmed().filter(mode="online").count()
        for delegation in event.delegations.all():
            assert delegation.seats_taken == delegation.registrations.confirmed().count()


def test_sample_season_covers_all_features_of_registration(demo):
    season = Event.objects.filter(programme__slug="sample-season")
    registrations = Registration.objects.filter(event__in=season)

    assert set(season.values_list("policy", flat=True)) == set(Event.Policy.values)
    nomination = season.get(policy=Event.Policy.NOMINATION)
    states = {"nominated", "pending", "confirmed", "declined", "withdrawn"}
    assert set(nomination.registrations.values_list("status", flat=True)) == states
    assert nomination.registrations.filter(reserve_rank__isnull=False).exists()
    assert nomination.registrations.filter(nomination__replaces__isnull=False).exists()
    assert nomination.delegations.with_room().filter(focal_point__isnull=False).exists()
    assert nomination.nomination_links.count() == 3
    hybrid = season.get(mode=Event.Mode.HYBRID)
    assert {group.is_full for group in hybrid.sessions.filter(is_optional=True)} == {True, False}
    assert hybrid.seats_left_in("in_person") == 0 < hybrid.seats_left_in("online")
    assert registrations.filter(awaits_answer=True, offer_expires_at__isnull=False).count() == 2  # held
    offered = registrations.get(awaits_answer=False, offer_expires_at__isnull=False)
    assert offered.person.email == people.SIGN_INS["participant"]
    assert set(registrations.values_list("funding", flat=True)) == {"", *Registration.Funding.values}
    assert registrations.filter(registered_by__isnull=False).count() == 2
    assert Tag.objects.count() == 4
    assert RegistrationNote.objects.count() == 4  # one by what a calendar proposes
    assert set(Target.objects.values_list("measure", flat=True)) == set(Target.Measure.values)
    same_phone = registrations.filter(event=hybrid).exclude(person__phone="").values_list("person__phone", flat=True)
    assert len(same_phone) == 2
    assert len(set(same_phone)) == 1


def test_sample_travellers_have_all_states(demo):
    travellers = travel.travellers_of(Event.objects.get(programme__slug="sample-season", asks_travel=True))

    assert {(one.is_complete, one.needs_review) for one in travellers} == {(True, False), (True, True), (False, False)}
    assert [one.registration.person.email for one in travellers if one.travel_data.is_empty] == [
        "participant@example.org"
    ]


def test_sample_seminar_has_requirements_in_all_states(demo):
    event = Event.objects.get(programme__slug="sample-season", requirements__kind="language")
    states = set(RequirementAnswer.objects.filter(requirement__event=event).values_list("state", flat=True))

    assert event.requirements.count() == 2
    assert states == {"unchecked", "accepted", "not_met"}
    assert EvidenceFile.objects.count() == 2


def test_sample_season_has_a_sent_and_a_scheduled_announcement(demo):
    sent, scheduled = Announcement.objects.order_by("pk")

    assert (sent.state, scheduled.state) == ("sent", "scheduled")
    assert sent.people == Message.objects.filter(kind="announcement").count() > 10
    assert scheduled.is_optional


def test_sample_season_is_the_same_in_every_run(demo):
    first = _said()
    Registration.objects.all().delete()
    Message.objects.all().delete()
    Event.objects.all().delete()
    Programme.objects.all().delete()
    Erasure.objects.all().delete()
    User.objects.exclude(mailbox_of=None).delete()
    User.objects.all().delete()
    Venue.objects.all().delete()

    call_command("demo", verbosity=0)

    assert _said() == first


def _said():
    # The address of an erased person is random: it must not say whose it was.
    named = Registration.objects.exclude(person__email__endswith="@erased.invalid")
    rows = named.order_by("pk").values_list(
        "event__slug", "person__name", "status", "mode", "person__email", "invitation__code", "tags__name"
    )
    return [*rows, *RegistrationNote.objects.order_by("pk").values_list("text", flat=True)]


def test_demo_can_run_twice(demo):
    before = (Event.objects.count(), User.objects.count(), Registration.objects.count(), Message.objects.count())

    call_command("demo", verbosity=0)

    assert before == (
        Event.objects.count(),
        User.objects.count(),
        Registration.objects.count(),
        Message.objects.count(),
    )


def test_demo_creates_a_large_programme(demo):
    call_command("demo", "--events", "30", "--people", "90", verbosity=0)
    call_command("demo", "--events", "30", "--people", "90", verbosity=0)

    events = Event.objects.filter(programme__slug="synthetic")
    assert events.count() == 30
    assert sum(events.values_list("seats_taken", flat=True)) == 90
    assert not events.filter(vevent="").exists()


@pytest.mark.parametrize(
    "path", ["/", "/events/?when=all", "/programmes/asean-ilo-japan/", "/countries/mn/", "/calendar/"]
)
def test_pages_work_with_the_demo(client, demo, path):
    assert client.get(path).status_code == 200


def test_every_event_page_works(client, demo):
    for event in Event.objects.visible_to_public():
        assert client.get(event.get_absolute_url()).status_code == 200


def test_sample_answers_match_their_questions(demo):
    asking = Event.objects.filter(questions__stage=EventQuestion.Stage.REGISTRATION).distinct()
    for event in asking:
        asked = queries.form_questions(event)
        for registration in event.registrations.select_related("person"):
            answers = {one.question_id: conditions.condition_values(one.value) for one in registration.answers.all()}
            questions = [one.event_question for one in asked]
            about = conditions.respondent_for(event, registration.person, registration.mode)
            fitting = conditions.applicable_questions(questions, about, answers)
            assert set(answers) <= fitting
            assert {one.pk for one in questions if one.is_required and one.pk in fitting} <= set(answers)
    assert asking.count() == 2


def test_sample_reminders_are_sent_skipped_and_planned(demo):
    event = Event.objects.get(slug__contains="social-protection-floors-sample")

    found = timeline.entries(event, timeline.planned_of(event))

    assert {one.planned.skip for one in found} == {"", "by_hand", "too_late"}
    (went,) = [one for one in found if one.delivery.sent]
    assert went.delivery.sent == event.registrations.confirmed().count()
    assert any(one.is_open and one.zones > 1 for one in found)
    assert any(one.planned.fixed_at for one in found)


def test_sample_season_has_calendar_replies(demo):
    answers = Invite.objects.exclude(answered_at=None).exclude(registration=None).values_list("partstat", flat=True)
    assert sorted(answers) == ["ACCEPTED", "ACCEPTED", "ACCEPTED", "DECLINED", "TENTATIVE", "TENTATIVE"]
    assert sorted(InboundMail.objects.for_people().values_list("reason", flat=True)) == [
        "contributor_declined",
        "counter",
        "words",
    ]


def test_sample_contributors_have_invites_and_replies(demo):
    invites = Invite.objects.filter(event__title__startswith="Regional seminar on", registration=None)

    assert set(invites.values_list("role", "partstat")) >= {
        ("CHAIR", "ACCEPTED"),
        ("NON-PARTICIPANT", "NEEDS-ACTION"),
        ("REQ-PARTICIPANT", "ACCEPTED"),
        ("REQ-PARTICIPANT", "DECLINED"),
    }
    assert invites.exclude(comment="").count() == 2


def test_people_of_the_rescheduled_sample_meeting_are_notified(demo):
    assert not PendingUpdate.objects.exists()
    event = Event.objects.get(title__startswith="Tripartite meeting on coverage")
    assert Message.objects.filter(kind="event_moved", topic=f"event:{event.pk}").count() == (
        event.seats_taken + event.registrations.filter(awaits_answer=True).count()
    )


def test_two_sample_officials_share_the_mailbox_of_their_secretariat(client, demo):
    holder, other = User.objects.filter(email=registrations.SECRETARIAT).order_by("pk")

    assert [holder.name, other.name] == [name for name, _position in registrations.OFFICIALS]
    assert (holder.mailbox_of, other.mailbox_of) == (None, holder)
    assert {person.registrations.get().status for person in (holder, other)} == {"confirmed"}
    assert Message.objects.filter(to_email=registrations.SECRETARIAT, kind="registration_confirmed").count() == 2


def test_a_sample_person_is_erased_and_stays_in_the_figures(demo):
    erasure = Erasure.objects.get()
    past = Event.objects.get(registrations__in=erasure.person.registrations.confirmed())

    assert erasure.finished_at
    assert (erasure.person.name, erasure.person.phone) == ("Erased person", "")
    assert not User.objects.filter(email=erasures.ADDRESS).exists()
    assert not Message.objects.filter(to_email=erasures.ADDRESS).exists()
    assert past.seats_taken == past.registrations.confirmed().count()


def test_the_draft_of_the_demonstration_was_never_published(demo):
    drafts = Event.objects.filter(status=Event.Status.DRAFT, is_sample=True)

    assert drafts.exists()
    assert not EventChange.objects.filter(event__in=drafts, what=EventChange.What.PUBLISHED).exists()
