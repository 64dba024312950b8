import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.addresses
import events.models.team


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0020_programmes_of_venues"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProgrammeChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("created", "Programme created"),
                            ("invited", "Invited to the team"),
                            ("resent", "Invitation sent again"),
                            ("revoked", "Invitation revoked"),
                            ("joined", "Invitation accepted"),
                            ("role", "Role changed"),
                            ("left", "Role ended"),
                            ("settings", "Settings changed"),
                        ],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("said", models.TextField(blank=True, verbose_name="details")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a programme",
                "verbose_name_plural": "changes of programmes",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "what__in",
                                ["created", "invited", "resent", "revoked", "joined", "role", "left", "settings"],
                            )
                        ),
                        name="programme_change_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamInvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "email",
                    models.EmailField(
                        max_length=254, validators=[accounts.addresses.validate_address], verbose_name="email address"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("manager", "Manager"),
                            ("coordinator", "Coordinator"),
                            ("reception", "Reception"),
                            ("viewer", "Viewer"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("key", models.CharField(default=events.models.team.new_invitation_key, editable=False, max_length=32)),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="sent at")),
                (
                    "expires_at",
                    models.DateTimeField(default=events.models.team.invitation_ends_at, verbose_name="expires at"),
                ),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked at")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="accepted at")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="team_invitations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="accepted by",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="invited by",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="team_invitations",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation to a team",
                "verbose_name_plural": "invitations to teams",
                "ordering": ["sent_at", "pk"],
                "indexes": [models.Index(fields=["email"], name="team_invitation_email")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at", None), ("revoked_at", None)),
                        fields=("programme", "email"),
                        name="one_pending_invitation_per_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["manager", "coordinator", "reception", "viewer"])),
                        name="invited_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("accepted_at", None), ("revoked_at", None), _connector="OR"),
                        name="invitation_has_one_end",
                    ),
                ],
            },
        ),
    ]
