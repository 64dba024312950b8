from django.db import migrations

from accounts.trigram_indexes import add_trigram_indexes


class Migration(migrations.Migration):
    dependencies = [("events", "0042_fill_experts")]

    operations = [add_trigram_indexes(events__Expert="search_text")]
