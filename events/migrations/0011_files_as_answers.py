import uuid

import django.db.models.deletion
from django.db import migrations, models

import events.models.answer


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0010_tags_notes_merges"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "file",
                    models.FileField(
                        max_length=200,
                        storage=events.models.answer.private_storage,
                        upload_to=events.models.answer.answer_file_path,
                        verbose_name="file",
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("content_type", models.CharField(max_length=60, verbose_name="type")),
                ("size", models.PositiveIntegerField(verbose_name="bytes")),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded at")),
            ],
            options={
                "verbose_name": "file",
                "verbose_name_plural": "files",
                "ordering": ["uploaded_at", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="question",
            name="question_kind_known",
        ),
        migrations.AlterField(
            model_name="question",
            name="kind",
            field=models.CharField(
                choices=[
                    ("short_text", "Short text"),
                    ("long_text", "Long text"),
                    ("number", "Number"),
                    ("single", "One of several choices"),
                    ("multiple", "Any of several choices"),
                    ("yes_no", "Yes or no"),
                    ("date", "Date"),
                    ("country", "Country"),
                    ("phone", "Phone number"),
                    ("consent", "Consent to a text"),
                    ("file", "File (PDF or picture)"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "short_text",
                            "long_text",
                            "number",
                            "single",
                            "multiple",
                            "yes_no",
                            "date",
                            "country",
                            "phone",
                            "consent",
                            "file",
                        ],
                    )
                ),
                name="question_kind_known",
            ),
        ),
        migrations.AddField(
            model_name="answerfile",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="answer_files",
                to="events.eventquestion",
                verbose_name="question",
            ),
        ),
        migrations.AddField(
            model_name="answerfile",
            name="registration",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="answer_files",
                to="events.registration",
                verbose_name="registration",
            ),
        ),
    ]
