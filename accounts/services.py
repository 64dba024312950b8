"""People come to be, and say who they are."""

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User


@transaction.atomic
def begin_account(email: str) -> User | None:
    """Return the person with this address, made now if there is none; None for one who was shut out.

    The address counts as theirs only once a code that was mailed to it comes back."""
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        person = User.objects.create_user(email.lower())
    if not person.is_active:
        return None
    EmailAddress.objects.get_or_create(user=person, email=person.email.lower(), defaults={"primary": True})
    return person


def update_profile(person: User, **fields: object) -> User:
    """Write down what person says of themselves."""
    for name, value in fields.items():
        setattr(person, name, value)
    person.save(update_fields=list(fields))
    return person
