"""Who gets an announcement, and who does not and why. The number of queries does not depend on the number of people."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from events.announcements.errors import FilterGoneError
from events.mails.context import scope
from events.models import Announcement, AnnouncementRecipient, Contributor, Delegation, Registration
from events.participants import filtering
from events.participants.registration_filter import RegistrationFilter
from notifications.models import BouncedAddress, Refusal
from notifications.preferences.queries import refusal_condition

Reason, Role = AnnouncementRecipient.Reason, AnnouncementRecipient.Role


@dataclass(frozen=True, slots=True)
class AudienceMember:
    person: int  # the key of a user
    registration: int | None  # the key of their registration
    role: str  # a value of Role
    reason: str  # a value of Reason: why they do not get it. Empty if they get it.
    language: str = ""  # the language of their profile, if they have chosen one


@dataclass(frozen=True)
class AnnouncementAudience:
    announcement: Announcement
    members: dict[int, AudienceMember] = field(default_factory=dict)  # by the key of the person

    @cached_property
    def recipients(self) -> list[AudienceMember]:
        return [member for member in self.members.values() if not member.reason]

    @cached_property
    def left_out(self) -> list[AudienceMember]:
        return [member for member in self.members.values() if member.reason]

    @property
    def fingerprint(self) -> str:
        """Return a hash of the recipients and of the time of the last change of the announcement."""
        keys = sorted(member.person for member in self.recipients)
        return sha256(f"{self.announcement.changed_at.isoformat()} {keys}".encode()).hexdigest()[:24]


def filter_of(announcement: Announcement) -> RegistrationFilter:
    """Return the filter of the announcement. Raise FilterGoneError if its event no longer has a part of the filter."""
    try:
        stored = RegistrationFilter.parse(announcement.filters)
    except ValueError as error:
        raise FilterGoneError from error
    if filtering.is_outdated(announcement.event, stored):
        raise FilterGoneError
    return stored


def resolve(announcement: Announcement, people: Collection[int] | None = None) -> AnnouncementAudience:
    """Return the current audience of announcement, each person once. people (keys) restricts it to these people.

    A person in several groups is a member of the first in which they get it: registered people come first.
    Raise FilterGoneError if the event no longer has a part of the filter."""
    audience = AnnouncementAudience(announcement)
    for member in _members(announcement, people):
        known = audience.members.get(member.person)
        if known is None or (known.reason and not member.reason):
            audience.members[member.person] = member
    return audience


def _members(announcement: Announcement, people: Collection[int] | None) -> Iterator[AudienceMember]:
    event, wanted = announcement.event, filter_of(announcement)
    if announcement.to_registered:
        yield from _registered(announcement, wanted, people)
    if announcement.to_contributors:
        contributors = Contributor.objects.filter(session__event=event)
        if wanted.session:
            contributors = contributors.filter(session=wanted.session)
        if wanted.track:
            contributors = contributors.filter(session__track=wanted.track)
        # Of a task that they have declined: another task may still make them a recipient.
        declined = When(invitation=Contributor.Invitation.DECLINED, then=Value(Reason.ENDED))
        yield from _others(announcement, people, Role.CONTRIBUTOR, contributors, "person", declined)
    if announcement.to_focal_points:
        delegations = Delegation.objects.filter(event=event)
        if wanted.delegation:
            delegations = delegations.filter(pk=wanted.delegation)
        yield from _others(announcement, people, Role.FOCAL_POINT, delegations, "focal_point")
        yield from _others(announcement, people, Role.FOCAL_POINT, delegations, "alternate__person")


def _registered(
    announcement: Announcement, wanted: RegistrationFilter, people: Collection[int] | None
) -> Iterator[AudienceMember]:
    event = announcement.event
    rows = filtering.matching(event, wanted)
    if people is not None:
        rows = rows.filter(person__in=people)
    # A filter by status selects ended registrations on purpose.
    ended = [] if wanted.status else [When(status__in=Registration.ENDED, then=Value(Reason.ENDED))]
    recipients: set[int] = set()
    reasons = _with_reason(announcement, rows, "person", *ended)
    for person, key, reason, language in reasons.values_list("person", "pk", "reason", "person__language"):
        if not reason:
            recipients.add(key)
        yield AudienceMember(person, key, Role.REGISTERED, reason, language)
    # The other address of a person who gets it at the address of the merged registration.
    merged = event.registrations.filter(merged_into__isnull=False).order_by("pk")
    for person, key, merged_into in merged.values_list("person", "pk", "merged_into"):
        if merged_into in recipients:
            yield AudienceMember(person, key, Role.REGISTERED, Reason.MERGED)


def _others(
    announcement: Announcement, people: Collection[int] | None, role: str, rows: QuerySet[Any], path: str, *first: When
) -> Iterator[AudienceMember]:
    rows = rows.filter(**{f"{path}__isnull": False} if people is None else {f"{path}__in": people})
    reasons = _with_reason(announcement, rows.order_by("pk"), path, *first)
    for person, reason, language in reasons.values_list(path, "reason", f"{path}__language"):
        yield AudienceMember(person, None, role, reason, language)


def _with_reason(announcement: Announcement, rows: QuerySet[Any], path: str, *first: When) -> QuerySet[Any]:
    """Annotate rows with `reason`: why the person at path does not get the announcement, or ""."""
    bounced = BouncedAddress.objects.alias(lower=Lower("address")).filter(
        lower=Lower(OuterRef(f"{path}__canonical_email"))
    )
    whens = [
        *first,
        When(Q(**{f"{path}__email": ""}), then=Value(Reason.NO_ADDRESS)),
        When(Exists(bounced), then=Value(Reason.BOUNCED)),
    ]
    if announcement.is_optional:
        refused = refusal_condition(path, Refusal.What.NEWS, scope(announcement.event.programme))
        whens.append(When(refused, then=Value(Reason.REFUSED)))
    if not rows.query.order_by:
        rows = rows.order_by("pk")
    return rows.annotate(reason=Case(*whens, default=Value(""), output_field=CharField()))
