"""Fill the search texts of mails."""

from django.db import migrations

from accounts.search_fills import fill_search_texts


class Migration(migrations.Migration):
    dependencies = [("notifications", "0006_search_texts")]

    operations = [
        fill_search_texts(
            notifications__Message=("to_name", "to_email", "subject"), notifications__InboundMail=("sender", "subject")
        )
    ]
