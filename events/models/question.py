from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

YES, NO = "yes", "no"


class QuestionQuerySet(models.QuerySet["Question"]):
    def in_use(self) -> "QuestionQuerySet":
        return self.filter(archived_at=None)


class Question(models.Model):
    """One question in the library of a programme.

    Its wording may change. Its kind and the values of its choices never change, because answers refer to them."""

    class Kind(models.TextChoices):
        SHORT_TEXT = "short_text", _("Short text")
        LONG_TEXT = "long_text", _("Long text")
        NUMBER = "number", _("Number")
        SINGLE = "single", _("One of several choices")
        MULTIPLE = "multiple", _("Any of several choices")
        YES_NO = "yes_no", _("Yes or no")
        DATE = "date", _("Date")
        COUNTRY = "country", _("Country")
        PHONE = "phone", _("Phone number")
        CONSENT = "consent", _("Consent to a text")
        FILE = "file", _("File (PDF, picture or Word document)")

    class Audience(models.TextChoices):
        TEAM = "team", _("All team members who can view registrations")
        ORGANIZERS = "organisers", _("Managers and coordinators only")

    CHOICE_KINDS = (Kind.SINGLE, Kind.MULTIPLE)
    # Other questions can be shown or hidden depending on the answer to a question of these kinds.
    CONDITION_KINDS = (Kind.SINGLE, Kind.MULTIPLE, Kind.YES_NO, Kind.CONSENT)

    programme = models.ForeignKey(
        "events.Programme", models.CASCADE, related_name="questions", verbose_name=_("programme")
    )
    slug = models.SlugField(_("key"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    label = models.CharField(_("question"), max_length=300)
    help_text = models.CharField(_("help"), max_length=500, blank=True)
    # [{"value": "halal", "label": "Halal"}]. A choice with "archived": true can no longer be selected, but existing
    # answers may refer to it.
    choices = models.JSONField(_("choices"), default=list, blank=True)
    minimum = models.DecimalField(_("minimum"), max_digits=12, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(_("maximum"), max_digits=12, decimal_places=2, null=True, blank=True)
    audience = models.CharField(
        _("who can see the answers"), max_length=12, choices=Audience, default=Audience.ORGANIZERS
    )
    keep_days = models.PositiveIntegerField(
        _("days to keep answers after the event"),
        null=True,
        blank=True,
        help_text=_("Leave empty for the period of this installation."),
    )
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["label", "pk"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(fields=["programme", "slug"], name="one_question_per_key"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "short_text",
                        "long_text",
                        "number",
                        "single",
                        "multiple",
                        "yes_no",
                        "date",
                        "country",
                        "phone",
                        "consent",
                        "file",
                    ]
                ),
                name="question_kind_known",
            ),
            models.CheckConstraint(condition=Q(audience__in=["team", "organisers"]), name="question_audience_known"),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True) | Q(maximum__isnull=True) | Q(maximum__gte=F("minimum")),
                name="question_bounds_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def offered_choices(self) -> list[dict[str, str]]:
        """The choices that can be selected now."""
        return [choice for choice in self.choices if not choice.get("archived")]

    @property
    def condition_choices(self) -> list[tuple[str, str]]:
        """The values and labels of the answers that a condition of another question can require."""
        if self.kind in self.CHOICE_KINDS:
            return [(choice["value"], choice["label"]) for choice in self.offered_choices]
        if self.kind == self.Kind.YES_NO:
            return [(YES, str(_("Yes"))), (NO, str(_("No")))]
        return [(YES, str(_("I agree")))] if self.kind == self.Kind.CONSENT else []


class ConsentText(models.Model):
    """One version of a text that people agree to.

    A version is never changed: a new text is a new version. Forms show the newest version."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="consent_texts", verbose_name=_("question"))
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"), max_length=10_000)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        ordering = ["question", "version"]
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        constraints = [
            models.UniqueConstraint(fields=["question", "version"], name="one_consent_text_per_version"),
            models.CheckConstraint(condition=Q(version__gte=1), name="consent_versions_begin_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.version}"


class EventQuestionQuerySet(models.QuerySet["EventQuestion"]):
    def in_use(self) -> "EventQuestionQuerySet":
        """Return the questions that events currently ask, in the order of the form."""
        return self.filter(archived_at=None).order_by("position", "pk")


class EventQuestion(models.Model):
    """The use of a library question in the form of one event: its position, its stage and its conditions."""

    class Stage(models.TextChoices):
        REGISTRATION = "registration", _("When people register")
        CONFIRMED = "confirmed", _("After their place is confirmed")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="questions", verbose_name=_("event"))
    question = models.ForeignKey(Question, models.RESTRICT, related_name="uses", verbose_name=_("question"))
    stage = models.CharField(_("when it is asked"), max_length=12, choices=Stage, default=Stage.REGISTRATION)
    position = models.PositiveIntegerField(_("position"), default=0)
    is_required = models.BooleanField(_("required"), default=False)
    # The question is asked only if all of these conditions hold. An empty list, or no question, is no condition.
    shown_if_question = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="dependents", verbose_name=_("depends on")
    )
    shown_if_values = models.JSONField(_("if the answer is"), default=list, blank=True)
    shown_if_mode = models.JSONField(_("for formats"), default=list, blank=True)
    shown_if_constituency = models.JSONField(_("for constituencies"), default=list, blank=True)
    shown_if_country = models.JSONField(_("for countries"), default=list, blank=True)
    archived_at = models.DateTimeField(_("removed at"), null=True, blank=True, editable=False)

    objects = EventQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("question of an event")
        verbose_name_plural = _("questions of an event")
        constraints = [
            models.UniqueConstraint(fields=["event", "question"], name="one_use_of_a_question_per_event"),
            models.CheckConstraint(condition=Q(stage__in=["registration", "confirmed"]), name="question_stage_known"),
            models.CheckConstraint(
                condition=Q(shown_if_question__isnull=True) | ~Q(shown_if_question=F("id")),
                name="question_does_not_depend_on_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.question.label

    @property
    def field_name(self) -> str:
        """The name of the question's field in a form."""
        return f"q_{self.pk}"
