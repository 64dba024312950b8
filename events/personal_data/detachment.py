"""The last step of an erasure: detach a person from their rows, in one transaction."""

import secrets
from collections import defaultdict
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import now

from accounts import encryption
from accounts.models import User
from accounts.models.search import with_derived
from accounts.models.user import ERASED_DOMAIN, new_link_key
from accounts.privileges import privileged_among
from accounts.security_log import SecurityEvent, record
from accounts.services import become_holder
from events.calendars.services import revise_all
from events.engagements import uploads
from events.models import (
    AnswerFile,
    Contributor,
    Delegation,
    Erasure,
    Event,
    EvidenceFile,
    Invite,
    KeptRecord,
    Registration,
    Slides,
    SlideUpload,
)
from events.models.invite import new_reply_tag
from events.personal_data import redaction
from events.personal_data.declarations import PLACES
from events.personal_data.errors import ChangedMeanwhileError
from events.personal_data.identity import traces_of
from events.personal_data.legal_grounds import kept_until
from events.personal_data.pictures import take_down_pictures_of
from events.personal_data.places import Erase
from events.personal_data.traces import REMOVED, Traces
from events.personal_data.unused_accounts import is_still_unused
from events.questions import files
from notifications.models import Delivery, Message


@transaction.atomic
def detach(erasure_id: int) -> bool:
    """Erase the data of the person of a due erasure; return False if it was undone or finished in the meantime.

    The events of the person are locked first, then the person. So nobody can register them while this runs. Raise
    ChangedMeanwhileError if they have got a place that lies ahead; the caller withdraws it and tries again."""
    person = User.objects.filter(erasure=erasure_id).first()
    if person is None:
        return False
    traces = traces_of(person)
    events = _events_of(person)
    changed = redaction.events_that_name(traces)
    list(Event.objects.filter(pk__in=events | changed).order_by("pk").select_for_update().values_list("pk"))
    due = Erasure.objects.filter(pk=erasure_id, finished_at=None, due_at__lte=now())
    erasure = due.select_for_update().first()
    if erasure is None:
        return False
    person = User.objects.select_for_update(of=("self",)).get(pk=erasure.person_id)
    if erasure.cause == Erasure.Cause.UNUSED and not is_still_unused(erasure):
        erasure.delete()
        return False
    if _has_something_ahead(person) or not _events_of(person) <= events:
        raise ChangedMeanwhileError
    _keep_what_the_law_requires(person)
    _erase_own_rows(person, traces)
    take_down_pictures_of(traces)
    redaction.redact(traces, events)
    redaction.replace_slugs(traces)
    redaction.delete_raw_mails(traces)
    redaction.delete_login_sessions(person.pk, traces)
    _empty_account(person)
    Erasure.objects.filter(pk=erasure.pk).update(finished_at=now())
    revise_all(Event.objects.filter(pk__in=changed | events))
    record(SecurityEvent.PERSONAL_DATA_ERASED, actor=erasure.by_id or person.pk, subject=person.pk, step="erased")
    return True


def _events_of(person: User) -> set[int]:
    """Return the keys of the events to which the person is or was linked."""
    found = set(Registration.objects.filter(person=person).order_by().values_list("event", flat=True))
    found |= set(Contributor.objects.filter(person=person).order_by().values_list("session__event", flat=True))
    found |= set(Delegation.objects.filled_by(person).order_by().values_list("event", flat=True))
    return found | set(Invite.objects.filter(person=person).order_by().values_list("event", flat=True))


def _has_something_ahead(person: User) -> bool:
    return registrations_ahead(person).exists() or contributions_ahead(person).exists()


def registrations_ahead(person: User) -> QuerySet[Registration]:
    """Return the active registrations of person that can still be withdrawn."""
    ahead = {"event__ahead_until__gte": now(), "event__status__in": (Event.Status.PUBLISHED, Event.Status.POSTPONED)}
    return Registration.objects.of(person).active().filter(**ahead)


def contributions_ahead(person: User) -> QuerySet[Contributor]:
    """Return the tasks of person in sessions of events that are not over."""
    return Contributor.objects.filter(person=person, session__event__ahead_until__gte=now())


