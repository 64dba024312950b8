"""The draft of a published agenda, its versions, and the steps that can be undone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.session import ContributorDetails, Session, SessionDetails


class SessionDraft(SessionDetails):
    """A session of a published event as the next version of the agenda will have it. The public does not see it.

    There is a row only for a session that differs from the published one, for a new session, and for one that the next
    version will not have."""

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="session_drafts", verbose_name=_("event"))
    session = models.OneToOneField(
        Session, models.CASCADE, null=True, blank=True, related_name="draft", verbose_name=_("published session")
    )
    is_removed = models.BooleanField(_("removed"), default=False)

    class Meta(SessionDetails.Meta):
        verbose_name = _("draft of a session")
        verbose_name_plural = _("drafts of sessions")
        constraints = [
            *SessionDetails.Meta.constraints,
            models.CheckConstraint(
                condition=Q(is_removed=False) | Q(session__isnull=False), name="only_published_session_is_removed"
            ),
        ]


class DraftContributor(ContributorDetails):
    """A contributor of a session that is not published yet. They become a Contributor when it is published."""

    draft = models.ForeignKey(
        SessionDraft, models.CASCADE, related_name="contributors", verbose_name=_("draft of a session")
    )

    class Meta(ContributorDetails.Meta):
        verbose_name = _("contributor of a draft")
        verbose_name_plural = _("contributors of drafts")


class AgendaVersion(models.Model):
    """The agenda of an event as it was published. Version 1 is the agenda at the publication of the event."""

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="agenda_versions", verbose_name=_("event"))
    number = models.PositiveIntegerField(_("number"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    # The values of the sessions by their key: see events.agenda.values. No person is named in them.
    sessions = models.JSONField(_("sessions"), default=dict)

    class Meta:
        ordering = ["event", "number"]
        verbose_name = _("version of an agenda")
        verbose_name_plural = _("versions of agendas")
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="one_agenda_version_per_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="agenda_versions_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.event} · {self.number}"


class AgendaStep(models.Model):
    """One change of an agenda by an organiser. It can be undone until the agenda or the event is published."""

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="agenda_steps", verbose_name=_("event"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)
    text = models.CharField(_("change"), max_length=350)
    # The values of each changed session before and after, by its key: see events.agenda.values.
    changes = models.JSONField(_("changes"), default=dict)
    # The accounts of the contributors whose names are in `changes`.
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name=_("people"))

    class Meta:
        ordering = ["event", "pk"]
        verbose_name = _("step of an agenda")
        verbose_name_plural = _("steps of agendas")

    def __str__(self) -> str:
        return self.text
