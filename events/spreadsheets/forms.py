"""Forms for a list of people: pasted rows or a file, which a preview then shows."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.fields import OneLineField
from accounts.phone_numbers import is_plausible
from events.spreadsheets import cell_values
from events.spreadsheets.cell_values import UnknownValueError
from events.spreadsheets.delimited_text import parse_rows, to_text
from events.spreadsheets.errors import SpreadsheetError
from events.spreadsheets.reader import MAX_TEXT, Table, read_table


class PersonRow(Protocol):
    """A line of a list.

    number: its number in the spreadsheet, from 1. form: the bound form. problems: sentences for the user."""

    number: int
    form: Any
    problems: list[str]


def form_problems(form: forms.Form) -> list[str]:
    """Return the errors of a line as sentences. Each names its column."""
    return [
        f"{form.fields[name].label}: {error}" if name in form.fields else str(error)
        for name, errors in form.errors.items()
        for error in errors
    ]


def flag_repeated(rows: Iterable[PersonRow]) -> None:
    """Add a problem to each row that has the same address as an earlier row."""
    seen: dict[str, int] = {}
    for row in rows:
        address = row.form.cleaned_data.get("address", "").lower()
        if address in seen:
            row.problems.append(_("Row %(number)d has the same address.") % {"number": seen[address]})
        elif address:
            seen[address] = row.number


class PersonLineForm(forms.Form):
    """One line of a list about a person. Countries, constituencies and languages are written in words."""

    address = forms.EmailField(label=gettext_lazy("Email address"), max_length=254)
    # The limits are those of a person's profile.
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
        """countries: the result of country_lookup()."""
        super().__init__(data)
        self.countries = countries

    def parse(self, name: str, parser: Callable[[str], str], problem: str) -> str:
        """Return the value of a field by a parser of cell_values. Raise ValidationError with the problem."""
        text = self.cleaned_data[name]
        try:
            return parser(text)
        except UnknownValueError as error:
            raise forms.ValidationError(problem % {"text": text[:40]}) from error

    def clean_country(self) -> str:
        problem = _("“%(text)s” is not a known country.")
        return self.parse("country", lambda text: cell_values.parse_country(text, self.countries), problem)

    def clean_constituency(self) -> str:
        return self.parse("constituency", cell_values.parse_constituency, _("“%(text)s” is not a constituency."))

    def clean_language(self) -> str:
        return self.parse("language", cell_values.parse_language, _("“%(text)s” is not a known language."))

    def warnings(self) -> list[str]:
        """Return what the user should check in a valid line. A warning does not prevent the import."""
        phone = self.cleaned_data.get("phone", "")
        if phone and not is_plausible(phone, self.cleaned_data.get("country", "")):
            return [_("Phone: “%(text)s” is not a possible telephone number. Please check it.") % {"text": phone}]
        return []


class RowsForm(forms.Form):
    """Rows from a spreadsheet, or the file itself.

    After validation, `table` has the rows. The preview sends them back as text (`carried`), so that the user uploads the
    file only once."""

    rows = forms.CharField(
        label=gettext_lazy("Rows from a spreadsheet"),
        required=False,
        max_length=MAX_TEXT,
        strip=False,  # the first cell may be empty
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Copy them with their headings: name, email, position, organisation, in any order."),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        allow_empty_file=True,  # read_table() has a better message
        help_text=gettext_lazy("XLSX, XLS, ODS or CSV, 2 MB at most."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )

    table = Table([])

    def clean_file(self) -> UploadedFile | None:
        upload = self.cleaned_data["file"]
        if upload:
            self._read(lambda: read_table(upload))
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file"):
            if not cleaned.get("rows", "").strip():
                self.add_error("rows", _("Paste rows here or choose a file."))
            else:
                try:
                    self._read(lambda: Table(parse_rows(cleaned["rows"])))
                except forms.ValidationError as error:
                    self.add_error("rows", error)
        return cleaned

    def _read(self, read: Callable[[], Table]) -> None:
        try:
            self.table = read()
        except SpreadsheetError as error:
            raise forms.ValidationError(str(error.advice)) from error

    @property
    def carried(self) -> str:
        """The rows as text for the next request."""
        return to_text(self.table.rows) if self.table.sheet or self.cleaned_data.get("file") else self.typed

    @property
    def typed(self) -> str:
        return self["rows"].value() or ""

    @property
    def note(self) -> str:
        """A sentence that names the sheet that was read, if there are other sheets."""
        if not self.table.others:
            return ""
        note = ngettext(
            "The sheet “%(sheet)s” was read. %(others)d other sheet was not read.",
            "The sheet “%(sheet)s” was read. %(others)d other sheets were not read.",
            self.table.others,
        )
        return note % {"sheet": self.table.sheet, "others": self.table.others}
