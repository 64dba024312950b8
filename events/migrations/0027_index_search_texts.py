from django.db import migrations

from accounts.trigram_indexes import add_trigram_indexes


class Migration(migrations.Migration):
    dependencies = [("events", "0026_drafts_and_go_no_go"), ("accounts", "0015_index_search_texts")]

    operations = [
        add_trigram_indexes(
            events__Event="search_text", events__Session="search_text", events__Contributor="search_text"
        )
    ]
