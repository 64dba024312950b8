"""The forms of requests: the start, the request itself, and the decision of the team."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.fields import AddressField, OneLineField, PersonNameField, SeveralLinesField
from accounts.zone_fields import ZoneField
from events.local_times import LocalDateField
from events.missions.periods import PossiblePeriod, likely_end, read_periods, write_periods
from events.missions.requests.guards import NEEDED
from events.models import Country, Event, Mission, MissionRequest, Programme
from events.questions.file_validation import ACCEPT_ATTRIBUTE, ValidatedFile, clean_file, limits_text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PERIODS = 3
# Key, title and names of the fields of each part.
type PartsOfForm = tuple[tuple[str, StrOrPromise, tuple[str, ...]], ...]
LANGUAGE_CHOICES = [("", _("The language of the programme")), *settings.MAIL_LANGUAGES]


class StartForm(forms.Form):
    """Who asks. The link to the request goes to this address."""

    contact_name = PersonNameField(label=_("Your name"), max_length=150)
    contact_email = AddressField(
        label=_("Your email address"), max_length=254, help_text=_("We send the link to your request there.")
    )
    institution = OneLineField(label=_("Institution"), max_length=200)
    country = forms.ModelChoiceField(Country.objects.none(), label=_("Country"))
    contact_language = forms.ChoiceField(label=_("Language of our emails"), choices=LANGUAGE_CHOICES, required=False)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].queryset = countries_of(programme)  # type: ignore[attr-defined]


class AskInstitutionForm(StartForm):
    """The same, filled in by the team."""

    contact_name = PersonNameField(label=_("Name of the contact"), max_length=150)
    contact_email = AddressField(label=_("Email address of the contact"), max_length=254)


def countries_of(programme: Programme, chosen: str | None = None) -> Any:
    """Return the countries of a programme, and the chosen one; all countries for a programme that names none."""
    if not programme.countries.exists():
        return Country.objects.all()
    return Country.objects.filter(Q(programmes=programme) | Q(pk=chosen)).distinct()


@dataclass(frozen=True)
class FormPart:
    """A numbered part of the request: its title, and its fields."""

    number: int
    key: str
    title: str
    fields: list[Any]


class RequestForm(forms.ModelForm):
    """The request of an institution. Everything may be empty while it is a draft: see values_to_keep()."""

    topic = OneLineField(
        label=_("Topic"), max_length=200, help_text=_("One line, such as: claims of unemployment insurance.")
    )
    institution = OneLineField(label=_("Institution"), max_length=200)
    unit = OneLineField(label=_("Unit"), max_length=200, required=False)
    contact_name = PersonNameField(label=_("Contact: name"), max_length=150)
    contact_title = OneLineField(label=_("Contact: job title"), max_length=150, required=False)
    contact_phone = OneLineField(label=_("Contact: phone"), max_length=40, required=False)
    contact_language = forms.ChoiceField(label=_("Language of our emails"), choices=LANGUAGE_CHOICES, required=False)
    second_contact = OneLineField(
        label=_("Second contact"), max_length=300, required=False, help_text=_("Name, email address and phone.")
    )
    problem = SeveralLinesField(
        label=_("What is wrong today? Not the solution yet."),
        max_length=3_000,
        help_text=_("Figures help. 150 words are enough."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    tried_before = SeveralLinesField(
        label=_("What has been tried?"), max_length=3_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    results_wanted = SeveralLinesField(
        label=_("What results do you expect?"),
        max_length=3_000,
        required=False,
        help_text=_("One result on each line; one to five."),
    )
    questions = SeveralLinesField(
        label=_("Which questions should be answered?"),
        max_length=3_000,
        help_text=_("One question on each line; three to eight are best."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    expert_wished = SeveralLinesField(
        label=_("For a mission: which experience should the experts have?"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    cities = OneLineField(label=_("Cities"), max_length=200, required=False)
    languages = OneLineField(
        label=_("Languages"),
        max_length=200,
        required=False,
        help_text=_("In which language you work, and whether interpretation is needed."),
    )
    staff_taking_part = OneLineField(
        label=_("Staff who take part"), max_length=300, required=False, help_text=_("Such as: 24, of them 11 women.")
    )
    provides = SeveralLinesField(
        label=_("What you provide"),
        max_length=1_000,
        required=False,
        help_text=_("One on each line, such as rooms, an interpreter, a car, data by year."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    confidential = SeveralLinesField(
        label=_("What must stay confidential?"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    endorsed_by = OneLineField(
        label=_("Signed by"), max_length=200, required=False, help_text=_("Name and job title of the head.")
    )
    letter_reference = OneLineField(label=_("Reference and date of the letter"), max_length=100, required=False)

    PARTS: PartsOfForm = (
        ("who", _("Who is asking"), ("institution", "unit", "country", "constituency", "contact_name", "contact_title", "contact_phone", "contact_language", "second_contact")),
        ("problem", _("The problem"), ("kind", "topic", "problem", "tried_before")),
        ("need", _("What you need"), ("results_wanted", "questions", "expert_wished")),
        ("when", _("When and where"), ("cities", "languages")),
        ("give", _("Participants and resources"), ("staff_taking_part", "provides", "confidential")),
        ("letter", _("Official letter"), ("endorsed_by", "letter_reference")),
    )  # fmt: skip

    class Meta:
        model = MissionRequest
        fields = [
            "kind",
            "topic",
            "institution",
            "unit",
            "country",
            "constituency",
            "contact_name",
            "contact_title",
            "contact_phone",
            "contact_language",
            "second_contact",
            "problem",
            "tried_before",
            "results_wanted",
            "questions",
            "expert_wished",
            "staff_taking_part",
            "cities",
            "languages",
            "provides",
            "confidential",
            "endorsed_by",
            "letter_reference",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = self.instance
        programme = self.request.programme
        self.fields["country"].queryset = countries_of(programme, self.request.country_id)  # type: ignore[attr-defined]
        self.fields["constituency"].choices = [("", "—"), *programme.constituencies.choices()]  # type: ignore[attr-defined]
        self.fields["constituency"].label = _("Group")
        periods = read_periods(self.request.period)
        for number in range(1, PERIODS + 1):
            known = periods[number - 1] if number <= len(periods) else PossiblePeriod(None, None)
            self.fields[f"from_{number}"] = LocalDateField(label=_("From"), required=False, initial=known.starts_on)
            self.fields[f"until_{number}"] = LocalDateField(label=_("Until"), required=False, initial=known.ends_on)
            self.fields[f"note_{number}"] = OneLineField(
                label=_("Note"), max_length=200, required=False, initial=known.note
            )

    def parts(self) -> list[FormPart]:
        """Return the numbered parts of the page."""
        return [
            FormPart(number, key, str(title), [self[name] for name in names])
            for number, (key, title, names) in enumerate(self.PARTS, 1)
        ]

    def period_rows(self) -> list[list[Any]]:
        return [[self[f"{name}_{number}"] for name in ("from", "until", "note")] for number in range(1, PERIODS + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.periods: list[PossiblePeriod] = []
        for number in range(1, PERIODS + 1):
            self._clean_period(data, number)
        if not self.periods and not any(name.startswith(("from_", "until_")) for name in self.errors):
            self.add_error("from_1", ValidationError(_t("Enter at least one possible period."), "required"))
        return data

    def _clean_period(self, data: dict[str, Any], number: int) -> None:
        first: date | None = data.get(f"from_{number}")
        last: date | None = data.get(f"until_{number}")
        note: str = data.get(f"note_{number}") or ""
        if last and not first and f"from_{number}" not in self.errors:
            self.add_error(f"from_{number}", _t("Enter the first day, too."))
        elif first and last and last < first:
            likely = likely_end(first, self.periods)
            text = _t("The last day is before the first day.")
            if likely:
                text += " " + _t("Did you mean %(day)s?") % {"day": date_format(likely, "j F")}
            self.add_error(f"until_{number}", text)
        elif first or note:
            self.periods.append(PossiblePeriod(first, (last or first) if first else None, note))

    def forgive_what_is_missing(self) -> None:
        """Leave only the errors of what is written: a draft need not be complete. Call is_valid() first."""
        for name in [
            name for name, errors in self.errors.as_data().items() if {one.code for one in errors} == {"required"}
        ]:
            del self.errors[name]

    def values_to_keep(self) -> dict[str, Any]:
        """Return what can be stored of a form that is not complete: fields with an error keep their stored value.

        A field that must not be empty at the submission may be empty in a draft. Call is_valid() first."""
        values = {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.cleaned_data}
        emptied = [name for name in NEEDED if name in self.errors and name in self.fields and not self[name].value()]
        values |= dict.fromkeys(emptied, "")
        if not any(name.startswith(("until_", "note_")) for name in self.errors):
            values["period"] = write_periods(self.periods)
        return values


class EnterForm(RequestForm):
    """The same, with the address of the contact, for the team that enters or corrects a request."""

    contact_email = AddressField(label=_("Contact: email address"), max_length=254)

    PARTS: PartsOfForm = (
        ("who", _("Who is asking"), ("institution", "unit", "country", "constituency", "contact_name", "contact_email", "contact_title", "contact_phone", "contact_language", "second_contact")),
        *RequestForm.PARTS[1:],
    )  # fmt: skip

    class Meta(RequestForm.Meta):
        fields = [*RequestForm.Meta.fields, "contact_email"]


class LetterField(forms.FileField):
    """An official letter. It cleans to a ValidatedFile."""

    widget = forms.FileInput(attrs={"accept": ACCEPT_ATTRIBUTE})

    def clean(self, data: Any, initial: Any = None) -> ValidatedFile:
        if not isinstance(data, UploadedFile):
            raise ValidationError(_("Choose a file."), "required")
        return clean_file(data, is_shared=False)


class RequestLetterForm(forms.Form):
    letter = LetterField(label=_("Letter as a file"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letter"].help_text = limits_text()


class StepNoteForm(forms.Form):
    """A note with a step. It is in the email about the step."""

    note = SeveralLinesField(
        label=_("Note"), max_length=1_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class DecisionForm(StepNoteForm):
    """The decision of a manager, and the mission that answers the request; a new one if none is chosen.

    zone: the IANA name of the time zone to suggest for a new mission; "" for a study visit."""

    note = SeveralLinesField(
        label=_("Note to the institution"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is in the email."),
    )
    mission = forms.ModelChoiceField(
        Mission.objects.none(),
        label=_("Event that answers it"),
        required=False,
        empty_label=_("A new event, as a draft"),
    )

    timezone = ZoneField(
        label=_("Time zone of the first place of the visit"),
        required=False,
        help_text=_("The travellers leave their country: the days and deadlines count on the clocks of this place."),
    )

    def __init__(self, *args: Any, missions: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if zone:
            self.fields["timezone"].label = _("Time zone of the new mission")
            self.fields["timezone"].help_text = _("The days and deadlines count on the clocks of this place.")
            self.fields["timezone"].initial = zone
        self.fields["timezone"].needs_one = True  # type: ignore[attr-defined]  # not marked as optional
        self.fields["mission"].queryset = missions  # type: ignore[attr-defined]


class AnsweringVisitForm(forms.Form):
    """The study visit that answers a request which was accepted before. events: those to choose from."""

    event = forms.ModelChoiceField(
        Event.objects.none(), label=_("Study visit that answers it"), empty_label=_("Choose a study visit")
    )

    def __init__(self, *args: Any, events: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].queryset = events  # type: ignore[attr-defined]
