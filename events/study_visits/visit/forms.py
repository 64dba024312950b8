"""The forms of the overview of a study visit."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.fields import SeveralLinesField
from events.models import StudyVisit
from events.study_visits.visit.queries import possible_leaders


class VisitForm(forms.ModelForm):
    purpose = SeveralLinesField(label=_("Purpose"), required=False, max_length=2_000)
    questions = SeveralLinesField(
        label=_("Questions of the visit"),
        required=False,
        max_length=3_000,
        help_text=_("One on each line. They are numbered; each visit to a host can name the numbers that it answers."),
    )
    outcomes = SeveralLinesField(label=_("Outcomes"), required=False, max_length=2_000)
    host_rules = SeveralLinesField(
        label=_("Rules in the host country"),
        required=False,
        max_length=1_000,
        help_text=_("For example: no recording in offices."),
    )
    emergency = SeveralLinesField(
        label=_("Emergency contacts of the visit"),
        required=False,
        max_length=1_000,
        help_text=_("One on each line: tour leader, office, insurance, police, ambulance, meeting point."),
    )

    class Meta:
        model = StudyVisit
        fields = ("purpose", "questions", "outcomes", "host_rules", "tour_leader", "emergency")
        labels = {"tour_leader": _("Tour leader")}
        help_texts = {"tour_leader": _("A member of the team, or a contributor with an account.")}

    def __init__(self, data: QueryDict | None = None, *, instance: StudyVisit) -> None:
        super().__init__(data, instance=instance)
        self.fields["tour_leader"].queryset = possible_leaders(instance.event)  # type: ignore[attr-defined]
        self.fields["tour_leader"].empty_label = _("Not decided yet")  # type: ignore[attr-defined]
