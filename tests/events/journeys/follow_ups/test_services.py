"""Recommendations: response, report, closing, and the table of steps."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.links.tokens import read_token
from events.journeys.errors import StepNotAllowedError
from events.journeys.follow_ups import errors, queries, services
from events.journeys.follow_ups.links import FOLLOW_UP as LINK
from events.journeys.follow_ups.services import Writer
from events.journeys.states import FOLLOW_UP
from events.models import FollowUp, FollowUpChange
from tests.events.journeys.follow_ups.helpers import (
    mails,
    make_past_mission,
    make_recommendation,
    today,
    token_of,
)
from tests.factories import make_member, make_person

pytestmark = pytest.mark.django_db
OWNER = Writer(name="Agus Halim")


def test_numbers_count_up_for_each_kind():
    event = make_past_mission()

    codes = [services.add(event, kind, text="x").code for kind in ("recommendation", "recommendation", "step")]

    assert codes == ["R1", "R2", "S1"]


def test_refusal_needs_a_reason_and_is_kept_with_its_day():
    follow_up = make_recommendation()
    with pytest.raises(errors.RefusalReasonMissingError):
        services.respond(follow_up, "rejected", writer=OWNER)

    services.respond(follow_up, "partly", reason="Tenth day: payments post late.", writer=OWNER)
    services.respond(follow_up, "partly", reason="Tenth day: payments post late.", writer=OWNER)

    follow_up.refresh_from_db()
    assert (follow_up.response, follow_up.responded_on) == ("partly", today())
    assert [change.by_name for change in follow_up.changes.all()] == ["Agus Halim"]


def test_owner_claims_and_the_team_closes():
    follow_up = make_recommendation()
    with pytest.raises(errors.EvidenceMissingError):
        services.report(follow_up, "finish", writer=OWNER)

    services.report(follow_up, "finish", note="Circular 14/2027", writer=OWNER)
    follow_up.refresh_from_db()
    assert (follow_up.status, follow_up.evidence) == ("open", "Circular 14/2027")
    assert [row.is_claimed for row in queries.rows_of(follow_up.event, today())] == [True]
    assert queries.claimed(FollowUp.objects.all()).count() == 1
    services.close(follow_up, "finish", evidence="Circular 14/2027", by=make_person())

    follow_up.refresh_from_db()
    assert (follow_up.status, follow_up.done_on) == ("done", today())
    assert not queries.claimed(FollowUp.objects.all()).exists()


@pytest.mark.parametrize("step", ["finish", "drop"])
def test_closing_needs_evidence_or_a_reason(step):
    follow_up = make_recommendation()

    with pytest.raises(errors.EvidenceMissingError):
        services.close(follow_up, step, evidence="", by=make_person())
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.filter(pk=follow_up.pk).update(status="done")


def test_owner_cannot_drop_or_reopen():
    follow_up = make_recommendation()

    for step in ("drop", "reopen", "steal"):
        with pytest.raises(StepNotAllowedError):
            services.report(follow_up, step, note="x", writer=OWNER)


def test_another_owner_ends_the_link_of_the_one_before():
    follow_up = make_recommendation()
    old = token_of(follow_up)

    services.change(follow_up, owner_name="Maria", owner_email="maria@example.org")

    assert not read_token(LINK, old).works
    assert read_token(LINK, token_of(follow_up)).works


def test_link_ends_30_days_after_the_closing_and_is_closed_for_what_only_the_team_sees():
    follow_up = make_recommendation()
    services.close(follow_up, "finish", evidence="x", by=None)
    assert read_token(LINK, token_of(follow_up)).works

    FollowUp.objects.update(done_on=today() - timedelta(days=32))
    assert not read_token(LINK, token_of(follow_up)).works
    FollowUp.objects.update(done_on=None, status="open", visibility="team")

    assert not read_token(LINK, token_of(follow_up)).works


def test_only_what_nobody_has_reported_on_is_removed():
    follow_up, other = make_recommendation(), make_recommendation()
    services.report(follow_up, "begin", writer=OWNER)

    with pytest.raises(StepNotAllowedError):
        services.remove(follow_up)
    services.remove(other)

    assert list(FollowUp.objects.all()) == [follow_up]


def test_owners_of_an_accepted_report_are_told_once():
    event = make_past_mission()
    shown = make_recommendation(event)
    make_recommendation(event, owner_email="")
    make_recommendation(event, visibility="team")

    assert services.tell_owners(event) == 1
    assert services.tell_owners(event) == 0

    (mail,) = mails()
    assert (mail.kind, mail.to_email, mail.recipient) == ("follow_up_assigned", "agus@example.org", None)
    assert "/follow-ups/" in mail.text
    assert shown.text in mail.text


def test_asking_by_hand_needs_an_owner_who_may_see_it():
    with pytest.raises(errors.OwnerNotKnownError):
        services.send_link(make_recommendation(owner_email=""), by=None)
    with pytest.raises(errors.OwnerMayNotSeeError):
        services.send_link(make_recommendation(visibility="team"), by=None)
    follow_up = make_recommendation(due_on=today() - timedelta(days=3))

    services.send_link(follow_up, by=None)
    services.send_link(follow_up, by=None)

    assert [mail.kind for mail in mails()] == ["follow_up_overdue"] * 2


def test_rows_are_in_order_overdue_first():
    event = make_past_mission()
    later = make_recommendation(event, due_on=today() + timedelta(days=40))
    done = make_recommendation(event, due_on=today() - timedelta(days=90), status="done", evidence="x", done_on=today())
    late = make_recommendation(event, due_on=today() - timedelta(days=15))
    undated = make_recommendation(event)

    rows = queries.rows_of(event, today())

    assert [row.follow_up for row in rows] == [late, later, undated, done]
    assert [row.days_overdue for row in rows] == [15, 0, 0, 0]


class AnySequence(TestCase):
    """Any sequence of steps by the owner and the team follows the table, and each is a row of the history."""

    @given(steps=st.lists(st.sampled_from(["claim", *FOLLOW_UP.rows]), max_size=10))
    @settings(max_examples=25, deadline=None)
    def test_any_sequence_of_steps_follows_the_table(self, steps):
        follow_up, by = make_recommendation(), make_person()
        status, count = "open", 0
        for step in steps:
            target = "finish" if step == "claim" else step

            def act(step=step):
                if step == "claim":
                    return services.report(follow_up, "finish", note="x", writer=OWNER)
                if step == "reopen":
                    return services.reopen(follow_up, by=by)
                if step in {"finish", "drop"}:
                    return services.close(follow_up, step, evidence="x", by=by)
                return services.report(follow_up, step, writer=OWNER)

            if FOLLOW_UP.is_allowed(target, status):
                act()
                count += 1
                status = status if step == "claim" else FOLLOW_UP.target(target, status)
            else:
                with pytest.raises(StepNotAllowedError):
                    act()
            assert FollowUp.objects.get(pk=follow_up.pk).status == status
            assert FollowUpChange.objects.filter(follow_up=follow_up).count() == count
            assert (FollowUp.objects.get(pk=follow_up.pk).done_on is None) is (status in FollowUp.UNFINISHED)


def test_moment_of_a_report_is_now():
    follow_up = make_recommendation()
    services.report(follow_up, "begin", note="Room chosen.", writer=OWNER)

    assert now() - follow_up.changes.get().at < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "reported as done"), ("fr", "réalisée"), ("vi", "đã thực hiện")]
)
def test_the_team_is_told_of_a_claim_with_what_shows_it(language, words):
    follow_up = make_recommendation()
    officer = make_member(follow_up.event.programme, person=make_person(language=language))

    services.report(follow_up, "finish", note="Circular 14 of 2 June.", writer=Writer(name="Agus Halim"))

    (mail,) = mails("follow_up_claimed")
    assert (mail.recipient, words in mail.subject) == (officer, True)
    assert all(text in mail.text for text in ("Agus Halim", "> Circular 14 of 2 June.", follow_up.text))
    assert f"/follow-up/{follow_up.pk}/" in mail.text


@pytest.mark.parametrize(
    ("language", "response", "words"),
    [
        ("en", "rejected", "is rejected, please decide"),
        ("en", "partly", "accepted only in part"),
        ("fr", "rejected", "est refusée"),
        ("vi", "partly", "chỉ được chấp nhận một phần"),
    ],
)
def test_the_team_is_told_of_a_refusal_with_its_reason(language, response, words):
    follow_up = make_recommendation()
    officer = make_member(follow_up.event.programme, person=make_person(language=language))

    services.respond(follow_up, "accepted", writer=OWNER)
    assert mails("follow_up_refused") == []
    services.respond(follow_up, response, reason="The law forbids it.", writer=OWNER)
    services.respond(follow_up, response, reason="The law forbids it.", writer=OWNER)

    (mail,) = mails("follow_up_refused")
    assert (mail.recipient, words in mail.subject) == (officer, True)
    assert all(text in mail.text for text in ("Agus Halim", "> The law forbids it.", follow_up.text))
    assert f"/follow-up/{follow_up.pk}/" in mail.text


def test_the_same_claim_again_and_other_reports_are_no_news():
    follow_up = make_recommendation()
    make_member(follow_up.event.programme)
    services.report(follow_up, "do_partly", note="Half of the districts.", writer=Writer(name="Agus"))
    assert mails("follow_up_claimed") == []

    for note in ("Circular 14", "Circular 14", "Circular 15"):
        services.report(follow_up, "finish", note=note, writer=Writer(name="Agus"))

    assert len(mails("follow_up_claimed")) == 2
