"""The list of visitors with passport data, which some hosts need for their entrance: who agrees, and who may open it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from events.models.token import new_link_key


class PassportConsent(models.Model):
    """Whether the host of a visit may see the passport data of a traveller. The data itself is in the travel details."""

    class Answer(models.TextChoices):
        ASKED = "asked", _("Not answered")
        GIVEN = "given", _("Agreed")
        REFUSED = "refused", _("Refused")

    meeting = models.ForeignKey(
        "events.Meeting", models.CASCADE, related_name="passport_consents", verbose_name=_("meeting")
    )
    registration = models.ForeignKey(
        "events.Registration", models.CASCADE, related_name="passport_consents", verbose_name=_("registration")
    )
    answer = models.CharField(_("answer"), max_length=7, choices=Answer, default=Answer.ASKED)
    # What the question named when it was answered: a host can ask for dates of birth later.
    with_birth_date = models.BooleanField(_("includes the date of birth"), default=False)
    asked_at = models.DateTimeField(_("asked at"), default=now)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        ordering = ["meeting", "pk"]
        verbose_name = _("consent to a security list")
        verbose_name_plural = _("consents to security lists")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "registration"], name="one_consent_per_meeting_and_traveller"),
            models.CheckConstraint(condition=Q(answer__in=["asked", "given", "refused"]), name="consent_answer_known"),
            models.CheckConstraint(
                condition=Q(answer="asked", answered_at__isnull=True)
                | ~Q(answer="asked") & Q(answered_at__isnull=False),
                name="consent_has_the_time_of_its_answer",
            ),
            models.CheckConstraint(
                condition=Q(with_birth_date=False) | Q(answer="given"), name="only_consent_includes_date_of_birth"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} · {self.registration_id}"

    @property
    def is_given(self) -> bool:
        return self.answer == self.Answer.GIVEN

    @property
    def is_open(self) -> bool:
        """Whether an answer is missing: there is none, or the person agreed before the host asked for dates of birth."""
        if self.is_given:
            return self.meeting.lists_birth_dates and not self.with_birth_date
        return self.answer == self.Answer.ASKED

    @property
    def is_waiting(self) -> bool:
        """Whether the person has not answered since the last mail."""
        return self.answered_at is None or self.answered_at < self.asked_at


class ListReader(models.Model):
    """A named person of a host, to whom the team has released the list with passport data. They have a personal link."""

    meeting = models.ForeignKey(
        "events.Meeting", models.CASCADE, related_name="list_readers", verbose_name=_("meeting")
    )
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("email address"))
    released_at = models.DateTimeField(_("released at"), default=now)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("released by")
    )
    opened_at = models.DateTimeField(_("first opened at"), null=True, blank=True)
    # A part of the reader's link.
    key = models.CharField(max_length=32, default=new_link_key, unique=True, editable=False)

    class Meta:
        ordering = ["meeting", "pk"]
        verbose_name = _("reader of a security list")
        verbose_name_plural = _("readers of security lists")
        constraints = [models.UniqueConstraint(fields=["meeting", "email"], name="one_reader_per_meeting_and_address")]

    def __str__(self) -> str:
        return f"{self.meeting_id} · {self.name}"
