"""Rules of reminders written, given up, made an event's own. Each function is one transaction that holds the rows of
all events it concerns and plans them anew, so that what is planned never follows a rule that is no more."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from events import history
from events.models import Event, PlannedReminder, Programme, Reminder, ReminderRule
from events.registration import transitions
from events.reminders import planning
from events.reminders.descriptions import sentence
from events.reminders.errors import DuplicateRuleError, RuleGoneError

RuleOwner = Event | Programme
PORTION = 100
# By these two rules are the same; the others say how, not whom and when.
MOMENT = ("anchor", "audience", "mode", "is_after", "unit", "amount", "hour")
SAID = (*MOMENT, "weekends", "is_quiet_at_night", "condition", "subject", "text", "is_active")
# A rule that reminds other people, or of something else, is another one: whom it told does not count as told.
IDENTITY = ("audience", "anchor", "is_after")
# Nothing is counted from further back (the CHECK of the amount).
LONGEST = timedelta(days=401)
Snapshot = dict[int, tuple[int, datetime]]


@dataclass(frozen=True)
class Effect:
    """How many reminders that lie ahead come, go, or go at another time, and at how many events."""

    come: int = 0
    go: int = 0
    shift: int = 0
    events: int = 0

    def __bool__(self) -> bool:
        return bool(self.events)

    def __str__(self) -> str:
        if not self:
            return _("Nothing changes of what is planned.")
        said = [
            ngettext("%(count)d reminder comes", "%(count)d reminders come", self.come) % {"count": self.come},
            ngettext("%(count)d goes away", "%(count)d go away", self.go) % {"count": self.go},
            ngettext("%(count)d moves to another time", "%(count)d move to another time", self.shift)
            % {"count": self.shift},
        ]
        parts = [words for words, count in zip(said, (self.come, self.go, self.shift), strict=True) if count]
        where = ngettext("at %(count)d event", "at %(count)d events", self.events) % {"count": self.events}
        return _("%(what)s, %(where)s.") % {"what": ", ".join(parts), "where": where}


def rules_shown(whose: RuleOwner) -> list[ReminderRule]:
    """Return the rules that whose page shows, those switched off too: its own, else those above it; not all are saved."""
    programme = whose.programme if isinstance(whose, Event) else whose
    own = list(whose.reminder_rules.standing()) if isinstance(whose, Event) else []
    return own or list(programme.reminder_rules.of_programme()) or planning.default_rules(programme)


@transaction.atomic
def save_rule(rule: ReminderRule, *, by: User | None) -> Effect:
    """Write down a rule, new or changed, of an event or of a programme for all events that have none of their own.

    The first rule of an event begins with those of its programme. A rule that has told somebody, and is to be about
    others or another moment, is given up for a new one.

    Raises SameRule for one that is there already, RuleGone for one that was given up meanwhile."""
    whose = rule.event or rule.programme
    events = _lock(whose)
    before = _standing(rule) if rule.pk else None
    if before is None:
        _begin(whose)
    _refuse_a_second(rule)
    if before and any(getattr(before, name) != getattr(rule, name) for name in IDENTITY) and before.reminders.exists():
        ReminderRule.objects.filter(pk=before.pk).update(archived_at=now())
        rule.pk, rule._state.adding = None, True
    rule.save()
    said = [sentence(before), f"→ {_said(rule)}"] if before else [_said(rule)]
    return _follow(whose, events, said, by=by)


@transaction.atomic
def remove_rule(rule: ReminderRule, *, by: User | None) -> Effect:
    """Give up a rule. The last one is switched off instead: without any, those from above would hold again.

    Raises RuleGone."""
    whose = rule.event or rule.programme
    events = _lock(whose)
    rule = _standing(rule)
    if _alike(rule).exclude(pk=rule.pk).exists():
        _archive([rule.pk])
    else:
        ReminderRule.objects.filter(pk=rule.pk).update(is_active=False)
    effect = _follow(whose, events, [_("Given up: %(what)s") % {"what": sentence(rule)}], by=by)
    _forget_unused([rule.pk])
    return effect


@transaction.atomic
def create_programme_rules(programme: Programme) -> None:
    """Write down the default rules of a programme that has said nothing, to be changed."""
    _begin(Programme.objects.select_for_update().get(pk=programme.pk))


@transaction.atomic
def use_own_rules(event: Event, *, by: User | None) -> Effect:
    """Let event go by copies of its programme's rules from now on, to be changed for it alone. Whom those have told is
    not told again by the copies, and what was skipped or moved by hand stays so."""
    events = _lock(event)
    if _begin(events[0]):
        return _follow(event, events, [_("Own rules for this event")], by=by)
    return Effect()


@transaction.atomic
def use_programme_rules(event: Event, *, by: User | None) -> Effect:
    """Let event go by its programme's rules again; its own are given up."""
    events = _lock(event)
    own = list(event.reminder_rules.standing())
    _begin(event.programme)
    shared = {_moment(rule): rule for rule in event.programme.reminder_rules.of_programme()}
    for rule in own:
        if twin := shared.get(_moment(rule)):
            _hand_over(event, rule, twin)
    keys = [rule.pk for rule in own]
    _archive(keys)
    effect = _follow(event, events, [_("The rules of the programme again")], by=by) if own else Effect()
    _forget_unused(keys)
    return effect


