import uuid
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.search import JoinedField, Searchable
from accounts.zone_fields import TimezoneField


def new_session_uid() -> str:
    """Return a UID that contains no address, slug or row number (RFC 7986, 5.3)."""
    return f"session-{uuid.uuid4()}@{settings.UID_DOMAIN}"


class SessionDetails(models.Model):
    """What an organiser writes about a session. The leg of a study visit may have its own venue and time zone."""

    class Kind(models.TextChoices):
        SESSION = "session", _("Session")
        BREAK = "break", _("Break")
        SOCIAL = "social", _("Social event")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.SESSION)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=300)
    abstract = models.TextField(_("abstract"), blank=True, max_length=10_000)
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    timezone = TimezoneField(_("time zone"), blank=True, help_text=_("Empty for the time zone of the event"))
    track = models.CharField(
        _("track"), max_length=60, blank=True, help_text=_("Sessions of one track follow one subject")
    )
    room = models.CharField(_("room"), max_length=120, blank=True)
    venue = models.ForeignKey(
        "events.Venue", models.SET_NULL, null=True, blank=True, related_name="%(class)ss", verbose_name=_("place")
    )
    host_institution = models.CharField(_("host institution"), max_length=200, blank=True)
    is_optional = models.BooleanField(_("optional: people choose whether to attend"), default=False)
    seats = models.PositiveIntegerField(_("places"), null=True, blank=True, help_text=_("Empty for no limit"))
    expected = models.PositiveIntegerField(
        _("people expected"), null=True, blank=True, help_text=_("Empty for all participants")
    )
    # ISO 639 codes, in the order in which the organiser gave them.
    languages = models.JSONField(_("interpreted into"), default=list, blank=True)

    class Meta:
        abstract = True
        ordering = [F("starts_at").asc(nulls_last=True), "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True)
                | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="%(class)s_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=Q(kind__in=["session", "break", "social"]), name="%(class)s_kind_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone or self.event.timezone)  # type: ignore[attr-defined]  # of the model

    def overlaps(self, other: "SessionDetails") -> bool:
        """Return whether the two sessions take place at the same time. A session without times overlaps with none."""
        if not (self.starts_at and self.ends_at and other.starts_at and other.ends_at):
            return False
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    @property
    def place_text(self) -> str:
        """The room, the host institution and the venue; "" if the session is at the venue of the event."""
        return ", ".join(filter(None, [self.room, self.host_institution, str(self.venue or "")]))


