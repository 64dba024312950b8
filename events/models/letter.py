import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from events.models.answer import private_storage

LETTERS_FOLDER = "letters"  # in the private storage


def lacks_letter(delegation: str = "") -> Q:
    """Return the condition that a delegation has no official letter, or only a returned one.

    `delegation` is the lookup of the delegation from the filtered model, with its "__"."""
    returned = OfficialLetter.State.RETURNED
    return Q(**{f"{delegation}letter": None}) | Q(**{f"{delegation}letter__state": returned})


def letter_path(letter: "OfficialLetter", filename: str) -> str:
    """Return a path that contains no personal data. `OfficialLetter.name` holds the original file name."""
    return f"{LETTERS_FOLDER}/{letter.key}"


class OfficialLetter(models.Model):
    """The official letter (note verbale) of a delegation, uploaded by its focal point and reviewed by the team.

    A new upload replaces it. The letter is requested if the event requires one and the delegation has none."""

    class State(models.TextChoices):
        TO_REVIEW = "to_review", _("Letter to review")
        ACCEPTED = "accepted", _("Letter accepted")
        RETURNED = "returned", _("Letter returned")

    delegation = models.OneToOneField(
        "events.Delegation", models.CASCADE, related_name="letter", verbose_name=_("delegation")
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(_("file"), storage=private_storage, upload_to=letter_path, max_length=200)
    name = models.CharField(_("name"), max_length=150)
    # Detected from the content, not from the file name.
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), default=now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.TO_REVIEW)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    # Why the letter was returned. The focal point reads it.
    reason = models.TextField(_("reason"), blank=True, max_length=1_000)

    class Meta:
        verbose_name = _("official letter")
        verbose_name_plural = _("official letters")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["to_review", "accepted", "returned"]), name="official_letter_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_valid(self) -> bool:
        """Whether the letter counts: it is not returned."""
        return self.state != self.State.RETURNED
