"""Give areas of action a search text, and events one of their title only."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0083_deadlines_for_nominations")]

    operations = [
        migrations.AddField("areaofaction", "search_text", models.TextField(default="", editable=False)),
        migrations.AddField("event", "title_text", models.TextField(default="", editable=False)),
    ]
