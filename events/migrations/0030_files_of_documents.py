import uuid

from django.db import migrations, models

import events.models.answer
import events.models.document


def give_keys(apps, schema_editor):
    documents = apps.get_model("events", "Document").objects
    for document in documents.all().iterator():
        documents.filter(pk=document.pk).update(key=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [("events", "0029_missions_have_no_registration")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="file",
            field=models.FileField(
                blank=True,
                default="",
                editable=False,
                max_length=200,
                storage=events.models.answer.private_storage,
                upload_to=events.models.document.document_path,
                verbose_name="file",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="document",
            name="name",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=150, verbose_name="name of the file"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="document",
            name="content_type",
            field=models.CharField(blank=True, default="", editable=False, max_length=100, verbose_name="type"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="document",
            name="size",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="size in bytes"),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop, elidable=True),
    ]