def preview_effect(change: Callable[[], Effect]) -> Effect:
    """Return what change would do, by doing and undoing it. Raises what it raises."""
    with transaction.atomic():
        effect = change()
        transaction.set_rollback(True)
    return effect


def _lock(whose: RuleOwner) -> list[Event]:
    """Lock and return the events that whose rules may concern: all of a programme that are not long over, in the order
    of their keys, as whoever else locks several does; drafts too, which somebody may be publishing."""
    if isinstance(whose, Event):
        return [transitions.lock_event(whose)]
    ahead = Q(ends_at=None) | Q(ends_at__gt=now() - LONGEST)
    events = Event.objects.filter(ahead, programme=whose).order_by("pk").defer("vevent", "description")
    locked = list(events.select_related("venue__country").select_for_update(of=("self",)))
    for event in locked:
        event.programme = whose
    return locked


def _standing(rule: ReminderRule) -> ReminderRule:
    found = ReminderRule.objects.standing().select_for_update(of=("self",)).filter(pk=rule.pk).first()
    if found is None:
        raise RuleGoneError
    return found


def _alike(rule: ReminderRule) -> QuerySet[ReminderRule]:
    return ReminderRule.objects.standing().filter(programme=rule.programme_id, event=rule.event_id)


def _refuse_a_second(rule: ReminderRule) -> None:
    same = {name: getattr(rule, name) for name in MOMENT}
    if _alike(rule).filter(**same).exclude(pk=rule.pk).exists():
        raise DuplicateRuleError


def _moment(rule: ReminderRule) -> tuple[object, ...]:
    return tuple(getattr(rule, name) for name in MOMENT)


def _said(rule: ReminderRule) -> str:
    return sentence(rule) if rule.is_active else _("%(what)s (switched off)") % {"what": sentence(rule)}


def _begin(whose: RuleOwner) -> bool:
    """Write down the rules that hold for whose so far, from above, if it has none; return whether that was so."""
    programme = whose.programme if isinstance(whose, Event) else whose
    if not programme.reminder_rules.of_programme().exists():
        planning.create_default_rules(programme)
        if not isinstance(whose, Event):
            return True
    if not isinstance(whose, Event) or whose.reminder_rules.standing().exists():
        return False
    for rule in programme.reminder_rules.of_programme():
        own = ReminderRule(programme=programme, event=whose, **{name: getattr(rule, name) for name in SAID})
        own.save()
        _hand_over(whose, rule, own)
    return True


def _hand_over(event: Event, rule: ReminderRule, to: ReminderRule) -> None:
    """Let `to` have planned and told what rule has at event, as far as it has not itself."""
    there = PlannedReminder.objects.filter(
        rule=to, event=event, about=OuterRef("about"), anchor_at=OuterRef("anchor_at")
    )
    event.planned_reminders.filter(~Exists(there), rule=rule).update(rule=to)
    told = Reminder.objects.filter(
        rule=to, event=event, person=OuterRef("person"), about=OuterRef("about"), anchor_on=OuterRef("anchor_on")
    )
    event.reminders.filter(~Exists(told), rule=rule).update(rule=to)


def _archive(keys: Sequence[int]) -> None:
    ReminderRule.objects.filter(pk__in=keys).update(archived_at=now())


def _forget_unused(keys: Sequence[int]) -> None:
    """Delete those of these rules that were given up and are needed by nothing that was told, or skipped, any more."""
    given_up = ReminderRule.objects.filter(pk__in=keys, archived_at__isnull=False)
    given_up.filter(planned=None, reminders=None).delete()


def _follow(whose: RuleOwner, events: Sequence[Event], said: Iterable[str], *, by: User | None) -> Effect:
    """Plan events anew, and let the history of those for which something changes say so."""
    goes_by_its_own = set(
        ReminderRule.objects.standing().filter(event__in=[event.pk for event in events]).values_list("event", flat=True)
        if isinstance(whose, Programme)
        else ()
    )
    published = [one for one in events if one.status == Event.Status.PUBLISHED and one.pk not in goes_by_its_own]
    come = go = shift = 0
    touched: set[int] = set()
    for before, after in _planned_anew(published):
        new, old = after.keys() - before.keys(), before.keys() - after.keys()
        moved = {pk for pk in after.keys() & before.keys() if after[pk] != before[pk]}
        come, go, shift = come + len(new), go + len(old), shift + len(moved)
        touched |= {(after.get(pk) or before[pk])[0] for pk in new | old | moved}
    effect = Effect(come, go, shift, len(touched))
    lines = [*said, str(effect)]
    if isinstance(whose, Programme):
        lines.insert(0, _("Rules of the programme"))
    for event in events:
        if event.pk in touched or not isinstance(whose, Programme):
            history.record(event, history.What.RULES, lines, by=by)
    return effect


def _planned_anew(events: Sequence[Event]) -> Iterator[tuple[Snapshot, Snapshot]]:
    for portion in batched(events, PORTION):
        before = _ahead(portion)
        planning.plan_all(portion)
        yield before, _ahead(portion)


def _ahead(events: Sequence[Event]) -> Snapshot:
    rows = PlannedReminder.objects.filter(event__in=events, done_at=None).values_list("pk", "event", "due_at")
    return {pk: (event, due_at) for pk, event, due_at in rows}
