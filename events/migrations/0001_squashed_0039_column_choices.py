"""All migrations up to the last one that it replaces, in one: a new database is ready in a third of the time."""

import datetime
import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.addresses
import accounts.links.acting
import accounts.zone_fields
import events.models.answer
import events.models.document
import events.models.erasure
import events.models.event
import events.models.form_draft
import events.models.invitation
import events.models.invite
import events.models.letter
import events.models.nomination
import events.models.registration
import events.models.requirement
import events.models.session
import events.models.team
from accounts.trigram_indexes import add_trigram_indexes


class Migration(migrations.Migration):
    replaces = [
        ("events", "0001_initial"),
        ("events", "0002_task_runs_and_form_drafts"),
        ("events", "0003_entries_of_calendars"),
        ("events", "0004_mark_changes_by_link"),
        ("events", "0005_undo_and_reason"),
        ("events", "0006_limit_texts"),
        ("events", "0007_venue_capacity_and_time_zones"),
        ("events", "0008_fill_time_zones_of_venues"),
        ("events", "0009_reference_of_registration"),
        ("events", "0010_appointed_at"),
        ("events", "0011_check_contact_address"),
        ("events", "0012_hold_seats_and_list_groups"),
        ("events", "0013_fill_sent_times"),
        ("events", "0014_erasure_and_privacy"),
        ("events", "0015_moved_times_of_pending_updates"),
        ("events", "0016_own_uid_of_invite"),
        ("events", "0017_search_texts"),
        ("events", "0018_fill_search_texts"),
        ("events", "0019_venues_and_rooms"),
        ("events", "0020_programmes_of_venues"),
        ("events", "0021_team_invitations"),
        ("events", "0022_alternate_focal_points"),
        ("events", "0023_partner_logos"),
        ("events", "0024_official_letters"),
        ("events", "0025_close_missions"),
        ("events", "0026_drafts_and_go_no_go"),
        ("events", "0027_index_search_texts"),
        ("events", "0028_close_all_missions"),
        ("events", "0029_missions_have_no_registration"),
        ("events", "0030_files_of_documents"),
        ("events", "0031_keys_of_documents"),
        ("events", "0032_event_officer"),
        ("events", "0033_event_templates_and_periods"),
        ("events", "0034_constituencies_of_programmes"),
        ("events", "0035_requirements"),
        ("events", "0036_audience_of_missing_letters"),
        ("events", "0037_pending_decisions"),
        ("events", "0038_corrections_with_reason"),
        ("events", "0039_column_choices"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0015_index_search_texts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Country",
            fields=[
                (
                    "iso2",
                    models.CharField(
                        max_length=2, primary_key=True, serialize=False, verbose_name="ISO 3166-1 alpha-2 code"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                ("capital", models.CharField(blank=True, max_length=80, verbose_name="capital")),
                ("timezones", models.JSONField(default=list, verbose_name="time zones")),
                ("official_languages", models.JSONField(default=list, verbose_name="official languages")),
                ("search_text", models.TextField(default="", editable=False)),
            ],
            options={
                "verbose_name": "country",
                "verbose_name_plural": "countries",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="CalendarToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="SHA-256 of the token")),
                ("created_at", models.DateTimeField(auto_now=True, verbose_name="created at")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_token",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "calendar token",
                "verbose_name_plural": "calendar tokens",
            },
        ),
        migrations.CreateModel(
            name="FeedRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stamp",
                    models.PositiveBigIntegerField(
                        help_text="Microseconds since 1970. Each change has a different value.", verbose_name="stamp"
                    ),
                ),
            ],
            options={
                "verbose_name": "revision of the feeds",
                "verbose_name_plural": "revisions of the feeds",
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="feed_revision_is_one_row")],
            },
        ),
        migrations.CreateModel(
            name="TaskRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="task")),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="started at")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished at")),
                ("counts", models.JSONField(blank=True, default=dict, verbose_name="counts")),
                ("error", models.TextField(blank=True, verbose_name="error")),
            ],
            options={
                "verbose_name": "run of a daily task",
                "verbose_name_plural": "runs of daily tasks",
                "ordering": ["-started_at", "-pk"],
                "indexes": [models.Index(fields=["name", "-started_at"], name="task_run_name_started")],
                "constraints": [
                    models.UniqueConstraint(fields=("name", "due_at"), name="one_run_per_task_and_time"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at__isnull", True), ("finished_at__gte", models.F("started_at")), _connector="OR"
                        ),
                        name="task_run_ends_after_its_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("person", "The person asked on their page."),
                            ("letter", "The person asked the team."),
                            ("unused", "The account was not used."),
                        ],
                        max_length=8,
                        verbose_name="cause",
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=200, verbose_name="reference")),
                ("key", models.CharField(default=events.models.erasure.new_erasure_key, editable=False, max_length=32)),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="requested at")),
                ("due_at", models.DateTimeField(verbose_name="can be undone until")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                ("taken", models.JSONField(blank=True, default=dict, verbose_name="taken away")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="erased at")),
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
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasure",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "erasure",
                "verbose_name_plural": "erasures",
                "ordering": ["-requested_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("finished_at__isnull", True)), fields=["due_at"], name="erasure_due"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("cause__in", ["person", "letter", "unused"])), name="erasure_cause_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at__isnull", True), ("withdrawn_at__isnull", False), _connector="OR"
                        ),
                        name="erasure_withdraws_first",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("short_name", models.CharField(blank=True, max_length=60, verbose_name="short name")),
                ("summary", models.TextField(blank=True, max_length=2000, verbose_name="summary")),
                ("description", models.TextField(blank=True, max_length=20000, verbose_name="description (Markdown)")),
                ("starts_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="first year")),
                ("ends_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="last year")),
                (
                    "contact_email",
                    models.EmailField(
                        blank=True,
                        max_length=254,
                        validators=[accounts.addresses.validate_address],
                        verbose_name="contact",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[("en", "English"), ("fr", "Français"), ("vi", "Tiếng Việt")],
                        max_length=5,
                        verbose_name="language of mails",
                    ),
                ),
                ("own_constituencies", models.JSONField(blank=True, default=list, verbose_name="constituencies")),
                (
                    "retention_ground",
                    models.CharField(
                        blank=True,
                        help_text="Such as: rules of the donor on audits. Empty if nobody must be kept after an erasure.",
                        max_length=300,
                        verbose_name="legal ground to keep who took part",
                    ),
                ),
                (
                    "retention_years",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="years after the event for which it must be kept"
                    ),
                ),
                (
                    "answers_keep_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="days after the event until answers are deleted"
                    ),
                ),
                (
                    "travel_keep_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="days after a new event until travel details are deleted"
                    ),
                ),
                ("is_sample", models.BooleanField(default=False, verbose_name="sample data")),
                ("sources", models.JSONField(blank=True, default=list, verbose_name="sources")),
                (
                    "countries",
                    models.ManyToManyField(
                        blank=True, related_name="programmes", to="events.country", verbose_name="countries"
                    ),
                ),
            ],
            options={
                "verbose_name": "programme",
                "verbose_name_plural": "programmes",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_year__isnull", True),
                            ("ends_year__isnull", True),
                            ("ends_year__gte", models.F("starts_year")),
                            _connector="OR",
                        ),
                        name="programme_years_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("retention_ground", ""), ("retention_years__isnull", True)),
                            models.Q(
                                models.Q(("retention_ground", ""), _negated=True),
                                ("retention_years__gte", 1),
                                ("retention_years__lte", 30),
                            ),
                            _connector="OR",
                        ),
                        name="programme_ground_has_years",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answers_keep_days__isnull", True), ("answers_keep_days__gte", 1), _connector="OR"
                        ),
                        name="programme_answers_kept_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("travel_keep_days__isnull", True),
                            models.Q(("travel_keep_days__gte", 1), ("travel_keep_days__lte", 365)),
                            _connector="OR",
                        ),
                        name="programme_travel_kept_a_year",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CountryMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("body", models.CharField(max_length=40, verbose_name="body")),
                ("since_on", models.DateField(verbose_name="member since")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="member until")),
                (
                    "country",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="events.country",
                        verbose_name="country",
                    ),
                ),
            ],
            options={
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("country", "body", "since_on"), name="one_membership_per_beginning"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gt", models.F("since_on")), _connector="OR"
                        ),
                        name="membership_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AreaOfAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, verbose_name="address")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("description", models.TextField(blank=True, max_length=10000, verbose_name="description")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="areas",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "area of action",
                "verbose_name_plural": "areas of action",
                "ordering": ["name"],
                "constraints": [models.UniqueConstraint(fields=("programme", "slug"), name="one_area_per_address")],
            },
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("acronym", models.CharField(blank=True, max_length=30, verbose_name="acronym")),
                (
                    "role",
                    models.CharField(
                        choices=[("funder", "Funder"), ("implementer", "Implementer"), ("partner", "Partner")],
                        default="partner",
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="events.country",
                        verbose_name="country",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partners",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "partner",
                "verbose_name_plural": "partners",
                "ordering": ["role", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "name"), name="one_partner_per_name"),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["funder", "implementer", "partner"])),
                        name="partner_role_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Phase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="position")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "years",
                    models.CharField(
                        blank=True,
                        help_text="Empty if the sources do not give them",
                        max_length=40,
                        verbose_name="years",
                    ),
                ),
                ("focus", models.TextField(blank=True, max_length=5000, verbose_name="focus")),
                (
                    "countries",
                    models.ManyToManyField(
                        blank=True, related_name="phases", to="events.country", verbose_name="target countries"
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phases",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "phase",
                "verbose_name_plural": "phases",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "position"), name="one_phase_per_position")
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(editable=False, verbose_name="version")),
                ("text", models.TextField(max_length=40000, verbose_name="text (Markdown)")),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="valid from"),
                ),
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="privacy_notices",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a privacy notice",
                "verbose_name_plural": "versions of privacy notices",
                "ordering": ["-number", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "number"), name="one_notice_per_programme_and_version"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("programme__isnull", True)),
                        fields=("number",),
                        name="one_notice_per_version",
                    ),
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="notice_has_a_text"),
                ],
            },
        ),
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
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=60, verbose_name="key")),
                (
                    "kind",
                    models.CharField(
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
                            ("file", "File (PDF, picture or Word document)"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("label", models.CharField(max_length=300, verbose_name="question")),
                ("help_text", models.CharField(blank=True, max_length=500, verbose_name="help")),
                ("choices", models.JSONField(blank=True, default=list, verbose_name="choices")),
                (
                    "minimum",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="minimum"),
                ),
                (
                    "maximum",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="maximum"),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("team", "All team members who can view registrations"),
                            ("organisers", "Managers and coordinators only"),
                        ],
                        default="organisers",
                        max_length=12,
                        verbose_name="who can see the answers",
                    ),
                ),
                (
                    "keep_days",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Leave empty for the period of this installation.",
                        null=True,
                        verbose_name="days to keep answers after the event",
                    ),
                ),
                (
                    "archived_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="archived at"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "ordering": ["label", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "slug"), name="one_question_per_key"),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ["team", "organisers"])), name="question_audience_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minimum__isnull", True),
                            ("maximum__isnull", True),
                            ("maximum__gte", models.F("minimum")),
                            _connector="OR",
                        ),
                        name="question_bounds_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tags",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "tag",
                "verbose_name_plural": "tags",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("programme"), django.db.models.functions.text.Lower("name"), name="one_tag_per_name"
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="tag_has_a_name"),
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
        migrations.CreateModel(
            name="TeamMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                (
                    "appointed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="appointed at"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="team_roles",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="team",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "team member",
                "verbose_name_plural": "team members",
                "ordering": ["programme", "role"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "person"), name="one_role_per_person_and_programme"),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["manager", "coordinator", "reception", "viewer"])),
                        name="team_role_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Venue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                ("other_names", models.TextField(blank=True, max_length=2000, verbose_name="earlier names")),
                ("address", models.CharField(blank=True, max_length=250, verbose_name="street address")),
                ("city", models.CharField(blank=True, max_length=100, verbose_name="city")),
                (
                    "timezone",
                    accounts.zone_fields.TimezoneField(
                        blank=True,
                        max_length=64,
                        validators=[accounts.zone_fields.validate_timezone],
                        verbose_name="time zone",
                    ),
                ),
                ("map_url", models.URLField(blank=True, max_length=500, verbose_name="link to a map")),
                (
                    "latitude",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=8, null=True, verbose_name="latitude"),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="longitude"
                    ),
                ),
                ("accessibility", models.TextField(blank=True, max_length=2000, verbose_name="accessibility")),
                (
                    "capacity",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Empty if it is not known",
                        null=True,
                        verbose_name="people that the room holds",
                    ),
                ),
                ("search_text", models.TextField(default="", editable=False)),
                (
                    "country",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="venues",
                        to="events.country",
                        verbose_name="country",
                    ),
                ),
                (
                    "different_from",
                    models.ManyToManyField(blank=True, to="events.venue", verbose_name="different from"),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="venues",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "venue",
                "verbose_name_plural": "venues",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(
                                ("latitude__gte", -90),
                                ("latitude__isnull", False),
                                ("latitude__lte", 90),
                                ("longitude__gte", -180),
                                ("longitude__isnull", False),
                                ("longitude__lte", 180),
                            ),
                            _connector="OR",
                        ),
                        name="venue_on_the_globe",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("text", models.TextField(max_length=10000, verbose_name="text")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consent_texts",
                        to="events.question",
                        verbose_name="question",
                    ),
                ),
            ],
            options={
                "verbose_name": "consent text",
                "verbose_name_plural": "consent texts",
                "ordering": ["question", "version"],
                "constraints": [
                    models.UniqueConstraint(fields=("question", "version"), name="one_consent_text_per_version"),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="consent_versions_begin_at_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=120, unique=True, verbose_name="address")),
                ("title", models.CharField(max_length=250, verbose_name="title")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("regional_seminar", "Regional seminar"),
                            ("expert_mission", "Expert mission"),
                            ("study_visit", "Study visit"),
                            ("training", "Training"),
                            ("meeting", "Meeting"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("in_person", "In person"), ("online", "Online"), ("hybrid", "Hybrid")],
                        default="in_person",
                        max_length=10,
                        verbose_name="mode",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("published", "Published"),
                            ("postponed", "Postponed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[("en", "English"), ("fr", "Français"), ("vi", "Tiếng Việt")],
                        max_length=5,
                        verbose_name="language of mails",
                    ),
                ),
                ("summary", models.TextField(blank=True, max_length=2000, verbose_name="summary")),
                ("description", models.TextField(blank=True, max_length=20000, verbose_name="description (Markdown)")),
                ("audience", models.TextField(blank=True, max_length=5000, verbose_name="who it is for")),
                ("outcome", models.TextField(blank=True, max_length=20000, verbose_name="outcome")),
                ("organised_by", models.CharField(blank=True, max_length=400, verbose_name="organised by")),
                ("supported_by", models.CharField(blank=True, max_length=400, verbose_name="supported by")),
                (
                    "contact_email",
                    models.EmailField(
                        blank=True,
                        help_text="Replies to mails about this event go there. Empty for the contact of the programme.",
                        max_length=254,
                        validators=[accounts.addresses.validate_address],
                        verbose_name="contact for replies",
                    ),
                ),
                (
                    "minimum_people",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="least number of people"),
                ),
                ("decide_on", models.DateField(blank=True, null=True, verbose_name="go/no-go date")),
                ("online_url", models.URLField(blank=True, verbose_name="joining link")),
                (
                    "timezone",
                    accounts.zone_fields.TimezoneField(
                        max_length=64, validators=[accounts.zone_fields.validate_timezone], verbose_name="time zone"
                    ),
                ),
                (
                    "precision",
                    models.CharField(
                        choices=[
                            ("time", "Exact time"),
                            ("day", "Whole days"),
                            ("month", "Month only"),
                            ("year", "Year only"),
                            ("tbc", "To be confirmed"),
                        ],
                        default="time",
                        max_length=5,
                        verbose_name="date is known to the",
                    ),
                ),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="starts at")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends at")),
                ("date_text", models.CharField(blank=True, max_length=200, verbose_name="date as the source gives it")),
                (
                    "ahead_until",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                status="postponed",
                                then=models.Value(datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                            ),
                            models.When(ends_at__isnull=False, then=models.F("ends_at")),
                            models.When(
                                status="cancelled",
                                then=models.Value(datetime.datetime(1, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                            ),
                            default=models.Value(datetime.datetime(9999, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                        ),
                        output_field=models.DateTimeField(),
                    ),
                ),
                (
                    "policy",
                    models.CharField(
                        choices=[
                            ("none", "No registration"),
                            ("open", "Open: people get a place in the order of registration"),
                            ("approval", "Approval: organisers decide"),
                            ("nomination", "Nomination: focal points name people"),
                            ("invitation", "Invitation: people with a code get a place"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="registration",
                    ),
                ),
                (
                    "seats",
                    models.PositiveIntegerField(
                        blank=True, help_text="Empty for no limit", null=True, verbose_name="places"
                    ),
                ),
                (
                    "room_seats",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Empty for no separate limit",
                        null=True,
                        verbose_name="places in the room",
                    ),
                ),
                (
                    "online_seats",
                    models.PositiveIntegerField(
                        blank=True, help_text="Empty for no separate limit", null=True, verbose_name="places online"
                    ),
                ),
                ("seats_taken", models.PositiveIntegerField(default=0, editable=False, verbose_name="places taken")),
                (
                    "online_taken",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="places taken online"),
                ),
                ("seats_kept", models.PositiveIntegerField(default=0, editable=False, verbose_name="places kept")),
                (
                    "room_kept",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="places kept in the room"),
                ),
                (
                    "online_kept",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="places kept online"),
                ),
                (
                    "offer_hours",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty to give a free place at once to the first person on the waiting list",
                        null=True,
                        verbose_name="hours to accept an offered place",
                    ),
                ),
                (
                    "registration_opens_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="registration opens at"),
                ),
                (
                    "registration_closes_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="registration closes at"),
                ),
                (
                    "promotion_ends_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="waiting list is used until"),
                ),
                (
                    "days_as",
                    models.CharField(
                        choices=[
                            ("free", "Whole days on which people are free"),
                            ("busy", "Whole days on which people are busy"),
                            (
                                "hours",
                                "The same hours on each day, from the start of the first day to the end of the last day",
                            ),
                            ("block", "One block of time, from the start of the first day to the end of the last day"),
                        ],
                        default="free",
                        help_text="For an event that is longer than a day. Whole days are at the top of a calendar. Hours are the same on each day. With one block, people are also busy at night. A new choice is sent to all invited people.",
                        max_length=5,
                        verbose_name="several days in calendars",
                    ),
                ),
                (
                    "requires_letter",
                    models.BooleanField(default=False, verbose_name="requires an official letter of each delegation"),
                ),
                (
                    "asks_travel",
                    models.BooleanField(default=False, verbose_name="ask confirmed people for their travel details"),
                ),
                ("details_due_at", models.DateTimeField(blank=True, null=True, verbose_name="details are due at")),
                (
                    "travel_keep_days",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="days after the event until travel details are deleted"
                    ),
                ),
                (
                    "uid",
                    models.CharField(
                        default=events.models.event.new_event_uid, editable=False, max_length=120, unique=True
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "revised_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="revised at"),
                ),
                ("vevent", models.TextField(blank=True, editable=False)),
                (
                    "published_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="published at"),
                ),
                (
                    "cancelled_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="cancelled at"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("search_text", models.TextField(default="", editable=False)),
                ("is_sample", models.BooleanField(default=False, verbose_name="sample data")),
                ("sources", models.JSONField(blank=True, default=list, verbose_name="sources")),
                ("note", models.TextField(blank=True, max_length=5000, verbose_name="note on the sources")),
                (
                    "areas",
                    models.ManyToManyField(
                        blank=True, related_name="events", to="events.areaofaction", verbose_name="areas of action"
                    ),
                ),
                (
                    "countries",
                    models.ManyToManyField(
                        blank=True, related_name="events", to="events.country", verbose_name="participating countries"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="officer",
                    ),
                ),
                (
                    "phase",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="events",
                        to="events.phase",
                        verbose_name="phase",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="events",
                        to="events.venue",
                        verbose_name="venue",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "ordering": [models.OrderBy(models.F("starts_at"), descending=True, nulls_last=True), "pk"],
                "indexes": [
                    models.Index(fields=["status", "ends_at"], name="event_status_ends"),
                    models.Index(fields=["starts_at", "id", "ahead_until", "status"], name="event_starts"),
                    models.Index(fields=["ahead_until", "status", "id"], name="event_ahead"),
                    models.Index(fields=["programme", "-starts_at"], name="event_programme_starts"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "published", "postponed", "cancelled"])),
                        name="event_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["regional_seminar", "expert_mission", "study_visit", "training", "meeting"])
                        ),
                        name="event_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days_as__in", ["free", "busy", "hours", "block"])),
                        name="event_days_as_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["in_person", "online", "hybrid"])), name="event_mode_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("policy__in", ["none", "open", "approval", "nomination", "invitation"])),
                        name="event_policy_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_at__isnull", True), ("precision", "tbc"), ("starts_at__isnull", True)),
                            models.Q(
                                ("ends_at__gt", models.F("starts_at")),
                                ("precision__in", ["time", "day", "month", "year"]),
                                ("starts_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="event_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("seats__isnull", True),
                            (
                                "seats__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("seats_taken"), "+", models.F("seats_kept")
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="event_never_oversold",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("room_seats__isnull", True),
                            (
                                "room_seats__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("seats_taken"), "-", models.F("online_taken")
                                    ),
                                    "+",
                                    models.F("room_kept"),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="event_room_never_oversold",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("online_seats__isnull", True),
                            (
                                "online_seats__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("online_taken"), "+", models.F("online_kept")
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="event_online_never_oversold",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("online_kept__lte", models.F("seats_kept")), ("online_taken__lte", models.F("seats_taken"))
                        ),
                        name="event_online_places_are_places",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mode", "hybrid"),
                            models.Q(("online_seats__isnull", True), ("room_seats__isnull", True)),
                            _connector="OR",
                        ),
                        name="event_hybrid_has_places_by_mode",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("registration_opens_at__isnull", True),
                            ("registration_closes_at__isnull", True),
                            ("registration_closes_at__gt", models.F("registration_opens_at")),
                            _connector="OR",
                        ),
                        name="event_registration_window_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decide_on__isnull", True), ("minimum_people__isnull", True)),
                            models.Q(
                                ("decide_on__isnull", False),
                                ("minimum_people__gte", 1),
                                ("minimum_people__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="event_minimum_has_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "expert_mission"), _negated=True),
                            ("policy__in", ["none", "nomination"]),
                            _connector="OR",
                        ),
                        name="event_mission_is_not_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="event_published_has_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerLogo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("png", models.BinaryField()),
                ("digest", models.CharField(editable=False, max_length=16)),
                ("width", models.PositiveSmallIntegerField(editable=False)),
                ("height", models.PositiveSmallIntegerField(editable=False)),
                (
                    "partner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="logo",
                        to="events.partner",
                        verbose_name="partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "logo of a partner",
                "verbose_name_plural": "logos of partners",
            },
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("capacity", models.PositiveIntegerField(blank=True, null=True, verbose_name="seats")),
                ("equipment", models.CharField(blank=True, max_length=300, verbose_name="equipment")),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rooms",
                        to="events.venue",
                        verbose_name="venue",
                    ),
                ),
            ],
            options={
                "verbose_name": "room",
                "verbose_name_plural": "rooms",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"), models.F("venue"), name="one_room_per_name"
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="room_has_a_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("constituency_name", models.CharField(blank=True, editable=False, max_length=60)),
                ("seats", models.PositiveIntegerField(verbose_name="seats")),
                ("seats_taken", models.PositiveIntegerField(default=0, editable=False, verbose_name="seats taken")),
                ("seats_named", models.PositiveIntegerField(default=0, editable=False, verbose_name="seats named")),
                ("reserve_seats", models.PositiveIntegerField(default=0, verbose_name="reserves")),
                (
                    "nomination_closes_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="nominations close at"),
                ),
                (
                    "country",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to="events.country",
                        verbose_name="country",
                    ),
                ),
                (
                    "focal_point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="delegations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="focal point",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="delegations",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "delegation",
                "verbose_name_plural": "delegations",
                "ordering": ["country", "constituency"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "seats__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("seats_taken"), "+", models.F("seats_named")
                                ),
                            )
                        ),
                        name="delegation_never_oversold",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("country__isnull", False), models.Q(("constituency", ""), _negated=True), _connector="OR"
                        ),
                        name="delegation_is_of_somebody",
                    ),
                    models.UniqueConstraint(
                        fields=("event", "country", "constituency"), name="one_delegation_per_country_and_constituency"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("country__isnull", True)),
                        fields=("event", "constituency"),
                        name="one_delegation_per_constituency_alone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ColumnChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("columns", models.JSONField(default=list, verbose_name="columns")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="team member",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="column_choices",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "choice of columns",
                "verbose_name_plural": "choices of columns",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "person"), name="one_column_choice_per_person_and_event")
                ],
            },
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("to_registered", models.BooleanField(default=True, verbose_name="to people who are registered")),
                ("filters", models.TextField(blank=True, max_length=5000, verbose_name="filters")),
                ("to_contributors", models.BooleanField(default=False, verbose_name="to contributors")),
                ("to_focal_points", models.BooleanField(default=False, verbose_name="to focal points")),
                ("is_optional", models.BooleanField(default=False, verbose_name="optional")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("scheduled", "scheduled"),
                            ("sending", "being sent"),
                            ("sent", "sent"),
                            ("cancelled", "cancelled"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "stopped",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("late", "It could not be sent within a day of its time."),
                            ("no_event", "The event was cancelled or postponed first."),
                            ("filters", "One of its filters no longer exists."),
                        ],
                        max_length=10,
                        verbose_name="why it was not sent",
                    ),
                ),
                ("send_at", models.DateTimeField(blank=True, null=True, verbose_name="to be sent at")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed at")),
                ("begun_at", models.DateTimeField(blank=True, null=True, verbose_name="started at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                ("people", models.PositiveIntegerField(default=0, verbose_name="people")),
                ("left_out", models.PositiveIntegerField(default=0, verbose_name="left out")),
                (
                    "sent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent by",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="announcements",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "announcement",
                "verbose_name_plural": "announcements",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "scheduled")), fields=["send_at"], name="announcement_due"
                    ),
                    models.Index(
                        condition=models.Q(("state", "sending")), fields=["begun_at"], name="announcement_sending"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_registered", True),
                            ("to_contributors", True),
                            ("to_focal_points", True),
                            _connector="OR",
                        ),
                        name="announcement_is_to_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("begun_at", None), ("ended_at", None), ("send_at", None), ("state", "draft")),
                            models.Q(
                                ("begun_at", None),
                                ("ended_at", None),
                                ("send_at__isnull", False),
                                ("state", "scheduled"),
                            ),
                            models.Q(("begun_at__isnull", False), ("ended_at", None), ("state", "sending")),
                            models.Q(("begun_at__isnull", False), ("ended_at__isnull", False), ("state", "sent")),
                            models.Q(("ended_at__isnull", False), ("state", "cancelled")),
                            _connector="OR",
                        ),
                        name="announcement_state_has_its_times",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stopped", ""),
                            models.Q(("state", "cancelled"), ("stopped__in", ["late", "no_event", "filters"])),
                            _connector="OR",
                        ),
                        name="announcement_stopped_is_cancelled",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EventChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("places", "Places changed"),
                            ("seats", "Seats of delegations changed"),
                            ("released", "Unused seats released"),
                            ("reserves", "Order of nominees changed"),
                            ("focal_point", "Delegations assigned to a focal point"),
                            ("link_sent", "Link of a focal point sent again"),
                            ("link_revoked", "Link of a focal point revoked"),
                            ("reminded", "Focal points reminded"),
                            ("details", "People reminded of their travel details"),
                            ("written", "Mail to several people"),
                            ("published", "Published"),
                            ("moved", "Time, place or title changed"),
                            ("told", "People notified of changes"),
                            ("postponed", "Postponed"),
                            ("cancelled", "Cancelled"),
                            ("undone", "Changes undone before people were told"),
                            ("rules", "Reminders changed"),
                            ("contributors", "Contributors changed"),
                            ("letter", "Official letters"),
                            ("venue", "Venue changed"),
                            ("created", "Draft created"),
                            ("unpublished", "Unpublished"),
                            ("documents", "Documents changed"),
                            ("requirements", "Requirements changed"),
                        ],
                        max_length=12,
                        verbose_name="what",
                    ),
                ),
                (
                    "by_link",
                    models.BooleanField(
                        default=accounts.links.acting.is_by_link, editable=False, verbose_name="by link"
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
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of an event",
                "verbose_name_plural": "changes of events",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "what__in",
                                [
                                    "places",
                                    "seats",
                                    "released",
                                    "reserves",
                                    "focal_point",
                                    "link_sent",
                                    "link_revoked",
                                    "reminded",
                                    "details",
                                    "written",
                                    "published",
                                    "moved",
                                    "told",
                                    "postponed",
                                    "cancelled",
                                    "undone",
                                    "rules",
                                    "contributors",
                                    "letter",
                                    "venue",
                                    "created",
                                    "unpublished",
                                    "documents",
                                    "requirements",
                                ],
                            )
                        ),
                        name="event_change_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EventQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("registration", "When people register"),
                            ("confirmed", "After their place is confirmed"),
                        ],
                        default="registration",
                        max_length=12,
                        verbose_name="when it is asked",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                ("is_required", models.BooleanField(default=False, verbose_name="required")),
                ("shown_if_values", models.JSONField(blank=True, default=list, verbose_name="if the answer is")),
                ("shown_if_mode", models.JSONField(blank=True, default=list, verbose_name="for formats")),
                (
                    "shown_if_constituency",
                    models.JSONField(blank=True, default=list, verbose_name="for constituencies"),
                ),
                ("shown_if_country", models.JSONField(blank=True, default=list, verbose_name="for countries")),
                ("archived_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="removed at")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "shown_if_question",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="dependents",
                        to="events.eventquestion",
                        verbose_name="depends on",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="uses",
                        to="events.question",
                        verbose_name="question",
                    ),
                ),
            ],
            options={
                "verbose_name": "question of an event",
                "verbose_name_plural": "questions of an event",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "question"), name="one_use_of_a_question_per_event"),
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["registration", "confirmed"])), name="question_stage_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("shown_if_question__isnull", True),
                            models.Q(("shown_if_question", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="question_does_not_depend_on_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        default=events.models.form_draft.new_draft_key, editable=False, max_length=32, unique=True
                    ),
                ),
                ("sealed", models.TextField(verbose_name="encrypted values")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="created at")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="form_drafts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft of a form",
                "verbose_name_plural": "drafts of forms",
                "indexes": [models.Index(fields=["created_at"], name="form_draft_created")],
            },
        ),
        migrations.CreateModel(
            name="GroupMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("address", models.EmailField(max_length=254, verbose_name="email address")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="entered at")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="removed at")),
                ("mailed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="mailed at")),
                ("mails", models.PositiveSmallIntegerField(default=1, verbose_name="number of mails")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="group_members",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="group_members",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "member of a group",
                "verbose_name_plural": "members of groups",
                "ordering": ["created_at", "pk"],
                "indexes": [models.Index(fields=["by", "created_at"], name="group_member_by_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "by", "person"), name="one_group_member_per_person"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("address", ""), _negated=True)
                        ),
                        name="group_member_is_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvitationCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(default=events.models.invitation.new_code, max_length=20, verbose_name="code"),
                ),
                ("uses", models.PositiveIntegerField(default=1, verbose_name="number of people")),
                ("used", models.PositiveIntegerField(default=0, editable=False, verbose_name="used")),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="valid until")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="for whom")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="made at")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitation_codes",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation code",
                "verbose_name_plural": "invitation codes",
                "ordering": ["created_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("event"),
                        django.db.models.functions.text.Upper("code"),
                        name="one_invitation_code_per_event",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("used__lte", models.F("uses"))), name="invitation_code_not_used_up_twice"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NominationLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(default=events.models.nomination.new_key, editable=False, max_length=16)),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked at")),
                ("mailed_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="mailed at")),
                ("mails", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="number of mails")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="nomination_links",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="nomination_links",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="focal point",
                    ),
                ),
            ],
            options={
                "verbose_name": "nomination link",
                "verbose_name_plural": "nomination links",
                "constraints": [
                    models.UniqueConstraint(fields=("event", "person"), name="one_nomination_link_per_focal_point")
                ],
            },
        ),
        migrations.CreateModel(
            name="PendingDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("invited", "Invited"),
                            ("nominated", "Nominated"),
                            ("pending", "Awaiting decision"),
                            ("waitlisted", "Waiting list"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=12,
                        verbose_name="status after the decision",
                    ),
                ),
                ("count", models.PositiveIntegerField(verbose_name="number of people")),
                ("record", models.JSONField(default=dict, editable=False, verbose_name="the state before and after")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("due_at", models.DateTimeField(db_index=True, verbose_name="due at")),
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
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pending_decisions",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "pending decision",
                "verbose_name_plural": "pending decisions",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due_at__gte", models.F("at"))), name="pending_decision_due_after_it"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["invited", "nominated", "pending", "waitlisted", "confirmed", "declined", "withdrawn"],
                            )
                        ),
                        name="pending_decision_status_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("confirmed", "Confirmed participants"),
                            ("pending", "People awaiting a decision"),
                            ("nominated", "Nominees who have not answered"),
                            ("details", "Confirmed participants with missing details"),
                            ("free_seats", "Focal points with free seats"),
                            ("letter_missing", "Focal points whose official letter is missing"),
                            ("offered", "People with an offered place"),
                            ("contributors", "Contributors"),
                            ("slides", "Contributors with missing slides"),
                            ("reports", "Experts with a missing report"),
                            ("not_evaluated", "Participants who have not evaluated the event"),
                            ("no_shows", "Confirmed participants who did not attend"),
                        ],
                        default="confirmed",
                        max_length=20,
                        verbose_name="audience",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[("", "in person or online"), ("in_person", "in person"), ("online", "online")],
                        max_length=10,
                        verbose_name="format",
                    ),
                ),
                (
                    "amount",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(400),
                        ],
                        verbose_name="number of days or hours",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[("days", "days"), ("hours", "hours")],
                        default="days",
                        max_length=5,
                        verbose_name="unit",
                    ),
                ),
                ("is_after", models.BooleanField(default=False, verbose_name="after the moment")),
                (
                    "anchor",
                    models.CharField(
                        choices=[
                            ("event_start", "the event begins"),
                            ("event_end", "the event ends"),
                            ("session_start", "each of their sessions begins"),
                            ("registration_close", "registration closes"),
                            ("nomination_deadline", "nominations close"),
                            ("letter_due", "official letters are due"),
                            ("details_due", "details are due"),
                            ("offer_lapse", "the offer of a place expires"),
                            ("deliverable_due", "their deliverable is due"),
                        ],
                        default="event_start",
                        max_length=20,
                        verbose_name="moment",
                    ),
                ),
                (
                    "hour",
                    models.PositiveSmallIntegerField(
                        default=9,
                        validators=[
                            django.core.validators.MinValueValidator(8),
                            django.core.validators.MaxValueValidator(20),
                        ],
                        verbose_name="hour of the day",
                    ),
                ),
                (
                    "weekends",
                    models.CharField(
                        choices=[("any", "on any day"), ("avoid", "on working days only")],
                        default="any",
                        max_length=5,
                        verbose_name="days of the week",
                    ),
                ),
                (
                    "is_quiet_at_night",
                    models.BooleanField(
                        default=True, verbose_name="never between 20:00 and 08:00 in the reader's time zone"
                    ),
                ),
                (
                    "condition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "with any reply from their calendar"),
                            ("not_accepted", "only if their calendar has not accepted"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="condition",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="subject")),
                ("text", models.TextField(blank=True, max_length=20000, verbose_name="text")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "archived_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="archived at"),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminder_rules",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminder_rules",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder rule",
                "verbose_name_plural": "reminder rules",
                "ordering": ["anchor", "is_after", "unit", "-amount", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at__isnull", True), ("event__isnull", True)),
                        fields=("programme", "anchor", "audience", "mode", "is_after", "unit", "amount", "hour"),
                        name="one_default_rule_per_moment",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at__isnull", True), ("event__isnull", False)),
                        fields=("event", "anchor", "audience", "mode", "is_after", "unit", "amount", "hour"),
                        name="one_event_rule_per_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("anchor__in", ["event_start", "event_end", "session_start"]), ("audience", "confirmed")
                            ),
                            models.Q(("anchor__in", ["event_start", "registration_close"]), ("audience", "pending")),
                            models.Q(
                                ("anchor__in", ["event_start", "nomination_deadline", "registration_close"]),
                                ("audience", "nominated"),
                            ),
                            models.Q(("anchor__in", ["event_start", "details_due"]), ("audience", "details")),
                            models.Q(
                                ("anchor__in", ["event_start", "nomination_deadline"]), ("audience", "free_seats")
                            ),
                            models.Q(("anchor__in", ["event_start", "letter_due"]), ("audience", "letter_missing")),
                            models.Q(("anchor__in", ["offer_lapse"]), ("audience", "offered")),
                            models.Q(
                                ("anchor__in", ["event_start", "event_end", "session_start"]),
                                ("audience", "contributors"),
                            ),
                            models.Q(("anchor__in", ["event_start", "deliverable_due"]), ("audience", "slides")),
                            models.Q(("anchor__in", ["event_end", "deliverable_due"]), ("audience", "reports")),
                            models.Q(("anchor__in", ["event_end"]), ("audience", "not_evaluated")),
                            models.Q(("anchor__in", ["event_end"]), ("audience", "no_shows")),
                            _connector="OR",
                        ),
                        name="reminder_anchor_fits_audience",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["", "in_person", "online"])), name="reminder_mode_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit__in", ["days", "hours"])), name="reminder_unit_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weekends__in", ["any", "avoid"])), name="reminder_weekends_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("condition__in", ["", "not_accepted"])), name="reminder_condition_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hour__gte", 8), ("hour__lte", 20)), name="reminder_hour_is_of_the_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__lte", 400)), name="reminder_amount_within_a_year"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("condition", ""), ("audience__in", ["confirmed"]), _connector="OR"),
                        name="reminder_condition_of_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mode", ""),
                            ("audience__in", ["confirmed", "pending", "nominated", "offered"]),
                            _connector="OR",
                        ),
                        name="reminder_mode_of_registered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_after", False),
                            ("anchor__in", ["event_start", "event_end", "deliverable_due"]),
                            _connector="OR",
                        ),
                        name="reminder_after_what_goes_on",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Requirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("certificate", "A certificate"),
                            ("language", "The level of a language"),
                            ("earlier", "An earlier event of the programme"),
                            ("other", "Another requirement"),
                        ],
                        default="certificate",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("label", models.CharField(max_length=200, verbose_name="requirement")),
                ("help_text", models.CharField(blank=True, max_length=500, verbose_name="help")),
                (
                    "evidence",
                    models.CharField(
                        choices=[
                            ("statement", "The person says how they meet it"),
                            ("file", "The person uploads a file"),
                            ("records", "Plenary checks it in its records"),
                        ],
                        default="statement",
                        max_length=10,
                        verbose_name="evidence",
                    ),
                ),
                ("is_mandatory", models.BooleanField(default=True, verbose_name="mandatory")),
                ("language", models.CharField(blank=True, max_length=8, verbose_name="language")),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("A1", "A1, beginner"),
                            ("A2", "A2, elementary"),
                            ("B1", "B1, intermediate"),
                            ("B2", "B2, upper intermediate"),
                            ("C1", "C1, advanced"),
                            ("C2", "C2, like a native speaker"),
                        ],
                        max_length=2,
                        verbose_name="lowest level",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                ("archived_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="removed at")),
                (
                    "earlier_event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="events.event",
                        verbose_name="earlier event",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requirements",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "requirement",
                "verbose_name_plural": "requirements",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["certificate", "language", "earlier", "other"])),
                        name="requirement_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("evidence__in", ["statement", "file", "records"])),
                        name="requirement_evidence_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "language"),
                                ("level__in", ["A1", "A2", "B1", "B2", "C1", "C2"]),
                                models.Q(("language", ""), _negated=True),
                            ),
                            models.Q(models.Q(("kind", "language"), _negated=True), ("language", ""), ("level", "")),
                            _connector="OR",
                        ),
                        name="requirement_language_has_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("evidence", "records"), ("kind", "earlier")),
                            models.Q(
                                models.Q(("kind", "earlier"), _negated=True),
                                models.Q(("evidence", "records"), _negated=True),
                                ("earlier_event__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="requirement_records_of_earlier_event",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("abstract", models.TextField(blank=True, max_length=10000, verbose_name="abstract")),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="starts at")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends at")),
                ("time_text", models.CharField(blank=True, max_length=80, verbose_name="time as the source gives it")),
                (
                    "timezone",
                    accounts.zone_fields.TimezoneField(
                        blank=True,
                        help_text="Empty for the time zone of the event",
                        max_length=64,
                        validators=[accounts.zone_fields.validate_timezone],
                        verbose_name="time zone",
                    ),
                ),
                ("room", models.CharField(blank=True, max_length=120, verbose_name="room")),
                ("host_institution", models.CharField(blank=True, max_length=200, verbose_name="host institution")),
                (
                    "is_optional",
                    models.BooleanField(default=False, verbose_name="optional: people choose whether to attend"),
                ),
                (
                    "seats",
                    models.PositiveIntegerField(
                        blank=True, help_text="Empty for no limit", null=True, verbose_name="places"
                    ),
                ),
                ("seats_taken", models.PositiveIntegerField(default=0, editable=False, verbose_name="places taken")),
                (
                    "uid",
                    models.CharField(
                        default=events.models.session.new_session_uid, editable=False, max_length=120, unique=True
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("search_text", models.TextField(default="", editable=False)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sessions",
                        to="events.venue",
                        verbose_name="place",
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "ordering": [models.OrderBy(models.F("starts_at"), nulls_last=True), "position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_at__isnull", True), ("starts_at__isnull", True)),
                            models.Q(("ends_at__gt", models.F("starts_at")), ("starts_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="session_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("seats__isnull", True), ("seats__gte", models.F("seats_taken")), _connector="OR"
                        ),
                        name="session_never_oversold",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("women", "Women, among people who state their gender"),
                            ("first_time", "First event in this programme"),
                            ("government", "Government"),
                            ("employers", "Employers"),
                            ("workers", "Workers"),
                        ],
                        max_length=12,
                        verbose_name="measure",
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField(verbose_name="per cent")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "target",
                "verbose_name_plural": "targets",
                "constraints": [
                    models.UniqueConstraint(fields=("event", "measure"), name="one_target_per_measure"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("measure__in", ["women", "first_time", "government", "employers", "workers"])
                        ),
                        name="target_measure_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("percent__gte", 1), ("percent__lte", 100)), name="target_is_a_share"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PendingUpdate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=250, verbose_name="title")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("published", "Published"),
                            ("postponed", "Postponed"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("in_person", "In person"), ("online", "Online"), ("hybrid", "Hybrid")],
                        max_length=10,
                        verbose_name="mode",
                    ),
                ),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="starts at")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends at")),
                ("timezone", models.CharField(max_length=64, verbose_name="time zone")),
                (
                    "precision",
                    models.CharField(
                        choices=[
                            ("time", "Exact time"),
                            ("day", "Whole days"),
                            ("month", "Month only"),
                            ("year", "Year only"),
                            ("tbc", "To be confirmed"),
                        ],
                        max_length=5,
                        verbose_name="date is known to the",
                    ),
                ),
                ("date_text", models.CharField(blank=True, max_length=200, verbose_name="date as the source gives it")),
                ("reason", models.TextField(blank=True, max_length=1000, verbose_name="reason")),
                ("place", models.TextField(blank=True, verbose_name="venue")),
                ("online_url", models.URLField(blank=True, verbose_name="joining link")),
                (
                    "days_as",
                    models.CharField(
                        choices=[
                            ("free", "Whole days on which people are free"),
                            ("busy", "Whole days on which people are busy"),
                            (
                                "hours",
                                "The same hours on each day, from the start of the first day to the end of the last day",
                            ),
                            ("block", "One block of time, from the start of the first day to the end of the last day"),
                        ],
                        default="free",
                        max_length=5,
                        verbose_name="several days in calendars",
                    ),
                ),
                ("moved", models.JSONField(blank=True, default=dict, verbose_name="moved times")),
                ("revision", models.DateTimeField(verbose_name="revision")),
                ("began_at", models.DateTimeField(verbose_name="first changed at")),
                ("due_at", models.DateTimeField(db_index=True, verbose_name="due at")),
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
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pending_update",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="events.venue",
                        verbose_name="venue",
                    ),
                ),
            ],
            options={
                "verbose_name": "pending update",
                "verbose_name_plural": "pending updates",
                "ordering": ["due_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due_at__gte", models.F("began_at"))),
                        name="pending_update_due_after_it_began",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "content",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="How good were the topics and the speakers?",
                    ),
                ),
                (
                    "usefulness",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="How useful is the event for your work?",
                    ),
                ),
                (
                    "methods",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="How good were the methods: discussions, exercises, visits?",
                    ),
                ),
                (
                    "organization",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="How well was it organised?",
                    ),
                ),
                (
                    "overall",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="How do you rate the event as a whole?",
                    ),
                ),
                (
                    "will_do",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="How will you use what you have learnt?"
                    ),
                ),
                (
                    "comment",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="What should we do differently next time?"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evaluations",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "evaluation",
                "verbose_name_plural": "evaluations",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("content__isnull", True),
                            models.Q(("content__gte", 1), ("content__lte", 5)),
                            _connector="OR",
                        ),
                        name="evaluation_content_from_one_to_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("usefulness__isnull", True),
                            models.Q(("usefulness__gte", 1), ("usefulness__lte", 5)),
                            _connector="OR",
                        ),
                        name="evaluation_usefulness_from_one_to_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("methods__isnull", True),
                            models.Q(("methods__gte", 1), ("methods__lte", 5)),
                            _connector="OR",
                        ),
                        name="evaluation_methods_from_one_to_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("organization__isnull", True),
                            models.Q(("organization__gte", 1), ("organization__lte", 5)),
                            _connector="OR",
                        ),
                        name="evaluation_organization_from_one_to_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("overall__isnull", True),
                            models.Q(("overall__gte", 1), ("overall__lte", 5)),
                            _connector="OR",
                        ),
                        name="evaluation_overall_from_one_to_five",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="link")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        editable=False,
                        max_length=200,
                        storage=events.models.answer.private_storage,
                        upload_to=events.models.document.document_path,
                        verbose_name="file",
                    ),
                ),
                ("name", models.CharField(blank=True, editable=False, max_length=150, verbose_name="name of the file")),
                ("content_type", models.CharField(blank=True, editable=False, max_length=100, verbose_name="type")),
                ("size", models.PositiveIntegerField(default=0, editable=False, verbose_name="size in bytes")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("url", ""), ("file", ""), _connector="OR"),
                        name="document_is_a_link_or_a_file",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Deliverable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("slides", "Slides"), ("report", "Mission report"), ("other", "Something else")],
                        default="report",
                        max_length=8,
                        verbose_name="what",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                (
                    "received_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="received at"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliverables",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="from whom",
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliverables",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "deliverable",
                "verbose_name_plural": "deliverables",
                "ordering": ["due_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event", "person", "title"), name="one_deliverable_per_person_and_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["slides", "report", "other"])), name="deliverable_kind_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AlternateFocalPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alternate_delegations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="alternate focal point",
                    ),
                ),
                (
                    "delegation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alternate",
                        to="events.delegation",
                        verbose_name="delegation",
                    ),
                ),
            ],
            options={
                "verbose_name": "alternate focal point",
                "verbose_name_plural": "alternate focal points",
            },
        ),
        migrations.CreateModel(
            name="OfficialLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "file",
                    models.FileField(
                        max_length=200,
                        storage=events.models.answer.private_storage,
                        upload_to=events.models.letter.letter_path,
                        verbose_name="file",
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("content_type", models.CharField(max_length=100, verbose_name="type")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="uploaded at")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("to_review", "Letter to review"),
                            ("accepted", "Letter accepted"),
                            ("returned", "Letter returned"),
                        ],
                        default="to_review",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("reviewed_at", models.DateTimeField(blank=True, null=True, verbose_name="reviewed at")),
                ("reason", models.TextField(blank=True, max_length=1000, verbose_name="reason")),
                (
                    "delegation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letter",
                        to="events.delegation",
                        verbose_name="delegation",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reviewed by",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "official letter",
                "verbose_name_plural": "official letters",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["to_review", "accepted", "returned"])),
                        name="official_letter_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlannedReminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about", models.PositiveBigIntegerField(default=0, verbose_name="about")),
                ("anchor_at", models.DateTimeField(verbose_name="counted from")),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                ("next_at", models.DateTimeField(verbose_name="next check")),
                ("fixed_at", models.DateTimeField(blank=True, null=True, verbose_name="rescheduled to")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
                (
                    "skip",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("by_hand", "skipped by the team"),
                            ("too_late", "it was too late to be useful"),
                            ("superseded", "the next reminder was due as well"),
                            ("void", "the date no longer applies"),
                        ],
                        max_length=10,
                        verbose_name="why it was not sent",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="planned_reminders",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="planned",
                        to="events.reminderrule",
                        verbose_name="rule",
                    ),
                ),
            ],
            options={
                "verbose_name": "planned reminder",
                "verbose_name_plural": "planned reminders",
                "ordering": ["due_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)), fields=["event", "next_at"], name="reminder_next"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("rule", "event", "about", "anchor_at"), name="one_plan_per_rule_and_moment"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("skip", ""),
                            models.Q(
                                ("done_at__isnull", False), ("skip__in", ["by_hand", "too_late", "superseded", "void"])
                            ),
                            _connector="OR",
                        ),
                        name="planned_skip_is_an_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("invited", "Invited"),
                            ("nominated", "Nominated"),
                            ("pending", "Awaiting decision"),
                            ("waitlisted", "Waiting list"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("in_person", "In person"), ("online", "Online")],
                        default="in_person",
                        max_length=10,
                        verbose_name="takes part",
                    ),
                ),
                ("needs", models.TextField(blank=True, max_length=2000, verbose_name="dietary and access needs")),
                ("remark", models.TextField(blank=True, max_length=2000, verbose_name="remark")),
                (
                    "reserve_rank",
                    models.PositiveSmallIntegerField(
                        blank=True, editable=False, null=True, verbose_name="rank as a reserve"
                    ),
                ),
                ("queued_at", models.DateTimeField(blank=True, null=True, verbose_name="queued at")),
                (
                    "offer_expires_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="offer is valid until"),
                ),
                (
                    "awaits_answer",
                    models.BooleanField(default=False, editable=False, verbose_name="the person has not answered"),
                ),
                (
                    "certificate_name",
                    models.CharField(blank=True, max_length=150, verbose_name="name on the certificate"),
                ),
                (
                    "funding",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("programme", "The programme"),
                            ("own", "Their own institution"),
                            ("other", "Another donor"),
                        ],
                        max_length=10,
                        verbose_name="funding",
                    ),
                ),
                ("funder", models.CharField(blank=True, max_length=200, verbose_name="donor")),
                (
                    "reference",
                    models.CharField(
                        default=events.models.registration.new_reference,
                        editable=False,
                        max_length=9,
                        unique=True,
                        verbose_name="reference",
                    ),
                ),
                (
                    "reply_tag",
                    models.CharField(
                        default=events.models.registration.new_reply_tag, editable=False, max_length=24, unique=True
                    ),
                ),
                ("sequence_shift", models.PositiveIntegerField(default=0, editable=False)),
                ("left_calendar_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="registered at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
                (
                    "delegation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="registrations",
                        to="events.delegation",
                        verbose_name="delegation",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="registrations",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="events.invitationcode",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="events.registration",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="registered_others",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="registered by",
                    ),
                ),
                (
                    "tags",
                    models.ManyToManyField(
                        blank=True, related_name="registrations", to="events.tag", verbose_name="tags"
                    ),
                ),
            ],
            options={
                "verbose_name": "registration",
                "verbose_name_plural": "registrations",
                "ordering": ["created_at", "pk"],
                "indexes": [
                    models.Index(fields=["event", "status"], name="registration_event_status"),
                    models.Index(
                        condition=models.Q(("status", "waitlisted")),
                        fields=["event", "queued_at", "id"],
                        name="registration_waitlist",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("delegation__isnull", True), ("offer_expires_at__isnull", True), ("status", "waitlisted")
                        ),
                        fields=["event", "mode", "queued_at", "id"],
                        name="registration_in_line",
                    ),
                    models.Index(
                        condition=models.Q(("offer_expires_at__isnull", False)),
                        fields=["offer_expires_at"],
                        name="registration_offer",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["invited", "nominated", "pending", "waitlisted", "confirmed", "declined", "withdrawn"],
                            )
                        ),
                        name="registration_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "waitlisted"), _negated=True),
                            ("queued_at__isnull", False),
                            _connector="OR",
                        ),
                        name="registration_waitlisted_has_a_turn",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reserve_rank__isnull", True),
                            models.Q(("delegation__isnull", False), ("status__in", ["nominated", "pending"])),
                            _connector="OR",
                        ),
                        name="registration_reserve_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["in_person", "online"])), name="registration_mode_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("funding__in", ["", "programme", "own", "other"])),
                        name="registration_funding_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("offer_expires_at__isnull", True), ("status", "waitlisted"), _connector="OR"
                        ),
                        name="registration_offer_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("awaits_answer", False), models.Q(("status", "confirmed"), _negated=True), _connector="OR"
                        ),
                        name="registration_confirmed_has_agreed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True),
                            models.Q(("status", "withdrawn"), models.Q(("merged_into", models.F("id")), _negated=True)),
                            _connector="OR",
                        ),
                        name="registration_merged_has_ended",
                    ),
                    models.UniqueConstraint(fields=("event", "person"), name="one_registration_per_person_and_event"),
                ],
            },
        ),
        migrations.CreateModel(
            name="EventTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("regional_seminar", "Regional seminar"),
                            ("expert_mission", "Expert mission"),
                            ("study_visit", "Study visit"),
                            ("training", "Training"),
                            ("meeting", "Meeting"),
                        ],
                        max_length=20,
                        verbose_name="event type",
                    ),
                ),
                (
                    "policy",
                    models.CharField(
                        choices=[
                            ("none", "No registration"),
                            ("open", "Open: people get a place in the order of registration"),
                            ("approval", "Approval: organisers decide"),
                            ("nomination", "Nomination: focal points name people"),
                            ("invitation", "Invitation: people with a code get a place"),
                        ],
                        max_length=10,
                        verbose_name="registration",
                    ),
                ),
                (
                    "seats",
                    models.PositiveIntegerField(
                        blank=True, help_text="Empty for no limit", null=True, verbose_name="places"
                    ),
                ),
                (
                    "offer_hours",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty: a free place is given at once",
                        null=True,
                        verbose_name="hours to accept an offered place",
                    ),
                ),
                (
                    "closes_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="days before the event on which registration closes"
                    ),
                ),
                (
                    "requires_letter",
                    models.BooleanField(default=False, verbose_name="requires an official letter of each delegation"),
                ),
                (
                    "asks_travel",
                    models.BooleanField(default=False, verbose_name="ask confirmed people for their travel details"),
                ),
                ("opening", models.TextField(blank=True, max_length=3000, verbose_name="first day")),
                ("working", models.TextField(blank=True, max_length=3000, verbose_name="other days")),
                ("closing", models.TextField(blank=True, max_length=3000, verbose_name="end of the last day")),
                ("targets", models.JSONField(blank=True, default=dict, verbose_name="balance targets")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="event_templates",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
                (
                    "questions",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="events.question", verbose_name="questions of the library"
                    ),
                ),
                (
                    "skipped_rules",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to="events.reminderrule",
                        verbose_name="reminder rules that are left out",
                    ),
                ),
            ],
            options={
                "verbose_name": "template of an event type",
                "verbose_name_plural": "templates of event types",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "kind"), name="one_template_per_event_type"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "expert_mission"), _negated=True),
                            ("policy__in", ["none", "nomination"]),
                            _connector="OR",
                        ),
                        name="template_mission_is_not_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contributor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("speaker", "Speaker"),
                            ("moderator", "Moderator"),
                            ("panellist", "Panellist"),
                            ("expert", "Expert"),
                            ("interpreter", "Interpreter"),
                            ("host", "Host"),
                        ],
                        default="speaker",
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("affiliation", models.CharField(blank=True, max_length=200, verbose_name="affiliation")),
                ("search_text", models.TextField(default="", editable=False)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="contributions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contributors",
                        to="events.session",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "verbose_name": "contributor",
                "verbose_name_plural": "contributors",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["speaker", "moderator", "panellist", "expert", "interpreter", "host"])
                        ),
                        name="contributor_role_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AnnouncementText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=5, verbose_name="language")),
                ("subject", models.CharField(max_length=250, verbose_name="subject")),
                ("body", models.TextField(max_length=20000, verbose_name="text (Markdown)")),
                (
                    "announcement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="events.announcement",
                        verbose_name="announcement",
                    ),
                ),
            ],
            options={
                "verbose_name": "text of an announcement",
                "verbose_name_plural": "texts of announcements",
                "ordering": ["announcement", "language"],
                "constraints": [
                    models.UniqueConstraint(fields=("announcement", "language"), name="one_text_per_language"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("subject", ""), _negated=True), models.Q(("body", ""), _negated=True)
                        ),
                        name="announcement_text_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.JSONField(blank=True, null=True, verbose_name="answer")),
                ("answered_at", models.DateTimeField(verbose_name="answered at")),
                (
                    "consent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="events.consenttext",
                        verbose_name="text agreed to",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="answers",
                        to="events.eventquestion",
                        verbose_name="question",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer",
                "verbose_name_plural": "answers",
                "ordering": ["question__position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("registration", "question"), name="one_answer_per_registration_and_question"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Nomination",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("address", models.EmailField(max_length=254, verbose_name="email address")),
                ("position", models.CharField(blank=True, max_length=200, verbose_name="position")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="nominated at")),
                ("priority", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="priority")),
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
                    "registration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="nomination",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="events.registration",
                        verbose_name="instead of",
                    ),
                ),
            ],
            options={
                "verbose_name": "nomination",
                "verbose_name_plural": "nominations",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaces__isnull", True),
                            models.Q(("replaces", models.F("registration")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_replaces_themselves",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KeyChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("name", "Name"),
                            ("certificate_name", "Name on the certificate"),
                            ("passport_name", "Name in the passport"),
                            ("passport_number", "Passport number"),
                            ("nationality", "Nationality"),
                        ],
                        max_length=20,
                        verbose_name="what",
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="seen at")),
                (
                    "seen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="seen by",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="key_changes",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "change to review",
                "verbose_name_plural": "changes to review",
                "ordering": ["at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("seen_at__isnull", True)), fields=["registration"], name="key_change_unseen"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "what__in",
                                ["name", "certificate_name", "passport_name", "passport_number", "nationality"],
                            )
                        ),
                        name="key_change_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("seen_at__isnull", True)),
                        fields=("registration", "what"),
                        name="one_unseen_change_of_a_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ground", models.CharField(max_length=300, verbose_name="legal ground")),
                ("until_on", models.DateField(verbose_name="kept until")),
                ("sealed", models.TextField(editable=False, verbose_name="encrypted name and organisation")),
                (
                    "registration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="kept_record",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "record that must be kept",
                "verbose_name_plural": "records that must be kept",
                "ordering": ["until_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sealed", ""), _negated=True), models.Q(("ground", ""), _negated=True)
                        ),
                        name="kept_record_has_a_ground",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EvaluationGiven",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "registration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evaluation_given",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "evaluation given",
                "verbose_name_plural": "evaluations given",
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[("question", "a text in the form of an event")], max_length=10, verbose_name="purpose"
                    ),
                ),
                ("notice_mark", models.CharField(max_length=12, verbose_name="mark of the notice")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="given at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="events.consenttext",
                        verbose_name="text",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="events.noticeversion",
                        verbose_name="privacy notice",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "consent",
                "verbose_name_plural": "consents",
                "ordering": ["at", "pk"],
                "indexes": [models.Index(fields=["registration", "text"], name="consent_registration_text")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["question"])), name="consent_purpose_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True), ("withdrawn_at__gte", models.F("at")), _connector="OR"
                        ),
                        name="consent_ends_after_its_start",
                    ),
                ],
            },
        ),
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
                ("content_type", models.CharField(max_length=100, verbose_name="type")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="uploaded at")),
                (
                    "kept_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by, not yet submitted",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answer_files",
                        to="events.eventquestion",
                        verbose_name="question",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answer_files",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "file",
                "verbose_name_plural": "files",
                "ordering": ["uploaded_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("registration__isnull", True), ("kept_for__isnull", True), _connector="XOR"
                        ),
                        name="file_is_of_one_answer_or_kept",
                    ),
                    models.UniqueConstraint(fields=("registration", "question"), name="one_file_per_answer"),
                    models.UniqueConstraint(
                        fields=("kept_for", "question"), name="one_kept_file_per_person_and_question"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnnouncementRecipient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("registered", "registered"),
                            ("contributor", "contributor"),
                            ("focal_point", "focal point"),
                        ],
                        max_length=12,
                        verbose_name="as what",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("due", "to be written"), ("queued", "in the outbox"), ("left_out", "left out")],
                        default="due",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ended", "They declined or withdrew."),
                            ("merged", "They are registered under another address."),
                            ("no_address", "They have no address."),
                            ("bounced", "Mail to their address was returned."),
                            ("refused", "They do not want news of the programme."),
                            ("gone", "They no longer matched the conditions when it was sent."),
                            ("taken_back", "The mail was withdrawn before it was sent."),
                        ],
                        max_length=10,
                        verbose_name="why not",
                    ),
                ),
                (
                    "announcement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recipients",
                        to="events.announcement",
                        verbose_name="announcement",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "recipient of an announcement",
                "verbose_name_plural": "recipients of announcements",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "due")), fields=["announcement", "id"], name="recipient_to_queue"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("announcement", "person"), name="one_announcement_per_person"),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["registered", "contributor", "focal_point"])),
                        name="recipient_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("state__in", ["due", "queued"])),
                            models.Q(
                                (
                                    "reason__in",
                                    ["ended", "merged", "no_address", "bounced", "refused", "gone", "taken_back"],
                                ),
                                ("state", "left_out"),
                            ),
                            _connector="OR",
                        ),
                        name="recipient_left_out_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegistrationChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=20, verbose_name="action")),
                (
                    "from_status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("invited", "Invited"),
                            ("nominated", "Nominated"),
                            ("pending", "Awaiting decision"),
                            ("waitlisted", "Waiting list"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=12,
                        verbose_name="from",
                    ),
                ),
                (
                    "to_status",
                    models.CharField(
                        choices=[
                            ("invited", "Invited"),
                            ("nominated", "Nominated"),
                            ("pending", "Awaiting decision"),
                            ("waitlisted", "Waiting list"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=12,
                        verbose_name="to",
                    ),
                ),
                (
                    "by_link",
                    models.BooleanField(
                        default=accounts.links.acting.is_by_link, editable=False, verbose_name="by link"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("reason", models.TextField(blank=True, max_length=1000, verbose_name="reason")),
                ("old_facts", models.JSONField(blank=True, default=dict, editable=False, verbose_name="facts before")),
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
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "change",
                "verbose_name_plural": "changes",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RegistrationNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=5000, verbose_name="note")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
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
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about", models.PositiveBigIntegerField(default=0, verbose_name="about")),
                ("anchor_on", models.DateField(verbose_name="date of the moment")),
                (
                    "state",
                    models.CharField(
                        choices=[("due", "due"), ("queued", "in the outbox"), ("skipped", "skipped")],
                        default="due",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "skip",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("too_late", "it was too late to be useful"),
                            ("superseded", "the next reminder was due as well"),
                            ("gone", "it no longer concerned them"),
                            ("void", "the date no longer applies"),
                        ],
                        max_length=10,
                        verbose_name="why it was not sent",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="became due at")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "planned",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="events.plannedreminder",
                        verbose_name="planned reminder",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="reminders",
                        to="events.reminderrule",
                        verbose_name="rule",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(condition=models.Q(("state", "due")), fields=["event", "id"], name="reminder_to_queue")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event", "rule", "person", "about", "anchor_on"),
                        name="one_reminder_per_person_and_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("skip", ""), ("state__in", ["due", "queued"])),
                            models.Q(("skip__in", ["too_late", "superseded", "gone", "void"]), ("state", "skipped")),
                            _connector="OR",
                        ),
                        name="reminder_skipped_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "file",
                    models.FileField(
                        max_length=200,
                        storage=events.models.answer.private_storage,
                        upload_to=events.models.requirement.evidence_path,
                        verbose_name="file",
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("content_type", models.CharField(max_length=100, verbose_name="type")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="uploaded at")),
                (
                    "kept_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by, not yet submitted",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence_files",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
                (
                    "requirement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence_files",
                        to="events.requirement",
                        verbose_name="requirement",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence",
                "verbose_name_plural": "evidence",
                "ordering": ["uploaded_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("registration__isnull", True), ("kept_for__isnull", True), _connector="XOR"
                        ),
                        name="evidence_is_of_one_answer_or_kept",
                    ),
                    models.UniqueConstraint(fields=("registration", "requirement"), name="one_evidence_per_answer"),
                    models.UniqueConstraint(
                        fields=("kept_for", "requirement"), name="one_kept_evidence_per_requirement"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequirementAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("statement", models.TextField(blank=True, max_length=1000, verbose_name="statement")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                (
                    "state",
                    models.CharField(
                        choices=[("unchecked", "Not checked"), ("accepted", "Accepted"), ("not_met", "Not met")],
                        default="unchecked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=1000, verbose_name="reason")),
                ("checked_at", models.DateTimeField(blank=True, null=True, verbose_name="checked at")),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="checked by",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requirement_answers",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
                (
                    "requirement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="answers",
                        to="events.requirement",
                        verbose_name="requirement",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer to a requirement",
                "verbose_name_plural": "answers to requirements",
                "ordering": ["requirement__position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("registration", "requirement"), name="one_answer_per_registration_and_requirement"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["unchecked", "accepted", "not_met"])),
                        name="requirement_answer_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invite",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reply_tag",
                    models.CharField(
                        default=events.models.invite.new_reply_tag, editable=False, max_length=24, unique=True
                    ),
                ),
                ("own_uid", models.CharField(blank=True, editable=False, max_length=120)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("CHAIR", "Chair"),
                            ("REQ-PARTICIPANT", "Participant"),
                            ("OPT-PARTICIPANT", "Takes part online"),
                            ("NON-PARTICIPANT", "Is kept informed"),
                        ],
                        default="REQ-PARTICIPANT",
                        max_length=16,
                        verbose_name="role",
                    ),
                ),
                ("method", models.CharField(blank=True, editable=False, max_length=10, verbose_name="last sent")),
                ("sequence", models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ("sequence_shift", models.PositiveIntegerField(default=0, editable=False)),
                ("revision", models.DateTimeField(blank=True, editable=False, null=True)),
                ("sent_times", models.TextField(blank=True, editable=False)),
                ("sent_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last sent at")),
                (
                    "partstat",
                    models.CharField(
                        choices=[
                            ("NEEDS-ACTION", "No reply yet"),
                            ("ACCEPTED", "Accepted"),
                            ("TENTATIVE", "Maybe"),
                            ("DECLINED", "Declined"),
                        ],
                        default="NEEDS-ACTION",
                        max_length=12,
                        verbose_name="calendar reply",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="replied at")),
                ("comment", models.TextField(blank=True, verbose_name="comment")),
                ("answer_sequence", models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ("answer_dtstamp", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invites",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invites",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "registration",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="invite",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invites",
                        to="events.session",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "verbose_name": "invite",
                "verbose_name_plural": "invites",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("session", None)),
                        fields=("event", "person"),
                        name="one_invite_per_person_and_event",
                    ),
                    models.UniqueConstraint(fields=("session", "person"), name="one_invite_per_person_and_session"),
                    models.UniqueConstraint(
                        condition=models.Q(("own_uid", ""), _negated=True),
                        fields=("own_uid",),
                        name="own_uid_is_of_one_invite",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("session", None), ("registration", None), _connector="OR"),
                        name="invite_of_a_session_has_no_registration",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["CHAIR", "REQ-PARTICIPANT", "OPT-PARTICIPANT", "NON-PARTICIPANT"])
                        ),
                        name="invite_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("partstat__in", ["NEEDS-ACTION", "ACCEPTED", "TENTATIVE", "DECLINED"])),
                        name="invite_partstat_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("method", ""), ("sequence__isnull", True)),
                            models.Q(("method__in", ["REQUEST", "CANCEL"]), ("sequence__isnull", False)),
                            _connector="OR",
                        ),
                        name="invite_sent_has_a_sequence",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
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
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="events.session",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "verbose_name": "attendance",
                "verbose_name_plural": "attendances",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("session__isnull", True)),
                        fields=("registration",),
                        name="one_attendance_at_the_event",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("session__isnull", False)),
                        fields=("registration", "session"),
                        name="one_attendance_per_session",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SessionChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="chosen at")),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="session_choices",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="choices",
                        to="events.session",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "verbose_name": "session choice",
                "verbose_name_plural": "session choices",
                "ordering": ["session", "at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session", "registration"), name="one_choice_per_session_and_registration"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TravelDetails",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sealed", models.TextField(editable=False, verbose_name="encrypted details")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "registration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="travel",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "travel details",
                "verbose_name_plural": "travel details",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sealed", ""), _negated=True), name="travel_details_are_sealed"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TravelLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "how",
                    models.CharField(
                        choices=[("page", "viewed on the page"), ("file", "downloaded in a file")],
                        max_length=4,
                        verbose_name="how",
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="first accessed at")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="travel_looks",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "access to travel details",
                "verbose_name_plural": "accesses to travel details",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("registration", "by", "how", "on"), name="one_look_a_day"),
                    models.CheckConstraint(condition=models.Q(("how__in", ["page", "file"])), name="travel_look_known"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TwoPeople",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="events.registration"
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="events.registration"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="two_people_once_per_pair"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="two_people_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("old_value", models.JSONField(blank=True, null=True, verbose_name="from")),
                ("new_value", models.JSONField(blank=True, null=True, verbose_name="to")),
                (
                    "by_link",
                    models.BooleanField(
                        default=accounts.links.acting.is_by_link, editable=False, verbose_name="by link"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="events.answer",
                        verbose_name="answer",
                    ),
                ),
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
                    "new_consent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="events.consenttext",
                        verbose_name="text agreed to",
                    ),
                ),
                (
                    "old_consent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="events.consenttext",
                        verbose_name="text agreed to before",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of an answer",
                "verbose_name_plural": "changes of answers",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="programme",
            name="members",
            field=models.ManyToManyField(
                related_name="programmes", through="events.TeamMember", to=settings.AUTH_USER_MODEL
            ),
        ),
        add_trigram_indexes(
            events__Event="search_text", events__Session="search_text", events__Contributor="search_text"
        ),
    ]
