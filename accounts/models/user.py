import secrets
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts import addresses
from accounts.models.gender import Gender
from accounts.models.search import DerivedField, JoinedField, Searchable
from accounts.names import name_key
from accounts.zone_fields import TimezoneField, validate_timezone  # noqa: F401 (the first migrations use it from here)


class Constituency(models.TextChoices):
    """The group that a person represents in a tripartite meeting."""

    GOVERNMENT = "government", _("Government")
    EMPLOYERS = "employers", _("Employers")
    WORKERS = "workers", _("Workers")
    REGIONAL_BODY = "regional_body", _("Regional body")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    ACADEMIA = "academia", _("Academia")
    PARTNER = "partner", _("Partner")


# The addresses of people whose data was erased end with it. RFC 2606 reserves the domain, so no mail can reach it.
ERASED_DOMAIN = "erased.invalid"


def new_link_key() -> str:
    return secrets.token_hex(16)


class CanonicalAddressField(DerivedField, models.CharField):
    """The canonical form of an address, by which people are found."""

    column_class = models.CharField

    def derive(self, *values: str) -> str:
        return addresses.canonical(values[0])


class NameKeyField(DerivedField, models.CharField):
    """The parts of a name in alphabetical order, by which people at one address are told apart."""

    column_class = models.CharField

    def derive(self, *values: str) -> str:
        return name_key(values[0])[: self.max_length]


class UserQuerySet(models.QuerySet["User"]):
    def update(self, **values: Any) -> int:
        """Update the rows, and the keys by which people are found if their address or name changes."""
        for name, derived, derive in (
            ("email", "canonical_email", addresses.canonical),
            ("name", "name_key", name_key),
        ):
            if isinstance(values.get(name), str):
                values.setdefault(derived, derive(values[name]))
        return super().update(**values)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)["User"]):  # type: ignore[misc]  # a class made by Django
    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the person who signs in with this address."""
        return self.get(canonical_email=addresses.canonical(username or ""), mailbox_of=None)

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create a person. Without a password, they sign in by mailed code or passkey only."""
        user = self.model(email=addresses.written(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(Searchable, AbstractBaseUser, PermissionsMixin):
    """A person. They sign in with their email address.

    Several people may share a mailbox, such as that of a secretariat. One of them is its holder: their `mailbox_of` is
    None. The others are reached there too, and have no address of their own; `mailbox_of` is the holder. Mails greet
    each of them, and the sign-in asks who of them is signing in. See decision 0018."""

    # The form that pages show. Mails and calendars use mail_address.
    email = models.EmailField(_("email address"))
    canonical_email = CanonicalAddressField(sources=["email"], max_length=254)
    mailbox_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="mailbox_sharers",
        verbose_name=_("uses the mailbox of"),
    )
    name = models.CharField(_("name"), max_length=150, blank=True, help_text=_("As on your badge"))
    honorific = models.CharField(_("honorific"), max_length=30, blank=True, help_text=_("Such as Dr, H.E., Daw"))
    position = models.CharField(_("position"), max_length=150, blank=True)
    organisation = models.ForeignKey(
        "accounts.Organisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("organisation"),
    )
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    constituency = models.CharField(_("constituency"), max_length=20, choices=Constituency, blank=True)
    gender = models.CharField(_("gender"), max_length=12, choices=Gender, blank=True)
    gender_words = models.CharField(_("gender in your own words"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    timezone = TimezoneField(_("time zone"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    is_sample = models.BooleanField(_("sample data"), default=False)
    is_staff = models.BooleanField(_("may use the admin site"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    # A part of the personal links in mails. A new key ends all of them (accounts.links).
    link_key = models.CharField(max_length=32, default=new_link_key, editable=False)
    # When the person became staff or superuser; without it, date_joined counts.
    staff_since = models.DateTimeField(null=True, blank=True, editable=False)
    # Set while the erasure of the person's data can be undone. From then on, they can only sign in and undo it.
    erase_at = models.DateTimeField(_("data will be erased at"), null=True, blank=True, editable=False)
    date_joined = models.DateTimeField(_("joined at"), default=now, editable=False)
    name_key = NameKeyField(sources=["name"], max_length=600)
    search_text = JoinedField(sources=["name", "email", "organisation_name"])

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                fields=["canonical_email"],
                condition=Q(mailbox_of=None) & ~Q(canonical_email=""),
                name="one_person_per_email",
            ),
            models.UniqueConstraint(
                fields=["canonical_email", "name_key"],
                condition=Q(mailbox_of__isnull=False),
                name="one_name_per_shared_mailbox",
            ),
            # Whoever reads a shared mailbox can sign in as its people, so they have a name and no privileges.
            models.CheckConstraint(
                condition=Q(mailbox_of=None) | (~Q(name_key="") & Q(is_staff=False, is_superuser=False)),
                name="shared_mailbox_is_of_plain_people",
            ),
            models.CheckConstraint(condition=~Q(mailbox_of=F("id")), name="mailbox_is_of_another_person"),
            models.CheckConstraint(
                condition=models.Q(gender__in=["", "woman", "man", "other", "undisclosed"]), name="person_gender_known"
            ),
        ]
        indexes = [
            models.Index(fields=["name"], name="user_name"),
            models.Index(fields=["canonical_email"], name="user_canonical_email"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, [self.honorific, self.name])) or self.email

    @property
    def mail_address(self) -> str:
        """The address to which mails and calendar invites go, in its canonical form."""
        return addresses.canonical(self.email)

    @property
    def is_erased(self) -> bool:
        """Whether the data of this person was erased. The row stays for the statistics."""
        return self.email.endswith(f"@{ERASED_DOMAIN}")

    @property
    def hinted_email(self) -> str:
        """The address in a form that only its owner recognises: “v…@example.org”."""
        local, _at, domain = self.email.rpartition("@")
        return f"{local[:1]}…@{domain}"

    @property
    def shown_name(self) -> str:
        """The name for the reader of a link; without one, the address as only its owner recognises it."""
        return self.full_name if self.name else self.hinted_email

    @property
    def gender_label(self) -> str:
        """The person's own words for their gender, else its label; "" if they have not stated it."""
        return self.gender_words or str(self.get_gender_display())

    @property
    def affiliation(self) -> str:
        return self.organisation_name or (self.organisation.name if self.organisation else "")

    @property
    def zone(self) -> ZoneInfo | None:
        try:
            return ZoneInfo(self.timezone) if self.timezone else None
        except (ZoneInfoNotFoundError, ValueError):  # the zone is not in this version of the time zone database
            return None
