"""Find and create people, and update their profiles."""

from collections.abc import Iterable, Mapping

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower

from accounts.models import User


def find_by_address(email: str) -> User | None:
    """Return the person who has verified this address, else the person with this address in their profile, or None."""
    verified = EmailAddress.objects.filter(email=email.lower(), verified=True).select_related("user").first()
    return verified.user if verified else _find_by_email(email)


def find_by_addresses(emails: Iterable[str]) -> dict[str, User]:
    """Return the people with these addresses, by address in lower case. See find_by_address()."""
    lower = {email.lower() for email in emails}
    in_profile = User.objects.alias(folded=Lower("email")).filter(folded__in=lower)
    verified = EmailAddress.objects.filter(email__in=lower, verified=True).select_related("user")
    return {person.email.lower(): person for person in in_profile} | {
        address.email: address.user for address in verified
    }


def get_or_create_account(email: str) -> User | None:
    """Return the person with this address, or create them. Return None if their account is closed.

    The caller must have verified the address, for example with a mailed code."""
    person = find_by_address(email) or _create(email)
    if not person.is_active:
        return None
    if person.email.lower() == email.lower():
        sync_email(person)
    return person


def get_or_create_person(email: str, **profile: str) -> User:
    """Return the person with this address, or create them. A user other than the person gives the profile.

    The profile of a person with a name does not change: they have filled it in themselves."""
    person = find_by_address(email) or _create(email)
    return person if person.name else update_profile(person, **profile)


def get_or_create_people(people: Mapping[str, dict[str, str]]) -> dict[str, User]:
    """Return the people with these addresses, by address in lower case, as get_or_create_person() does.

    `people` maps addresses to profiles. The number of queries is fixed, plus one for each known person without a
    name."""
    profiles = {email.lower(): profile for email, profile in people.items()}
    unknown = profiles.keys() - find_by_addresses(profiles).keys()
    new = [User(email=email, **profiles[email]) for email in profiles if email in unknown]
    for person in new:
        person.set_unusable_password()
    User.objects.bulk_create(new, ignore_conflicts=True)  # another request may create the same people
    return {
        email: person if person.name or not profiles[email] else update_profile(person, **profiles[email])
        for email, person in find_by_addresses(profiles).items()
    }


@transaction.atomic
def sync_email(person: User) -> None:
    """Make person.email the primary address in allauth's list of addresses. An administrator may have corrected it.

    Delete the previous primary address, so that the reader of that mailbox cannot sign in any more."""
    addresses = EmailAddress.objects.filter(user=person)
    addresses.filter(primary=True).exclude(email=person.email.lower()).delete()
    address, _ = addresses.get_or_create(user=person, email=person.email.lower(), defaults={"primary": True})
    if not address.primary:
        address.primary = True
        address.save(update_fields=["primary"])


def update_profile(person: User, **fields: object) -> User:
    """Save these fields of the profile of person."""
    for name, value in fields.items():
        setattr(person, name, value)
    person.save(update_fields=list(fields))
    return person


def _create(email: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email.lower())
    except IntegrityError:  # another request has created the same person
        person = _find_by_email(email)
        if person is None:
            raise
        return person


def _find_by_email(email: str) -> User | None:
    # iexact would compare UPPER(email) on PostgreSQL, which has no index.
    return User.objects.alias(folded=Lower("email")).filter(folded=email.lower()).first()
