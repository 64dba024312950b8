"""Each line of the table deletes what has expired, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils.timezone import now

from events.daily_tasks.services import run_missed, run_now
from events.models import (
    Answer,
    Contributor,
    Engagement,
    Event,
    EventChange,
    Expert,
    FormDraft,
    InvitationCode,
    Nomination,
    NominationLink,
    Programme,
    RegistrationChange,
    RegistrationNote,
    TaskRun,
    UnavailablePeriod,
)
from events.personal_data.retention import job, of_accounts, of_events, of_experts, of_mails, table
from events.questions.answers import save_answers
from events.registration.services import register
from events.travel import queries as travel
from notifications.models import BouncedAddress, Delivery, InboundMail, Message
from notifications.outbox.resending import ContentDeletedError, resend
from tests.events.questions.helpers import ask
from tests.events.travel.helpers import complete_travel_data, make_travel_event, make_traveller, save_all_details
from tests.factories import make_event, make_person, make_programme

pytestmark = pytest.mark.django_db


def end(event, days):
    """Let the event end this many days ago."""
    ended = now() - timedelta(days=days)
    Event.objects.filter(pk=event.pk).update(starts_at=ended - timedelta(hours=8), ends_at=ended)


def make_registration(days, **fields):
    registration = register(make_event(), make_person(), needs="Halal", remark="Late", **fields)
    end(registration.event, days)
    return registration


def test_needs_are_deleted_thirty_days_after_the_event():
    old, young = make_registration(31), make_registration(29)

    assert (of_events.delete_needs(), of_events.delete_needs()) == (1, 0)

    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.needs, old.remark, young.needs) == ("", "Late", "Halal")


def test_needs_of_a_postponed_event_are_kept_and_of_a_cancelled_one_deleted():
    postponed, cancelled = make_registration(40), make_registration(40)
    Event.objects.filter(pk=postponed.event_id).update(status="postponed")
    Event.objects.filter(pk=cancelled.event_id).update(
        status="cancelled", precision="tbc", starts_at=None, ends_at=None, cancelled_at=now() - timedelta(days=31)
    )

    assert of_events.delete_needs() == 1
    postponed.refresh_from_db()
    assert postponed.needs == "Halal"


def test_special_needs_are_removed_from_travel_details_that_are_kept_longer():
    event = make_travel_event(travel_keep_days=90)
    registration = make_traveller(event)
    save_all_details(registration, replace(complete_travel_data(event), special_needs="Wheelchair"))
    end(event, 31)

    assert (of_events.delete_needs(), of_events.delete_needs()) == (1, 0)

    registration.refresh_from_db()
    data = travel.travel_data_of(registration)
    assert (data.special_needs, bool(data.passport_number)) == ("", True)


@pytest.mark.parametrize(
    ("keep_days", "days", "is_kept"), [(None, 729, True), (None, 731, False), (10, 11, False), (3650, 731, False)]
)
def test_answers_are_deleted_after_two_years_or_earlier(keep_days, days, is_kept):
    event = make_event()
    question = ask(event, keep_days=keep_days)
    save_answers(register(event, make_person()), {question.pk: "x"}, by=None)
    end(event, days)

    of_events.delete_answers()

    assert Answer.objects.exists() is is_kept


@pytest.mark.parametrize(
    ("of_programme", "of_question", "days", "is_kept"),
    [
        (90, None, 89, True),
        (90, None, 91, False),
        (90, 30, 31, False),
        (9000, None, 731, False),
        (9000, None, 729, True),
    ],
)
def test_programme_can_only_shorten_the_period_of_answers_and_remarks(of_programme, of_question, days, is_kept):
    event, other = make_event(), make_event(programme=make_programme())
    Programme.objects.filter(pk=event.programme_id).update(answers_keep_days=of_programme)
    for each in (event, other):
        question = ask(each, keep_days=of_question if each == event else None)
        save_answers(register(each, make_person(), remark="Late"), {question.pk: "x"}, by=None)
        end(each, min(days, 729) if each == other else days)

    of_events.delete_answers()

    assert Answer.objects.filter(registration__event=event).exists() is is_kept
    assert Answer.objects.filter(registration__event=other).exists()
    assert other.registrations.get().remark == "Late"
    if of_question is None:
        assert bool(event.registrations.get().remark) is is_kept


def test_records_and_history_of_old_events_lose_their_words():
    registration, other = make_registration(731), make_registration(729)
    for each in (registration, other):
        RegistrationNote.objects.create(registration=each, text="Speaks Lao")
        NominationLink.objects.create(event=each.event, person=each.person, expires_at=now())
        Nomination.objects.create(registration=each, name="Khin", address="k@example.org", position="Head")
        InvitationCode.objects.create(event=each.event, note="Khin")
        RegistrationChange.objects.filter(registration=each).update(reason="Ill")
        EventChange.objects.create(event=each.event, what="written", said="To Khin")

    of_events.delete_event_records()
    of_events.delete_history_texts()

    assert [note.registration for note in RegistrationNote.objects.all()] == [other]
    assert [link.event for link in NominationLink.objects.all()] == [other.event]
    assert set(Nomination.objects.values_list("name", flat=True)) == {"", "Khin"}
    assert set(InvitationCode.objects.values_list("note", flat=True)) == {"", "Khin"}
    assert RegistrationChange.objects.filter(reason="").count() == 0

    end(registration.event, 1826)
    assert of_events.delete_history_texts() == 2
    assert (registration.changes.get().reason, registration.changes.get().to_status) == ("", "confirmed")


def test_directory_forgets_unused_entries_past_days_and_what_experts_needed():
    expert = Expert.objects.create(programme=make_programme(), name="An", person=make_person())
    used = Expert.objects.create(programme=expert.programme, name="Binh")
    event = make_event(programme=expert.programme)
    session = event.sessions.create(title="Opening")
    task = {"invited_at": now(), "answered_at": now(), "invitation": "declined", "decline_reason": "Ill"}
    Contributor.objects.create(session=session, name="Binh", expert=used, **task)
    Engagement.objects.create(event=event, expert=used, equipment="Clicker", needs="Halal")
    for days in (31, 29):
        day = now().date() - timedelta(days=days)
        UnavailablePeriod.objects.create(expert=used, starts_on=day, ends_on=day)

    assert (of_experts.delete_unused(), UnavailablePeriod.objects.count()) == (1, 1)
    end(event, 31)
    assert (of_events.delete_needs(), of_events.delete_needs()) == (1, 0)
    assert Engagement.objects.values_list("equipment", "needs").get() == ("", "")
    end(event, 731)
    of_events.delete_event_records()
    assert (Contributor.objects.get().decline_reason, Engagement.objects.count()) == ("", 0)
    with time_machine.travel(now() + timedelta(days=1094)):
        of_experts.delete_unused()
        assert Expert.objects.count() == 2
    with time_machine.travel(now() + timedelta(days=1096)):
        of_experts.delete_unused()

    assert Expert.objects.get() == used


def test_bodies_of_mails_are_deleted_after_a_year_and_their_lines_stay():
    message = Message.objects.create(
        dedupe_key="x", kind="x", to_email="k@example.org", message_id="x", subject="Hello", text="Dear Khin", html="<p>",
        status="sent", sent_at=now(),
    )  # fmt: skip
    Delivery.objects.create(message=message, outcome="sent", server_said="ok k@example.org", at=now())
    waiting = Message.objects.create(
        dedupe_key="y", kind="x", to_email="k@example.org", message_id="y", subject="s", text="t"
    )

    with time_machine.travel(now() + timedelta(days=364)):
        assert of_mails.delete_mail_bodies() == 0
    with time_machine.travel(now() + timedelta(days=366)):
        assert of_mails.delete_mail_bodies() == 2
        assert of_mails.delete_mail_log() == 0

    message.refresh_from_db()
    waiting.refresh_from_db()
    assert (message.text, message.html, message.subject, message.to_email) == ("", "", "Hello", "k@example.org")
    assert (message.deliveries.get().server_said, waiting.text) == ("", "t")
    with pytest.raises(ContentDeletedError):
        resend(message, by=make_person())
    with time_machine.travel(now() + timedelta(days=1826)):
        assert of_mails.delete_mail_log() == 1


def test_incoming_mails_lose_their_content_after_ninety_days():
    InboundMail.objects.create(digest="x", sender="k@example.org", subject="Re", excerpt="No", raw=b"raw", kind="other")
    BouncedAddress.objects.create(address="k@example.org")

    with time_machine.travel(now() + timedelta(days=89)):
        assert of_mails.delete_raw_mail() == 0
    with time_machine.travel(now() + timedelta(days=91)):
        assert of_mails.delete_raw_mail() == 1
    mail = InboundMail.objects.get()
    assert (mail.raw, mail.excerpt, mail.subject) == (None, "", "Re")
    with time_machine.travel(now() + timedelta(days=366)):
        assert (of_mails.delete_inbox_lines(), of_mails.delete_bounces()) == (1, 1)


def test_records_of_sign_ins_are_deleted_after_ninety_days(client):
    person = make_person()
    client.force_login(person)
    client.get("/")
    UserSession.objects.get_or_create(user=person, session_key="old", defaults={"ip": "192.0.2.1", "user_agent": "x"})
    UserSession.objects.update(last_seen_at=now() - timedelta(days=91))
    assert Session.objects.exists()

    with time_machine.travel(now() + timedelta(days=100)):
        assert of_accounts.delete_sessions() >= 1

    assert not UserSession.objects.exists()
    assert not Session.objects.exists()


def test_log_of_the_administration_is_deleted_after_two_years():
    staff = make_person(is_staff=True)
    for days in (731, 729):
        LogEntry.objects.create(
            user=staff, object_repr="x", action_flag=CHANGE, action_time=now() - timedelta(days=days)
        )
    young = LogEntry.objects.order_by("action_time").last()

    assert [run_now(job.NAME).counts["staff_log"] for _ in range(2)] == [1, 0]

    assert LogEntry.objects.get() == young


def test_draft_of_a_form_is_encrypted_and_lives_for_an_hour(client):
    event, person = make_event(), make_person()
    client.force_login(person)
    page = reverse("self_service:register", args=[event.slug])
    form = client.get(page).context["typed_by"]
    client.logout()

    client.post(page, {"typed_by": form, "needs": "Peanut allergy", "name": "Daw Khin"})

    draft = FormDraft.objects.get()
    assert "Peanut" not in draft.sealed
    assert "Peanut" not in str(client.session.items())
    assert of_accounts.delete_form_drafts() == 0
    with time_machine.travel(now() + timedelta(minutes=61)):
        assert of_accounts.delete_form_drafts() == 1


def test_draft_of_a_form_is_shown_to_its_person_once(client):
    event, person = make_event(), make_person()
    client.force_login(person)
    page = reverse("self_service:register", args=[event.slug])
    form = client.get(page).context["typed_by"]
    client.logout()
    client.post(page, {"typed_by": form, "needs": "Peanut allergy"})
    session = dict(client.session)
    client.force_login(person)
    kept = client.session
    kept.update({key: value for key, value in session.items() if key.startswith("registration-typed")})
    kept.save()

    assert "Peanut allergy" in client.get(page).content.decode()
    assert not FormDraft.objects.exists()
    assert "Peanut allergy" not in client.get(page).content.decode()


def test_job_records_each_line_and_a_failing_line_stops_no_other(monkeypatch):
    make_registration(31)

    def fail():
        raise KeyError("Daw Khin")

    broken = [
        table.RetentionLine("broken", "x", "x", table.Decider.PROGRAMME, fail, period="x"), *table.TABLE
    ]  # fmt: skip
    monkeypatch.setattr(job, "TABLE", broken)

    run = run_now(job.NAME)

    assert (run.counts["needs"], run.error) == (1, "broken: KeyError")
    assert set(run.counts) == {line.key for line in table.TABLE if line.delete}
    assert run_now(job.NAME).counts["needs"] == 0


def test_timetable_runs_the_deletion():
    make_registration(31)

    run_missed()
    run_missed()

    assert TaskRun.objects.get(name="retention").counts["needs"] == 1


def test_lines_have_unique_keys_and_a_period():
    assert len(table.LINES) == len(table.TABLE)
    assert [line.key for line in table.TABLE if not line.period_text] == []
    assert table.LINES["needs"].period_text == "30 days after the event"
    assert (
        table.LINES["answers"].period_text
        == "2 years after the event, or earlier if the programme or the question says so"
    )
