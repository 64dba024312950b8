from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def _score(question: object) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        question, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )


class Evaluation(models.Model):
    """What somebody who was there says of an event, from 1 (poor) to 5 (very good); by nobody in particular."""

    SCORES = ("content", "usefulness", "methods", "organization", "overall")
    TEXTS = ("will_do", "comment")

    # By chance, as all that could tell in which order people answered.
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    event = models.ForeignKey("events.Event", models.CASCADE, related_name="evaluations", verbose_name=_("event"))
    content = _score(_("How good were the subjects and the speakers?"))
    usefulness = _score(_("How useful is it for your work?"))
    methods = _score(_("How good were the methods: discussions, exercises, visits?"))
    organization = _score(_("How well was it organised?"))
    overall = _score(_("How do you rate the event as a whole?"))
    will_do = models.TextField(_("What will you do with what you learnt?"), blank=True)
    comment = models.TextField(_("What should be done otherwise next time?"), blank=True)

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
    """That a person has evaluated an event, so that they are asked once. What they said stands in an Evaluation, and
    nothing joins the two: neither has a time, nor a key that follows the other's."""

    registration = models.OneToOneField(
        "events.Registration", models.CASCADE, related_name="evaluation_given", verbose_name=_("registration")
    )

    class Meta:
        verbose_name = _("evaluation given")
        verbose_name_plural = _("evaluations given")

    def __str__(self) -> str:
        return str(self.registration)
