"""The data of study visits: the visit beside its event, hotels and rooms, and the papers of the travellers."""

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.zone_fields import TimezoneField
from events.models.answer import private_storage
from events.models.token import new_link_key

VISIT_REPORTS_FOLDER = "visit-reports"  # in the private storage


def public_by_default() -> list[str]:
    """Return the parts of a new visit that the public sees."""
    return ["title", "dates", "country", "days"]


class StudyVisit(models.Model):
    """The data of a study visit beside its event. Its stage is not stored: see events.study_visits.stages."""

    event = models.OneToOneField("events.Event", models.CASCADE, related_name="study_visit", verbose_name=_("event"))
    purpose = models.TextField(_("purpose"), max_length=2_000, blank=True)
    # One question on each line. The visits refer to their numbers.
    questions = models.TextField(_("questions of the visit"), max_length=3_000, blank=True)
    outcomes = models.TextField(_("outcomes"), max_length=2_000, blank=True)
    host_rules = models.TextField(_("rules in the host country"), max_length=1_000, blank=True)
    tour_leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("tour leader"),
    )
    emergency = models.TextField(_("emergency contacts of the visit"), max_length=1_000, blank=True)
    # The parts that the public page shows, as names of events.study_visits.public.FIELDS.
    public_fields = models.JSONField(_("public fields"), default=public_by_default, blank=True)
    # Whether public lists and feeds have the event: title, dates and country are among the public fields.
    is_listed = models.BooleanField(_("in public lists and feeds"), default=True, editable=False)
    has_public_days = models.BooleanField(_("public programme day by day"), default=True, editable=False)

    class Meta:
        verbose_name = _("study visit")
        verbose_name_plural = _("study visits")

    def __str__(self) -> str:
        return str(self.event)

    @property
    def question_lines(self) -> list[str]:
        """The questions in their order. The first has the number 1."""
        return [line.strip() for line in self.questions.splitlines() if line.strip()]


class Hotel(models.Model):
    """A hotel of a study visit or a mission."""

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="hotels", verbose_name=_("event"))
    name = models.CharField(_("name"), max_length=200)
    city = models.CharField(_("city"), max_length=100)
    timezone = TimezoneField(_("time zone"))
    address = models.CharField(_("address"), max_length=300, blank=True)
    local_address = models.CharField(_("address in local script, for drivers"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)

    class Meta:
        ordering = ["event", "pk"]
        verbose_name = _("hotel")
        verbose_name_plural = _("hotels")
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="one_hotel_per_name")]

    def __str__(self) -> str:
        return self.name


class RoomStay(models.Model):
    """The nights of a person in a hotel. Two people who share a room name each other in `shares_with`."""

    class RoomType(models.TextChoices):
        SINGLE = "single", _("Single")
        TWIN = "twin", _("Twin")
        ACCESSIBLE = "accessible", _("Accessible")

    hotel = models.ForeignKey(Hotel, models.CASCADE, related_name="stays", verbose_name=_("hotel"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="room_stays", verbose_name=_("person")
    )
    room_type = models.CharField(_("room"), max_length=10, choices=RoomType, default=RoomType.SINGLE)
    shares_with = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="shared_by", verbose_name=_("shares with")
    )
    is_single_wanted = models.BooleanField(_("wants a single room"), default=False)
    is_non_smoking = models.BooleanField(_("non-smoking"), default=True)
    number = models.CharField(_("room number"), max_length=20, blank=True)
    check_in = models.DateField(_("first night"))
    check_out = models.DateField(_("departure"))
    note = models.CharField(_("note for the hotel"), max_length=200, blank=True)

    class Meta:
        ordering = ["hotel", "pk"]
        verbose_name = _("stay in a hotel")
        verbose_name_plural = _("stays in hotels")
        constraints = [
            models.UniqueConstraint(fields=["hotel", "person"], name="one_stay_per_hotel_and_person"),
            models.CheckConstraint(condition=Q(check_out__gt=F("check_in")), name="stay_has_a_night"),
            models.CheckConstraint(condition=Q(room_type__in=["single", "twin", "accessible"]), name="room_type_known"),
            models.CheckConstraint(
                condition=Q(shares_with__isnull=True) | Q(room_type="twin"), name="only_a_twin_room_is_shared"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hotel} · {self.person_id}"

    @property
    def nights(self) -> int:
        return (self.check_out - self.check_in).days


class TravellerFile(models.Model):
    """The state of a traveller's papers. Who sees it: the team that may see travel details, and the traveller.

    `sealed` has the emergency contact, insurance and allergy, encrypted as travel details are: see
    events.travel.emergency."""

    class Visa(models.TextChoices):
        UNKNOWN = "unknown", _("Not known")
        NOT_NEEDED = "not_needed", _("Not needed")
        LETTER_ASKED = "letter_asked", _("Letter asked for")
        LETTER_ISSUED = "letter_issued", _("Letter issued")
        APPLIED = "applied", _("Applied for")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")

    registration = models.OneToOneField(
        "events.Registration", models.CASCADE, related_name="traveller_file", verbose_name=_("registration")
    )
    visa = models.CharField(_("visa"), max_length=13, choices=Visa, default=Visa.UNKNOWN)
    visa_on = models.DateField(_("since"), null=True, blank=True)
    visa_note = models.CharField(_("note on the visa"), max_length=200, blank=True)
    sealed = models.TextField(_("encrypted details"), blank=True, editable=False)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        verbose_name = _("papers of a traveller")
        verbose_name_plural = _("papers of travellers")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    visa__in=[
                        "unknown",
                        "not_needed",
                        "letter_asked",
                        "letter_issued",
                        "applied",
                        "granted",
                        "refused",
                    ]
                ),
                name="visa_state_known",
            )
        ]

    def __str__(self) -> str:
        return str(self.registration_id)


