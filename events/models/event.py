import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models.user import validate_timezone

if TYPE_CHECKING:
    from accounts.models import User


def new_event_uid() -> str:
    """Return a UID that no address, slug or row number goes into (RFC 7986, 5.3)."""
    return f"event-{uuid.uuid4()}@{settings.UID_DOMAIN}"


ALWAYS = datetime(9999, 1, 1, tzinfo=UTC)
NEVER = datetime(1, 1, 2, tzinfo=UTC)


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to_public(self) -> "EventQuerySet":
        return self.exclude(status=Event.Status.DRAFT)

    def upcoming(self) -> "EventQuerySet":
        """Not over yet, soonest first; those without a date come last, and only while their programme runs.

        A postponed event is ahead, whatever its old date was."""
        return (
            self.filter(ahead_until__gte=now())
            .exclude(pk__in=self._forgotten())
            .order_by(F("starts_at").asc(nulls_last=True), "pk")
        )

    def past(self) -> "EventQuerySet":
        """Over, latest first; last those of an ended programme whose date nobody wrote down."""
        return self.filter(Q(ahead_until__lt=now()) | Q(pk__in=self._forgotten())).order_by(
            F("starts_at").desc(nulls_last=True), "-pk"
        )

    @staticmethod
    def _forgotten() -> "models.QuerySet[Event, int]":
        """Events without a date, of programmes that have ended. Few: a subquery spares all others the join."""
        found = Event.objects.filter(ends_at=None, programme__ends_year__lt=now().year)
        return found.order_by().values_list("pk", flat=True)

    def dated(self) -> "EventQuerySet":
        """Those with an exact date: the only ones that calendars are told of."""
        return self.filter(precision__in=[Event.Precision.TIME, Event.Precision.DAY])

    def in_area(self, slugs: Iterable[str]) -> "EventQuerySet":
        """In one of the areas of action at these addresses, of whatever programme; each event once."""
        found = self.model.areas.through.objects.filter(event=OuterRef("pk"), areaofaction__slug__in=list(slugs))
        return self.filter(Exists(found))

    def in_country(self, iso2s: Iterable[str]) -> "EventQuerySet":
        """Taking place in one of these countries, or with one of them among its participants; each event once."""
        wanted = list(iso2s)
        taking_part = self.model.countries.through.objects.filter(event=OuterRef("pk"), country__in=wanted)
        return self.filter(Q(venue__country__in=wanted) | Q(Exists(taking_part)))

    def of_team_member(self, user: "User") -> "EventQuerySet":
        return self.filter(programme__team__person=user)