def _keep_what_the_law_requires(person: User) -> None:
    """Store the name of a participant, encrypted, for the programmes that must keep it."""
    registrations = Registration.objects.of(person).confirmed().filter(event__ends_at__lt=now())
    for registration in registrations.select_related("event__programme", "person"):
        if until_on := kept_until(registration):
            sealed = encryption.encrypt({"name": registration.name_on_certificate, "organisation": person.affiliation})
            ground = registration.event.programme.retention_ground
            KeptRecord.objects.get_or_create(
                registration=registration, defaults={"ground": ground, "until_on": until_on, "sealed": sealed}
            )


def _erase_own_rows(person: User, traces: Traces) -> None:
    own_files = Q(registration__person=person) | Q(kept_for=person)
    files.delete_files(AnswerFile.objects.filter(own_files))
    files.delete_files(EvidenceFile.objects.filter(own_files))
    files.delete_files(Slides.objects.filter(contributor__person=person))
    for upload in SlideUpload.objects.filter(contributor__person=person):
        uploads.cancel(upload)
    own_mails = Message.objects.filter(recipient=None, to_email__in=traces.addresses)
    own_mails.filter(status=Message.Status.QUEUED).update(status=Message.Status.DROPPED)
    Message.objects.filter(recipient=person, status=Message.Status.QUEUED).update(status=Message.Status.DROPPED)
    Delivery.objects.filter(message__in=own_mails).update(server_said="")
    for row in Registration.objects.of(person).only("pk"):
        Registration.objects.filter(pk=row.pk).update(reply_tag=new_reply_tag())
    for invite in Invite.objects.filter(person=person).only("pk"):
        Invite.objects.filter(pk=invite.pk).update(reply_tag=new_reply_tag())
    _erase_log_entries(person)
    for place in PLACES:
        if place.model == "accounts.User" or place.erase is Erase.KEEP or not (place.people or place.addresses):
            continue
        rows = place.rows_of(person, traces.addresses)
        keys = list(rows.values_list("pk", flat=True))
        found: Any = place.model_class._base_manager.filter(pk__in=keys)
        if place.erase is Erase.DELETE:
            found.delete()
        else:
            found.update(**with_derived(place.model_class(), place.empty))


def _erase_log_entries(person: User) -> None:
    """Empty the words of the log of the administration about rows of the person."""
    for place in PLACES:
        if not place.people or place.model == "admin.LogEntry":
            continue
        content_type = ContentType.objects.get_for_model(place.model_class)
        keys = [str(pk) for pk in place.rows_of(person).values_list("pk", flat=True)]
        entries = LogEntry.objects.filter(content_type=content_type, object_id__in=keys)
        entries.update(object_repr=REMOVED, change_message="")


def _empty_account(person: User) -> None:
    place = next(place for place in PLACES if place.model == "accounts.User")
    for name, value in place.empty.items():
        setattr(person, name, value)
    person.email = f"erased-{secrets.token_hex(8)}@{ERASED_DOMAIN}"
    person.link_key = new_link_key()
    person.set_unusable_password()
    person.save()
    _pass_mailbox_on(person)


def _pass_mailbox_on(person: User) -> None:
    """Let other people hold the mailbox that they share with person. They keep their accounts.

    A person who has moved to another address may still be named as the holder of several mailboxes. Somebody else may
    hold one of them already."""
    mailboxes: defaultdict[str, list[User]] = defaultdict(list)
    for sharer in person.mailbox_sharers.order_by("pk"):
        mailboxes[sharer.canonical_email].append(sharer)
    for canonical, sharers in mailboxes.items():
        holder = User.objects.filter(canonical_email=canonical, mailbox_of=None).exclude(pk=person.pk).first()
        if holder is None and (holder := _next_holder(sharers)):
            become_holder(holder)
        if holder is not None:
            keys = [sharer.pk for sharer in sharers if sharer.pk != holder.pk]
            User.objects.filter(pk__in=keys).update(mailbox_of=holder)


def _next_holder(sharers: list[User]) -> User | None:
    """Return the first of these people who stays. A person who leaves or is blocked comes last.

    The readers of the mailbox can enter the holder's account, so nobody with privileges becomes the holder."""
    privileged = privileged_among(sharers)
    possible = [sharer for sharer in sharers if sharer.pk not in privileged]
    return min(possible, key=lambda row: (not row.is_active, row.erase_at is not None, row.pk), default=None)
