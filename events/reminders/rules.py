"""Create, change and remove the rules of reminders of an event or a programme.

Each function is one transaction. It locks all events that the change concerns and plans their reminders again, so no
plan follows a rule that does not exist any more."""

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
BATCH = 100
# Two rules of one owner must differ in one of these fields.
MOMENT = ("anchor", "audience", "mode", "is_after", "unit", "amount", "hour")
COPIED = (*MOMENT, "weekends", "is_quiet_at_night", "condition", "subject", "text", "is_active")
# A rule that changes in one of these fields becomes a new rule: its former recipients can be reminded again.
IDENTITY = ("audience", "anchor", "is_after")
# No reminder is due later after its moment (see the CHECK constraint of the amount).
LONGEST = timedelta(days=401)
Snapshot = dict[int, tuple[int, datetime]]  # event and due time of each open plan, by its key


@dataclass(frozen=True)
class Effect:
    """The number of planned reminders that a change of rules adds, removes or moves, and the number of their events."""

    added: int = 0
    removed: int = 0
    moved: int = 0
    events: int = 0

    def __bool__(self) -> bool:
        return bool(self.events)

    def __str__(self) -> str:
        if not self:
            return _("No planned reminder changes.")
        texts = {
            ngettext("%(count)d reminder is added", "%(count)d reminders are added", self.added): self.added,
            ngettext("%(count)d reminder is removed", "%(count)d reminders are removed", self.removed): self.removed,
            ngettext(
                "%(count)d reminder moves to another time", "%(count)d reminders move to another time", self.moved
            ): self.moved,
        }
        parts = [text % {"count": count} for text, count in texts.items() if count]
        where = ngettext("at %(count)d event", "at %(count)d events", self.events) % {"count": self.events}
        return _("%(what)s, %(where)s.") % {"what": ", ".join(parts), "where": where}


def rules_shown(owner: RuleOwner) -> list[ReminderRule]:
    """Return the rules for the page of owner, including rules that are switched off.

    They are its own rules, otherwise its programme's, otherwise the default rules, which are not saved."""
    programme = owner.programme if isinstance(owner, Event) else owner
    own = list(owner.reminder_rules.standing()) if isinstance(owner, Event) else []
    return own or list(programme.reminder_rules.of_programme()) or planning.default_rules(programme)


@transaction.atomic
def save_rule(rule: ReminderRule, *, by: User | None) -> Effect:
    """Save a new or changed rule of an event, or of a programme for all its events without own rules.

    Before an event gets its first own rule, it gets copies of its programme's rules. A rule that has sent reminders is
    archived and replaced by a new one if its audience or its moment changes.

    Raise DuplicateRuleError if an equal rule exists, RuleGoneError if the rule is archived."""
    owner = rule.event or rule.programme
    events = _lock(owner)
    before = _standing(rule) if rule.pk else None
    if before is None:
        _create_inherited_rules(owner)
    _refuse_duplicate(rule)
    if before and any(getattr(before, name) != getattr(rule, name) for name in IDENTITY) and before.reminders.exists():
        ReminderRule.objects.filter(pk=before.pk).update(archived_at=now())
        rule.pk, rule._state.adding = None, True
    rule.save()
    lines = [sentence(before), f"→ {_description(rule)}"] if before else [_description(rule)]
    return _replan(owner, events, lines, by=by)


@transaction.atomic
def remove_rule(rule: ReminderRule, *, by: User | None) -> Effect:
    """Archive a rule, or delete it if nothing refers to it.

    The last rule of an owner is switched off instead, because without rules it would follow the inherited ones again.
    Raise RuleGoneError if the rule is archived."""
    owner = rule.event or rule.programme
    events = _lock(owner)
    rule = _standing(rule)
    if _rules_of_same_owner(rule).exclude(pk=rule.pk).exists():
        _archive([rule.pk])
    else:
        ReminderRule.objects.filter(pk=rule.pk).update(is_active=False)
    effect = _replan(owner, events, [_("Removed: %(what)s") % {"what": sentence(rule)}], by=by)
    _delete_unused([rule.pk])
    return effect


@transaction.atomic
def create_programme_rules(programme: Programme) -> None:
    """Save the default rules of a programme without rules, so that they can be changed."""
    _create_inherited_rules(Programme.objects.select_for_update().get(pk=programme.pk))


@transaction.atomic
def use_own_rules(event: Event, *, by: User | None) -> Effect:
    """Give event copies of its programme's rules, which can be changed for this event alone.

    The copies take over the plans and reminders of the originals. So no one is reminded again, and reminders that the
    team has skipped or rescheduled stay as they are."""
    events = _lock(event)
    if _create_inherited_rules(events[0]):
        return _replan(event, events, [_("Own rules for this event")], by=by)
    return Effect()


@transaction.atomic
def use_programme_rules(event: Event, *, by: User | None) -> Effect:
    """Archive the rules of event, so that it follows its programme's rules again."""
    events = _lock(event)
    own = list(event.reminder_rules.standing())
    _create_inherited_rules(event.programme)
    shared = {_moment(rule): rule for rule in event.programme.reminder_rules.of_programme()}
    for rule in own:
        if twin := shared.get(_moment(rule)):
            _transfer(event, rule, twin)
    keys = [rule.pk for rule in own]
    _archive(keys)
    effect = _replan(event, events, [_("The rules of the programme again")], by=by) if own else Effect()
    _delete_unused(keys)
    return effect


def preview_effect(change: Callable[[], Effect]) -> Effect:
    """Return the effect of change, which is executed and rolled back. Raise what it raises."""
    with transaction.atomic():
        effect = change()
        transaction.set_rollback(True)
    return effect


