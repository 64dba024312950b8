"""Find and create people, and update their profiles."""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy

from accounts import addresses, identity
from accounts.errors import DomainError
from accounts.identity import Description, DescriptionsRefusedError
from accounts.models import User
from accounts.privileges import privileged_among


class KnownAtMailboxError(DomainError):
    advice = gettext_lazy(
        "A person with this name uses this address already. To act for them, sign out and sign in again: the page asks "
        "who is signing in."
    )


def find_by_address(email: str) -> User | None:
    """Return the holder of the mailbox: the person who has verified this address, else the one with it in their profile.

    Return None for an unknown address."""
    return next(iter(people_at(email)), None)


def people_at(email: str) -> list[User]:
    """Return the people who are reached at this address, the holder of the mailbox first."""
    return next(iter(identity.people_at([email]).values()), [])


def people_who_sign_in(email: str) -> list[User]:
    """Return the people who can sign in with a code that was mailed to email: those at this address, without closed accounts.

    Create a person if nobody is known there. The list is empty if the accounts are closed.

    Team members and administrators have an address of their own, so that nobody else at a mailbox can enter their
    account."""
    people = people_at(email) or [_create(email)]
    privileged = privileged_among([person for person in people if person.mailbox_of_id])
    return [person for person in people if person.is_active and person.pk not in privileged]


def get_or_create_account(email: str) -> User | None:
    """Return the first of the people who sign in with this address, or None if their account is closed.

    The caller must have verified the address, for example with a mailed code."""
    person = next(iter(people_who_sign_in(email)), None)
    if person:
        confirm_address(person, email)
    return person


def confirm_address(person: User, email: str) -> None:
    """Record that person has proved that they read the mailbox, with a mailed code.

    Other people at a shared mailbox get no address of their own by that, unless its holder has left it."""
    canonical = addresses.canonical(email)
    if person.canonical_email != canonical:
        return  # one of their other addresses
    holder = people_at(email)[0]
    if person.mailbox_of_id and holder == person:
        become_holder(person)
    elif not person.mailbox_of_id:
        sync_email(person)


def get_or_create_person(email: str, *, answer: str = "", **profile: str) -> User:
    """Return the person with this address and name, or create them. A user other than the person gives the profile.

    answer: the answer to the question who is meant. See get_or_create_people(), whose errors this function raises
    alone: NameConflictError, FullMailboxError."""
    try:
        return get_or_create_people([Description(email, profile, answer)])[0]
    except DescriptionsRefusedError as error:
        raise error.problems[0] from error


def get_or_create_people(descriptions: Sequence[Description]) -> list[User]:
    """Return the people whom the descriptions mean, in their order. Create those who are new.

    The profile of a person with a name does not change: they have filled it in themselves. The number of queries is
    fixed, plus one for each known person without a name.

    Raise DescriptionsRefusedError, and create nobody, if the name at an address differs from the known one and the
    description has no answer."""
    while True:
        found = identity.identify(descriptions)
        identity.require_answers(found)
        people = [row.person for row in found if row.person]
        new = list({id(person): person for person in people if person.pk is None}.values())
        if not new:
            break
        # Others refer to the holder, who is saved first. Another request may create the same people.
        holders = [person for person in new if person.mailbox_of is None]
        # In one order: two requests that create the same people would wait for each other without an end.
        rows = sorted(holders or new, key=lambda person: (addresses.canonical(person.email), person.name))
        User.objects.bulk_create(rows, ignore_conflicts=True)
    return [
        person if person.name or not description.profile else update_profile(person, **description.profile)
        for person, description in zip(people, descriptions, strict=True)
    ]


@transaction.atomic
def add_to_mailbox(holder: User, name: str) -> User:
    """Create another person who uses the mailbox of holder, and whom the caller signs in.

    Never return a known person: they can be one whom the readers of the mailbox must not enter, such as a team member, or
    one whose second step the caller would leave out. Raise KnownAtMailboxError or FullMailboxError."""
    User.objects.select_for_update(of=("self",)).get(pk=holder.pk)
    found = identity.find(Description(holder.email, {"name": name}, identity.OTHER))
    if found.person and found.person.pk:
        raise KnownAtMailboxError
    return get_or_create_person(holder.email, answer=identity.OTHER, name=name)


def keep_zone(person: User, zone: ZoneInfo | None) -> None:
    """Store the time zone of the browser of person in their profile, unless the profile has one."""
    if zone is not None and not person.timezone:
        User.objects.filter(pk=person.pk, timezone="").update(timezone=zone.key)
        person.refresh_from_db(fields=["timezone"])


@transaction.atomic
def sync_email(person: User) -> None:
    """Make person.email the primary address in allauth's list of addresses. An administrator may have corrected it.

    Delete the previous primary address, so that the reader of that mailbox cannot sign in any more."""
    own = EmailAddress.objects.filter(user=person)
    own.filter(primary=True).exclude(email=person.mail_address).delete()
    address, _ = own.get_or_create(user=person, email=person.mail_address, defaults={"primary": True})
    if not address.primary:
        address.primary = True
        address.save(update_fields=["primary"])


@transaction.atomic
def become_holder(person: User) -> None:
    """Let a person who used the mailbox of another sign in with their own address, person.email."""
    update_profile(person, mailbox_of=None)
    sync_email(person)


def leave_shared_mailbox(person: User) -> None:
    """Give person the address that they have verified, instead of the mailbox of another person."""
    address = EmailAddress.objects.filter(user=person, verified=True).order_by("-primary", "pk").first()
    if person.mailbox_of_id and address:
        update_profile(person, email=addresses.written(address.email), mailbox_of=None)


def lock_people(keys: Iterable[int]) -> list[User]:
    """Lock the rows of people in the order of their keys, and return those whose account is open.

    An account is not open if it is closed, or if its data is being erased. The lock waits for an erasure that runs; the
    references of other rows to these people do not wait for it. Only what decides this is read of each person."""
    people = User.objects.filter(pk__in=set(keys)).order_by("pk").select_for_update(of=("self",), no_key=True)
    return [person for person in people.only("is_active", "erase_at") if person.is_active and person.erase_at is None]


def update_profile(person: User, **fields: object) -> User:
    """Save these fields of the profile of person."""
    for name, value in fields.items():
        setattr(person, name, value)
    person.save(update_fields=list(fields))
    return person


def _create(email: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(addresses.written(email))
    except IntegrityError:  # another request has created the same person
        person = find_by_address(email)
        if person is None:
            raise
        return person
