"""What a traveller of a study visit writes for an emergency, as it is encrypted: contact, insurance, allergy, diet."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts import encryption
from accounts.encryption import DecryptionError
from events.models import Event, Registration, TravellerFile


@dataclass(frozen=True)
class EmergencyData:
    """The data of one person. Empty fields have not been entered."""

    contact_name: str = ""
    contact_relation: str = ""
    contact_phone: str = ""
    contact_language: str = ""
    insurance: str = ""
    allergy: str = ""
    diet: str = ""  # of Diet
    diet_words: str = ""

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "EmergencyData":
        """Return the data of a decrypted row. Unknown fields are ignored. Raise DecryptionError if it is invalid."""
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in stored.items() if name in known}
        if not all(isinstance(value, str) for value in values.values()):
            raise DecryptionError
        return cls(**values)

    @property
    def is_empty(self) -> bool:
        return self == EmergencyData()

    # What is required, with its label in the list of what is missing.
    LABELS: ClassVar[dict[str, str | Promise]] = {
        "contact_name": _("Emergency contact"),
        "contact_phone": _("Telephone of the emergency contact"),
    }

    def missing(self) -> list[str]:
        """Return the labels of the required parts that are empty."""
        return [str(label) for name, label in self.LABELS.items() if not getattr(self, name)]

    @property
    def has_contact(self) -> bool:
        return not self.missing()


def asks_emergency(registration: Registration) -> bool:
    """Return whether the person is asked: they travel on a study visit."""
    event = registration.event
    return event.kind == Event.Kind.STUDY_VISIT and registration.mode == Registration.Mode.IN_PERSON


def emergency_of(file: TravellerFile | None) -> EmergencyData:
    """Return the decrypted data, empty if none has been saved. Raise DecryptionError."""
    return EmergencyData.from_json(encryption.decrypt(file.sealed)) if file and file.sealed else EmergencyData()


def readable_emergency(registration: Registration) -> EmergencyData:
    """Return the data of a registration whose file is loaded; empty if no key of this installation decrypts it."""
    try:
        return emergency_of(getattr(registration, "traveller_file", None))
    except DecryptionError:
        return EmergencyData()


def save_emergency(registration: Registration, data: EmergencyData) -> None:
    """Encrypt and save the data. The caller has locked the event.

    An empty form does not delete data that another key may decrypt."""
    file, _is_new = TravellerFile.objects.get_or_create(registration=registration)
    try:
        before = emergency_of(file)
    except DecryptionError:
        if data.is_empty:
            return
        before = EmergencyData()
    if data != before:
        file.sealed = "" if data.is_empty else encryption.encrypt(asdict(data))
        file.save(update_fields=["sealed", "updated_at"])


def delete_expired() -> int:
    """Empty the sealed part some days after the end or the cancellation of the event; return how many."""
    before = now() - timedelta(days=settings.RETENTION_DAYS["emergency"])
    cancelled = Q(registration__event__status=Event.Status.CANCELLED, registration__event__cancelled_at__lt=before)
    over = ~Q(registration__event__status=Event.Status.POSTPONED) & Q(registration__event__ends_at__lt=before)
    return TravellerFile.objects.filter(cancelled | over).exclude(sealed="").update(sealed="")


def reencrypt_all() -> tuple[int, int]:
    """Encrypt all rows with the first key; return how many, and how many no key could decrypt."""
    return encryption.reencrypt_all(TravellerFile.objects.all())


def with_contact(registrations: Collection[Registration]) -> int:
    """Return how many of the registrations, whose files are loaded, name a person for an emergency."""
    return sum(readable_emergency(registration).has_contact for registration in registrations)
