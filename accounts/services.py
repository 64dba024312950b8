"""People come to be, and say who they are."""

from collections.abc import Iterable, Mapping

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower

from accounts.models import User


def find_by_address(email: str) -> User | None:
    """Return whose address this is: the person who proved it, else the one it was written down for."""
    proved = EmailAddress.objects.filter(email=email.lower(), verified=True).select_related("user").first()
    return proved.user if proved else _find_by_email(email)


def find_by_addresses(emails: Iterable[str]) -> dict[str, User]:
    """Return whose addresses these are, by the address in small letters, as find_by_address() finds each."""
    wanted = {email.lower() for email in emails}
    written = User.objects.alias(folded=Lower("email")).filter(folded__in=wanted)
    proved = EmailAddress.objects.filter(email__in=wanted, verified=True).select_related("user")
    return {person.email.lower(): person for person in written} | {found.email: found.user for found in proved}


def get_or_create_account(email: str) -> User | None:
    """Return the person with this address, made now if there is none; None for one who was shut out.

    Only for an address that is proved: a code that was mailed to it came back."""
    person = find_by_address(email) or _create(email)
    if not person.is_active:
        return None
    if person.email.lower() == email.lower():
        sync_email(person)
    return person


def get_or_create_person(email: str, **facts: str) -> User:
    """Return the person with this address, whom somebody else writes down; a new one is made with these facts.

    Whoever has said who they are keeps what they said."""
    person = find_by_address(email) or _create(email)
    return person if person.name else update_profile(person, **facts)


def get_or_create_people(people: Mapping[str, dict[str, str]]) -> dict[str, User]:
    """Return, by the address in small letters, whom somebody else writes down with these facts, as introduce() does; in
    a fixed number of queries, but for those of whom no name is known."""
    facts = {email.lower(): said for email, said in people.items()}
    unknown = facts.keys() - find_by_addresses(facts).keys()
    new = [User(email=email, **facts[email]) for email in facts if email in unknown]
    for person in new:
        person.set_unusable_password()
    User.objects.bulk_create(new, ignore_conflicts=True)  # of those who came in another window at the same moment
    found = find_by_addresses(facts)
    return {
        email: person if person.name or not facts[email] else update_profile(person, **facts[email])
        for email, person in found.items()
    }


@transaction.atomic
def sync_email(person: User) -> None:
    """Let allauth's list of addresses follow person.email, which the repair desk may have corrected.

    The address that it replaces is forgotten: whoever still reads that mailbox signs in with it no more."""
    addresses = EmailAddress.objects.filter(user=person)
    addresses.filter(primary=True).exclude(email=person.email.lower()).delete()
    address, _ = addresses.get_or_create(user=person, email=person.email.lower(), defaults={"primary": True})
    if not address.primary:
        address.primary = True
        address.save(update_fields=["primary"])


def update_profile(person: User, **fields: object) -> User:
    """Write down what person says of themselves."""
    for name, value in fields.items():
        setattr(person, name, value)
    person.save(update_fields=list(fields))
    return person


def _create(email: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email.lower())
    except IntegrityError:  # the same address came back in another window at the same moment
        person = _find_by_email(email)
        if person is None:
            raise
        return person


def _find_by_email(email: str) -> User | None:
    # Not iexact: PostgreSQL would compare UPPER(email), for which there is no index.
    return User.objects.alias(folded=Lower("email")).filter(folded=email.lower()).first()
