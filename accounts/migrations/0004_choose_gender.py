from collections.abc import Callable

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from accounts.models.gender import parse_gender


def read_words(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Turn the words that people wrote into a choice. Words that no choice means stay as their own words."""
    get_model: Callable[[str, str], type[models.Model]] = apps.get_model  # type: ignore[attr-defined]
    people = get_model("accounts", "User")._default_manager
    for words in people.exclude(gender="").values_list("gender", flat=True).order_by().distinct():
        gender, own_words = parse_gender(words)
        people.filter(gender=words).update(gender=gender, gender_words=own_words)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_fill_link_keys")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="gender_words",
            field=models.CharField(blank=True, max_length=60, verbose_name="gender in your own words"),
        ),
        migrations.RunPython(read_words, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="user",
            name="gender",
            field=models.CharField(
                blank=True,
                choices=[
                    ("woman", "Woman"),
                    ("man", "Man"),
                    ("other", "Other"),
                    ("undisclosed", "I prefer not to say"),
                ],
                max_length=12,
                verbose_name="gender",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("gender__in", ["", "woman", "man", "other", "undisclosed"])),
                name="person_gender_known",
            ),
        ),
    ]
