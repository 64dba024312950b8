import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from events.models.answer import private_storage

EVIDENCE_FOLDER = "evidence"  # in the private storage


class RequirementQuerySet(models.QuerySet["Requirement"]):
    def in_use(self) -> "RequirementQuerySet":
        """Return the requirements that events have now, in their order."""
        return self.filter(archived_at=None).order_by("position", "pk")

    def checked_by_team(self) -> "RequirementQuerySet":
        """Return the requirements that a member of the team has to check for each person."""
        return self.exclude(evidence=Requirement.Evidence.RECORDS)


class Requirement(models.Model):
    """What an event asks of its participants, such as a certificate or the level of a language.

    A requirement that is no longer used is archived, so that the answers to it stay."""

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate", _("A certificate")
        LANGUAGE = "language", _("The level of a language")
        EARLIER_EVENT = "earlier", _("An earlier event of the programme")
        OTHER = "other", _("Another requirement")

    class Evidence(models.TextChoices):
        STATEMENT = "statement", _("The person says how they meet it")
        FILE = "file", _("The person uploads a file")
        RECORDS = "records", _("Plenary checks it in its records")

    class Level(models.TextChoices):
        """The levels of the Common European Framework of Reference for Languages (CEFR)."""

        A1 = "A1", _("A1, beginner")
        A2 = "A2", _("A2, elementary")
        B1 = "B1", _("B1, intermediate")
        B2 = "B2", _("B2, upper intermediate")
        C1 = "C1", _("C1, advanced")
        C2 = "C2", _("C2, like a native speaker")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="requirements", verbose_name=_("event"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.CERTIFICATE)
    label = models.CharField(_("requirement"), max_length=200)
    help_text = models.CharField(_("help"), max_length=500, blank=True)
    evidence = models.CharField(_("evidence"), max_length=10, choices=Evidence, default=Evidence.STATEMENT)
    is_mandatory = models.BooleanField(_("mandatory"), default=True)
    # Of a requirement about a language: its ISO 639 code, and the lowest level.
    language = models.CharField(_("language"), max_length=8, blank=True)
    level = models.CharField(_("lowest level"), max_length=2, choices=Level, blank=True)
    # Of a requirement about an earlier event. If that event is deleted, nobody meets the requirement by itself.
    earlier_event = models.ForeignKey(
        "events.Event", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("earlier event")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    archived_at = models.DateTimeField(_("removed at"), null=True, blank=True, editable=False)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["certificate", "language", "earlier", "other"]), name="requirement_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(evidence__in=["statement", "file", "records"]), name="requirement_evidence_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="language", level__in=["A1", "A2", "B1", "B2", "C1", "C2"]) & ~Q(language="")
                | ~Q(kind="language") & Q(language="", level=""),
                name="requirement_language_has_level",
            ),
            models.CheckConstraint(
                condition=Q(kind="earlier", evidence="records")
                | ~Q(kind="earlier") & ~Q(evidence="records") & Q(earlier_event__isnull=True),
                name="requirement_records_of_earlier_event",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def field_name(self) -> str:
        """The name of the requirement's field in a form."""
        return f"requirement_{self.pk}"

    @property
    def is_asked(self) -> bool:
        """Whether the person answers it. Plenary checks an earlier event without an answer."""
        return self.evidence != self.Evidence.RECORDS


class RequirementAnswer(models.Model):
    """What a registered person answers to a requirement, and what the team has found.

    The row exists once there is an answer or a check. A new answer is checked again."""

    class State(models.TextChoices):
        UNCHECKED = "unchecked", _("Not checked")
        ACCEPTED = "accepted", _("Accepted")
        NOT_MET = "not_met", _("Not met")

    CHECKED = (State.ACCEPTED, State.NOT_MET)

    registration = models.ForeignKey(
        "events.Registration", models.CASCADE, related_name="requirement_answers", verbose_name=_("registration")
    )
    requirement = models.ForeignKey(Requirement, models.RESTRICT, related_name="answers", verbose_name=_("requirement"))
    # A text of the person, or the level of a language. The evidence in a file is an EvidenceFile.
    statement = models.TextField(_("statement"), blank=True, max_length=1_000)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UNCHECKED)
    # Why the requirement is not met. The team reads it.
    reason = models.TextField(_("reason"), blank=True, max_length=1_000)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)

    class Meta:
        ordering = ["requirement__position", "pk"]
        verbose_name = _("answer to a requirement")
        verbose_name_plural = _("answers to requirements")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "requirement"], name="one_answer_per_registration_and_requirement"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["unchecked", "accepted", "not_met"]), name="requirement_answer_state_known"
            ),
        ]

    def __str__(self) -> str:
        return _t("%(requirement)s: %(state)s") % {"requirement": self.requirement, "state": self.get_state_display()}


def evidence_path(evidence: "EvidenceFile", filename: str) -> str:
    """Return a path that contains no personal data. `EvidenceFile.name` holds the original file name."""
    return f"{EVIDENCE_FOLDER}/{evidence.key}"


class EvidenceFile(models.Model):
    """A file with which a person shows that they meet a requirement. It is served only after a permission check.

    As an AnswerFile, it is unclaimed until the form with which it was uploaded is saved."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration = models.ForeignKey(
        "events.Registration",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence_files",
        verbose_name=_("registration"),
    )
    kept_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("uploaded by, not yet submitted"),
    )
    requirement = models.ForeignKey(
        Requirement, models.CASCADE, related_name="evidence_files", verbose_name=_("requirement")
    )
    file = models.FileField(_("file"), storage=private_storage, upload_to=evidence_path, max_length=200)
    name = models.CharField(_("name"), max_length=150)
    # Detected from the content, not from the file name.
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    uploaded_at = models.DateTimeField(_("uploaded at"), default=now)

    class Meta:
        ordering = ["uploaded_at", "pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(
                condition=Q(registration__isnull=True) ^ Q(kept_for__isnull=True),
                name="evidence_is_of_one_answer_or_kept",
            ),
            models.UniqueConstraint(fields=["registration", "requirement"], name="one_evidence_per_answer"),
            models.UniqueConstraint(fields=["kept_for", "requirement"], name="one_kept_evidence_per_requirement"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("requirements:evidence", args=[self.key])
