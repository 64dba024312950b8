from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models.search import FoldedField, Searchable


class Constituency(models.TextChoices):
    """The group that a person represents in a tripartite meeting."""

    GOVERNMENT = "government", _("Government")
    EMPLOYERS = "employers", _("Employers")
    WORKERS = "workers", _("Workers")
    REGIONAL_BODY = "regional_body", _("Regional body")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    ACADEMIA = "academia", _("Academia")
    PARTNER = "partner", _("Partner")


def validate_timezone(name: str) -> None:
    """Raise ValidationError unless name is the name of an IANA time zone, such as "Asia/Yangon"."""
    if name not in available_timezones():
        raise ValidationError(_("Choose a time zone from the list, such as Asia/Bangkok."), code="timezone")


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create a person. Without a password, they sign in by mailed code or passkey only."""
        user = self.model(email=email.strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(Searchable, AbstractBaseUser, PermissionsMixin):
    """A person. They sign in with their email address."""

    email = models.EmailField(_("email address"), unique=True)
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
    gender = models.CharField(_("gender"), max_length=60, blank=True, help_text=_("Optional, in your own words"))
    language = models.CharField(_("language"), max_length=10, blank=True)
    timezone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[validate_timezone])
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    is_sample = models.BooleanField(_("sample data"), default=False)
    is_staff = models.BooleanField(_("may use the admin site"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined at"), default=now, editable=False)
    search_text = FoldedField(sources=["name", "email", "organisation_name"])

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_per_email")]
        indexes = [models.Index(fields=["name"], name="user_name")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, [self.honorific, self.name])) or self.email

    @property
    def hinted_email(self) -> str:
        """The address in a form that only its owner recognises: “v…@example.org”."""
        local, _at, domain = self.email.rpartition("@")
        return f"{local[:1]}…@{domain}"

    @property
    def affiliation(self) -> str:
        return self.organisation_name or (self.organisation.name if self.organisation else "")

    @property
    def zone(self) -> ZoneInfo | None:
        try:
            return ZoneInfo(self.timezone) if self.timezone else None
        except (ZoneInfoNotFoundError, ValueError):  # the zone is not in this version of the time zone database
            return None
