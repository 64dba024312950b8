import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.addresses import validate_address
from accounts.models.search import JoinedField, Searchable, matches_word
from accounts.zone_fields import TimezoneField
from events.models.choice_labels import choice_label
from events.models.event_seats import EventSeats
from events.models.event_times import EventTimes
from events.models.former_slug import with_slugs
from events.models.programme import AreaOfAction
from events.models.registration_window import RegistrationWindow

if TYPE_CHECKING:
    from accounts.models import User

ALWAYS = datetime(9999, 1, 1, tzinfo=UTC)
NEVER = datetime(1, 1, 2, tzinfo=UTC)


def new_event_uid() -> str:
    """Return a UID that contains no address, slug or row number (RFC 7986, 5.3)."""
    return f"event-{uuid.uuid4()}@{settings.UID_DOMAIN}"


def has_public_word(word: str) -> Q:
    """Return the condition that the title or the summary of an event has a folded word. The summary of a mission is not public."""
    return matches_word("search_text", word) & (Q(mission=None) | matches_word("title_text", word))


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to_public(self) -> "EventQuerySet":
        return self.exclude(status=Event.Status.DRAFT)

    def listed(self) -> "EventQuerySet":
        """Return the events that public lists and feeds have.

        That is not a mission or a study visit whose title, dates or country are not public."""
        events = self.visible_to_public()
        for name in ("mission", "study_visit"):
            rows = self.model._meta.get_field(name).related_model._default_manager  # type: ignore[union-attr]
            events = events.filter(~Exists(rows.filter(event=OuterRef("pk"), is_listed=False)))
        return events

    def upcoming(self) -> "EventQuerySet":
        """Return the events that are not over, the next one first.

        A postponed event is upcoming, even if its old date is past. Events without a date are last, and only while
        their programme runs."""
        return (
            self.filter(ahead_until__gte=now())
            .exclude(pk__in=self._undated_of_ended_programmes())
            .order_by(F("starts_at").asc(nulls_last=True), "pk")
        )

    def past(self) -> "EventQuerySet":
        """Return the events that are over, the latest one first.

        Events without a date whose programme has ended are last."""
        return self.filter(Q(ahead_until__lt=now()) | Q(pk__in=self._undated_of_ended_programmes())).order_by(
            F("starts_at").desc(nulls_last=True), "-pk"
        )

    def latest_first(self, count: int) -> "list[Event]":
        """Return at most so many events, the latest one first. Those without a date are last. Two queries, or one.

        PostgreSQL reads dated events in the order of an index. To sort them together with the others, it reads all."""
        dated = self.filter(starts_at__isnull=False).order_by("-starts_at", "pk")
        found: list[Event] = list(dated[:count])
        if len(found) < count:
            found += self.filter(starts_at__isnull=True).order_by("pk")[: count - len(found)]
        return found

    def _undated_of_ended_programmes(self) -> "models.QuerySet[Event, int]":
        # There are few of them. A subquery costs less than a join of every event with its programme.
        undated = self.model.objects.filter(ends_at=None, programme__ends_year__lt=now().year)
        return undated.order_by().values_list("pk", flat=True)

    def open_for_registration(self) -> "EventQuerySet":
        """Return the events for which people can register themselves now, as Event.is_registration_open says."""
        moment = now()
        return self.filter(
            Q(registration_opens_at=None) | Q(registration_opens_at__lte=moment),
            Q(registration_closes_at=None) | Q(registration_closes_at__gt=moment),
            ahead_until__gte=moment,
            status=RegistrationWindow.Status.PUBLISHED,
            policy__in=RegistrationWindow.SELF_REGISTRATION,
        )

    def dated(self) -> "EventQuerySet":
        """Return the events whose days are known. Only these are sent to calendars."""
        return self.filter(precision__in=[Event.Precision.TIME, Event.Precision.DAY])

    def in_area(self, slugs: Iterable[str]) -> "EventQuerySet":
        """Return the events in an area of action that has or had one of these slugs, in any programme, each once."""
        areas = with_slugs(AreaOfAction.objects.all(), list(slugs))
        of_area = self.model.areas.through.objects.filter(event=OuterRef("pk"), areaofaction__in=areas)
        return self.filter(Exists(of_area))

    def with_public_area(self) -> "EventQuerySet":
        """Leave out the missions whose areas of action are not public."""
        missions = self.model._meta.get_field("mission").related_model._default_manager  # type: ignore[union-attr]
        return self.filter(~Exists(missions.filter(event=OuterRef("pk"), has_public_area=False)))

    def in_country(self, iso2s: Iterable[str]) -> "EventQuerySet":
        """Return the events that take place in one of these countries, or have one of them among their participants.

        Each event appears once."""
        codes = list(iso2s)
        with_participants = self.model.countries.through.objects.filter(event=OuterRef("pk"), country__in=codes)
        return self.filter(Q(venue__country__in=codes) | Q(Exists(with_participants)))

    def of_team_member(self, user: "User") -> "EventQuerySet":
        """Return the events of the programmes on whose team user is."""
        return self.filter(programme__team__person=user)