def _lock(owner: RuleOwner) -> list[Event]:
    """Lock and return the events that the rules of owner can concern.

    For a programme, these are all events that ended less than LONGEST ago. Drafts are included, because someone can be
    publishing them. They are locked in the order of their keys, as everywhere, to avoid deadlocks."""
    if isinstance(owner, Event):
        return [transitions.lock_event(owner)]
    ahead = Q(ends_at=None) | Q(ends_at__gt=now() - LONGEST)
    events = Event.objects.filter(ahead, programme=owner).order_by("pk").defer("vevent", "description")
    locked = list(events.select_related("venue__country").select_for_update(of=("self",)))
    for event in locked:
        event.programme = owner
    return locked


def _standing(rule: ReminderRule) -> ReminderRule:
    standing = ReminderRule.objects.standing().select_for_update(of=("self",)).filter(pk=rule.pk).first()
    if standing is None:
        raise RuleGoneError
    return standing


def _rules_of_same_owner(rule: ReminderRule) -> QuerySet[ReminderRule]:
    return ReminderRule.objects.standing().filter(programme=rule.programme_id, event=rule.event_id)


def _refuse_duplicate(rule: ReminderRule) -> None:
    same = {name: getattr(rule, name) for name in MOMENT}
    if _rules_of_same_owner(rule).filter(**same).exclude(pk=rule.pk).exists():
        raise DuplicateRuleError


def _moment(rule: ReminderRule) -> tuple[object, ...]:
    return tuple(getattr(rule, name) for name in MOMENT)


def _description(rule: ReminderRule) -> str:
    return sentence(rule) if rule.is_active else _("%(what)s (switched off)") % {"what": sentence(rule)}


def _create_inherited_rules(owner: RuleOwner) -> bool:
    """Save the rules that owner has inherited so far as its own, if it has none; return whether any were saved."""
    programme = owner.programme if isinstance(owner, Event) else owner
    if not programme.reminder_rules.of_programme().exists():
        planning.create_default_rules(programme)
        if not isinstance(owner, Event):
            return True
    if not isinstance(owner, Event) or owner.reminder_rules.standing().exists():
        return False
    for rule in programme.reminder_rules.of_programme():
        own = copy_for(owner, rule)
        own.save()
        _transfer(owner, rule, own)
    return True


def copy_for(event: Event, rule: ReminderRule) -> ReminderRule:
    """Return a rule of event that is like rule. It is not saved."""
    return ReminderRule(programme=event.programme, event=event, **{name: getattr(rule, name) for name in COPIED})


def _transfer(event: Event, rule: ReminderRule, to: ReminderRule) -> None:
    """Transfer the plans and reminders of rule at event to another rule, except those that it has itself."""
    same_plans = PlannedReminder.objects.filter(
        rule=to, event=event, about=OuterRef("about"), anchor_at=OuterRef("anchor_at")
    )
    event.planned_reminders.filter(~Exists(same_plans), rule=rule).update(rule=to)
    same_reminders = Reminder.objects.filter(
        rule=to, event=event, person=OuterRef("person"), about=OuterRef("about"), anchor_on=OuterRef("anchor_on")
    )
    event.reminders.filter(~Exists(same_reminders), rule=rule).update(rule=to)


def _archive(keys: Sequence[int]) -> None:
    ReminderRule.objects.filter(pk__in=keys).update(archived_at=now())


def _delete_unused(keys: Sequence[int]) -> None:
    """Delete those of these archived rules that no plan and no reminder refers to."""
    archived = ReminderRule.objects.filter(pk__in=keys, archived_at__isnull=False)
    archived.filter(planned=None, reminders=None).delete()


def _replan(owner: RuleOwner, events: Sequence[Event], lines: Iterable[str], *, by: User | None) -> Effect:
    """Plan events again and record the change in the history of each event that it affects."""
    with_own_rules = set(
        ReminderRule.objects.standing().filter(event__in=[event.pk for event in events]).values_list("event", flat=True)
        if isinstance(owner, Programme)
        else ()
    )
    published = [one for one in events if one.status == Event.Status.PUBLISHED and one.pk not in with_own_rules]
    added = removed = moved = 0
    affected: set[int] = set()
    for before, after in _snapshots(published):
        new, old = after.keys() - before.keys(), before.keys() - after.keys()
        shifted = {pk for pk in after.keys() & before.keys() if after[pk] != before[pk]}
        added, removed, moved = added + len(new), removed + len(old), moved + len(shifted)
        affected |= {(after.get(pk) or before[pk])[0] for pk in new | old | shifted}
    effect = Effect(added, removed, moved, len(affected))
    all_lines = [*lines, str(effect)]
    if isinstance(owner, Programme):
        all_lines.insert(0, _("Rules of the programme"))
    for event in events:
        if event.pk in affected or not isinstance(owner, Programme):
            history.record(event, history.What.RULES, all_lines, by=by)
    return effect


def _snapshots(events: Sequence[Event]) -> Iterator[tuple[Snapshot, Snapshot]]:
    """Plan events again, in batches; yield the open plans of each batch before and after."""
    for batch in batched(events, BATCH):
        before = _open_plans(batch)
        planning.plan_all(batch)
        yield before, _open_plans(batch)


def _open_plans(events: Sequence[Event]) -> Snapshot:
    rows = PlannedReminder.objects.filter(event__in=events, done_at=None).values_list("pk", "event", "due_at")
    return {pk: (event, due_at) for pk, event, due_at in rows}
