import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0022_alternate_focal_points"),
    ]

    operations = [
        migrations.CreateModel(
            name="PartnerLogo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("png", models.BinaryField()),
                ("digest", models.CharField(editable=False, max_length=16)),
                ("width", models.PositiveSmallIntegerField(editable=False)),
                ("height", models.PositiveSmallIntegerField(editable=False)),
                (
                    "partner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="logo",
                        to="events.partner",
                        verbose_name="partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "logo of a partner",
                "verbose_name_plural": "logos of partners",
            },
        ),
    ]