class Event(EventTimes, RegistrationWindow, EventSeats, Searchable):
    """One dated activity of a programme.

    starts_at and ends_at are the limits of the event in time. How exact they are is in `precision`: the exact times,
    whole days in the event's time zone (the end is exclusive), or the month or the year in which the event takes
    place. Both are None while the date is to be confirmed."""

    class Kind(models.TextChoices):
        REGIONAL_SEMINAR = "regional_seminar", _("Regional seminar")
        EXPERT_MISSION = "expert_mission", _("Expert mission")
        STUDY_VISIT = "study_visit", _("Study visit")
        TRAINING = "training", _("Training")
        MEETING = "meeting", _("Meeting")

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
    mode = models.CharField(_("mode"), max_length=10, choices=EventSeats.Mode, default=EventSeats.Mode.IN_PERSON)
    status = models.CharField(
        _("status"), max_length=10, choices=RegistrationWindow.Status, default=RegistrationWindow.Status.DRAFT
    )
    # For mails to people who have not chosen a language. "" means the language of the programme.
    language = models.CharField(_("language of mails"), max_length=5, choices=settings.MAIL_LANGUAGES, blank=True)
    summary = models.TextField(_("summary"), blank=True, max_length=2_000)
    description = models.TextField(_("description (Markdown)"), blank=True, max_length=20_000)
    audience = models.TextField(_("who it is for"), blank=True, max_length=5_000)
    outcome = models.TextField(_("outcome"), blank=True, max_length=20_000)
    organised_by = models.CharField(_("organised by"), max_length=400, blank=True)
    supported_by = models.CharField(_("supported by"), max_length=400, blank=True)
    # The member of the team who runs the event. The author of a draft, until the team names another member.
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("officer")
    )
    contact_email = models.EmailField(
        _("contact for replies"),
        blank=True,
        validators=[validate_address],
        help_text=_("Replies to mails about this event go there. Empty for the contact of the programme."),
    )
    # With fewer people on that day, the team cancels or postpones the event. Participants read both on its page.
    minimum_people = models.PositiveIntegerField(_("least number of people"), null=True, blank=True)
    decide_on = models.DateField(_("go/no-go date"), null=True, blank=True)
    venue = models.ForeignKey(
        "events.Venue", models.SET_NULL, null=True, blank=True, related_name="events", verbose_name=_("venue")
    )
    online_url = models.URLField(_("joining link"), blank=True)

    timezone = TimezoneField(_("time zone"))
    precision = models.CharField(
        _("date is known to the"), max_length=5, choices=EventTimes.Precision, default=EventTimes.Precision.TIME
    )
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    date_text = models.CharField(_("date as the source gives it"), max_length=200, blank=True)

    # The exact date that people knew before the event moved, as its page shows it: set when they are told.
    earlier_starts_at = models.DateTimeField(_("started earlier at"), null=True, blank=True, editable=False)
    earlier_ends_at = models.DateTimeField(_("ended earlier at"), null=True, blank=True, editable=False)
    earlier_timezone = models.CharField(_("earlier time zone"), max_length=64, blank=True, editable=False)
    earlier_precision = models.CharField(
        _("earlier date was known to the"), max_length=5, choices=EventTimes.Precision, blank=True, editable=False
    )

    # The time until which the event is upcoming. A postponed event is always upcoming. An event without a date is
    # upcoming unless it is cancelled.
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

    policy = models.CharField(
        _("registration"), max_length=10, choices=RegistrationWindow.Policy, default=RegistrationWindow.Policy.OPEN
    )
    seats = models.PositiveIntegerField(_("places"), null=True, blank=True, help_text=_("Empty for no limit"))
    # The limits of a hybrid event for each mode.
    room_seats = models.PositiveIntegerField(
        _("places in the room"), null=True, blank=True, help_text=_("Empty for no separate limit")
    )
    online_seats = models.PositiveIntegerField(
        _("places online"), null=True, blank=True, help_text=_("Empty for no separate limit")
    )
    seats_taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)
    online_taken = models.PositiveIntegerField(_("places taken online"), default=0, editable=False)
    # Reserved: seats of delegations that are not filled, and seats that are offered to people on the waiting list.
    seats_kept = models.PositiveIntegerField(_("places kept"), default=0, editable=False)
    # A seat of a delegation is reserved in the room even when its nominee takes part online: the person may change mode.
    room_kept = models.PositiveIntegerField(_("places kept in the room"), default=0, editable=False)
    online_kept = models.PositiveIntegerField(_("places kept online"), default=0, editable=False)
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to accept an offered place"),
        null=True,
        blank=True,
        help_text=_("Empty to give a free place at once to the first person on the waiting list"),
    )
    registration_opens_at = models.DateTimeField(_("registration opens at"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(_("registration closes at"), null=True, blank=True)
    promotion_ends_at = models.DateTimeField(_("waiting list is used until"), null=True, blank=True)
    # New delegations get this deadline. Those that have it follow a change of it.
    nominations_close_at = models.DateTimeField(_("nominations close at"), null=True, blank=True)

    days_as = models.CharField(
        _("several days in calendars"),
        max_length=5,
        choices=EventTimes.DaysAs,
        default=EventTimes.DaysAs.FREE,
        help_text=_(
            "For an event that is longer than a day. Whole days are at the top of a calendar. Hours are the same on "
            "each day. With one block, people are also busy at night. A new choice is sent to all invited people."
        ),
    )
    # Each delegation needs an official letter (note verbale) that nominates its people.
    requires_letter = models.BooleanField(_("requires an official letter of each delegation"), default=False)
    asks_travel = models.BooleanField(_("ask confirmed people for their travel details"), default=False)
    details_due_at = models.DateTimeField(_("details are due at"), null=True, blank=True)
    travel_keep_days = models.PositiveSmallIntegerField(
        _("days after the event until travel details are deleted"), default=30
    )

    uid = models.CharField(max_length=120, unique=True, default=new_event_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    revised_at = models.DateTimeField(_("revised at"), default=now, editable=False)
    vevent = models.TextField(editable=False, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    search_text = JoinedField(sources=["title", "summary"])
    title_text = JoinedField(sources=["title"])

    is_sample = models.BooleanField(_("sample data"), default=False)
    sources = models.JSONField(_("sources"), default=list, blank=True)
    note = models.TextField(_("note on the sources"), blank=True, max_length=5_000)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = [F("starts_at").desc(nulls_last=True), "pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["status", "ends_at"], name="event_status_ends"),
            # Holds every column that a list of upcoming events needs: the query reads no rows of past events.
            models.Index(fields=["starts_at", "id", "ahead_until", "status"], name="event_starts"),
            models.Index(fields=["ahead_until", "status", "id"], name="event_ahead"),
            models.Index(fields=["programme", "-starts_at"], name="event_programme_starts"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(earlier_precision="", earlier_starts_at__isnull=True, earlier_ends_at__isnull=True)
                | Q(
                    earlier_precision__in=["time", "day"],
                    earlier_starts_at__isnull=False,
                    earlier_ends_at__isnull=False,
                ),
                name="event_earlier_date_is_exact",
            ),
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
                condition=Q(minimum_people__isnull=True, decide_on__isnull=True)
                | Q(minimum_people__isnull=False, minimum_people__gte=1, decide_on__isnull=False),
                name="event_minimum_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(kind="expert_mission") | Q(policy__in=["none", "nomination"]),
                name="event_mission_is_not_open",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False), name="event_published_has_a_time"
            ),
        ]

    @property
    def earlier(self) -> "Event | None":
        """The event at the date before it moved, not saved, for functions that describe dates; None if it did not move."""
        if self.earlier_starts_at is None or self.status != RegistrationWindow.Status.PUBLISHED or self.is_past:
            return None
        return Event(
            starts_at=self.earlier_starts_at,
            ends_at=self.earlier_ends_at,
            timezone=self.earlier_timezone,
            precision=self.earlier_precision,
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:detail", args=[self.slug])

    def get_kind_display(self) -> str:  # type: ignore[no-redef]  # the plugin of mypy adds that of Django
        return choice_label(self.Kind, self.kind)

    def get_status_display(self) -> str:  # type: ignore[no-redef]  # the plugin of mypy adds that of Django
        return choice_label(self.Status, self.status)

    @property
    def allows_policy(self) -> bool:
        """Whether an event of this kind can have its policy: nobody can register themselves for an expert mission."""
        return self.kind != self.Kind.EXPERT_MISSION or self.policy in self.MISSION_POLICIES

    @property
    def mail_topic(self) -> str:
        """The topic under which the outbox stores the mails about the event."""
        return f"event:{self.pk}"

    @property
    def contact_address(self) -> str:
        """The address for questions and replies about the event: its own, else that of the programme; "" without both."""
        return self.contact_email or self.programme.contact_email

    @property
    def join_url(self) -> str:
        """The link to join online; "" for an event that is only in person."""
        return self.online_url if self.mode != self.Mode.IN_PERSON else ""
