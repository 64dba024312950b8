"""Organisers correct the facts of a participant: the profile, the address, the name on the certificate.

The correction is in the history of the registration. An account that its owner has confirmed keeps its address: whoever
reads the address signs in, so only the owner or an administrator changes it."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import services as people
from accounts.addresses import canonical
from accounts.links.services import end_everything
from accounts.models import Constituency, Gender, User
from accounts.privileges import privileged_among
from events import history
from events.models import Country, Registration
from events.participants import calendar_moves
from events.participants.calendar_moves import EventEntries
from events.registration import transitions
from events.registration.errors import RegistrationError
from events.travel.services import update_person
from notifications.models import Message
from notifications.outbox import services as outbox

CORRECTED = "corrected"  # not a step: the status does not change


class ConfirmedAddressError(RegistrationError):
    advice = gettext_lazy(
        "This person has confirmed the address and signs in with it. Only they can change it, in their profile under "
        "“Email addresses”. If they cannot sign in any more, ask the administrators of the site."
    )


class TakenAddressError(RegistrationError):
    advice = gettext_lazy(
        "This address belongs to another person. If both are the same person, register that one and merge the two "
        "registrations. If they share a mailbox, add the person with this address, and say that it is another person."
    )


@dataclass(frozen=True)
class PersonCorrection:
    """The corrected facts. A fact that is None stays as it is. The names are those of the fields of a person.

    country: the ISO code, or "". certificate_name: of the registration, not of the person."""

    name: str | None = None
    address: str | None = None
    honorific: str | None = None
    organisation_name: str | None = None
    position: str | None = None
    country: str | None = None
    constituency: str | None = None
    gender: str | None = None
    gender_words: str | None = None
    phone: str | None = None
    language: str | None = None
    certificate_name: str | None = None
    reason: str = ""  # kept in the history

    def profile(self, person: User) -> dict[str, str]:
        """Return the fields of person that change."""
        wanted = {name: getattr(self, name) for name in PROFILE if getattr(self, name) is not None}
        if wanted.get("gender", person.gender) not in {person.gender, Gender.OTHER}:
            wanted["gender_words"] = ""  # they would be shown instead of the corrected gender
        return {name: value for name, value in wanted.items() if value != fact_of(person, name)}


PROFILE = (
    "name", "honorific", "organisation_name", "position", "country", "constituency", "gender", "gender_words", "phone",
    "language",
)  # fmt: skip


def fact_of(person: User, name: str) -> str:
    """Return a fact of person. The organisation can also be one that many people share."""
    return person.affiliation if name == "organisation_name" else str(getattr(person, name))


def may_change_address(person: User, *, by: User) -> bool:
    """Return whether `by`, a member of the team, may change the address of person.

    The owner has confirmed the address of an account with a verified address, a sign-in or privileges."""
    if by.is_superuser:
        return True
    is_confirmed = person.last_login is not None or EmailAddress.objects.filter(user=person, verified=True).exists()
    return not is_confirmed and person.pk not in privileged_among([person])


@transaction.atomic
def correct_person(registration: Registration, correction: PersonCorrection, *, by: User) -> bool:
    """Save the corrected details of the person of registration. Return whether anything has changed.

    A new address must be verified at the next sign-in. All links that were mailed end, the old address is told, and the
    new address gets a new link. Mails that are queued go to the new address. The entries of all events ahead move from the
    calendar at the old address to that at the new one.

    Raise ConfirmedAddressError if only the owner may change the address, TakenAddressError if it is another person's."""
    address = correction.address or registration.person.email
    moves = canonical(address) != registration.person.mail_address
    events = calendar_moves.lock_events(registration) if moves else []  # all of them before the first change
    registration = transitions.lock_registration(registration)
    person = User.objects.select_for_update().get(pk=registration.person_id)
    registration.person = person
    address = correction.address or person.email
    old_address, changed = person.mail_address, _changes(registration, correction)
    if not changed:
        return False
    moves = canonical(address) != old_address
    if moves:
        _require_free(person, address, by=by)
        entries = calendar_moves.leave_old_address(events or [registration.event], person)
    fields: dict[str, object] = {**correction.profile(person)}
    if "organisation_name" in fields:
        fields["organisation"] = None  # it would be shown instead of an empty name
    if fields:
        update_person(person, **fields)
    if correction.certificate_name not in {None, registration.certificate_name}:
        registration.certificate_name = correction.certificate_name or ""
        registration.save(update_fields=["certificate_name"])
    if moves:
        _move(registration, address, old_address, entries)
    status = registration.status
    lines = [history.describe_change(_label(name), old, new) for name, (old, new) in changed.items()]
    registration.changes.create(
        action=CORRECTED,
        from_status=status,
        to_status=status,
        by=by,
        reason="\n".join(filter(None, [*lines, correction.reason]))[:1000],
        old_facts={name: old for name, (old, _new) in changed.items()},
    )
    return True


def _changes(registration: Registration, correction: PersonCorrection) -> dict[str, tuple[str, str]]:
    """Return the old and the new value, in words, of each fact that changes."""
    person, fields = registration.person, correction.profile(registration.person)
    countries = dict(
        Country.objects.filter(pk__in=[person.country, fields.get("country", "")]).values_list("pk", "name")
    )
    changed = {name: (fact_of(person, name), fields[name]) for name in fields if name == "name"}
    if correction.address and canonical(correction.address) != person.mail_address:
        changed["address"] = (person.email, correction.address)
    for name, new in fields.items():
        changed[name] = (_text(name, fact_of(person, name), countries), _text(name, new, countries))
    certificate = correction.certificate_name
    if certificate not in {None, registration.certificate_name}:
        changed["certificate_name"] = (registration.certificate_name, certificate or "")
    return changed


def _label(name: str) -> str:
    if name == "address":
        return _("Email")
    if name == "certificate_name":
        return _("Name on the certificate")
    return capfirst(str(User._meta.get_field(name).verbose_name))  # type: ignore[union-attr]  # not a relation


def _text(name: str, value: str, countries: dict[str, str]) -> str:
    """Return the value of a fact in words."""
    if name == "country":
        return countries.get(value, value)
    if name == "language":
        return str(dict(settings.MAIL_LANGUAGES).get(value, value))
    choices = {"constituency": Constituency, "gender": Gender}
    return str(choices[name](value).label) if value and name in choices else value


def _require_free(person: User, address: str, *, by: User) -> None:
    if not may_change_address(person, by=by):
        raise ConfirmedAddressError
    if [other for other in people.people_at(address) if other != person]:
        raise TakenAddressError


def _move(registration: Registration, address: str, old_address: str, entries: list[EventEntries]) -> None:
    """Give the person of registration another address, of their own. entries: those at the old address."""
    person = registration.person
    people.update_profile(person, email=address, mailbox_of=None)
    people.sync_email(person)
    end_everything(person)
    queued = Message.objects.filter(recipient=person, to_email=old_address, status=Message.Status.QUEUED)
    queued.update(to_email=person.mail_address)
    for row in entries:
        is_here = row.event.pk == registration.event_id
        outbox.queue(*calendar_moves.drafts_to_old_address(row, person, old_address, tells=is_here))
        calendar_moves.invite_at_new_address(row, person, sends_link=is_here)
