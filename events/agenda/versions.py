"""Publish the agenda in versions, and compare versions in words."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events import history
from events.agenda import followers
from events.agenda.errors import ChangedSinceError, NothingToPublishError
from events.agenda.items import Item, items_of
from events.agenda.languages import language_names
from events.agenda.sessions import REPORTED, set_sessions
from events.agenda.values import MOMENTS, Value, Values, moment, set_values, to_values
from events.calendars.dates import moment_range_text, moment_text
from events.contributors import services as contributors
from events.contributors.queries import are_notified
from events.experts import directory
from events.mails.context import SessionChange
from events.models import AgendaVersion, Contributor, Event, Session, SessionDraft, Venue
from events.models.session import SessionDetails
from events.registration import transitions
from events.registration.seat_ledger import leave_sessions
from events.reminders import planning as reminders
from events.updates.session_notices import notify_of_sessions, recipients_of_sessions

TEAM_ONLY = ("expected",)  # fields that only organisers see
# The names of fields, by the names that values have.
NAMES: Mapping[str, Any] = {
    field.attname: field.verbose_name for field in SessionDraft._meta.fields if field.attname != "position"
}


@dataclass(frozen=True)
class Difference:
    """What a version changes in one session. key: of the session. is_moved: time or place, of which people are notified."""

    key: str
    title: str
    lines: Sequence[str]
    is_new: bool = False
    is_removed: bool = False
    is_moved: bool = False


def snapshot(rows: Iterable[Session]) -> dict[str, Values]:
    """Return the values of published sessions by their keys, as a version stores them."""
    return {f"s{row.pk}": to_values(row) for row in rows}


def record(event: Event, *, note: str = "", by: User | None) -> AgendaVersion | None:
    """Store the published agenda of a locked event as its next version, if it differs from the last one.

    Return the last version; None for a draft, which has no versions."""
    if event.status == Event.Status.DRAFT:
        return None
    return _record(event, note, by)[0]


def _record(event: Event, note: str, by: User | None) -> tuple[AgendaVersion, int]:
    """Do what record() does. Return the last version, and how many mails those outside the event get."""
    last = event.agenda_versions.order_by("-number").first()
    sessions = snapshot(event.sessions.order_by("pk"))
    if last and last.sessions == sessions:
        return last, 0
    number = last.number + 1 if last else 1
    version = AgendaVersion.objects.create(event=event, number=number, note=note, by=by, sessions=sessions)
    return version, followers.follow_version(event)


@transaction.atomic
def publish(event: Event, *, note: str, seen: str, by: User) -> tuple[AgendaVersion, int]:
    """Publish the drafts of event as the next version of its agenda. Return it, and the number of people notified.

    Mail the people whom a change of time or place concerns: the contributors of the session, those who chose it, and
    travellers who have it in their programme.
    seen: fingerprint() of the changes that the user has seen. Raise NothingToPublishError, and ChangedSinceError if
    somebody has changed the agenda since; raise what set_sessions() raises."""
    event = transitions.lock_event(event)
    if event.status == Event.Status.DRAFT:
        raise NothingToPublishError
    items = items_of(event, with_removed=True)
    drafts = [item for item in items if item.draft]
    if not drafts:
        raise NothingToPublishError
    if fingerprint(items) != seen:
        raise ChangedSinceError
    record(event, by=None)  # the agenda until now, if no version has it
    kept = [item for item in drafts if not item.is_removed]
    sessions = [_published(item) for item in kept]
    changes = set_sessions(event, sessions)
    removed = [item.session for item in drafts if item.is_removed and item.session]
    # Before the removed sessions are deleted: the mails take them out of calendars.
    people, count = contributors.exchange(
        event, removed=_tasks_in(removed), added=_new_contributors(kept, sessions), by=by
    )
    changes += [SessionChange(session, None) for session in removed]
    count += notify_of_sessions(event, changes, apart_from=people)
    count += followers.follow_changes(event, changes)
    count += followers.follow_removal(removed)
    for session in removed:
        leave_sessions(session.choices.all())
        session.delete()
    if removed:
        reminders.plan(event)  # set_sessions() has planned those of the removed sessions, whose notices needed them
    SessionDraft.objects.filter(event=event).delete()
    event.agenda_steps.all().delete()
    version, told = _record(event, note, by)
    count += told
    history.record(
        event,
        history.What.AGENDA,
        [_("Version %(number)d") % {"number": version.number}, note, history.people_notified(count)],
        by=by,
    )
    return version, count


def apply_drafts(event: Event) -> None:
    """Make the drafts of a locked event its sessions, when it becomes a draft again. Nobody is notified."""
    items = items_of(event, with_removed=True)
    followers.follow_removal([item.session for item in items if item.is_removed and item.session])
    for item in items:
        if item.is_removed and item.session:
            item.session.delete()
        elif item.draft:
            session = _published(item)
            session.event = event
            session.save()
            Contributor.objects.bulk_create(_new_contributors([item], [session]))
    directory.adopt(Contributor.objects.filter(session__event=event))
    SessionDraft.objects.filter(event=event).delete()
    event.agenda_steps.all().delete()


def _published(item: Item) -> Session:
    """Return the session as it will be, beside the one of the item. Not saved."""
    session = copy(item.session) if item.session else Session(event=item.row.event)  # type: ignore[attr-defined]
    set_values(session, item.values)
    return session


def fingerprint(items: Sequence[Item]) -> str:
    """Return a hash of all changes that the next version would bring."""
    drafts = {item.key: [item.values, item.is_removed, _named(item)] for item in items if item.draft}
    return sha256(json.dumps(drafts, sort_keys=True).encode()).hexdigest()[:20]


def _named(item: Item) -> list[list[object]]:
    """Return the contributors whom the next version would name for the first time."""
    return [[one.role, one.name, one.person_id] for one in item.contributors] if item.is_new else []


def differences(
    before: Mapping[str, Values],
    after: Mapping[str, Values],
    *,
    zone: ZoneInfo,
    venues: Mapping[int, str],
    hidden: Collection[str] = (),
) -> list[Difference]:
    """Return what after changes: first new times and places, then removed and new sessions, then texts.

    zone: of the event. venues: the names of venues by their primary key. hidden: fields that the reader does not see."""
    words = Words(zone, venues, hidden)
    found = []
    for key in [*before, *(key for key in after if key not in before)]:
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if new is None and old is not None:
            found.append(Difference(key, str(old["title"]), [words.removed(old)], is_removed=True))
        elif old is None and new is not None:
            found.append(Difference(key, str(new["title"]), [words.added(new)], is_new=True))
        elif old and new and (lines := words.changed(old, new)):
            moved = words.when(old) != words.when(new) or words.place(old) != words.place(new)
            found.append(Difference(key, str(old["title"]), lines, is_moved=moved))
    return sorted(found, key=lambda one: (not one.is_moved, not one.is_removed, not one.is_new))


def draft_differences(event: Event, items: Sequence[Item]) -> list[Difference]:
    """Return what the next version would change. items: with the removed ones."""
    before = {item.key: to_values(item.session) for item in items if item.session}
    after = {item.key: item.values for item in items if not item.is_removed}
    return differences(before, after, zone=event.zone, venues=venue_names([*before.values(), *after.values()]))


def venue_names(values: Iterable[Values]) -> dict[int, str]:
    """Return the names of the venues that sessions have. One query; none without a venue."""
    keys = {key for one in values if isinstance(key := one["venue_id"], int)}
    if not keys:
        return {}
    return {venue.pk: str(venue) for venue in Venue.objects.filter(pk__in=keys).select_related("country")}


def words_of(event: Event, items: Sequence[Item]) -> "Words":
    """Return the words for values of the items of event."""
    return Words(event.zone, venue_names(item.values for item in items))


@dataclass(frozen=True)
class Words:
    """Sentences about values of sessions."""

    zone: ZoneInfo
    venues: Mapping[int, str]
    hidden: Collection[str] = ()

    def when(self, values: Values) -> str:
        start, end = moment(values, "starts_at"), moment(values, "ends_at")
        if not (start and end):
            return _("no time yet")
        return moment_range_text(start, end, ZoneInfo(str(values["timezone"])) if values["timezone"] else self.zone)

    def place(self, values: Values) -> str:
        venue = self.venues.get(values["venue_id"]) if isinstance(values["venue_id"], int) else ""
        return ", ".join(filter(None, [str(values["room"]), str(values["host_institution"]), venue]))

    def added(self, values: Values) -> str:
        return _("New: %(facts)s") % {"facts": self._facts(values)}

    def removed(self, values: Values) -> str:
        return _("Removed. It was %(facts)s") % {"facts": self._facts(values)}

    def _facts(self, values: Values) -> str:
        return ", ".join(filter(None, [self.when(values), self.place(values)]))

    def field(self, name: str, before: Value, after: Value) -> str:
        """Return a line about one field: "Room: A → B"."""
        return history.describe_change(NAMES[name], self.value(name, before), self.value(name, after))

    def value(self, name: str, value: Value) -> str:
        """Return a value as text."""
        if name in MOMENTS and isinstance(value, str):
            return moment_text(datetime.fromisoformat(value), self.zone)
        if name == "venue_id":
            return self.venues.get(value, "") if isinstance(value, int) else ""
        return str(_shown(name, {name: value}) or "")

    def changed(self, old: Values, new: Values) -> list[str]:
        lines = []
        if self.when(old) != self.when(new):
            lines.append(history.describe_change(_("Time"), self.when(old), self.when(new)))
        if self.place(old) != self.place(new):
            lines.append(history.describe_change(_("Place"), self.place(old), self.place(new)))
        for name in ("title", "kind", "track", "languages", "is_optional", "seats", "expected"):
            if name not in self.hidden and old.get(name) != new.get(name):
                lines.append(history.describe_change(NAMES[name], _shown(name, old), _shown(name, new)))
        if old.get("abstract") != new.get("abstract"):
            lines.append(_("The abstract is changed."))
        return lines


def _shown(name: str, values: Values) -> object:
    value = values.get(name)
    if name == "languages":
        return ", ".join(language_names(value if isinstance(value, list) else []))
    if name == "kind":
        return dict(SessionDetails.Kind.choices).get(str(value), value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value


def _tasks_in(sessions: Iterable[Session]) -> list[Contributor]:
    tasks = Contributor.objects.filter(session__in=list(sessions)).select_related("session__event", "person")
    return list(tasks.order_by("pk"))


def _new_contributors(items: Sequence[Item], sessions: Sequence[Session]) -> list[Contributor]:
    """Return the contributors of the new sessions among items. Not saved."""
    return [
        Contributor(session=session, role=one.role, name=one.name, affiliation=one.affiliation, person_id=one.person_id)
        for item, session in zip(items, sessions, strict=True)
        if item.session is None
        for one in item.contributors
    ]


def last_number(event: Event) -> int | None:
    """Return the number of the last version; None if there is none."""
    return event.agenda_versions.order_by("-number").values_list("number", flat=True).first()


@dataclass(frozen=True)
class AgendaRecipient:
    """A person who is notified of the next version. reasons: the titles of the sessions that concern them.

    is_traveller: because these sessions are in the programme that they got, and not because they chose them."""

    person: User
    is_contributor: bool
    reasons: Sequence[str]
    is_traveller: bool = False


def recipients(event: Event, items: Sequence[Item]) -> list[AgendaRecipient]:
    """Return who is notified when the drafts of event are published. items: with the removed ones. A fixed number of queries."""
    if not are_notified(event):
        return []
    changes = []
    for item in items:
        if item.draft and item.session:
            after = None if item.is_removed else _published(item)
            if after is None or any(getattr(item.session, name) != getattr(after, name) for name in REPORTED):
                changes.append(SessionChange(item.session, after))
    found = recipients_of_sessions(event, changes)
    titles = {change.before.pk: change.title for change in changes}
    people: dict[User, AgendaRecipient] = {}
    for registration in found.registrations:
        reasons = [change.title for change in found.chosen[registration.pk]]
        people[registration.person] = AgendaRecipient(registration.person, False, reasons)
    for contribution in found.contributions:
        reasons = [titles[one.session_id] for one in contribution.contributors if one.session_id in titles]
        people[contribution.person] = AgendaRecipient(contribution.person, True, reasons)
    for person, own in followers.affected_by(event, changes):
        reasons = [change.title for change in own]
        earlier = people.get(person)
        if earlier:
            people[person] = replace(earlier, reasons=[*earlier.reasons, *reasons])
        else:
            people[person] = AgendaRecipient(person, False, reasons, is_traveller=True)
    new = [item for item in items if item.session is None]
    keys = {one.person_id for item in new for one in item.contributors} - {None}
    for person in User.objects.filter(pk__in=keys, is_active=True).order_by("pk"):
        reasons = [item.row.title for item in new if person.pk in {one.person_id for one in item.contributors}]
        earlier = people.get(person)
        people[person] = AgendaRecipient(person, True, [*(earlier.reasons if earlier else ()), *reasons])
    return list(people.values())
