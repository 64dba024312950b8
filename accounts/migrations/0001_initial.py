import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.db import migrations, models

import accounts.models.user


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("acronym", models.CharField(blank=True, max_length=30, verbose_name="acronym")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("government", "Government"),
                            ("employers", "Employers' organisation"),
                            ("workers", "Workers' organisation"),
                            ("international", "International or regional body"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True, help_text="ISO 3166-1 alpha-2 code", max_length=2, verbose_name="country"
                    ),
                ),
                ("is_sample", models.BooleanField(default=False, verbose_name="sample data")),
                ("search_text", models.TextField(default="", editable=False)),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("name", "country"), name="one_organisation_per_name_and_country"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["government", "employers", "workers", "international", "other"])
                        ),
                        name="organisation_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="email address")),
                (
                    "name",
                    models.CharField(blank=True, help_text="As on your badge", max_length=150, verbose_name="name"),
                ),
                (
                    "honorific",
                    models.CharField(
                        blank=True, help_text="Such as Dr, H.E., Daw", max_length=30, verbose_name="honorific"
                    ),
                ),
                ("position", models.CharField(blank=True, max_length=150, verbose_name="position")),
                ("organisation_name", models.CharField(blank=True, max_length=200, verbose_name="organisation")),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                (
                    "constituency",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("government", "Government"),
                            ("employers", "Employers"),
                            ("workers", "Workers"),
                            ("regional_body", "Regional body"),
                            ("civil_society", "Civil society"),
                            ("academia", "Academia"),
                            ("partner", "Partner"),
                        ],
                        max_length=20,
                        verbose_name="constituency",
                    ),
                ),
                (
                    "gender",
                    models.CharField(
                        blank=True, help_text="Optional, in your own words", max_length=60, verbose_name="gender"
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="language")),
                (
                    "timezone",
                    models.CharField(
                        blank=True,
                        max_length=64,
                        validators=[accounts.models.user.validate_timezone],
                        verbose_name="time zone",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                ("is_sample", models.BooleanField(default=False, verbose_name="sample data")),
                ("is_staff", models.BooleanField(default=False, verbose_name="may use the admin site")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="joined at"),
                ),
                ("search_text", models.TextField(default="", editable=False)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="people",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "indexes": [models.Index(fields=["name"], name="user_name")],
                "constraints": [
                    models.UniqueConstraint(django.db.models.functions.text.Lower("email"), name="one_person_per_email")
                ],
            },
        ),
    ]
