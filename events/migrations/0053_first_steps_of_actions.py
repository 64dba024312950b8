from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0052_public_fields_and_terms_of_missions"),
    ]

    operations = [
        migrations.AddField(
            model_name="followup",
            name="first_step",
            field=models.CharField(blank=True, max_length=300, verbose_name="first step"),
        ),
    ]
