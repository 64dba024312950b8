"""Forms for a list of people: pasted rows or a file, which a preview then shows."""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.addresses import canonical
from accounts.fields import AddressField, OneLineField, PersonNameField, PlainTextField, typed_field
from accounts.models.gender import parse_gender
from accounts.names import is_same
from accounts.phone_numbers import is_plausible
from accounts.plain_text import is_date
from events.spreadsheets import cell_values
from events.spreadsheets.cell_values import UnknownValueError, is_rounded_number
from events.spreadsheets.delimited_text import parse_rows, to_text
from events.spreadsheets.encodings import CODE_PAGES, Guess, detect
from events.spreadsheets.errors import SpreadsheetError
from events.spreadsheets.reader import MAX_BYTES, MAX_TEXT, Table, read_content, read_upload


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


def flag_repeated(rows: Iterable[PersonRow]) -> dict[int, str]:
    """Add a problem to each row that has the same address as an earlier row, and no name that differs.

    Two people may share a mailbox: return sentences about rows with another name, by the number of the row. They are
    problems as long as nobody has said who is meant."""
    shared: dict[int, str] = {}
    seen: dict[str, list[tuple[str, int]]] = {}
    for row in rows:
        address, name = row.form.cleaned_data.get("address", ""), row.form.cleaned_data.get("name", "")
        if not address:
            continue
        earlier = seen.setdefault(canonical(address), [])
        same = next((number for other, number in earlier if not (name and other) or is_same(name, other)), None)
        text = _("Row %(number)d has the same address.")
        if same is not None:
            row.problems.append(text % {"number": same})
        elif earlier:
            shared[row.number] = text % {"number": earlier[0][1]}
        earlier.append((name, row.number))
    return shared


def _with_name_of_address(data: dict[str, str]) -> dict[str, str]:
    """Return data with the name in an address such as "Ann Lee <ann@example.org>", if the line has no other name."""
    name, bracket, _address = data.get("address", "").partition("<")
    return data | {"name": name.strip("\"' ")} if bracket and not data.get("name") else data


class PersonLineForm(forms.Form):
    """One line of a list about a person. Countries, constituencies and languages are written in words."""

    address = AddressField(label=gettext_lazy("Email address"), max_length=254)
    # The limits are those of a person's profile.
    name = PersonNameField(label=gettext_lazy("Name"), max_length=150)
    honorific = PlainTextField(label=gettext_lazy("Honorific"), max_length=30, required=False)
    position = PlainTextField(label=gettext_lazy("Position"), max_length=150, required=False)
    organisation = PlainTextField(label=gettext_lazy("Organisation"), max_length=200, required=False)
    country = OneLineField(label=gettext_lazy("Country"), max_length=1000, required=False)
    constituency = OneLineField(label=gettext_lazy("Constituency"), max_length=1000, required=False)
    gender = OneLineField(label=gettext_lazy("Gender"), max_length=60, required=False)
    phone = OneLineField(label=gettext_lazy("Phone"), max_length=40, required=False)
    language = OneLineField(label=gettext_lazy("Language"), max_length=1000, required=False)

    def __init__(
        self, data: dict[str, str], *, countries: dict[str, str], constituencies: Mapping[str, str] | None = None
    ) -> None:
        """countries: the result of country_lookup(). constituencies: the keys by the names of the programme."""
        super().__init__(_with_name_of_address(data))
        self.countries, self.constituencies = countries, constituencies or {}

    def parse(self, name: str, parser: Callable[[str], str], problem: str) -> str:
        """Return the value of a field by a parser of cell_values. Raise ValidationError with the problem."""
        text = self.cleaned_data[name]
        try:
            return parser(text)
        except UnknownValueError as error:
            raise forms.ValidationError(problem % {"text": text[:40]}) from error

    def clean_phone(self) -> str:
        # A rounded number is a warning, and nothing is saved: the person is not lost for it.
        phone: str = self.cleaned_data["phone"]
        return "" if is_rounded_number(phone) else phone

    def clean_gender(self) -> str:
        gender, self.cleaned_data["gender_words"] = parse_gender(self.cleaned_data["gender"])
        return gender

    def clean_country(self) -> str:
        problem = _("“%(text)s” is not a known country.")
        return self.parse("country", lambda text: cell_values.parse_country(text, self.countries), problem)

    def clean_constituency(self) -> str:
        problem = _("“%(text)s” is not a constituency.")
        return self.parse(
            "constituency", lambda text: cell_values.parse_constituency(text, self.constituencies), problem
        )

    def clean_language(self) -> str:
        return self.parse("language", cell_values.parse_language, _("“%(text)s” is not a known language."))

    def warnings(self) -> list[str]:
        """Return what the user should check in a valid line. A warning does not prevent the import."""
        warnings = [
            _("%(column)s: “%(text)s” is a date. Please check it.") % {"column": self.fields[name].label, "text": text}
            for name in ("honorific", "position", "organisation", "remark")
            if is_date(text := str(self.cleaned_data.get(name, "")))
        ]
        typed, phone = self.data.get("phone", ""), self.cleaned_data.get("phone", "")
        if is_rounded_number(typed):
            rounded = _("Phone: the spreadsheet has rounded “%(text)s”. It is not saved. Format the column as text.")
            warnings.append(rounded % {"text": typed})
        elif phone and not is_plausible(phone, self.cleaned_data.get("country", "")):
            possible = _("Phone: “%(text)s” is not a possible telephone number. Please check it.")
            warnings.append(possible % {"text": phone})
        return warnings


