"""By what a person can be recognised: their names, addresses and telephone numbers in all places."""

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db.models.functions import Lower

from accounts import addresses, encryption
from accounts.encryption import DecryptionError
from accounts.models import User
from events.models import Answer, Contributor, Nomination, Question, Registration, TravelDetails
from events.personal_data.traces import Traces, phone_variants
from notifications.models import Message


def addresses_of(person: User) -> frozenset[str]:
    """Return the addresses of person in lower case, without those that another person uses, too.

    Two people may share a mailbox: what is linked to no account may then be of either."""
    own = {person.email, *EmailAddress.objects.filter(user=person).values_list("email", flat=True)}
    own |= set(Nomination.objects.filter(registration__person=person).values_list("address", flat=True))
    own |= set(Message.objects.filter(recipient=person, resent_from=None).values_list("to_email", flat=True))
    lower = {address.lower() for address in own if address}
    mailboxes = {addresses.canonical(address) for address in lower}
    others = User.objects.exclude(pk=person.pk).filter(canonical_email__in=mailboxes)
    shared = set(others.values_list("canonical_email", flat=True))
    of_others = (
        EmailAddress.objects.exclude(user=person).alias(folded=Lower("email")).filter(folded__in=lower | mailboxes)
    )
    shared |= {addresses.canonical(address) for address in of_others.values_list("email", flat=True)}
    return frozenset(address for address in lower if addresses.canonical(address) not in shared)


def traces_of(person: User) -> Traces:
    """Return the traces of person. Their earlier names are in mails, nominations and certificates."""
    names = {person.name, person.full_name if person.name else ""}
    names |= set(Registration.objects.filter(person=person).values_list("certificate_name", flat=True))
    names |= set(Nomination.objects.filter(registration__person=person).values_list("name", flat=True))
    names |= set(Contributor.objects.filter(person=person).values_list("name", flat=True))
    names |= set(Message.objects.filter(recipient=person).values_list("to_name", flat=True).distinct())
    names |= _names_of_accounts(person) | _names_in_passports(person)
    answers = Answer.objects.filter(registration__person=person, question__question__kind=Question.Kind.PHONE)
    phones = {person.phone, *(str(value) for value in answers.values_list("value", flat=True) if value)}
    return Traces(
        names=frozenset(name.strip() for name in names if name and name.strip()),
        addresses=addresses_of(person),
        phones=frozenset(variant for phone in phones if phone for variant in phone_variants(phone)),
    )


def _names_of_accounts(person: User) -> set[str]:
    data = SocialAccount.objects.filter(user=person).values_list("extra_data", flat=True)
    return {str(values["name"]) for values in data if isinstance(values, dict) and values.get("name")}


def _names_in_passports(person: User) -> set[str]:
    names = set()
    for sealed in TravelDetails.objects.filter(registration__person=person).values_list("sealed", flat=True):
        try:
            names.add(str(encryption.decrypt(sealed).get("passport_name", "")))
        except DecryptionError:
            continue
    return names
