"""The forms of albums and pictures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField
from events.library.editing.fields import FilesInput
from events.local_times import LocalDateField, LocalTimeField
from events.models import Album, Licence, Picture, PicturedPerson
from events.registration.forms import EventChoiceField
from events.safe_pictures import ACCEPT
from events.slugs import SlugFormMixin

MOST_PEOPLE = 60


class AlbumForm(SlugFormMixin, forms.ModelForm):
    title = OneLineField(label=_("Title"), max_length=250)
    description = SeveralLinesField(
        label=_("Description"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    taken_on = LocalDateField(label=_("First day"), required=False, help_text=_("Empty for the first day of the event"))

    class Meta:
        model = Album
        fields = ["title", "event", "taken_on", "description", "slug"]
        field_classes = {"event": EventChoiceField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].offer_all_of(self.instance.programme_id, self["event"].value())  # type: ignore[attr-defined]
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _("A part of the address. The old address leads to the new one.")
        if not self.instance.pk:
            del self.fields["slug"]


class PicturesUploadForm(forms.Form):
    """What all uploaded pictures share. The files themselves are checked one by one."""

    files = forms.FileField(  # type: ignore[assignment]  # the name of the field, as before
        label=_("Drag pictures here, or choose several"),
        required=False,
        widget=FilesInput(attrs={"accept": ACCEPT, "multiple": True}),
        help_text=_(
            "JPEG, PNG or WebP, 20 MB and 50 million pixels at most. The place where a picture was taken is not stored."
        ),
    )
    credit = OneLineField(label=_("Credit"), required=False, max_length=200, help_text=_("Who took the pictures"))
    licence = forms.ChoiceField(label=_("Licence"), required=False, choices=[("", _("Not stated")), *Licence.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].needs_one = True  # type: ignore[attr-defined]  # not marked as optional


class PictureLineForm(forms.ModelForm):
    """The caption, the description and the credit of a picture, in the list of an album."""

    title = OneLineField(label=_("Caption"), max_length=200)
    alt = OneLineField(
        label=_("Description for people who cannot see it"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    credit = OneLineField(label=_("Credit"), required=False, max_length=200)

    class Meta:
        model = Picture
        fields = ["title", "alt", "credit"]


PictureLines = forms.modelformset_factory(Picture, form=PictureLineForm, extra=0)


class PictureForm(PictureLineForm):
    """All that is known of a picture, except the people in it."""

    shown_until = LocalTimeField(
        label=_("Consent ends at"),
        required=False,
        help_text=_("At this time the picture is taken down by itself. Empty without an end."),
    )

    class Meta(PictureLineForm.Meta):
        fields = ["title", "alt", "credit", "licence", "shows_people", "shown_until"]


class PicturedPersonForm(forms.ModelForm):
    name = OneLineField(label=_("Person or group"), max_length=200)
    consented_on = LocalDateField(label=_("Agreed on"), required=False)
    consent_note = OneLineField(label=_("How"), required=False, max_length=200)

    class Meta:
        model = PicturedPerson
        fields = ["name", "consented_on", "consent_note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # they are in the columns of a table
            field.widget.attrs["aria-label"] = field.label


PersonLines = forms.inlineformset_factory(
    Picture, PicturedPerson, form=PicturedPersonForm, extra=2, max_num=MOST_PEOPLE, absolute_max=MOST_PEOPLE + 1
)
