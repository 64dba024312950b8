from django.db import migrations

from accounts.trigram_indexes import add_trigram_indexes


class Migration(migrations.Migration):
    dependencies = [("notifications", "0007_fill_search_texts"), ("accounts", "0015_index_search_texts")]

    operations = [add_trigram_indexes(notifications__Message="search_text", notifications__InboundMail="search_text")]
