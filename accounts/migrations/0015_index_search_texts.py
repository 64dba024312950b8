from django.db import migrations

from accounts.trigram_indexes import add_trigram_indexes


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_join_search_texts")]

    operations = [add_trigram_indexes(accounts__User="search_text")]
