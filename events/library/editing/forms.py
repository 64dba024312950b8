"""The form of a resource, and the form that says when it is published."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField
from events.library.editing.fields import CoverField, ResourceFileField
from events.library.resources.file_rules import limits_text
from events.library.resources.identifiers import clean_doi, clean_isbns
from events.local_times import LocalTimeField, set_zone
from events.models import Resource, Session
from events.registration.forms import EventChoiceField
from events.slugs import SlugFormMixin
from events.spoken_languages import LANGUAGES


class ResourceForm(SlugFormMixin, forms.ModelForm):
    """A resource with its cover and its file. A file that is uploaded again is a new version."""

    full_width = frozenset({"title", "summary", "authors", "institutions", "url", "event", "session", "note"})

    title = OneLineField(label=_("Title"), max_length=300)
    authors = SeveralLinesField(
        label=_("Authors"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One person on each line: family name, comma, given names. For example: Peyron Bista, Céline"),
    )
    institutions = SeveralLinesField(
        label=_("Institutions as authors"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One institution on each line"),
    )
    isbn = forms.CharField(
        label="ISBN", required=False, max_length=300, help_text=_("Several with commas, one for each format")
    )
    doi = forms.CharField(label="DOI", required=False, max_length=200)
    url = forms.URLField(
        label=_("Link"), required=False, max_length=500, assume_scheme="https", help_text=_("Where it can be found")
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    upload = ResourceFileField(label=_("File"), required=False)
    what_changed = OneLineField(label=_("What is new in this version"), required=False, max_length=200)
    cover_upload = CoverField(
        label=_("Cover"),
        required=False,
        help_text=_("A picture of the first page. Without one, the title is the cover."),
    )

    class Meta:
        model = Resource
        fields = [
            *("title", "kind", "genre", "summary", "authors", "institutions", "year", "publisher", "pages", "isbn"),
            *("doi", "language", "licence", "url", "event", "session", "areas", "countries", "slug", "note"),
        ]
        field_classes = {
            "event": EventChoiceField,
            "genre": OneLineField,
            "summary": SeveralLinesField,
            "publisher": OneLineField,
            "note": SeveralLinesField,
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 5}),
            "note": forms.Textarea(attrs={"rows": 2}),
            "areas": forms.CheckboxSelectMultiple,
            "countries": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        resource = self.instance
        programme = resource.programme
        self.fields["language"].choices = [("", _("Not stated")), *LANGUAGES.items()]  # type: ignore[attr-defined]
        self.fields["upload"].help_text = limits_text()
        self.fields["event"].offer_all_of(programme.pk, self["event"].value())  # type: ignore[attr-defined]
        sessions = Session.objects.filter(event=resource.event_id) if resource.event_id else Session.objects.none()
        self.fields["session"].queryset = sessions.only("title", "event")  # type: ignore[attr-defined]
        self.fields["areas"].queryset = programme.areas.all()  # type: ignore[attr-defined]
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _("A part of the address. The old address leads to the new one.")
        if not resource.pk:
            for name in ("slug", "what_changed", "session"):
                del self.fields[name]

    def clean_isbn(self) -> str:
        return clean_isbns(self.cleaned_data["isbn"])

    def clean_doi(self) -> str:
        return clean_doi(self.cleaned_data["doi"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        session = data.get("session")
        if session and session.event_id != getattr(data.get("event"), "pk", None):
            data["session"] = None  # the event was changed
        return data


class PublicationForm(forms.Form):
    """The time at which something is published, in the zone of the reader."""

    at_local = LocalTimeField(label=_("Publish at"))

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_zone(self, zone)

    def at(self) -> datetime:
        """Return the time (UTC) of a valid form."""
        moment: datetime = self.cleaned_data["at_local"]
        return moment
