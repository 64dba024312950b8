"""A list of people, pasted or as a file, on its way into a preview."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.fields import OneLineField
from events.spreadsheets import column_mapping, reader


class PersonRow(Protocol):
    """A line of such a list: .number as people count it, .form bound, .problems in words."""

    number: int
    form: Any
    problems: list[str]


def form_problems(form: forms.Form) -> list[str]:
    """Return in words what is wrong with a line, each with the name of its column."""
    return [
        f"{form.fields[name].label}: {error}" if name in form.fields else str(error)
        for name, errors in form.errors.items()
        for error in errors
    ]


def flag_repeated(rows: Iterable[PersonRow]) -> None:
    """Say at each row whose address stands in an earlier one that it does."""
    seen: dict[str, int] = {}
    for row in rows:
        address = row.form.cleaned_data.get("address", "").lower()
        if address in seen:
            row.problems.append(_("The same address stands in row %(number)d.") % {"number": seen[address]})
        elif address:
            seen[address] = row.number


class PersonLineForm(forms.Form):
    """What one line of a list says of a person, in the words in which people write such lists."""

    address = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    # As long as the person's own profile takes.
    name = OneLineField(label=gettext_lazy("Name"), max_length=150)
    honorific = OneLineField(label=gettext_lazy("Honorific"), max_length=30, required=False)
    position = OneLineField(label=gettext_lazy("Position"), max_length=150, required=False)
    organisation = OneLineField(label=gettext_lazy("Organisation"), max_length=200, required=False)
    country = OneLineField(label=gettext_lazy("Country"), required=False)
    constituency = OneLineField(label=gettext_lazy("Constituency"), required=False)
    gender = OneLineField(label=gettext_lazy("Gender"), max_length=60, required=False)
    phone = OneLineField(label=gettext_lazy("Phone"), max_length=40, required=False)
    language = OneLineField(label=gettext_lazy("Language"), required=False)

    def __init__(self, data: dict[str, str], *, countries: dict[str, str]) -> None:
        """countries is headings.keys_of_countries()."""
        super().__init__(data)
        self.countries = countries

    def _known(self, name: str, meaning: Callable[[str], str], problem: str) -> str:
        said = self.cleaned_data[name]
        try:
            return meaning(said)
        except column_mapping.UnknownValueError as error:
            raise forms.ValidationError(problem % {"said": said[:40]}) from error

    def clean_country(self) -> str:
        said = _("“%(said)s” is no country that is known here.")
        return self._known("country", lambda text: column_mapping.parse_country(text, self.countries), said)

    def clean_constituency(self) -> str:
        return self._known("constituency", column_mapping.parse_constituency, _("“%(said)s” is no constituency."))

    def clean_language(self) -> str:
        return self._known(
            "language", column_mapping.parse_language, _("“%(said)s” is no language that is known here.")
        )


class RowsForm(forms.Form):
    """Rows from a spreadsheet, or the file itself; .carried is the text by which the preview sends them on, so that
    nobody uploads twice."""

    rows = forms.CharField(
        label=gettext_lazy("Rows from a spreadsheet"),
        required=False,
        max_length=reader.MAX_TEXT,
        strip=False,  # the first cell may be an empty one
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Copy them with their headings: name, e-mail, position, organisation, in any order."),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        allow_empty_file=True,  # told in our words
        help_text=gettext_lazy("XLSX or CSV, 2 MB at most."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )

    table = reader.Table([])

    def clean_file(self) -> UploadedFile | None:
        upload = self.cleaned_data["file"]
        if upload:
            self._read(lambda: reader.read_table(upload))
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file"):
            if not cleaned.get("rows", "").strip():
                self.add_error("rows", _("Paste rows here, or choose a file."))
            else:
                try:
                    self._read(lambda: reader.Table(reader.parse_rows(cleaned["rows"])))
                except forms.ValidationError as error:
                    self.add_error("rows", error)
        return cleaned

    def _read(self, reading: Any) -> None:
        try:
            self.table = reading()
        except reader.SpreadsheetError as error:
            raise forms.ValidationError(str(error)) from error

    @property
    def carried(self) -> str:
        return reader.to_text(self.table.rows) if self.table.sheet or self.cleaned_data.get("file") else self.typed

    @property
    def typed(self) -> str:
        return self["rows"].value() or ""

    @property
    def note(self) -> str:
        """Which sheet was read, if others were not."""
        if not self.table.others:
            return ""
        note = ngettext(
            "The sheet “%(sheet)s” was read; %(others)d other was not.",
            "The sheet “%(sheet)s” was read; %(others)d others were not.",
            self.table.others,
        )
        return note % {"sheet": self.table.sheet, "others": self.table.others}
