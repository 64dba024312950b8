import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0030_files_of_documents")]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("url", ""), ("file", ""), _connector="OR"), name="document_is_a_link_or_a_file"
            ),
        ),
    ]
