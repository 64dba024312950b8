"""Each audience and each anchor is declared once and completely."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from accounts import languages
from events.models import Event, PlannedReminder, Registration, Reminder, ReminderAnchor, ReminderAudience, ReminderRule
from events.registration import reminder_cancellation
from events.reminders import anchors, audiences
from events.reminders.rule_forms import RuleForm
from notifications.models import Message
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft
from notifications.wording import defaults, kinds
from tests.factories import make_event, make_person

pytestmark = pytest.mark.django_db

PAIRS = [(audience, anchor) for audience in ReminderAudience for anchor in audience.traits.anchors]
LONGEST_NAME = ReminderRule._meta.get_field("audience").max_length


def make_plan(audience, anchor, event=None):
    event = event or make_event()
    rule = ReminderRule.objects.create(programme=event.programme, audience=audience, anchor=anchor)
    return PlannedReminder.objects.create(
        rule=rule, event=event, about=7, anchor_at=now(), due_at=now(), next_at=now(), done_at=now()
    )


@pytest.mark.parametrize("audience", [*ReminderAudience])
def test_every_audience_has_members_anchors_and_a_label(audience):
    assert audiences.MEMBERS[audience].audience is audience
    assert audience.traits.anchors
    assert audience.label
    assert len(audience) <= LONGEST_NAME


@pytest.mark.parametrize("anchor", [*ReminderAnchor])
def test_every_anchor_has_times_and_an_audience(anchor):
    assert anchors.TIMES[anchor].anchor is anchor
    assert any(anchor in audience.traits.anchors for audience in ReminderAudience)
    assert anchor.label
    assert len(anchor) <= LONGEST_NAME


@pytest.mark.parametrize("mail", sorted({mail for audience in ReminderAudience for mail in audience.traits.mails}))
def test_every_mail_of_an_audience_has_texts_in_every_language(mail):
    assert kinds.get(mail) is not None
    assert [one for one in languages.LANGUAGES if not defaults.default_source(mail, one).body] == []


@pytest.mark.parametrize(("audience", "anchor"), PAIRS)
def test_database_accepts_and_queries_every_declared_pair(audience, anchor):
    planned = make_plan(audience, anchor)

    rows = audiences.of(planned.rule).rows_of(planned)

    assert list(rows) == []
    assert rows.order_by().values_list(f"{audiences.of(planned.rule).person}__timezone").count() == 0
    assert len(anchors.TIMES[anchor].names([planned])) == 1


@pytest.mark.parametrize("audience", [*ReminderAudience])
def test_database_refuses_all_other_pairs(audience):
    programme = make_event().programme
    for anchor in {*ReminderAnchor} - {*audience.traits.anchors}:
        with pytest.raises(IntegrityError), transaction.atomic():
            ReminderRule.objects.create(programme=programme, audience=audience, anchor=anchor)


@pytest.mark.parametrize("audience", [*ReminderAudience])
def test_form_offers_the_choices_of_the_declaration(audience):
    form = RuleForm({"audience": audience.value})

    assert [value for value, _label in form.fields["anchor"].choices] == [*audience.traits.anchors]
    assert ("mode" in form.fields) == audience.traits.allows_mode
    assert ("condition" in form.fields) == audience.traits.allows_condition


@pytest.mark.parametrize("status", Registration.Status.values)
@pytest.mark.parametrize("audience", [*ReminderAudience])
def test_another_status_withdraws_the_queued_mail(audience, status):
    event, person = make_event(), make_person()
    planned = make_plan(audience, audience.traits.anchors[0], event)
    reminder = Reminder.objects.create(
        planned=planned, rule=planned.rule, event=event, person=person, anchor_on=now().date(), state="queued"
    )
    key = Reminder.mail_key(reminder.pk)
    outbox.queue(
        Draft(
            dedupe_key=key, kind=planned.rule.mail, topic=f"event:{event.pk}", subject="S", text="T", recipient=person
        )
    )

    reminder_cancellation.cancel_for_status(event, [person], status)

    reminder.refresh_from_db()
    is_withdrawn = audience.traits.status not in {None, status}
    assert (reminder.state == "skipped", reminder.skip == "gone") == (is_withdrawn, is_withdrawn)
    assert (Message.objects.get().status == Message.Status.DROPPED) == is_withdrawn


def test_an_audience_without_members_is_reported(monkeypatch):
    monkeypatch.delitem(audiences.MEMBERS, ReminderAudience.NO_SHOWS)

    with pytest.raises(ImproperlyConfigured, match=r"NO_SHOWS.*members_of"):
        audiences.require_members()


def test_an_audience_without_a_path_is_reported(monkeypatch):
    monkeypatch.setattr(audiences.MEMBERS[ReminderAudience.SLIDES], "paths", {}, raising=False)

    with pytest.raises(ImproperlyConfigured, match=r"SlidesMissing\.paths.*DELIVERABLE_DUE"):
        audiences.require_members()


@pytest.mark.parametrize("change", ["missing", "wrong kind"])
def test_an_anchor_without_times_is_reported(monkeypatch, change):
    if change == "missing":
        monkeypatch.delitem(anchors.TIMES, ReminderAnchor.DETAILS_DUE)
    else:
        monkeypatch.setitem(anchors.TIMES, ReminderAnchor.DETAILS_DUE, anchors.TIMES[ReminderAnchor.SESSION_START])

    with pytest.raises(ImproperlyConfigured, match=r"DETAILS_DUE.*OncePerEvent"):
        anchors.require_times()


def test_an_event_without_a_date_has_no_moments_of_its_sessions(django_assert_num_queries):
    events = [make_event(), make_event(precision=Event.Precision.TBC, starts_at=None, ends_at=None)]

    with django_assert_num_queries(4):
        moments = anchors.moments_of(events)

    assert [{moment.anchor for moment in moments[event.pk]} for event in events] == [
        {"event_start", "event_end"},
        set(),
    ]
