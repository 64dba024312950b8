from django.db import migrations, models

MODELS = ("message", "inboundmail")


class Migration(migrations.Migration):
    dependencies = [("notifications", "0005_answer_a_mail")]

    operations = [
        migrations.AddField(name, "search_text", models.TextField(default="", editable=False)) for name in MODELS
    ]
