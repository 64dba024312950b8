"""Register other people, and look after the group: withdraw a person, send the mail again.

Each service is one transaction that locks the event, and then the row of the user whose limits it counts."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Min, Q, QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.addresses import canonical
from accounts.identity import OTHER, Description
from accounts.models import User
from accounts.services import lock_people
from events.calendars.dates import moment_text
from events.models import Event, GroupMember, Registration, RegistrationChange, Step
from events.registration import notify, states, transitions
from events.registration.admission import Admission
from events.registration.decisions import decide_one
from events.registration.errors import GroupLimitError, GroupMemberError
from events.registration.people import described_people

Status = Registration.Status
DAY = timedelta(hours=24)
MAX_MAILS = 3  # to one person, because of one entry of a user


@dataclass(frozen=True)
class GroupLimit:
    """How many more people a user can register for an event. frees_at: when the daily limit permits more."""

    left_for_event: int
    left_today: int
    frees_at: datetime | None

    @property
    def left(self) -> int:
        return max(0, min(self.left_for_event, self.left_today))


def group_limit(event: Event, user: User) -> GroupLimit:
    """Return what is left of the limits of user. It is exact while the event and the row of user are locked."""
    since = now() - DAY
    used = GroupMember.objects.filter(by=user).aggregate(
        event=Count("pk", Q(event=event, removed_at=None)),
        day=Count("pk", Q(created_at__gt=since)),
        oldest=Min("created_at", filter=Q(created_at__gt=since)),
    )
    return GroupLimit(
        settings.OTHERS_PER_EVENT - used["event"],
        settings.OTHERS_PER_DAY - used["day"],
        used["oldest"] + DAY if used["oldest"] else None,
    )


@transaction.atomic
def register_others(event: Event, people: Iterable[Mapping[str, str]], *, by: User, code: str = "") -> int:
    """Register several people. `by` has filled in the form for them. Register all or none, and return their number.

    Each person is {"email": ..., "name": ..., ...}, with "mode" in a hybrid event. If the name differs from the known
    one at the address, another person who uses this mailbox is registered, and nobody learns that the address is known:
    the reader of the mailbox gets the mail and decides (decision 0018). A person who has not confirmed the
    address earlier gets no seat before they answer: a free seat is held for them. A person with a registration gets a
    mail with the link to it. A person whose account is closed, or whose data is being erased, is not registered and gets
    no mail. The result is the same in all cases, so that the caller does not learn who is registered.

    Raise GroupLimitError, what register() raises, and BulkDecisionError if too many people use a mailbox."""
    event = transitions.lock_event(event)
    rows = list(people)
    described = described_people([Description(row["email"], _profile(row), OTHER) for row in rows])
    firsts: dict[User, Mapping[str, str]] = {}
    for person, row in zip(described, rows, strict=True):  # two rows of the list may mean one person
        firsts.setdefault(person, row)
    # Together with `by`, whose limits count all events: two people who register each other lock in the same order.
    is_open = {person.pk for person in lock_people({by.pk, *(person.pk for person in firsts)})}
    entered = _require_limits(event, by, firsts)
    known = {*_people_with_confirmed_address(firsts), by.pk}
    modes = {person: row.get("mode", "") for person, row in firsts.items() if person.pk in is_open}
    existing = {row.person_id: row for row in event.registrations.filter(person__in=modes).select_related("person")}
    own_withdrawals = _own_withdrawals(existing.values())
    refused = {pk for pk in own_withdrawals if existing[pk].awaits_answer}
    unchanged = [row for row in existing.values() if not _can_register(row)]
    new = modes.keys() - {row.person for row in unchanged} - {existing[pk].person for pk in refused}
    if new:
        admission = Admission(event, by=by)
        admission.use_code([existing.get(person.pk) for person in new], code)
        for person, mode in modes.items():
            if person in new:
                asks = person.pk not in known or person.pk in own_withdrawals
                admission.register(person, existing.get(person.pk), mode=mode, asks=asks)
        admission.batch.finish()
    worn_out = {member.person_id for member in entered.values() if member.mails >= MAX_MAILS}
    notify.remind_already_registered(
        [transitions.with_event(row, event) for row in unchanged if row.person_id not in worn_out]
    )
    _save_members(event, by, firsts, entered)
    return len(rows)


def _people_with_confirmed_address(rows: Mapping[User, Mapping[str, str]]) -> set[int]:
    """Return the keys of the people who have confirmed the address in their row earlier, with a mailed code."""
    typed = {(person.pk, canonical(row["email"])) for person, row in rows.items()}
    confirmed = EmailAddress.objects.filter(user__in=rows, verified=True).values_list("user", "email")
    return {key for key, email in confirmed if (key, canonical(email)) in typed}


def _require_limits(event: Event, by: User, people: Collection[User]) -> dict[int, GroupMember]:
    """Return the rows of these people that exist already, by person. Raise GroupLimitError for too many new ones."""
    entered = {member.person_id: member for member in event.group_members.filter(by=by, person__in=people)}
    for_event = sum(person.pk not in entered or entered[person.pk].removed_at is not None for person in people)
    today = sum(person.pk not in entered for person in people)
    if any(member.removed_at and member.mails >= MAX_MAILS for member in entered.values()):
        raise GroupLimitError(_("One of these people has had several emails already. Please write to the organisers."))
    limit = group_limit(event, by)
    if for_event > limit.left_for_event:
        raise GroupLimitError(event_limit_text(limit))
    if today > limit.left_today:
        raise GroupLimitError(day_limit_text(limit, event))
    return entered


def event_limit_text(limit: GroupLimit) -> str:
    """Return the sentences about the limit for one event."""
    return (
        _("You can register %(most)d people. If you need to register more, please write to the organisers.")
        % {"most": settings.OTHERS_PER_EVENT}
        + " "
        + _left_text(limit.left_for_event)
    )


def day_limit_text(limit: GroupLimit, event: Event) -> str:
    """Return the sentences about the limit for 24 hours, with the time at which it permits more."""
    text = _("You can register %(most)d people in 24 hours.") % {"most": settings.OTHERS_PER_DAY}
    text = f"{text} {_left_text(limit.left_today)}"
    if limit.frees_at:
        moment = moment_text(limit.frees_at, event.zone)
        text += " " + _("From %(moment)s on, you can register more.") % {"moment": moment}
    return text


def _left_text(left: int) -> str:
    if left <= 0:
        return _("You have reached this number.")
    return ngettext("%(left)d is left.", "%(left)d are left.", left) % {"left": left}


def _own_withdrawals(registrations: Iterable[Registration]) -> set[int]:
    """Return the keys of the people who have withdrawn by themselves."""
    withdrawn = {row.pk: row.person_id for row in registrations if row.status == Status.WITHDRAWN}
    if not withdrawn:
        return set()
    changes = RegistrationChange.objects.filter(registration__in=withdrawn, to_status=Status.WITHDRAWN)
    last = dict(changes.order_by("at", "pk").values_list("registration", "by"))
    return {person for key, person in withdrawn.items() if last.get(key) == person}


def _can_register(registration: Registration) -> bool:
    return not registration.merged_into_id and states.is_allowed(Step.REGISTER, registration.status)


def _profile(row: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in row.items() if name not in {"email", "mode"}}


def _save_members(
    event: Event, by: User, rows: Mapping[User, Mapping[str, str]], entered: Mapping[int, GroupMember]
) -> None:
    again = [member.pk for member in entered.values()]
    event.group_members.filter(pk__in=again).update(removed_at=None, mailed_at=now(), mails=F("mails") + 1)
    GroupMember.objects.bulk_create(
        GroupMember(event=event, by=by, person=person, name=row.get("name") or row["email"], address=row["email"])
        for person, row in rows.items()
        if person.pk not in entered
    )


@dataclass(frozen=True)
class MemberStatus:
    """A member of a group as the user sees them. answers_until is None if no answer is awaited any more."""

    member: GroupMember
    registration: Registration | None
    answers_until: datetime | None
    may_withdraw: bool

    @property
    def may_send_again(self) -> bool:
        return self.answers_until is not None and self.member.mails < MAX_MAILS and self.next_mail_at <= now()

    @property
    def next_mail_at(self) -> datetime:
        return self.member.mailed_at + DAY


def group_of(event: Event, user: User) -> list[MemberStatus]:
    """Return the people whom user has registered for event, in four queries.

    Until a person acts, or the time for their answer ends, every row looks the same. Afterwards the row shows the
    registration that user made. So the page does not reveal whether an address was known or registered before."""
    members = list(event.group_members.filter(by=user, removed_at=None))
    registrations = event.registrations.filter(person__in=[member.person_id for member in members], registered_by=user)
    own = {row.person_id: transitions.with_event(row, event) for row in registrations}
    changes = RegistrationChange.objects.filter(registration__in=own.values()).exclude(by=None).exclude(by=user)
    last_change = dict(changes.order_by("at", "pk").values_list("registration__person", "at"))
    # A change before the last mail to the person is older than the registration by this user.
    acted = {
        row.person_id for row in members if row.person_id in last_change and last_change[row.person_id] > row.mailed_at
    }
    return [_status(member, own.get(member.person_id), acted, event) for member in members]


def _status(member: GroupMember, registration: Registration | None, acted: set[int], event: Event) -> MemberStatus:
    is_open = registration is None or (registration.person_id not in acted and registration.is_active)
    until = member.created_at + timedelta(hours=settings.HOLD_HOURS)
    if registration and registration.is_held and registration.offer_expires_at:
        until = registration.offer_expires_at
    is_awaited = is_open and event.is_ahead and (until > now() or bool(registration and registration.is_asked))
    return MemberStatus(member, registration, until if is_awaited else None, may_withdraw=is_awaited)


def _lock_member(event: Event, key: int, by: User) -> MemberStatus:
    """Return the row with this key of the locked event. Raise GroupMemberError if it has gone."""
    found = next((status for status in group_of(event, by) if status.member.pk == key), None)
    if found is None:
        raise GroupMemberError
    return found


@transaction.atomic
def withdraw_member(event: Event, key: int, *, by: User) -> GroupMember:
    """Remove a person who has not answered from the group of `by`, and withdraw the registration that `by` made.

    Raise GroupMemberError if the person has answered, or has gone."""
    event = transitions.lock_event(event)
    status = _lock_member(event, key, by)
    if not status.may_withdraw:
        raise GroupMemberError
    if status.registration:
        decide_one(Step.WITHDRAW, status.registration, by=by)
    status.member.removed_at = now()
    status.member.save(update_fields=["removed_at"])
    return status.member


@transaction.atomic
def send_again(event: Event, key: int, *, by: User) -> GroupMember:
    """Send the mail to a person of the group of `by` again: once a day, and MAX_MAILS times in all.

    Raise GroupMemberError if that is too often, or if the person has answered."""
    event = transitions.lock_event(event)
    status = _lock_member(event, key, by)
    if not status.may_send_again:
        raise GroupMemberError
    member = status.member
    member.mails, member.mailed_at = member.mails + 1, now()
    member.save(update_fields=["mails", "mailed_at"])
    row = event.registrations.filter(person=member.person_id).select_related("person", "registered_by").first()
    if row and row.person.is_active:
        notify.repeat_request(transitions.with_event(row, event), member.mails)
    return member


def events_of(user: User) -> QuerySet[Event]:
    """Return the events for which user has registered other people, the latest first."""
    members = GroupMember.objects.filter(by=user, removed_at=None)
    events = Event.objects.visible_to_public().filter(pk__in=members.values("event"))
    return events.select_related("venue").defer("vevent", "description")


def has_group(event: Event, user: User) -> bool:
    """Return whether user has registered other people for event."""
    return event.group_members.filter(by=user, removed_at=None).exists()
