from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def _score(question: "StrPromise") -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        question, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )


class Evaluation(models.Model):
    """The anonymous opinion of one participant about an event. Scores are from 1 (poor) to 5 (very good)."""

    SCORES = ("content", "usefulness", "methods", "organization", "overall")
    TEXTS = ("will_do", "comment")

    # A random key: the order of the answers could reveal who wrote them.
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    event = models.ForeignKey("events.Event", models.CASCADE, related_name="evaluations", verbose_name=_("event"))
    content = _score(_("How good were the topics and the speakers?"))
    usefulness = _score(_("How useful is the event for your work?"))
    methods = _score(_("How good were the methods: discussions, exercises, visits?"))
    organization = _score(_("How well was it organised?"))
    overall = _score(_("How do you rate the event as a whole?"))
    will_do = models.TextField(_("How will you use what you have learnt?"), blank=True, max_length=2_000)
    comment = models.TextField(_("What should we do differently next time?"), blank=True, max_length=2_000)

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 1, f"{name}__lte": 5}),
                name=f"evaluation_{name}_from_one_to_five",
            )
            for name in ("content", "usefulness", "methods", "organization", "overall")
        ]

    def __str__(self) -> str:
        return str(self.event)


class EvaluationGiven(models.Model):
    """The record that a person has evaluated an event, so that they are asked only once.

    Nothing connects this row with the Evaluation: neither row has a time, and the keys of evaluations are random."""

    registration = models.OneToOneField(
        "events.Registration", models.CASCADE, related_name="evaluation_given", verbose_name=_("registration")
    )

    class Meta:
        verbose_name = _("evaluation given")
        verbose_name_plural = _("evaluations given")

    def __str__(self) -> str:
        return str(self.registration)
