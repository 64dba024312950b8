"""What expert missions and study visits share: travel between places, and meetings with what only the team knows of them."""

import uuid
from datetime import datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.zone_fields import TimezoneField
from events.models.session import Session
from events.models.token import new_link_key


def new_leg_uid() -> str:
    """Return a UID that contains no address, slug or row number (RFC 7986, 5.3)."""
    return f"leg-{uuid.uuid4()}@{settings.UID_DOMAIN}"


class LegQuerySet(models.QuerySet["Leg"]):
    def taking_place(self) -> Self:
        """Leave out cancelled legs."""
        return self.exclude(status=Leg.Status.CANCELLED)


class Leg(models.Model):
    """Travel of some people from one place to another. Each end has its own time zone.

    departs_at and arrives_at are moments. The clock at the destination may show an earlier time than that at departure."""

    class Mode(models.TextChoices):
        FLIGHT = "flight", _("Flight")
        TRAIN = "train", _("Train")
        BUS = "bus", _("Bus")
        CAR = "car", _("Car")
        BOAT = "boat", _("Boat")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        BOOKED = "booked", _("Booked")
        CHANGED = "changed", _("Changed")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="legs", verbose_name=_("event"))
    mode = models.CharField(_("means of travel"), max_length=6, choices=Mode, default=Mode.FLIGHT)
    carrier = models.CharField(_("carrier"), max_length=80, blank=True)
    number = models.CharField(_("number"), max_length=40, blank=True)
    from_city = models.CharField(_("from"), max_length=100)
    from_stop = models.CharField(_("airport or station of departure"), max_length=100, blank=True)
    from_timezone = TimezoneField(_("time zone of departure"))
    to_city = models.CharField(_("to"), max_length=100)
    to_stop = models.CharField(_("airport or station of arrival"), max_length=100, blank=True)
    to_timezone = TimezoneField(_("time zone of arrival"))
    departs_at = models.DateTimeField(_("departs at"))
    arrives_at = models.DateTimeField(_("arrives at"))
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.PLANNED)
    booking = models.CharField(_("booking reference"), max_length=40, blank=True)
    meeting_point = models.CharField(_("meeting point and driver"), max_length=200, blank=True)
    # Its travellers meet some time before the departure, also when the leg moves.
    meeting_minutes = models.PositiveSmallIntegerField(
        _("time at the meeting point, minutes before the departure"), null=True, blank=True
    )
    note = models.CharField(_("note for the travellers"), max_length=300, blank=True)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="LegTraveller", related_name="+", verbose_name=_("travellers")
    )
    # The times before the last move, for the travellers; empty if the leg has not moved.
    was_departs_at = models.DateTimeField(_("departure before the last move"), null=True, blank=True, editable=False)
    was_arrives_at = models.DateTimeField(_("arrival before the last move"), null=True, blank=True, editable=False)
    # Of the entry in the calendars of the travellers.
    uid = models.CharField(max_length=120, unique=True, default=new_leg_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    revised_at = models.DateTimeField(_("revised at"), default=now, editable=False)

    objects = LegQuerySet.as_manager()

    class Meta:
        ordering = ["departs_at", "pk"]
        verbose_name = _("leg")
        verbose_name_plural = _("legs")
        constraints = [
            models.CheckConstraint(condition=Q(arrives_at__gt=F("departs_at")), name="leg_arrives_after_departure"),
            models.CheckConstraint(
                condition=Q(mode__in=["flight", "train", "bus", "car", "boat"]), name="leg_mode_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "booked", "changed", "done", "cancelled"]), name="leg_status_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_city} – {self.to_city}"

    @property
    def from_zone(self) -> ZoneInfo:
        return ZoneInfo(self.from_timezone)

    @property
    def to_zone(self) -> ZoneInfo:
        return ZoneInfo(self.to_timezone)

    @property
    def takes_place(self) -> bool:
        return self.status != self.Status.CANCELLED

    @property
    def meets_at(self) -> datetime | None:
        """When its travellers meet; None without a time."""
        if self.meeting_minutes is None:
            return None
        return self.departs_at - timedelta(minutes=self.meeting_minutes)

    @property
    def meeting_line(self) -> str:
        """Where its travellers meet, with the local time: "17:20, Gate 4, driver Sok"; "" if nothing is known."""
        time = f"{self.meets_at.astimezone(self.from_zone):%H:%M}" if self.meets_at else ""
        return ", ".join(filter(None, [time, self.meeting_point]))

    def overlaps(self, other: "Leg") -> bool:
        """Return whether nobody can be on both legs, because one departs before the other has arrived."""
        return self.departs_at < other.arrives_at and other.departs_at < self.arrives_at

    def revise(self) -> None:
        """Raise the SEQUENCE of the calendar entry (RFC 5546, 2.1.4). The caller saves the row."""
        self.sequence += 1
        self.revised_at = max(now(), self.revised_at + timedelta(microseconds=1))

    @property
    def local_departure(self) -> datetime:
        """The moment of departure on the clocks there."""
        return self.departs_at.astimezone(self.from_zone)

    @property
    def local_arrival(self) -> datetime:
        """The moment of arrival on the clocks there."""
        return self.arrives_at.astimezone(self.to_zone)

    @property
    def minutes(self) -> int:
        """The duration."""
        return round((self.arrives_at - self.departs_at).total_seconds() / 60)

    @property
    def clock_shift_minutes(self) -> int:
        """By how much travellers must set their clocks forward on arrival; negative: back."""
        shift = (self.local_arrival.utcoffset() or timedelta()) - (self.local_departure.utcoffset() or timedelta())
        return round(shift.total_seconds() / 60)

    @property
    def arrives_days_later(self) -> int:
        """The difference between the local dates: 1 if the leg arrives the next day; -1 across the date line."""
        return (self.local_arrival.date() - self.local_departure.date()).days

    @property
    def name(self) -> str:
        """The carrier and the number: "ZZ 650"."""
        return " ".join(filter(None, [self.carrier, self.number]))


class LegTraveller(models.Model):
    """A person on a leg."""

    leg = models.ForeignKey(Leg, models.CASCADE, related_name="travellers", verbose_name=_("leg"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="legs", verbose_name=_("traveller")
    )
    seat = models.CharField(_("seat"), max_length=20, blank=True)

    class Meta:
        ordering = ["leg", "pk"]
        verbose_name = _("traveller on a leg")
        verbose_name_plural = _("travellers on legs")
        constraints = [models.UniqueConstraint(fields=["leg", "person"], name="one_row_per_leg_and_traveller")]

    def __str__(self) -> str:
        return f"{self.leg_id} · {self.person_id}"


class Meeting(models.Model):
    """A meeting of a mission, or the visit to a host: its session, and all that is not for the public agenda.

    The session has the title, the times with their zone, the place, and our people: they are its contributors. So the
    editor of the agenda, its clashes and versions, the invites and the feeds work for meetings as for sessions."""

    class Status(models.TextChoices):
        IDEA = "idea", _("Idea")
        ASKED = "asked", _("Asked")
        TENTATIVE = "tentative", _("Tentative")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")
        HELD = "held", _("Held")
        NOT_HELD = "not_held", _("Not held")
        CANCELLED = "cancelled", _("Cancelled")

    class InterpreterBy(models.TextChoices):
        NOBODY = "", _("Not needed")
        VISITORS = "visitors", _("Visitors bring one")
        HOST = "host", _("Host provides one")

    class SecurityList(models.TextChoices):
        NONE = "", _("Not needed")
        NAMES = "names", _("Names and organisations")
        PASSPORTS = "passports", _("Names, nationalities and passport numbers")
        BIRTH_DATES = "births", _("Names, nationalities, passport numbers and dates of birth")

    # The lists with passport data.
    WITH_PASSPORTS = frozenset({SecurityList.PASSPORTS, SecurityList.BIRTH_DATES})
    # The statuses in which it does not take place.
    OFF = frozenset({Status.CANCELLED, Status.DECLINED, Status.NOT_HELD})
    # The statuses in which the host has agreed to receive the visitors.
    AGREED = frozenset({Status.TENTATIVE, Status.CONFIRMED})

    session = models.OneToOneField(Session, models.CASCADE, related_name="meeting", verbose_name=_("session"))
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.IDEA)
    institution = models.CharField(_("institution"), max_length=200, blank=True)
    counterpart_name = models.CharField(_("counterpart"), max_length=200, blank=True)
    counterpart_title = models.CharField(_("job title of the counterpart"), max_length=200, blank=True)
    # Who gets the link of the host, and its language.
    contact_name = models.CharField(_("contact"), max_length=150, blank=True)
    contact_email = models.EmailField(_("email address of the contact"), blank=True)
    contact_phone = models.CharField(_("phone of the contact"), max_length=40, blank=True)
    contact_language = models.CharField(_("language of the contact"), max_length=10, blank=True)
    contact_on_day = models.CharField(_("contact on the day"), max_length=200, blank=True)
    address = models.CharField(_("address in local script, for drivers"), max_length=300, blank=True)
    aim = models.CharField(_("aim"), max_length=300, blank=True)
    # One question on each line, with who asks it: "What do employers report? (Keo Dara)".
    questions = models.TextField(_("questions to answer"), max_length=3_000, blank=True)
    brings = models.TextField(_("to bring"), max_length=1_000, blank=True)
    dress = models.CharField(_("dress"), max_length=200, blank=True)
    # The bus follows the meeting when that moves.
    bus_minutes = models.PositiveSmallIntegerField(
        _("bus or departure, minutes before the start"), null=True, blank=True
    )
    getting_there = models.CharField(_("how to get there"), max_length=300, blank=True)
    capacity = models.PositiveIntegerField(_("visitors at most"), null=True, blank=True)
    interpreter_by = models.CharField(
        _("interpreter"), max_length=8, choices=InterpreterBy, default=InterpreterBy.NOBODY, blank=True
    )
    is_step_free = models.BooleanField(_("step-free"), null=True, blank=True)
    photographs = models.CharField(_("photographs"), max_length=200, blank=True)
    gate = models.CharField(_("rules at the entrance"), max_length=300, blank=True)
    security_list = models.CharField(
        _("security list"), max_length=9, choices=SecurityList, default=SecurityList.NONE, blank=True
    )
    # Who prepares the entrance, in the words of the host. The team releases the list with passport data to named people.
    list_for = models.CharField(_("who gets the list with passport data"), max_length=500, blank=True)
    list_released_at = models.DateTimeField(_("security list released at"), null=True, blank=True)
    programme_of_host = models.TextField(_("programme that the host offers"), max_length=3_000, blank=True)
    letter_reference = models.CharField(_("reference of the host's letter"), max_length=80, blank=True)
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    # The time in the last mail to the host; empty if none was sent.
    told_starts_at = models.DateTimeField(_("start that the host knows"), null=True, blank=True, editable=False)
    told_ends_at = models.DateTimeField(_("end that the host knows"), null=True, blank=True, editable=False)
    # When the host gets the mail about a new time; None if nothing waits. Until then, the move can be undone.
    notice_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    # What the host knows of an event that does not take place as planned.
    told_off = models.CharField(
        max_length=9,
        choices=[("cancelled", _("Cancelled")), ("postponed", _("Postponed"))],
        blank=True,
        editable=False,
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answer_note = models.CharField(_("note with the answer"), max_length=500, blank=True)
    # Of their side, after the meeting. Names with titles, one on each line.
    expected_people = models.PositiveIntegerField(_("people expected"), null=True, blank=True)
    met_people = models.PositiveIntegerField(_("people met"), null=True, blank=True)
    met_women = models.PositiveIntegerField(_("of whom women"), null=True, blank=True)
    met_names = models.TextField(_("names of the people met"), max_length=5_000, blank=True)
    # Only the team and the experts of the mission read the notes, and only the team the rest.
    notes = models.TextField(_("private notes"), max_length=20_000, blank=True)
    notes_revision = models.PositiveIntegerField(default=0, editable=False)
    gift = models.CharField(_("gift"), max_length=200, blank=True)
    protocol = models.TextField(_("protocol: seating, speeches, titles"), max_length=2_000, blank=True)
    thanked_on = models.DateField(_("thank-you letter sent on"), null=True, blank=True)
    # A part of the host's link. A new key ends the link.
    key = models.CharField(max_length=32, default=new_link_key, unique=True, editable=False)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "idea",
                        "asked",
                        "tentative",
                        "confirmed",
                        "declined",
                        "held",
                        "not_held",
                        "cancelled",
                    ]
                ),
                name="meeting_status_known",
            ),
            models.CheckConstraint(
                condition=Q(met_women__isnull=True) | Q(met_people__gte=F("met_women")),
                name="women_are_among_people_met",
            ),
        ]

    def __str__(self) -> str:
        return self.session.title

    @property
    def bus_at(self) -> datetime | None:
        """When the bus leaves; None without a bus, or while the meeting has no time."""
        start, before = self.session.starts_at, self.bus_time
        return start - before if start is not None and before is not None else None

    @property
    def bus_time(self) -> timedelta | None:
        """How long before the start the bus leaves; None without a bus."""
        return None if self.bus_minutes is None else timedelta(minutes=self.bus_minutes)

    @property
    def lists_passports(self) -> bool:
        """Whether the host needs passport data of the visitors."""
        return self.security_list in self.WITH_PASSPORTS

    @property
    def lists_birth_dates(self) -> bool:
        """Whether the host needs dates of birth, too."""
        return self.security_list == self.SecurityList.BIRTH_DATES

    @property
    def question_lines(self) -> list[str]:
        return [line.strip() for line in self.questions.splitlines() if line.strip()]

    @property
    def met_lines(self) -> list[str]:
        """The names of the people met, without empty lines."""
        return [line.strip() for line in self.met_names.splitlines() if line.strip()]
