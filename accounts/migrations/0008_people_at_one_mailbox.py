import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_rename_old_time_zones"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="user",
            name="one_person_per_email",
        ),
        migrations.AddField(
            model_name="user",
            name="canonical_email",
            field=models.CharField(default="", editable=False, max_length=254),
        ),
        migrations.AddField(
            model_name="user",
            name="mailbox_of",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mailbox_sharers",
                to=settings.AUTH_USER_MODEL,
                verbose_name="uses the mailbox of",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="name_key",
            field=models.CharField(default="", editable=False, max_length=600),
        ),
        migrations.AlterField(
            model_name="user",
            name="email",
            field=models.EmailField(max_length=254, verbose_name="email address"),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(fields=["canonical_email"], name="user_canonical_email"),
        ),
    ]