class RowsForm(forms.Form):
    """Rows from a spreadsheet, or the file itself.

    After validation, `table` has the rows. The preview sends them back as text (`carried`), so that the user uploads the
    file only once. For a text file in an unknown code page, the form also carries the file (`original`) and offers the code
    pages (`codec`), each with words of the file. It asks before it goes on if the letters do not decide."""

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
        allow_empty_file=True,  # read_content() has a better message
        help_text=gettext_lazy("XLSX, XLS, ODS or CSV, 2 MB at most."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )
    codec = forms.ChoiceField(
        label=gettext_lazy("Which line reads correctly?"),
        required=False,
        choices=[(codec, page.label) for codec, page in CODE_PAGES.items()],
        widget=forms.HiddenInput,
    )
    original = forms.CharField(required=False, strip=False, max_length=MAX_TEXT, widget=forms.HiddenInput)
    # The code page with which `rows` were read.
    codec_of_rows = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    table = Table([])
    is_from_file = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        upload, codec = cleaned["file"], cleaned["codec"]
        try:
            if upload:
                self._read_file(read_upload(upload), codec)
            elif cleaned["original"] and codec != cleaned["codec_of_rows"]:
                self._read_file(_unpack(cleaned["original"]), codec)
            elif cleaned["rows"].strip():
                self.table = Table(parse_rows(cleaned["rows"]))
                if cleaned["original"]:
                    self._offer_code_pages(_unpack(cleaned["original"]), codec)
            else:
                self.add_error("rows", _("Paste rows here or choose a file."))
        except SpreadsheetError as error:
            self.add_error("file" if upload or cleaned["original"] else "rows", str(error.advice))
        return cleaned

    def _read_file(self, content: bytes, codec: str) -> None:
        self.table = read_content(content, codec)
        self.is_from_file = True
        if self.table.guess:
            self._offer_code_pages(content, codec, self.table.guess)

    def _offer_code_pages(self, content: bytes, codec: str, guess: Guess | None = None) -> None:
        """Let the user see and change the code page. Add an error if the user must choose one."""
        guess = guess or detect(content)
        packed = _pack(content)
        # A form has a limited size: without the file in it, the user chooses the file again.
        packed = packed if len(packed) + len(self.carried.encode()) < MAX_TEXT else ""
        data = dict(self.data.items())
        for name, value in {
            "original": packed,
            "codec": codec or guess.codec,
            "codec_of_rows": codec or guess.codec,
        }.items():
            data[self.add_prefix(name)] = value
        self.data = data  # what the form carries to the next request
        field = typed_field(self, "codec", forms.ChoiceField)
        field.widget = forms.RadioSelect()
        field.choices = [(name, f"{sample} – {CODE_PAGES[name].label}") for name, sample in guess.samples.items()]
        if not guess.is_sure and not codec:
            self.add_error(
                "codec", _("The file does not tell which letters it uses. Choose the line that reads correctly.")
            )

    @property
    def code_page(self) -> str:
        """The name of the code page of the file; "" for Unicode and pasted rows."""
        name = self.data.get(self.add_prefix("codec_of_rows"), "")
        return str(CODE_PAGES[name].label) if name in CODE_PAGES else ""

    @property
    def carried(self) -> str:
        """The rows as text for the next request."""
        return to_text(self.table.rows) if self.is_from_file else self.typed

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


def _pack(content: bytes) -> str:
    return b64encode(zlib.compress(content)).decode()


def _unpack(text: str) -> bytes:
    """Return the file that a form carries. Raise SpreadsheetError if the text was changed."""
    try:
        return zlib.decompressobj().decompress(b64decode(text, validate=True), MAX_BYTES)
    except (ValueError, zlib.error) as error:
        raise SpreadsheetError(_("Please choose the file again.")) from error