class Event(models.Model):
    """One dated activity of a programme.

    starts_at and ends_at bound the time in which it lies: exactly (precision "time"), whole days in
    the event's zone ("day", end exclusive), or the month or year in which it falls. Both are None while
    the date is to be confirmed. Only "time" and "day" are sent to calendars."""

    class Kind(models.TextChoices):
        REGIONAL_SEMINAR = "regional_seminar", _("Regional seminar")
        EXPERT_MISSION = "expert_mission", _("Expert mission")
        STUDY_VISIT = "study_visit", _("Study visit")
        TRAINING = "training", _("Training")
        MEETING = "meeting", _("Meeting")

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        ONLINE = "online", _("Online")
        HYBRID = "hybrid", _("Hybrid")

    class DaysAs(models.TextChoices):
        """How several days stand in the calendars of those who are invited (decision 0012)."""

        FREE = "free", _("Whole days that leave people’s time free")
        BUSY = "busy", _("Whole days on which people are busy")
        HOURS = "hours", _("Each day by its hours, from when the first day begins to when the last one ends")
        BLOCK = "block", _("One block of time, from the first day’s beginning to the last day’s end")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        POSTPONED = "postponed", _("Postponed")
        CANCELLED = "cancelled", _("Cancelled")

    class Precision(models.TextChoices):
        TIME = "time", _("Exact time")
        DAY = "day", _("Whole days")
        MONTH = "month", _("Month only")
        YEAR = "year", _("Year only")
        TBC = "tbc", _("To be confirmed")

    class Policy(models.TextChoices):
        NONE = "none", _("No registration")
        OPEN = "open", _("Open: a place for whoever comes first")
        APPROVAL = "approval", _("Approval: organisers decide")
        NOMINATION = "nomination", _("Nomination: focal points name people")
        INVITATION = "invitation", _("Invitation: a place for whoever has a code")

    # People come to these by themselves; to others they are named, or nobody registers here.
    SELF_REGISTRATION = (Policy.OPEN, Policy.APPROVAL, Policy.INVITATION)

    programme = models.ForeignKey(
        "events.Programme", models.CASCADE, related_name="events", verbose_name=_("programme")
    )
    phase = models.ForeignKey(
        "events.Phase", models.SET_NULL, null=True, blank=True, related_name="events", verbose_name=_("phase")
    )
    areas = models.ManyToManyField(
        "events.AreaOfAction", related_name="events", blank=True, verbose_name=_("areas of action")
    )
    countries = models.ManyToManyField(
        "events.Country", related_name="events", blank=True, verbose_name=_("participating countries")
    )
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    title = models.CharField(_("title"), max_length=250)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.IN_PERSON)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    # Of mails to people who have not said theirs; "" that of the programme.
    language = models.CharField(_("language of mails"), max_length=5, choices=settings.MAIL_LANGUAGES, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    description = models.TextField(_("description (Markdown)"), blank=True)
    audience = models.TextField(_("who it is for"), blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    organised_by = models.CharField(_("organised by"), max_length=400, blank=True)
    supported_by = models.CharField(_("supported by"), max_length=400, blank=True)
    venue = models.ForeignKey(
        "events.Venue", models.SET_NULL, null=True, blank=True, related_name="events", verbose_name=_("venue")
    )
    online_url = models.URLField(_("joining link"), blank=True)

    timezone = models.CharField(_("time zone"), max_length=64, validators=[validate_timezone])
    precision = models.CharField(_("date is known to the"), max_length=5, choices=Precision, default=Precision.TIME)
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    date_text = models.CharField(_("date as the source gives it"), max_length=200, blank=True)

    # Until when it is ahead: a postponed event always, one without a date unless it is cancelled.
    ahead_until = models.GeneratedField(
        expression=Case(
            When(status="postponed", then=Value(ALWAYS)),
            When(ends_at__isnull=False, then=F("ends_at")),
            When(status="cancelled", then=Value(NEVER)),
            default=Value(ALWAYS),
        ),
        output_field=models.DateTimeField(),
        db_persist=True,
    )

    policy = models.CharField(_("registration"), max_length=10, choices=Policy, default=Policy.OPEN)
    seats = models.PositiveIntegerField(_("places"), null=True, blank=True, help_text=_("Empty for no limit"))
    # Of a hybrid event: how many of its places are in the room, and how many online.
    room_seats = models.PositiveIntegerField(
        _("places in the room"), null=True, blank=True, help_text=_("Empty for no limit of its own")
    )
    online_seats = models.PositiveIntegerField(
        _("places online"), null=True, blank=True, help_text=_("Empty for no limit of its own")
    )
    seats_taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)
    online_taken = models.PositiveIntegerField(_("of them online"), default=0, editable=False)
    # Kept aside: seats of delegations that nobody has been confirmed for, and places that were offered.
    seats_kept = models.PositiveIntegerField(_("places kept"), default=0, editable=False)
    # In the room the seats of delegations are kept for who takes part online, too: they may come after all.
    room_kept = models.PositiveIntegerField(_("kept in the room"), default=0, editable=False)
    online_kept = models.PositiveIntegerField(_("kept online"), default=0, editable=False)
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to accept a place that became free"),
        null=True,
        blank=True,
        help_text=_("Empty to give it at once to the first on the waiting list"),
    )
    registration_opens_at = models.DateTimeField(_("registration opens at"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(_("registration closes at"), null=True, blank=True)

    days_as = models.CharField(
        _("several days in calendars"),
        max_length=5,
        choices=DaysAs,
        default=DaysAs.FREE,
        help_text=_(
            "In invitations to what takes longer than a day. Whole days stand at the top of a calendar; hours are the "
            "same on each day; a block makes people busy at night too. Whoever holds an invitation is told of another choice."
        ),
    )
    asks_travel = models.BooleanField(_("ask confirmed people for their travel details"), default=False)
    details_due_at = models.DateTimeField(_("details are due at"), null=True, blank=True)
    travel_keep_days = models.PositiveSmallIntegerField(
        _("delete travel details so many days after the event"), default=30
    )

    uid = models.CharField(max_length=120, unique=True, default=new_event_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    revised_at = models.DateTimeField(_("revised at"), default=now, editable=False)
    vevent = models.TextField(editable=False, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    is_sample = models.BooleanField(_("sample data"), default=False)
    sources = models.JSONField(_("sources"), default=list, blank=True)
    note = models.TextField(_("note on the sources"), blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = [F("starts_at").desc(nulls_last=True), "pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["status", "ends_at"], name="event_status_ends"),
            # With all that a list of what is ahead asks for, so that none of what is behind need be read.
            models.Index(fields=["starts_at", "id", "ahead_until", "status"], name="event_starts"),
            models.Index(fields=["ahead_until", "status", "id"], name="event_ahead"),
            models.Index(fields=["programme", "-starts_at"], name="event_programme_starts"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "published", "postponed", "cancelled"]), name="event_status_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["regional_seminar", "expert_mission", "study_visit", "training", "meeting"]),
                name="event_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(days_as__in=["free", "busy", "hours", "block"]), name="event_days_as_known"
            ),
            models.CheckConstraint(condition=Q(mode__in=["in_person", "online", "hybrid"]), name="event_mode_known"),
            models.CheckConstraint(
                condition=Q(policy__in=["none", "open", "approval", "nomination", "invitation"]),
                name="event_policy_known",
            ),
            models.CheckConstraint(
                condition=Q(precision="tbc", starts_at__isnull=True, ends_at__isnull=True)
                | Q(
                    precision__in=["time", "day", "month", "year"], starts_at__isnull=False, ends_at__gt=F("starts_at")
                ),
                name="event_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(seats__isnull=True) | Q(seats__gte=F("seats_taken") + F("seats_kept")),
                name="event_never_oversold",
            ),
            models.CheckConstraint(
                condition=Q(room_seats__isnull=True)
                | Q(room_seats__gte=F("seats_taken") - F("online_taken") + F("room_kept")),
                name="event_room_never_oversold",
            ),
            models.CheckConstraint(
                condition=Q(online_seats__isnull=True) | Q(online_seats__gte=F("online_taken") + F("online_kept")),
                name="event_online_never_oversold",
            ),
            models.CheckConstraint(
                condition=Q(online_taken__lte=F("seats_taken"), online_kept__lte=F("seats_kept")),
                name="event_online_places_are_places",
            ),
            models.CheckConstraint(
                condition=Q(mode="hybrid") | Q(room_seats__isnull=True, online_seats__isnull=True),
                name="event_hybrid_has_places_by_mode",
            ),
            models.CheckConstraint(
                condition=Q(registration_opens_at__isnull=True)
                | Q(registration_closes_at__isnull=True)
                | Q(registration_closes_at__gt=F("registration_opens_at")),
                name="event_registration_window_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False), name="event_published_has_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:detail", args=[self.slug])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def is_dated(self) -> bool:
        return self.precision in {self.Precision.TIME, self.Precision.DAY}

    @property
    def is_all_day(self) -> bool:
        return self.precision == self.Precision.DAY

    @property
    def is_for_days(self) -> bool:
        """Whether it stands in a calendar for whole days, or would be in the way at night."""
        if self.is_all_day or self.starts_at is None or self.ends_at is None:
            return self.is_all_day
        return self.is_dated and self.ends_at - self.starts_at > timedelta(days=1)

    @property
    def calendar_form(self) -> str:
        """How its days stand in an invite, as DaysAs; "" for what keeps its hours within a day."""
        if not self.is_for_days:
            return ""
        # Without hours there is nothing to make a block of, and a day that ends before it begins has none.
        is_odd = self.is_all_day if self.days_as == self.DaysAs.BLOCK else not self.has_hours_of_a_day
        return self.DaysAs.FREE if self.days_as in {self.DaysAs.BLOCK, self.DaysAs.HOURS} and is_odd else self.days_as

    @property
    def has_hours_of_a_day(self) -> bool:
        """Whether each of its days may be from the clock time of its beginning to that of its end."""
        start, end = self.local_starts_at, self.local_ends_at
        return not self.is_all_day and start is not None and end is not None and start.time() < end.time()

    @property
    def is_past(self) -> bool:
        return self.status != self.Status.POSTPONED and self.ends_at is not None and self.ends_at < now()

    @property
    def local_starts_at(self) -> datetime | None:
        """Start on the clocks of the place where it happens."""
        return self.starts_at.astimezone(self.zone) if self.starts_at else None

    @property
    def local_ends_at(self) -> datetime | None:
        return self.ends_at.astimezone(self.zone) if self.ends_at else None

    @property
    def join_url(self) -> str:
        """Where those with a place join online; "" for an event in person alone."""
        return self.online_url if self.mode != self.Mode.IN_PERSON else ""

    @property
    def modes(self) -> list[str]:
        """In which ways people may take part: both of a hybrid event."""
        return [self.Mode.IN_PERSON, self.Mode.ONLINE] if self.mode == self.Mode.HYBRID else [self.mode]

    @property
    def room_taken(self) -> int:
        return self.seats_taken - self.online_taken

    def left_of(self, mode: str) -> int | None:
        """Return how many of the places that a hybrid event has for this way of taking part are free; None without
        such a limit."""
        if mode == self.Mode.ONLINE:
            taken, seats = self.online_taken + self.online_kept, self.online_seats
        else:
            taken, seats = self.room_taken + self.room_kept, self.room_seats
        return None if seats is None else seats - taken

    def left_in(self, mode: str) -> int | None:
        """Return how many places are free for whoever takes part in this way; None when there is no limit."""
        whole = None if self.seats is None else self.seats - self.seats_taken - self.seats_kept
        return min((left for left in (whole, self.left_of(mode)) if left is not None), default=None)

    @property
    def left_by_mode(self) -> list[tuple[str, int | None]]:
        """Places free in each way of taking part, in words, as left_in() counts them."""
        return [(str(self.Mode(mode).label), self.left_in(mode)) for mode in self.modes]

    @property
    def seats_left(self) -> int | None:
        """Places free for whoever comes, in one way or another; None when there is no limit."""
        left = [self.left_in(mode) for mode in self.modes]
        if any(number is None for number in left):
            return None
        both = sum(number for number in left if number is not None)
        return both if self.seats is None else min(both, self.seats - self.seats_taken - self.seats_kept)

    @property
    def is_full(self) -> bool:
        left = self.seats_left
        return left is not None and left <= 0

    @property
    def is_ahead(self) -> bool:
        """Whether places in it may still change: it is ahead, and neither a draft nor cancelled."""
        return self.status in {self.Status.PUBLISHED, self.Status.POSTPONED} and not self.is_past

    @property
    def opens_later(self) -> bool:
        """Whether registration has not begun yet, but will."""
        return (
            self.status == self.Status.PUBLISHED
            and self.policy in self.SELF_REGISTRATION
            and self.registration_opens_at is not None
            and self.registration_opens_at > now()
        )

    @property
    def is_registration_open(self) -> bool:
        moment = now()
        return (
            self.status == self.Status.PUBLISHED
            and self.policy in self.SELF_REGISTRATION
            and not self.is_past
            and (self.registration_opens_at is None or self.registration_opens_at <= moment)
            and (self.registration_closes_at is None or moment < self.registration_closes_at)
        )


class Document(models.Model):
    """A file or page that belongs to an event, where the reader can find it."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="documents", verbose_name=_("event"))
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(_("link"), blank=True, max_length=500)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.title
