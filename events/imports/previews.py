"""The preview of a list of people before it is saved."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from events.imports import services
from events.imports.forms import AddListForm
from events.imports.rows import ImportRow, read_rows
from events.models import Event, Registration
from events.models.country import country_names
from events.registration.errors import RegistrationError
from events.spreadsheets.column_mapping import MappedTable, map_columns

MOST_SHOWN = 300  # rows of a preview; rows with problems come first


@dataclass
class ImportPreview:
    """A list before it is saved: its rows, and the numbers of new people, kept registrations and rows with problems."""

    form: AddListForm
    table: MappedTable
    all: list[ImportRow] = field(default_factory=list)

    @property
    def shown(self) -> list[ImportRow]:
        """The rows to show, those with problems and warnings first."""
        return sorted(self.all, key=lambda row: (not row.problems, not row.warnings, row.is_kept))[:MOST_SHOWN]

    @property
    def unseen(self) -> int:
        return max(len(self.all) - MOST_SHOWN, 0)

    @property
    def bad(self) -> int:
        return sum(bool(row.problems) for row in self.all)

    @property
    def kept(self) -> int:
        return sum(row.is_kept and not row.problems for row in self.all)

    @property
    def new(self) -> int:
        return len(self.all) - self.bad - self.kept

    @property
    def columns(self) -> list[tuple[str, str]]:
        """The label of each field that was recognised, and the heading of its column."""
        return [(self._label(key), heading) for key, heading in self.table.columns.items()]

    @property
    def other_labels(self) -> list[str]:
        """The labels of the values of each row beside the name and the address."""
        return [self._label(key) for key in self._other_keys]

    @property
    def shown_values(self) -> list[tuple[ImportRow, list[tuple[str, str]]]]:
        """The rows to show, each with the label and the value of its other columns, as they will be saved."""
        keys, countries = self._other_keys, country_names()
        return [(row, [(self._label(key), row.form.shown(key, countries)) for key in keys]) for row in self.shown]

    @property
    def _other_keys(self) -> list[str]:
        # In a table without headings, columns are recognised by their order.
        keys = self.table.columns or dict.fromkeys(key for row in self.all for key in row.form.data)
        return [key for key in keys if key not in {"name", "address"}]

    def _label(self, key: str) -> str:
        return str(self.all[0].form.fields[key].label)


def preview_list(event: Event, form: AddListForm) -> ImportPreview | None:
    """Return the preview of a valid form. Return None with an error in the form if the list has no people.

    The form has the posted answers to the questions who is meant."""
    table = map_columns(form.table.rows)
    if not table.lines:
        form.add_error(None, _("There are headings, but no people below them."))
        return None
    gate = None if form.cleaned_data.get("accepts_open") else form.gate
    rows = read_rows(event, table.lines, form.cleaned_data["standing"], form.data, gate=gate)
    preview = ImportPreview(form, table, rows)
    try:
        statuses = {Registration.Status(row.new_status) for row in preview.all if row.new_status}
        services.require_addable(event, statuses)
    except RegistrationError as error:
        form.add_error(None, str(error.advice))
    return preview
