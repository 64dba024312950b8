from django.db import migrations, models

MODELS = ("contributor", "country", "event", "session", "venue")


class Migration(migrations.Migration):
    dependencies = [("events", "0016_own_uid_of_invite")]

    operations = [
        migrations.AddField(name, "search_text", models.TextField(default="", editable=False)) for name in MODELS
    ]
