"""What readers share of an event: a text of a few lines that messengers show in full, and links without scripts."""

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

from events.calendars import entry_text
from events.calendars.content_lines import clean_line
from events.calendars.date_formats import short_date
from events.calendars.dates import short_text
from events.models import Event


@dataclass(frozen=True)
class SharedEvent:
    """What a reader sends to others about an event.

    title, text: without the address of the page. `whole` is the text, and the address as its last line."""

    title: str
    text: str
    address: str

    @property
    def whole(self) -> str:
        return f"{self.text}\n{self.address}"

    @property
    def links(self) -> list[tuple[str, str]]:
        """The name of each messenger, with the link that opens it."""
        text, address = quote(self.text, safe=""), quote(self.address, safe="")
        whole = quote(self.whole, safe="")
        return [
            ("WhatsApp", f"https://wa.me/?text={whole}"),
            ("Telegram", f"https://t.me/share/url?url={address}&text={text}"),
            ("LINE", f"https://line.me/R/share?text={whole}"),
            (_("Email"), f"mailto:?subject={quote(self.title, safe='')}&body={whole}"),
        ]


def shared(event: Event, place: str) -> SharedEvent:
    """Return what readers share of an event. place: as its page names it; "" if it is not public or not known."""
    title = entry_text.title(clean_line(event.title), event.status)
    lines = [title, short_text(event), _where_and_until(event, clean_line(place))]
    return SharedEvent(title, "\n".join(filter(None, lines)), settings.BASE_URL + event.get_absolute_url())


def _where_and_until(event: Event, place: str) -> str:
    until = ""
    if event.is_registration_open and event.registration_closes_at:
        day = short_date(event.registration_closes_at.astimezone(event.zone))
        until = _("Register until {day}.").format(day=day)
    return " ".join(filter(None, [f"{place}." if place else "", until]))
