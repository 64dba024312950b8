from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event

COPIED = (
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
    """What people and their calendars know of an event that has changed since, until they are told at due_at.

    Changes that follow soon are told in the same mail. It holds what was true before the first of them."""

    class What(models.TextChoices):
        """What of an event a calendar shows, so that it must change too."""

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
    # In words: the venue's row may say something else by the time people are told.
    place = models.TextField(_("venue"), blank=True)
    online_url = models.URLField(_("joining link"), blank=True)
    days_as = models.CharField(
        _("several days in calendars"), max_length=5, choices=Event.DaysAs, default=Event.DaysAs.FREE
    )
    # The event's revised_at by its latest change: who was sent that state already need not be told.
    revision = models.DateTimeField(_("revision"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    began_at = models.DateTimeField(_("first changed at"))
    due_at = models.DateTimeField(_("due at"), db_index=True)

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("update to be told")
        verbose_name_plural = _("updates to be told")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_at__gte=models.F("began_at")), name="pending_update_due_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id} · {self.due_at}"

    @classmethod
    def of(cls, event: Event, *, place: str) -> Self:
        """Return what is true of event now; not saved."""
        return cls(event=event, place=place, **{name: getattr(event, name) for name in COPIED})

    def as_event(self) -> Event:
        """Return the event as it was, without a venue and not to be saved: for what puts its date into words."""
        return Event(**{name: getattr(self, name) for name in COPIED})

    @property
    def join_url(self) -> str:
        return self.as_event().join_url

    def differs(self, event: Event, *, place: str) -> frozenset[What]:
        """Return what of the event, whose venue is place in words, is another than it was."""
        dates = ("starts_at", "ends_at", "timezone", "precision")
        found = {
            self.What.STATUS: self.status != event.status,
            self.What.TITLE: self.title != event.title,
            self.What.WHEN: any(getattr(self, name) != getattr(event, name) for name in dates),
            self.What.PLACE: self.place != place,
            self.What.MODE: self.mode != event.mode,
            self.What.LINK: self.join_url != event.join_url,
            # Days that have become hours, or hours days, are told as another date.
            self.What.FORM: self.days_as != event.days_as and self.as_event().calendar_form != event.calendar_form,
        }
        return frozenset(what for what, is_another in found.items() if is_another)
