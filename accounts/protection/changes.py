"""Record changes of how people sign in, and undo them."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts import encryption
from accounts.addresses import canonical
from accounts.encryption import DecryptionError
from accounts.errors import DomainError
from accounts.links.purposes import LinkPurpose, declare
from accounts.models import SignInChange, User
from accounts.protection import snapshots
from accounts.protection.snapshots import ChangeKind, Difference, Snapshot
from accounts.security_log import SecurityEvent, record


class ChangeNotUndoableError(DomainError):
    """The change was undone already, or its time is over."""

    advice = _("This change can no longer be undone. If somebody else uses your account, write to the organisers.")


def _find(pk: int) -> SignInChange | None:
    return SignInChange.objects.select_related("person").filter(pk=pk).first()


# The link survives the end of all other links of the person: a thief could end them too.
UNDO = declare(
    LinkPurpose[SignInChange](
        name="undo-sign-in-change",
        values=lambda change: (change.pk,),
        find=_find,
        person=lambda change: change.person,
        expiry=lambda change: change.undo_until,
        page="undo_sign_in_change",
        ends_with_person=False,
    )
)


def record_change(person: User, before: Snapshot, found: list[Difference], origin: dict[str, str]) -> SignInChange:
    """Store a change that was just made, in the transaction of the change. The caller sends the mails afterwards.

    origin: "ip" and "user_agent" of the client, for the mail."""
    removed = [difference.name for difference in found if difference.kind is ChangeKind.ADDRESS_REMOVED]
    return SignInChange.objects.create(
        person=person,
        sealed=encryption.encrypt(
            {
                "before": before.to_json(),
                "differences": [asdict(difference) for difference in found],
                "origin": origin,
            }
        ),
        removed_key=_removed_keys(removed[0])[0] if removed else "",
        undo_until=now() + timedelta(hours=settings.UNDO_HOURS),
    )


def _removed_keys(address: str) -> list[str]:
    """Return the digests by which a removed address is found: with the present key, and with older ones."""
    return encryption.keyed_digests(f"removed address: {canonical(address)}")


def pending_removal(address: str) -> SignInChange | None:
    """Return the change that has removed this address from an account and can still be undone, or None."""
    return SignInChange.objects.undoable().filter(removed_key__in=_removed_keys(address)).order_by("pk").first()


def state_before(change: SignInChange) -> Snapshot:
    """Return how the person signed in before a change. Raise DecryptionError."""
    return Snapshot(**encryption.decrypt(change.sealed)["before"])


def differences_of(change: SignInChange) -> list[Difference]:
    """Return what a change has changed, or an empty list if no key can decrypt it."""
    try:
        stored = encryption.decrypt(change.sealed)["differences"]
    except DecryptionError:
        return []
    return [Difference(ChangeKind(row["kind"]), row["name"], row["before"]) for row in stored]


def origin_of(change: SignInChange) -> dict[str, str]:
    """Return "ip" and "user_agent" of the client that made a change. Raise DecryptionError."""
    return dict(encryption.decrypt(change.sealed)["origin"])


def what_undoing_reverts(change: SignInChange) -> list[Difference]:
    """Return all that differs now from the state before a change: the change, and all changes after it."""
    return snapshots.differences(state_before(change), snapshots.take(change.person))


def trusted_addresses(change: SignInChange) -> list[str]:
    """Return the addresses whose readers may undo a change.

    They are the addresses that were verified before the first change that can still be undone. An address that somebody
    has added in the meantime is not among them: a thief must not be able to undo what the owner does about it."""
    earliest = change.person.sign_in_changes.undoable(change.created_at).order_by("pk").first() or change
    state = state_before(min(earliest, change, key=lambda one: one.pk))
    return state.verified or [state.email]


def other_addresses(change: SignInChange) -> list[str]:
    """Return the verified addresses before a change that are not trusted. Their readers are told without a link."""
    trusted = set(trusted_addresses(change))
    return [address for address in state_before(change).verified if address not in trusted]


@transaction.atomic
def undo(change: SignInChange) -> list[str]:
    """Restore the state before a change, and end all sessions of the person. All later changes are undone with it.

    Return the addresses that could not be restored because they belong to another account. Raise ChangeNotUndoableError
    after the time limit, and if the change was undone already: nothing changes then."""
    person = User.objects.select_for_update().get(pk=change.person_id)
    current = SignInChange.objects.select_for_update().undoable().filter(pk=change.pk).first()
    if current is None:
        raise ChangeNotUndoableError
    try:
        state = state_before(current)
    except DecryptionError as error:
        raise ChangeNotUndoableError from error
    lost = snapshots.restore(person, state)
    later = person.sign_in_changes.filter(pk__gte=current.pk, undone_at=None)
    later.update(undone_at=now())
    end_sessions(person, reason="undo")
    record(SecurityEvent.CHANGE_UNDONE, actor=person, subject=person, change_id=current.pk)
    return lost


def end_sessions(person: User, *, reason: str, keep: Iterable[str] = ()) -> None:
    """End the login sessions of person, except those with the keys in `keep`.

    Without exceptions, the authentication hash changes too, so that sessions that no list contains end as well."""
    kept = set(keep)
    ended = 0
    for session in UserSession.objects.filter(user=person).exclude(session_key__in=kept):
        session.end()
        ended += 1
    if not kept:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    record(SecurityEvent.SESSION_ENDED, subject=person, reason=reason, count=ended)


def delete_expired_changes() -> int:
    """Delete the changes that can no longer be undone, with the secrets that they contain. Safe to run twice."""
    return SignInChange.objects.filter(undo_until__lte=now()).delete()[0]
