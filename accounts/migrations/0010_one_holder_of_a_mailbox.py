from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_fill_canonical_addresses")]

    operations = [
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                condition=models.Q(("mailbox_of", None), models.Q(("canonical_email", ""), _negated=True)),
                fields=("canonical_email",),
                name="one_person_per_email",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                condition=models.Q(("mailbox_of__isnull", False)),
                fields=("canonical_email", "name_key"),
                name="one_name_per_shared_mailbox",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("mailbox_of", None),
                    models.Q(models.Q(("name_key", ""), _negated=True), ("is_staff", False), ("is_superuser", False)),
                    _connector="OR",
                ),
                name="shared_mailbox_is_of_plain_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("mailbox_of", models.F("id")), _negated=True), name="mailbox_is_of_another_person"
            ),
        ),
    ]
