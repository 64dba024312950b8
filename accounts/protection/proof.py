"""What happens when a person first proves that a mailbox is theirs.

Everything that was attached to the account before was made by somebody who did not prove it, perhaps by a stranger who
waits for the owner of the mailbox ("pre-hijacking"). So it ends."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from accounts.addresses import canonical
from accounts.models import User
from accounts.protection.changes import end_sessions
from accounts.security_log import SecurityEvent, record


def has_proved_address(person: User) -> bool:
    """Return whether person has proved any address."""
    return EmailAddress.objects.filter(user=person, verified=True).exists()


@transaction.atomic
def end_unproved_access(person: User, email: str) -> None:
    """End the sessions and the links to services of person, unless they have proved this address before.

    Call it at a sign-in with a code or with a verified address of a service, before the address is marked as verified."""
    email = canonical(email)
    User.objects.select_for_update().get(pk=person.pk)
    own = EmailAddress.objects.filter(user=person)
    if own.filter(email=email, verified=True).exists():
        return
    is_first = not own.filter(verified=True).exists()
    links = SocialAccount.objects.filter(user=person)
    if is_first and links.exists():
        # A link has let somebody in. allauth permits passkeys and apps to people who have signed in.
        Authenticator.objects.filter(user=person).delete()
    for link in links:
        record(SecurityEvent.PROVIDER_UNLINKED, subject=person, provider=link.provider, reason="first_proof")
    links.delete()
    own.filter(verified=False).exclude(email=email).delete()
    person.sign_in_changes.all().delete()
    # Another account cannot verify this address any more.
    EmailAddress.objects.filter(email=email, verified=False).exclude(user=person).delete()
    end_sessions(person, reason="first_proof")


@transaction.atomic
def end_access_of_previous_address(person: User) -> None:
    """End all ways in that were made with a previous address, after an administrator has corrected the address.

    They belong to the reader of the previous mailbox, who may be somebody else: sessions, links to services, passkeys, apps
    and the links that undo changes."""
    SocialAccount.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    person.sign_in_changes.all().delete()
    end_sessions(person, reason="address_corrected")


@transaction.atomic
def end_access_of_shared_mailbox(person: User, *, keep: str | None) -> None:
    """End the links to services and the sessions of a person who has left a shared mailbox, except the session `keep`.

    Other readers of the mailbox may have made them. Passkeys and apps need not end: with one of them, nobody can add an
    address without using it."""
    for link in SocialAccount.objects.filter(user=person):
        record(SecurityEvent.PROVIDER_UNLINKED, subject=person, provider=link.provider, reason="first_proof")
        link.delete()
    end_sessions(person, reason="first_proof", keep=[keep] if keep else [])


@transaction.atomic
def prove_address(person: User, email: str) -> None:
    """Mark an address as verified after a service has stated that it is, as allauth does after a code."""
    email = canonical(email)
    end_unproved_access(person, email)
    has_primary = EmailAddress.objects.filter(user=person, primary=True).exclude(email=email).exists()
    address, _created = EmailAddress.objects.get_or_create(user=person, email=email)
    if address.verified:
        return
    address.verified, address.primary = True, address.primary or not has_primary
    address.save(update_fields=["verified", "primary"])
    record(SecurityEvent.ADDRESS_VERIFIED, actor=person, subject=person, address_id=address.pk, kind="service")
