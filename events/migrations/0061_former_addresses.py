from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0060_public_pages_of_programmes")]

    operations = [
        migrations.CreateModel(
            name="FormerSlug",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("model", models.CharField(max_length=40, verbose_name="type")),
                ("within", models.BigIntegerField(default=0, verbose_name="within")),
                ("slug", models.SlugField(db_index=False, max_length=150, verbose_name="former address")),
                ("row", models.BigIntegerField(verbose_name="row")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
            ],
            options={
                "verbose_name": "former address",
                "verbose_name_plural": "former addresses",
                "constraints": [
                    models.UniqueConstraint(fields=("model", "within", "slug"), name="one_row_per_former_slug")
                ],
            },
        ),
    ]