class VisaChange(models.Model):
    """A step of a visa, with its day."""

    file = models.ForeignKey(TravellerFile, models.CASCADE, related_name="visa_changes", verbose_name=_("papers"))
    visa = models.CharField(_("visa"), max_length=13, choices=TravellerFile.Visa)
    visa_on = models.DateField(_("since"), null=True, blank=True)
    note = models.CharField(_("note on the visa"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=now)

    class Meta:
        ordering = ["file", "at", "pk"]
        verbose_name = _("change of a visa")
        verbose_name_plural = _("changes of visas")

    def __str__(self) -> str:
        return f"{self.file_id} · {self.visa}"


def visit_report_path(report: "DelegationReport", filename: str) -> str:
    """Return a path that contains no personal data. `DelegationReport.name` holds the original file name."""
    return f"{VISIT_REPORTS_FOLDER}/{uuid.uuid4()}"


class DelegationReport(models.Model):
    """What the people of a country report after a study visit: a text under four headings, or a file.

    Its actions are follow-ups of the kind "action" of the country's delegations. owner: who gets the link, and writes."""

    event = models.ForeignKey(
        "events.Event", models.CASCADE, related_name="delegation_reports", verbose_name=_("event")
    )
    country = models.ForeignKey("events.Country", models.PROTECT, related_name="+", verbose_name=_("country"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="delegation_reports",
        verbose_name=_("who writes it"),
    )
    # The report is due this many days after the last day of the event.
    days_after_end = models.PositiveSmallIntegerField(_("days after the end"), default=30)
    saw = models.TextField(_("what we saw"), max_length=10_000, blank=True)
    differs = models.TextField(_("what differs from our country"), max_length=10_000, blank=True)
    will_do = models.TextField(_("what we will do"), max_length=10_000, blank=True)
    need = models.TextField(_("what we need"), max_length=10_000, blank=True)
    file = models.FileField(_("file"), storage=private_storage, upload_to=visit_report_path, max_length=200, blank=True)
    name = models.CharField(_("name of the file"), max_length=150, blank=True)
    # Detected from the content, not from the file name.
    content_type = models.CharField(_("type of the file"), max_length=100, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    asked_at = models.DateTimeField(_("link sent at"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    # A part of the link of the owner. A new key ends the link.
    key = models.CharField(max_length=32, default=new_link_key, unique=True, editable=False)

    class Meta:
        ordering = ["event", "country"]
        verbose_name = _("report of a delegation")
        verbose_name_plural = _("reports of delegations")
        constraints = [
            models.UniqueConstraint(fields=["event", "country"], name="one_report_per_event_and_country"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} · {self.country_id}"

    @property
    def due_on(self) -> date | None:
        """The last day on which the report is in time, at the place of the event. Reads the event."""
        last = self.event.last_day
        return last + timedelta(days=self.days_after_end) if last else None

    def is_late(self, today: date) -> bool:
        """Whether the report was received after its due date, or is due and not received."""
        due = self.due_on
        return due is not None and (self.received_on or today) > due

    @property
    def text_parts(self) -> list[tuple[str, str]]:
        """The four headings with their texts."""
        names = ("saw", "differs", "will_do", "need")
        return [(str(self._meta.get_field(name).verbose_name), getattr(self, name)) for name in names]  # type: ignore[union-attr]

    @property
    def has_text(self) -> bool:
        return any(text for _heading, text in self.text_parts)
