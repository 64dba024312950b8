import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

YES, NO = "yes", "no"


class QuestionQuerySet(models.QuerySet["Question"]):
    def in_use(self) -> "QuestionQuerySet":
        return self.filter(archived_at=None)


class Question(models.Model):
    """One question of a programme's library. What it is called may change; its kind and its choices' values stay."""

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
        TEAM = "team", _("Everybody on the team who sees registrations")
        ORGANIZERS = "organisers", _("Managers and coordinators only")

    WITH_CHOICES = (Kind.SINGLE, Kind.MULTIPLE)
    # Kinds whose answers may decide whether another question is asked.
    DECIDING = (Kind.SINGLE, Kind.MULTIPLE, Kind.YES_NO, Kind.CONSENT)

    programme = models.ForeignKey(
        "events.Programme", models.CASCADE, related_name="questions", verbose_name=_("programme")
    )
    slug = models.SlugField(_("key"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    label = models.CharField(_("question"), max_length=300)
    help_text = models.CharField(_("help"), max_length=500, blank=True)
    # [{"value": "halal", "label": "Halal"}]; with "archived": true, what is offered no more but was answered once.
    choices = models.JSONField(_("choices"), default=list, blank=True)
    minimum = models.DecimalField(_("lowest number"), max_digits=12, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(_("highest number"), max_digits=12, decimal_places=2, null=True, blank=True)
    audience = models.CharField(_("who sees the answers"), max_length=12, choices=Audience, default=Audience.ORGANIZERS)
    keep_days = models.PositiveIntegerField(
        _("keep answers for so many days after the event"), null=True, blank=True, help_text=_("Empty for always")
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
    def offered(self) -> list[dict[str, str]]:
        """The choices that people may take now."""
        return [choice for choice in self.choices if not choice.get("archived")]

    @property
    def deciding_values(self) -> list[tuple[str, str]]:
        """The answers, and their words, upon which another question may depend."""
        if self.kind in self.WITH_CHOICES:
            return [(choice["value"], choice["label"]) for choice in self.offered]
        if self.kind == self.Kind.YES_NO:
            return [(YES, str(_("Yes"))), (NO, str(_("No")))]
        return [(YES, str(_("I agree")))] if self.kind == self.Kind.CONSENT else []


class ConsentText(models.Model):
    """One version of what people agree to. Never rewritten: another text is another version, and the newest is asked."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="consent_texts", verbose_name=_("question"))
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)

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
    def asked(self) -> "EventQuestionQuerySet":
        return self.filter(archived_at=None).order_by("position", "pk")


class EventQuestion(models.Model):
    """That an event asks a question of its programme's library: where, whether it must be answered, and of whom."""

    class Stage(models.TextChoices):
        REGISTRATION = "registration", _("When people register")
        CONFIRMED = "confirmed", _("Once their place is confirmed")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="questions", verbose_name=_("event"))
    question = models.ForeignKey(Question, models.RESTRICT, related_name="uses", verbose_name=_("question"))
    stage = models.CharField(_("when it is asked"), max_length=12, choices=Stage, default=Stage.REGISTRATION)
    position = models.PositiveIntegerField(_("position"), default=0)
    is_required = models.BooleanField(_("must be answered"), default=False)
    # Asked if each of these holds; an empty list, or no question, is no condition.
    shown_if_question = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="dependents", verbose_name=_("depends on")
    )
    shown_if_values = models.JSONField(_("if it is answered with"), default=list, blank=True)
    shown_if_mode = models.JSONField(_("for modes"), default=list, blank=True)
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
    def name(self) -> str:
        """What its field is called in a form."""
        return f"q_{self.pk}"


class Answer(models.Model):
    """What a registered person answered. value is None once they have taken their answer back."""

    registration = models.ForeignKey(
        "events.Registration", models.CASCADE, related_name="answers", verbose_name=_("registration")
    )
    question = models.ForeignKey(EventQuestion, models.RESTRICT, related_name="answers", verbose_name=_("question"))
    value = models.JSONField(_("answer"), null=True, blank=True)
    consent = models.ForeignKey(
        ConsentText, models.RESTRICT, null=True, blank=True, related_name="+", verbose_name=_("text agreed to")
    )
    answered_at = models.DateTimeField(_("answered at"))

    class Meta:
        ordering = ["question__position", "pk"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "question"], name="one_answer_per_registration_and_question"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.value}"


class AnswerChange(models.Model):
    """The history of an answer: what it was, what it became, by whom and when. It goes when the answer goes."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="changes", verbose_name=_("answer"))
    old_value = models.JSONField(_("from"), null=True, blank=True)
    new_value = models.JSONField(_("to"), null=True, blank=True)
    old_consent = models.ForeignKey(
        ConsentText, models.RESTRICT, null=True, blank=True, related_name="+", verbose_name=_("text agreed to before")
    )
    new_consent = models.ForeignKey(
        ConsentText, models.RESTRICT, null=True, blank=True, related_name="+", verbose_name=_("text agreed to")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("change of an answer")
        verbose_name_plural = _("changes of answers")

    def __str__(self) -> str:
        return f"{self.old_value} → {self.new_value}"


def private_files() -> Storage:
    """Return where files are kept that no web server hands out."""
    return storages["private"]


FILES = "answers"  # the folder of the private storage in which they are


def file_path(answer_file: "AnswerFile", filename: str) -> str:
    """Return a path that tells nothing of the person: their own name for the file is kept in its row."""
    return f"{FILES}/{answer_file.key}"


class AnswerFile(models.Model):
    """A file with which somebody answered a question; Answer.value is its key. Served through a permission check only.

    Until the form with which it was sent is saved, it is kept for the person and belongs to no registration."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration = models.ForeignKey(
        "events.Registration",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="answer_files",
        verbose_name=_("registration"),
    )
    kept_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kept for"),
    )
    # That an answered question stays is said by Answer.
    question = models.ForeignKey(EventQuestion, models.CASCADE, related_name="answer_files", verbose_name=_("question"))
    file = models.FileField(_("file"), storage=private_files, upload_to=file_path, max_length=200)
    name = models.CharField(_("name"), max_length=150)
    # What its content is, whatever it is called.
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("bytes"))
    uploaded_at = models.DateTimeField(_("uploaded at"), default=now)

    class Meta:
        ordering = ["uploaded_at", "pk"]
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            models.CheckConstraint(
                condition=Q(registration__isnull=True) ^ Q(kept_for__isnull=True), name="file_is_of_one_answer_or_kept"
            ),
            models.UniqueConstraint(fields=["registration", "question"], name="one_file_per_answer"),
            # So nobody fills the storage with forms that they never finish.
            models.UniqueConstraint(fields=["kept_for", "question"], name="one_kept_file_per_person_and_question"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("questions:file", args=[self.key])
