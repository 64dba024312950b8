import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The page of an institution leads to the study visit that answers its request."""

    dependencies = [("events", "0086_answers_of_institutions")]

    operations = [
        migrations.AddField(
            model_name="missionrequest",
            name="visit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="requests",
                to="events.studyvisit",
                verbose_name="study visit",
            ),
        ),
    ]
