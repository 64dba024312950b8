"""Fill the new search texts, and compute the others again: they now also have the words without the marks between them."""

from django.db import migrations

from accounts.search_fills import fill_search_texts, fill_title_texts


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_index_search_texts"),
        ("notifications", "0010_refuse_new_events"),
        ("events", "0084_search_texts_of_areas"),
    ]

    operations = [
        fill_search_texts(
            accounts__User=("name", "email", "organisation_name"),
            notifications__Message=("to_name", "to_email", "subject"),
            notifications__InboundMail=("sender", "subject"),
            events__AreaOfAction=("name",),
            events__Contributor=("name", "affiliation"),
            events__Country=("name",),
            events__Event=("title", "summary"),
            events__Expert=("name", "local_name", "affiliation", "job_title", "expertise", "city"),
            events__Resource=(
                *("title", "authors", "institutions", "summary", "publisher", "genre", "isbn", "doi", "year"),
            ),
            events__Session=("title",),
            events__Venue=("city", "name", "other_names"),
        ),
        fill_title_texts(events__Event=("title",), events__Resource=("title",)),
    ]
