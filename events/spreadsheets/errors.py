from django.utils.translation import gettext as _

from events.errors import DomainError


class SpreadsheetError(DomainError):
    """Raised for a file or a text that cannot be read as a table. The advice tells the user how to correct it."""


def broken_file() -> SpreadsheetError:
    return SpreadsheetError(
        _("This file is damaged or is not a spreadsheet. Open it, save it again as XLSX or CSV, and try again.")
    )


def not_a_table() -> SpreadsheetError:
    return SpreadsheetError(_("This file is not a table, even if its name says so. Save the table as XLSX or CSV."))


def password_protected() -> SpreadsheetError:
    return SpreadsheetError(_("This file has a password. Save it without a password, and try again."))


def empty_table() -> SpreadsheetError:
    return SpreadsheetError(_("This table is empty."))


def too_spread_out() -> SpreadsheetError:
    return SpreadsheetError(
        _(
            "A sheet of this file has cells that are very far from each other. "
            "Copy the cells of the table into a new file, and try again."
        )
    )


def too_much_data() -> SpreadsheetError:
    return SpreadsheetError(
        _("This file contains far more data than a table needs. Copy its cells into a new file, and try again.")
    )
