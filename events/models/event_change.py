from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.links.acting import is_by_link
from events.models.history_entry import HistoryEntry


class EventChange(HistoryEntry):
    """A change that a team member made to an event as a whole, such as its seats, its dates or its reminders.

    A change to one registration is a RegistrationChange."""

    class What(models.TextChoices):
        PLACES = "places", _("Places changed")
        SEATS = "seats", _("Seats of delegations changed")
        RELEASED = "released", _("Unused seats released")
        RESERVES = "reserves", _("Order of nominees changed")
        FOCAL_POINT = "focal_point", _("Delegations assigned to a focal point")
        LINK_SENT = "link_sent", _("Link of a focal point sent again")
        LINK_REVOKED = "link_revoked", _("Link of a focal point revoked")
        REMINDED = "reminded", _("Focal points reminded")
        DETAILS = "details", _("People reminded of their travel details")
        WRITTEN = "written", _("Mail to several people")
        PUBLISHED = "published", _("Published")
        MOVED = "moved", _("Time, place or title changed")
        TOLD = "told", _("People notified of changes")
        POSTPONED = "postponed", _("Postponed")
        CANCELLED = "cancelled", _("Cancelled")
        UNDONE = "undone", _("Changes undone before people were told")
        RULES = "rules", _("Reminders changed")
        CONTRIBUTORS = "contributors", _("Contributors changed")
        LETTER = "letter", _("Official letters")
        VENUE = "venue", _("Venue changed")
        CREATED = "created", _("Draft created")
        UNPUBLISHED = "unpublished", _("Unpublished")
        DOCUMENTS = "documents", _("Documents changed")
        REQUIREMENTS = "requirements", _("Requirements changed")
        AGENDA = "agenda", _("Agenda published")
        MEETINGS = "meetings", _("Meetings changed")
        COSTS = "costs", _("Costs approved or settled")
        LEGS = "legs", _("Travel changed")
        TERMS = "terms", _("Terms of reference")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="changes", verbose_name=_("event"))
    what = models.CharField(_("what"), max_length=12, choices=What)
    # Whether the reader of a personal link made the change, who is perhaps not the person of the link.
    by_link = models.BooleanField(_("by link"), default=is_by_link, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("change of an event")
        verbose_name_plural = _("changes of events")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    what__in=[
                        "places",
                        "seats",
                        "released",
                        "reserves",
                        "focal_point",
                        "link_sent",
                        "link_revoked",
                        "reminded",
                        "details",
                        "written",
                        "published",
                        "moved",
                        "told",
                        "postponed",
                        "cancelled",
                        "undone",
                        "rules",
                        "contributors",
                        "letter",
                        "venue",
                        "created",
                        "unpublished",
                        "documents",
                        "requirements",
                        "agenda",
                        "meetings",
                        "costs",
                        "legs",
                        "terms",
                    ]
                ),
                name="event_change_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.get_what_display()}"
