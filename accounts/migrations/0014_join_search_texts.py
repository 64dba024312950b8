"""Compute the search texts of people again: they now also contain the words written together."""

from django.db import migrations

from accounts.search_fills import fill_search_texts


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_user_erase_at")]

    operations = [fill_search_texts(accounts__User=("name", "email", "organisation_name"))]
