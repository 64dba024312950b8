from django.db import migrations, models


class Migration(migrations.Migration):
    """Which experts an institution expects, so that it learns when one of them does not come."""

    dependencies = [("events", "0087_visit_of_a_request")]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="announced_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="named to the institution at"
            ),
        ),
    ]
