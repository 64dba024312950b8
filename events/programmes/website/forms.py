"""The forms of the public pages of a programme. Times are those of the author's own zone."""

import re
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField
from events.local_times import LocalTimeField, place_of_zone, set_zone
from events.models import AreaOfAction, NewsItem, PolicyDeclaration
from events.models.public_text import PublicText, Published
from events.programmes.website.texts import PublicationTime, fingerprint
from events.registration.forms import EventChoiceField
from events.slugs import SlugFormMixin

DRAFT, NOW, AT = "draft", "now", "at"
ORIGIN = re.compile(r"https://(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(:\d{1,5})?")
MOST_SITES = 20


class PageTimeForm(forms.Form):
    """When something is published: a draft, now, or at a time."""

    publish = forms.ChoiceField(
        label=_("Publish"),
        choices=[(DRAFT, _("Not yet: save as a draft")), (NOW, _("Now")), (AT, _("At a set time"))],
        widget=forms.RadioSelect,
    )
    at = LocalTimeField(label=_("Time of publication"), required=False)

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_zone(self, zone)
        self.fields["at"].help_text = _("Time in %(zone)s") % {"zone": place_of_zone(zone)}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("publish") == AT and "at" in data:
            if not data["at"]:
                self.add_error("at", _("Enter the time of publication."))
            elif data["at"] <= now():
                self.add_error("at", _("This time is past. Choose “Now”, or a later time."))
        return data


class TextForm(PageTimeForm):
    """The text of a programme, of an area or of a declaration."""

    text = SeveralLinesField(
        label=_("Text (Markdown)"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("An empty line begins a paragraph. **bold**, *italic*, - list, ## heading, [link](https://…)"),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)
    field_order = ["text", "publish", "at", "seen"]

    def __init__(self, data: Any, row: PublicText, *, zone: ZoneInfo) -> None:
        scheduled = row.next_text_at if row.has_draft else None
        initial = {
            "text": row.draft_text,
            "seen": fingerprint(row),
            "publish": AT if scheduled else DRAFT,
            "at": scheduled,
        }
        super().__init__(data, initial=initial, zone=zone)

    def publication(self) -> PublicationTime:
        choice = self.cleaned_data["publish"]
        return PublicationTime(is_now=choice == NOW, at=self.cleaned_data["at"] if choice == AT else None)


class PublishedRowForm(SlugFormMixin, PageTimeForm, forms.ModelForm):
    """A row with a time of publication and an address."""

    def __init__(self, *args: Any, instance: Published, zone: ZoneInfo, **kwargs: Any) -> None:
        published_at = instance.published_at
        choice = NOW if instance.is_published else AT if published_at else DRAFT
        initial = {"publish": choice, "at": published_at if choice == AT else None}
        super().__init__(*args, instance=instance, initial=initial, zone=zone, **kwargs)
        _prepare_slug(self)

    def fill(self) -> Any:
        """Return the row of a valid form with its values, not saved. What is published keeps its date."""
        row, choice = self.instance, self.cleaned_data["publish"]
        if choice == DRAFT:
            row.published_at = None
        elif choice == AT:
            row.published_at = self.cleaned_data["at"]
        elif not row.is_published:
            row.published_at = now()
        return row


class NewsForm(PublishedRowForm):
    class Meta:
        model = NewsItem
        fields = ["title", "text", "event", "country", "slug"]
        field_classes = {"title": OneLineField, "text": SeveralLinesField, "event": EventChoiceField}
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].offer_all_of(self.instance.programme_id, self["event"].value())  # type: ignore[attr-defined]


class PolicyDeclarationForm(PublishedRowForm):
    class Meta:
        model = PolicyDeclaration
        fields = ["title", "adopted_by", "adopted_on", "adopted_text", "url", "event", "slug"]
        field_classes = {
            "title": OneLineField,
            "adopted_by": OneLineField,
            "adopted_text": OneLineField,
            "event": EventChoiceField,
        }
        widgets = {"adopted_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].offer_all_of(self.instance.programme_id, self["event"].value())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("adopted_on") and data.get("adopted_text"):
            self.add_error("adopted_text", _("Enter the day, or the date in words, but not both."))
        return data


class AreaOfActionForm(SlugFormMixin, forms.ModelForm):
    """What the page of an area says beside its text."""

    class Meta:
        model = AreaOfAction
        fields = ["description", "slug"]
        field_classes = {"description": SeveralLinesField}
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _prepare_slug(self)


class FrameSitesForm(forms.Form):
    sites = SeveralLinesField(
        label=_("Sites that may embed the programme"),
        required=False,
        max_length=2_000,
        help_text=_("One on each line, such as https://www.example.org. Empty: no other site."),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )

    def clean_sites(self) -> list[str]:
        sites = list(dict.fromkeys(line.strip().rstrip("/").lower() for line in self.cleaned_data["sites"].split("\n")))
        sites = [site for site in sites if site]
        for site in sites:
            if not ORIGIN.fullmatch(site):
                raise forms.ValidationError(
                    _("“%(site)s” is not the address of a site, such as https://www.example.org."),
                    "site",
                    {"site": site[:100]},
                )
        if len(sites) > MOST_SITES:
            raise forms.ValidationError(
                _("These are too many sites. The limit is %(most)d."), "many", {"most": MOST_SITES}
            )
        return sites


def _prepare_slug(form: forms.ModelForm) -> None:
    """Make the address optional: a new row gets it from its title."""
    field = form.fields["slug"]
    field.required = False
    field.help_text = _(
        "The last part of the address. Empty: as it is, or made from the title. A former address redirects."
    )
