import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.links.acting import is_by_link
from events.models.question import ConsentText, EventQuestion


class Answer(models.Model):
    """The answer of a registered person to one question of the event. `value` is None after the answer was deleted."""

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
    """One change of an answer. It is deleted together with the answer."""

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
    # Whether the reader of a personal link made the change, who is perhaps not the person of the link.
    by_link = models.BooleanField(_("by link"), default=is_by_link, editable=False)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    # Why the team has corrected the answer. Only the team sees it.
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("change of an answer")
        verbose_name_plural = _("changes of answers")

    def __str__(self) -> str:
        return f"{self.old_value} → {self.new_value}"


def private_storage() -> Storage:
    """Return the storage of private files. The web server does not serve it."""
    return storages["private"]


ANSWER_FILES_FOLDER = "answers"  # in the private storage


def answer_file_path(answer_file: "AnswerFile", filename: str) -> str:
    """Return a path that contains no personal data. `AnswerFile.name` holds the original file name."""
    return f"{ANSWER_FILES_FOLDER}/{answer_file.key}"


class AnswerFile(models.Model):
    """A file that answers a question. `Answer.value` is its key. It is served only after a permission check.

    A file is unclaimed until the form with which it was uploaded is saved: it then belongs to the person in `kept_for`
    and to no registration."""

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
        verbose_name=_("uploaded by, not yet submitted"),
    )
    # CASCADE is safe here: Answer.question is RESTRICT, so a question with answers cannot be deleted.
    question = models.ForeignKey(EventQuestion, models.CASCADE, related_name="answer_files", verbose_name=_("question"))
    file = models.FileField(_("file"), storage=private_storage, upload_to=answer_file_path, max_length=200)
    name = models.CharField(_("name"), max_length=150)
    # Detected from the content, not from the file name.
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
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
            # One person cannot fill the storage with forms that they never submit.
            models.UniqueConstraint(fields=["kept_for", "question"], name="one_kept_file_per_person_and_question"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("questions:file", args=[self.key])
