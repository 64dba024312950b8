"""Save declarations, news, areas of action and the sites that may embed a programme."""

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import AreaOfAction, NewsItem, PolicyDeclaration, Programme
from events.programmes import history
from events.programmes.history import What
from events.slugs import save_with_slug

FALLBACKS = {NewsItem: "news", PolicyDeclaration: "declaration", AreaOfAction: "area"}


@transaction.atomic
def save_row[Row: (NewsItem, PolicyDeclaration, AreaOfAction)](row: Row, *, by: User) -> Row:
    """Save a new or changed row of the public pages, with its address. A former address redirects to the new one.

    Raise TakenSlugError if another row of the programme has or had its address."""
    programme = history.lock(row.programme)
    if isinstance(row, NewsItem):
        row.changed_at = now()
    line = _("Changed: %(name)s") if row.pk else _("Added: %(name)s")
    save_with_slug(row, title=str(row), fallback=FALLBACKS[type(row)])
    history.record(programme, What.SETTINGS, [line % {"name": row}], by=by)
    return row


@transaction.atomic
def delete_row(row: NewsItem | PolicyDeclaration, *, by: User) -> None:
    programme = history.lock(row.programme)
    history.record(programme, What.SETTINGS, [_("Deleted: %(name)s") % {"name": row}], by=by)
    row.delete()


@transaction.atomic
def save_frame_sites(programme: Programme, sites: list[str], *, by: User) -> None:
    """Set the sites that may show the programme in a frame: origins such as "https://example.org"."""
    programme = history.lock(programme)
    text = "\n".join(sites)
    if text == programme.frame_sites:
        return
    programme.frame_sites = text
    programme.save(update_fields=["frame_sites"])
    line = _("Sites that may embed the programme: %(sites)s") % {"sites": ", ".join(sites) or "–"}
    history.record(programme, What.SETTINGS, [line], by=by)
