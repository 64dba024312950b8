"""The public pages of the sample season: texts, news and figures."""

from datetime import timedelta

from django.utils.timezone import now

from accounts.models import User
from events.library.pictures.in_texts import offered_pictures
from events.models import AreaOfAction, Country, Event, NewsItem, Programme
from events.programmes.website.figures import release_figures
from events.programmes.website.rows import save_row
from events.programmes.website.texts import PublicationTime, fingerprint, save_text

TEXT = """This programme is a **sample**. It shows what a public page of a programme can contain:

- a text in Markdown, with a draft and a time of publication,
- phases, areas of action, declarations and partners,
- news with a feed, and figures that the team has released."""
AREA_TEXT = "This area of action is a sample. Its page lists the events and resources that belong to it."


def load(programme: Programme, area: AreaOfAction, event: Event, organizer: User) -> None:
    """Write the texts, two published notes and one for later, and release the figures."""
    now_public = PublicationTime(is_now=True)
    save_text(programme, TEXT, now_public, seen=fingerprint(programme), by=organizer)
    save_text(area, AREA_TEXT, now_public, seen=fingerprint(area), by=organizer)
    today = now()
    for title, text, published_at, about, country in (
        ("Sample note: the season begins", "The events of the *sample season* are on the list of events.", today - timedelta(days=20), None, None),
        ("Sample note: registration is open", "The form takes two minutes.", today - timedelta(days=3), event, Country.objects.filter(pk="TH").first()),
        ("Sample note: for next week", "This note is published by itself.", today + timedelta(days=7), None, None),
    ):  # fmt: skip
        note = NewsItem(
            programme=programme, title=title, text=text, published_at=published_at, event=about, country=country,
            written_by=organizer,
        )  # fmt: skip
        save_row(note, by=organizer)
    release_figures(programme, by=organizer)


def add_picture(area: AreaOfAction, organizer: User) -> None:
    """Show a picture of the programme in the text of an area. The pictures must exist."""
    area.refresh_from_db()
    text = f"{area.text}\n\n{offered_pictures(area.programme)[0].markdown}"
    save_text(area, text, PublicationTime(is_now=True), seen=fingerprint(area), by=organizer)