class Session(SessionDetails, Searchable):
    """One item of the agenda, as it is published. While the event is a draft, the organisers edit it directly.

    After that they edit a SessionDraft, and publish a new version of the agenda."""

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="sessions", verbose_name=_("event"))
    time_text = models.CharField(_("time as the source gives it"), max_length=80, blank=True)
    seats_taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)
    uid = models.CharField(max_length=120, unique=True, default=new_session_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    search_text = JoinedField(sources=["title"])

    class Meta(SessionDetails.Meta):
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            *SessionDetails.Meta.constraints,
            models.CheckConstraint(
                condition=Q(seats__isnull=True) | Q(seats__gte=F("seats_taken")), name="session_never_oversold"
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("events:session", args=[self.event.slug, self.pk])

    @property
    def seats_left(self) -> int | None:
        """The free seats; None if there is no limit."""
        return None if self.seats is None else self.seats - self.seats_taken

    @property
    def is_full(self) -> bool:
        return self.seats is not None and self.seats_taken >= self.seats


class SessionChoice(models.Model):
    """The choice of a registered person to attend an optional session.

    The row is deleted when the person loses their seat in the event."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="choices", verbose_name=_("session"))
    registration = models.ForeignKey(
        "events.Registration", models.CASCADE, related_name="session_choices", verbose_name=_("registration")
    )
    at = models.DateTimeField(_("chosen at"), auto_now_add=True)

    class Meta:
        ordering = ["session", "at", "pk"]
        verbose_name = _("session choice")
        verbose_name_plural = _("session choices")
        constraints = [
            models.UniqueConstraint(fields=["session", "registration"], name="one_choice_per_session_and_registration")
        ]

    def __str__(self) -> str:
        return f"{self.registration} · {self.session}"


class ContributorDetails(models.Model):
    """A person with a task in a session, who may have no account."""

    class Role(models.TextChoices):
        SPEAKER = "speaker", _("Speaker")
        MODERATOR = "moderator", _("Moderator")
        PANELLIST = "panellist", _("Panellist")
        EXPERT = "expert", _("Expert")
        INTERPRETER = "interpreter", _("Interpreter")
        HOST = "host", _("Host")

    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.SPEAKER)
    name = models.CharField(_("name"), max_length=150)
    affiliation = models.CharField(_("affiliation"), max_length=200, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("person"),
    )

    class Meta:
        abstract = True
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["speaker", "moderator", "panellist", "expert", "interpreter", "host"]),
                name="%(class)s_role_known",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ContributorQuerySet(models.QuerySet["Contributor"]):
    def not_declined(self) -> Self:
        """Leave out the tasks that the person has declined, or withdrawn from. Only the workspace names them (decision 0028)."""
        return self.exclude(invitation=Contributor.Invitation.DECLINED)


class Contributor(ContributorDetails, Searchable):
    class Invitation(models.TextChoices):
        NONE = "none", _("Not invited by link")
        INVITED = "invited", _("Invited, no answer yet")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    session = models.ForeignKey(Session, models.CASCADE, related_name="contributors", verbose_name=_("session"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("person"),
    )
    # The entry in the programme's directory. A contributor who was added elsewhere gets it later: see events.experts.
    expert = models.ForeignKey(
        "events.Expert",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("entry in the directory"),
    )
    invitation = models.CharField(_("invitation"), max_length=8, choices=Invitation, default=Invitation.NONE)
    invited_at = models.DateTimeField(_("invited at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    decline_reason = models.CharField(_("reason for declining"), max_length=300, blank=True)
    # An accepted invitation may have a condition, such as "only in the afternoon". The team settles it.
    condition = models.CharField(_("condition"), max_length=300, blank=True)
    condition_settled_at = models.DateTimeField(_("condition settled at"), null=True, blank=True)
    condition_answer = models.CharField(_("answer to the condition"), max_length=300, blank=True)
    # The language of the booth in which an interpreter works. Empty: their pairs propose one.
    booth = models.CharField(_("booth"), max_length=8, blank=True)
    search_text = JoinedField(sources=["name", "affiliation"])

    objects = ContributorQuerySet.as_manager()

    class Meta(ContributorDetails.Meta):
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        constraints = [
            *ContributorDetails.Meta.constraints,
            models.CheckConstraint(
                condition=Q(invitation="none", invited_at__isnull=True, answered_at__isnull=True)
                | Q(invitation="invited", invited_at__isnull=False, answered_at__isnull=True)
                | Q(invitation__in=["accepted", "declined"], invited_at__isnull=False, answered_at__isnull=False),
                name="contributor_invitation_has_its_times",
            ),
            models.CheckConstraint(
                condition=Q(decline_reason="") | Q(invitation="declined"), name="only_declined_invitation_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(condition="") | Q(invitation="accepted"), name="only_accepted_invitation_has_a_condition"
            ),
            models.CheckConstraint(
                condition=Q(condition_settled_at__isnull=True, condition_answer="") | ~Q(condition=""),
                name="only_condition_is_settled",
            ),
            models.CheckConstraint(condition=Q(booth="") | Q(role="interpreter"), name="only_interpreter_has_a_booth"),
        ]

    @property
    def is_asked(self) -> bool:
        """Whether the person has an invitation that they have not answered."""
        return self.invitation == self.Invitation.INVITED

    @property
    def has_declined(self) -> bool:
        return self.invitation == self.Invitation.DECLINED

    @property
    def has_open_condition(self) -> bool:
        """Whether the person has accepted with a condition that the team has not settled."""
        return bool(self.condition) and self.condition_settled_at is None
