"""The HTML of the cells of a row beside the name, written without a template.

A page has hundreds of cells. In the template they took a third of the time of a page with 50 rows."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.dateformat import format as format_date
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from events.models import Registration
from events.participants.columns import Lookups

LONGEST_CELL = 100  # characters on this page. The export and the page of a person have the full text.


@dataclass(frozen=True)
class CellStyle:
    """How a table shows the cells of its columns.

    labels: of the columns, by their keys. They stand before the texts on a phone if the user has chosen the columns. Other
    cells have their text also as a hint, because it may be cut. fits: the classes that hide columns where there is no room."""

    labels: Mapping[str, str]
    fits: Mapping[str, str]
    has_own_columns: bool


def cells_markup(row: Registration, texts: Mapping[str, str | int], lookups: Lookups, style: CellStyle) -> SafeString:
    """Return the cells of a row. texts: by the keys of their columns."""
    return mark_safe("".join(_cell(key, row, text, lookups, style) for key, text in texts.items()))  # noqa: S308 (see _cell)


def shortened(text: str, longest: int = LONGEST_CELL) -> str:
    return Truncator(text).chars(longest) if len(text) > longest else text


def _cell(key: str, row: Registration, text: str | int, lookups: Lookups, style: CellStyle) -> str:
    """Return one cell. All texts are escaped here; the keys, the classes and the statuses are constants."""
    fit = f' class="{style.fits[key]}"' if key in style.fits else ""
    if key == "status":
        return _status_cell(row, str(text), lookups)
    if text == "":
        return f"<td{fit}></td>"
    shown = escape(shortened(str(text)))
    if url := getattr(text, "url", ""):
        return f'<td data-label="{escape(style.labels[key])}"><a href="{escape(url)}"><bdi>{shown}</bdi></a></td>'
    if style.has_own_columns:
        return f'<td{fit} data-label="{escape(style.labels[key])}"><bdi>{shown}</bdi></td>'
    if key == "registered":
        day = format_date(row.created_at.astimezone(lookups.zone), "j M")
        return f'<td class="{style.fits.get(key, "")} number" title="{shown}">{escape(day)}</td>'
    return f'<td{fit} title="{shown}"><bdi>{shown}</bdi></td>'


def _status_cell(row: Registration, text: str, lookups: Lookups) -> str:
    """Return the cell of the status. The end of a hold is short, so that it fits; its title has the day in full."""
    title = ""
    if row.is_held and row.offer_expires_at:
        title = f' title="{escape(text)}"'
        until = format_date(row.offer_expires_at.astimezone(lookups.zone), "j M, H:i")
        text = _("Held until %(moment)s") % {"moment": until}
    turn = lookups.queue_positions.get(row.pk)
    place = escape(_("no. %(turn)s") % {"turn": turn}) if turn else ""
    queue = f' <span class="muted number">{place}</span>' if place else ""
    mark = '<span class="state-mark" aria-hidden="true"></span>'
    return f'<td class="is-keep"{title}><span class="state state-{escape(row.status)}">{mark}{escape(text)}{queue}</span></td>'
