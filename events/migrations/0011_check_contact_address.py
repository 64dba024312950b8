from django.db import migrations, models

import accounts.addresses


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0010_appointed_at"),
    ]

    operations = [
        migrations.AlterField(
            model_name="programme",
            name="contact_email",
            field=models.EmailField(
                blank=True, max_length=254, validators=[accounts.addresses.validate_address], verbose_name="contact"
            ),
        ),
    ]
