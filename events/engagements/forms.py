"""The forms of the page of an expert: their profile, what they need, their slides."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField
from events.engagements.errors import EngagementError, TooLargeError
from events.engagements.slide_files import ACCEPT, validate_slides
from events.experts.forms import ProfileForm, SubjectsField
from events.models import Engagement, Expert
from events.models.engagement import MOST_SLIDE_BYTES
from events.questions.file_validation import ValidatedFile

PROFILE = ("local_name", "job_title", "affiliation", "city", "country", "languages", "biography", "expertise")


class OwnProfileForm(ProfileForm):
    """The profile of an expert, as they give it themselves, with their consents."""

    expertise = SubjectsField(
        label=_("Expertise"),
        max_length=1_000,
        required=False,
        help_text=_("Subjects with commas between them, such as: benefit claims, law drafting."),
    )
    shows_picture = forms.BooleanField(label=_("My picture may be shown to everybody"), required=False)
    removes_picture = forms.BooleanField(label=_("Remove my picture"), required=False)
    is_public = forms.BooleanField(
        label=_("I agree to a public page with my name, organisation, biography and sessions"),
        help_text=_("You can withdraw this here at any time."),
        required=False,
    )

    field_order = [
        "biography",
        "picture",
        "removes_picture",
        "shows_picture",
        "is_public",
        "job_title",
        "affiliation",
        "local_name",
        "city",
        "country",
        "expertise",
        "languages",
    ]

    def __init__(self, *args: Any, expert: Expert, **kwargs: Any) -> None:
        picture = getattr(expert, "picture", None)
        initial = {name: getattr(expert, name) for name in PROFILE}
        initial |= {"shows_picture": bool(picture and picture.shown_since), "is_public": expert.is_public}
        super().__init__(*args, initial=initial, **kwargs)
        if picture is None:
            del self.fields["removes_picture"]

    def profile(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in PROFILE}


class NeedsForm(forms.ModelForm):
    equipment = OneLineField(
        label=_("What I need to speak"),
        max_length=500,
        required=False,
        help_text=_("Such as a microphone, sound from my computer, a whiteboard."),
    )
    needs = OneLineField(
        label=_("Diet, access and other needs"),
        max_length=500,
        required=False,
        help_text=_("Only the organisers see it. It is deleted 30 days after the event."),
    )

    class Meta:
        model = Engagement
        fields = ["equipment", "needs"]


class DeclineForm(forms.Form):
    reason = SeveralLinesField(label=_("Reason"), max_length=300, required=False)


class ConditionForm(forms.Form):
    condition = SeveralLinesField(label=_("Condition"), max_length=300)


class SettleForm(forms.Form):
    answer = OneLineField(label=_("What you have arranged"), max_length=300, required=False)


class SlidesField(forms.FileField):
    """Slides in one piece, for a browser without scripts. It cleans to a ValidatedFile."""

    widget = forms.FileInput(attrs={"accept": ACCEPT})

    def clean(self, data: Any, initial: Any = None) -> ValidatedFile:
        if not isinstance(data, UploadedFile):
            raise ValidationError(_("Choose a file."), "required")
        try:
            if (data.size or 0) > MOST_SLIDE_BYTES:
                raise TooLargeError
            return validate_slides(data.read(), data.name or "")
        except EngagementError as error:
            raise ValidationError(str(error.advice), "refused") from error


class SlidesForm(forms.Form):
    file = SlidesField(label=_("Slides"))
