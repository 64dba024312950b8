"""Whether a reminder rule can reach anybody at the events that it concerns."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext as _

from events.models import Event, Programme, ReminderRule
from events.reminders import anchors, planning
from events.reminders.descriptions import sentence
from events.unlikely_values import Reach

Anchor, Audience = ReminderRule.Anchor, ReminderRule.Audience
MOST_EVENTS = 100
# The moments of these anchors come into being when a seat is offered, or when something is asked of a person.
LATER = frozenset({Anchor.OFFER_LAPSE, Anchor.DELIVERABLE_DUE})


def reach_of(rule: ReminderRule, owner: Event | Programme) -> list[Reach]:
    """Return a value if rule, saved or not, reaches nobody at owner; an empty list otherwise, and for a rule that is off.

    A rule of a programme reaches nobody if it reaches nobody at each of its events ahead."""
    if not rule.is_active:
        return []
    if isinstance(owner, Event):
        events = [owner]
    else:
        events = list(owner.events.upcoming().filter(~Q(status=Event.Status.CANCELLED))[:MOST_EVENTS])
    reasons = _reasons(rule, events)
    if not reasons or not all(reasons):
        return []
    return [Reach(sentence(rule), reasons[0])]


def _reasons(rule: ReminderRule, events: Sequence[Event]) -> list[str]:
    """Return, for each event, why rule reaches nobody there; "" if it can reach people."""
    moments = anchors.moments_of(events)
    return [_reason(rule, event, [one for one in moments[event.pk] if one.anchor == rule.anchor]) for event in events]


def _reason(rule: ReminderRule, event: Event, moments: Sequence[anchors.Moment]) -> str:
    if reason := _no_audience(rule, event):
        return reason
    if rule.anchor in LATER:
        return ""
    if not moments:
        return _("there is no moment to count from: “%(moment)s”.") % {"moment": Anchor(rule.anchor).label}
    if all(planning.plan_rule(event, rule, moment).due_at <= now() for moment in moments):
        return _("its time has passed.")
    return ""


def _no_audience(rule: ReminderRule, event: Event) -> str:
    """Return why event has no people of the audience of rule; "" if it can have some."""
    if rule.mode and rule.mode not in event.modes:
        return _("nobody takes part in this way.")
    policy = Event.Policy
    nobody = {
        Audience.PENDING: event.policy != policy.APPROVAL,
        Audience.NOMINATED: event.policy != policy.NOMINATION,
        Audience.OFFERED: event.offer_hours is None,
    }
    if nobody.get(Audience(rule.audience), False):
        return _("this event has no such people: “%(audience)s”.") % {"audience": Audience(rule.audience).label}
    return ""
