from django.db import migrations

from accounts.trigram_indexes import add_trigram_indexes


class Migration(migrations.Migration):
    dependencies = [("events", "0062_library_and_pictures")]

    operations = [add_trigram_indexes(events__Resource="search_text")]
