from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event

SNAPSHOT_FIELDS = (
    "title",
    "status",
    "mode",
    "starts_at",
    "ends_at",
    "timezone",
    "precision",
    "date_text",
    "online_url",
    "days_as",
)


class PendingUpdate(models.Model):
    """The last state of an event that people were notified of, while a newer state waits for its notice at due_at.

    One notice reports all changes up to that time. The row holds the state before the first of them."""

    class What(models.TextChoices):
        """The parts of an event that calendars show."""

        STATUS = "status"
        TITLE = "title"
        WHEN = "when"
        PLACE = "place"
        MODE = "mode"
        LINK = "link"
        FORM = "form"

    event = models.OneToOneField(Event, models.CASCADE, related_name="pending_update", verbose_name=_("event"))
    title = models.CharField(_("title"), max_length=250)
    status = models.CharField(_("status"), max_length=10, choices=Event.Status)
    mode = models.CharField(_("mode"), max_length=10, choices=Event.Mode)
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    timezone = models.CharField(_("time zone"), max_length=64)
    precision = models.CharField(_("date is known to the"), max_length=5, choices=Event.Precision)
    date_text = models.CharField(_("date as the source gives it"), max_length=200, blank=True)
    # Why the event is postponed or cancelled.
    reason = models.TextField(_("reason"), blank=True, max_length=1_000)
    # The venue as text: its row may change before the notice is sent.
    place = models.TextField(_("venue"), blank=True)
    venue = models.ForeignKey(
        "events.Venue", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("venue")
    )
    online_url = models.URLField(_("joining link"), blank=True)
    days_as = models.CharField(
        _("several days in calendars"), max_length=5, choices=Event.DaysAs, default=Event.DaysAs.FREE
    )
    # The moments of sessions, deadlines and plans that have moved with the event: for each its key, and [before, after].
    moved = models.JSONField(_("moved times"), default=dict, blank=True)
    # revised_at of the event after its latest change. A person who already got that state gets no notice.
    revision = models.DateTimeField(_("revision"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    began_at = models.DateTimeField(_("first changed at"))
    due_at = models.DateTimeField(_("due at"), db_index=True)

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("pending update")
        verbose_name_plural = _("pending updates")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_at__gte=models.F("began_at")), name="pending_update_due_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id} · {self.due_at}"

    @classmethod
    def of(cls, event: Event, *, place: str) -> Self:
        """Return an unsaved copy of the current state of event. place: its venue as text."""
        return cls(
            event=event,
            place=place,
            venue_id=event.venue_id,
            **{name: getattr(event, name) for name in SNAPSHOT_FIELDS},
        )

    def as_event(self) -> Event:
        """Return the old state as an unsaved event without a venue, for functions that describe an event."""
        return Event(**{name: getattr(self, name) for name in SNAPSHOT_FIELDS})

    @property
    def calls_off(self) -> bool:
        """Whether the notice says that the event is postponed or cancelled."""
        return self.event.status in Event.CALLED_OFF and self.status != self.event.status

    def loses_date(self, event: Event) -> bool:
        """Return whether event had an exact date and has none any more. People plan with the date in their calendars."""
        return self.as_event().is_dated and not event.is_dated

    @property
    def join_url(self) -> str:
        return self.as_event().join_url

    def differs(self, event: Event, *, place: str) -> frozenset[What]:
        """Return the parts of the event that have changed. place: the current venue as text."""
        dates = ("starts_at", "ends_at", "timezone", "precision")
        changes = {
            self.What.STATUS: self.status != event.status,
            self.What.TITLE: self.title != event.title,
            self.What.WHEN: any(getattr(self, name) != getattr(event, name) for name in dates),
            self.What.PLACE: self.place != place,
            self.What.MODE: self.mode != event.mode,
            self.What.LINK: self.join_url != event.join_url,
            # A change from whole days to hours, or back, is reported as a change of the date.
            self.What.FORM: self.days_as != event.days_as and self.as_event().calendar_form != event.calendar_form,
        }
        return frozenset(what for what, is_changed in changes.items() if is_changed)
