"""Fill the search texts of events and of what belongs to them."""

from django.db import migrations

from accounts.search_fills import fill_search_texts


class Migration(migrations.Migration):
    dependencies = [("events", "0017_search_texts")]

    operations = [
        fill_search_texts(
            events__Contributor=("name", "affiliation"),
            events__Country=("name",),
            events__Event=("title", "summary"),
            events__Session=("title",),
            events__Venue=("city", "name"),
        )
    ]
