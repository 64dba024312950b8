from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0058_remove_moments_of_buses"),
    ]

    operations = [
        migrations.RenameField(model_name="programme", old_name="description", new_name="text"),
    ]
