"""All migrations up to the last one that it replaces, in one: a new database is ready in a few seconds."""

import datetime
import uuid
from decimal import Decimal

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
import events.models.engagement
import events.models.erasure
import events.models.event
import events.models.form_draft
import events.models.invitation
import events.models.invite
import events.models.journey
import events.models.letter
import events.models.nomination
import events.models.picture
import events.models.registration
import events.models.requirement
import events.models.resource
import events.models.session
import events.models.study_visit
import events.models.team
import events.models.token
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
        ("events", "0040_agenda_versions"),
        ("events", "0041_experts"),
        ("events", "0042_fill_experts"),
        ("events", "0043_index_experts"),
        ("events", "0044_people_of_agenda_steps"),
        ("events", "0045_missions_and_study_visits"),
        ("events", "0046_slides_by_mail"),
        ("events", "0047_conditions_of_contributors"),
        ("events", "0048_booths_of_interpreters"),
        ("events", "0049_papers_and_reports_of_visits"),
        ("events", "0050_history_of_meetings_and_costs"),
        ("events", "0051_legs_in_calendars"),
        ("events", "0052_public_fields_and_terms_of_missions"),
        ("events", "0053_first_steps_of_actions"),
        ("events", "0054_time_that_the_host_knows"),
        ("events", "0055_longer_numbers_of_legs"),
        ("events", "0056_minutes_of_buses"),
        ("events", "0057_fill_minutes_of_buses"),
        ("events", "0058_remove_moments_of_buses"),
        ("events", "0059_text_of_a_programme"),
        ("events", "0060_public_pages_of_programmes"),
        ("events", "0061_former_addresses"),
        ("events", "0062_library_and_pictures"),
        ("events", "0063_index_resources"),
        ("events", "0064_parts_of_report_comments"),
        ("events", "0065_audiences_of_missions"),
        ("events", "0066_security_lists"),
        ("events", "0067_page_revision"),
        ("events", "0068_things_changed_after_replacements"),
        ("events", "0069_documents_have_an_audience"),
        ("events", "0070_rules_of_due_dates"),
        ("events", "0071_notices_to_hosts"),
        ("events", "0072_warnings_of_requests"),
        ("events", "0073_resources_of_documents"),
        ("events", "0074_event_alerts"),
        ("events", "0075_dates_of_birth_in_security_lists"),
        ("events", "0076_deliverables_of_institutions"),
        ("events", "0077_public_area_of_missions"),
        ("events", "0078_fill_public_area_of_missions"),
        ("events", "0079_history_of_the_library"),
        ("events", "0080_reasons_of_taken_down_pictures"),
        ("events", "0081_earlier_dates_of_events"),
        ("events", "0082_public_parts_of_study_visits"),
        ("events", "0083_deadlines_for_nominations"),
        ("events", "0084_search_texts_of_areas"),
        ("events", "0085_fill_search_texts"),
        ("events", "0086_answers_of_institutions"),
        ("events", "0087_visit_of_a_request"),
        ("events", "0088_experts_named_to_institutions"),
        ("events", "0089_meeting_times_of_legs"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0015_index_search_texts"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_token",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="SHA-256 of the token")),
                ("created_at", models.DateTimeField(auto_now=True, verbose_name="created at")),
            ],
            options={
                "verbose_name": "calendar token",
                "verbose_name_plural": "calendar tokens",
            },
        ),
        migrations.CreateModel(
            name="CheckedLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.URLField(max_length=500, unique=True, verbose_name="link")),
                ("checked_at", models.DateTimeField(blank=True, null=True, verbose_name="checked at")),
                ("problem", models.CharField(blank=True, max_length=100, verbose_name="problem")),
                ("failed_since", models.DateTimeField(blank=True, null=True, verbose_name="fails since")),
                ("failures", models.PositiveSmallIntegerField(default=0, verbose_name="failed checks")),
            ],
            options={
                "verbose_name": "checked link",
                "verbose_name_plural": "checked links",
            },
        ),
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
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasure",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
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
                ("key", models.CharField(default=events.models.erasure.new_erasure_key, editable=False, max_length=32)),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="requested at")),
                ("due_at", models.DateTimeField(verbose_name="can be undone until")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                ("taken", models.JSONField(blank=True, default=dict, verbose_name="taken away")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="erased at")),
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
            name="EventAlert",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                ("kinds", models.JSONField(blank=True, default=list, verbose_name="event types")),
                ("countries", models.JSONField(blank=True, default=list, verbose_name="countries")),
                ("areas", models.JSONField(blank=True, default=list, verbose_name="areas of action")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked at")),
                (
                    "told_until",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="knows events until"),
                ),
            ],
            options={
                "verbose_name": "wish for mails about new events",
                "verbose_name_plural": "wishes for mails about new events",
                "ordering": ["pk"],
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
            name="FormerSlug",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("model", models.CharField(max_length=40, verbose_name="type")),
                ("within", models.BigIntegerField(default=0, verbose_name="within")),
                ("slug", models.SlugField(db_index=False, max_length=150, verbose_name="former address")),
                ("row", models.BigIntegerField(verbose_name="row")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
            ],
            options={
                "verbose_name": "former address",
                "verbose_name_plural": "former addresses",
                "constraints": [
                    models.UniqueConstraint(fields=("model", "within", "slug"), name="one_row_per_former_slug")
                ],
            },
        ),
        migrations.CreateModel(
            name="PageRevision",
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
                "verbose_name": "revision of the pages",
                "verbose_name_plural": "revisions of the pages",
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="page_revision_is_one_row")],
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
            name="CountryMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "country",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="events.country",
                        verbose_name="country",
                    ),
                ),
                ("body", models.CharField(max_length=40, verbose_name="body")),
                ("since_on", models.DateField(verbose_name="member since")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="member until")),
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
            name="Programme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True, max_length=20000, verbose_name="text (Markdown)")),
                (
                    "next_text",
                    models.TextField(blank=True, max_length=20000, verbose_name="next version of the text (Markdown)"),
                ),
                ("next_text_at", models.DateTimeField(blank=True, null=True, verbose_name="next version from")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("short_name", models.CharField(blank=True, max_length=60, verbose_name="short name")),
                ("summary", models.TextField(blank=True, max_length=2000, verbose_name="summary")),
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
                    "frame_sites",
                    models.TextField(blank=True, max_length=2000, verbose_name="sites that may embed the programme"),
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("next_text_at__isnull", True), models.Q(("next_text", ""), _negated=True), _connector="OR"
                        ),
                        name="programme_next_text_is_there",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AreaOfAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True, max_length=20000, verbose_name="text (Markdown)")),
                (
                    "next_text",
                    models.TextField(blank=True, max_length=20000, verbose_name="next version of the text (Markdown)"),
                ),
                ("next_text_at", models.DateTimeField(blank=True, null=True, verbose_name="next version from")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="areas",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
                ("slug", models.SlugField(max_length=80, verbose_name="address")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("description", models.TextField(blank=True, max_length=10000, verbose_name="description")),
                ("sources", models.JSONField(blank=True, default=list, verbose_name="sources")),
                ("search_text", models.TextField(default="", editable=False)),
            ],
            options={
                "verbose_name": "area of action",
                "verbose_name_plural": "areas of action",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "slug"), name="one_area_per_address"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("next_text_at__isnull", True), models.Q(("next_text", ""), _negated=True), _connector="OR"
                        ),
                        name="area_next_text_is_there",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallForRequests",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calls_for_requests",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("text", models.TextField(blank=True, max_length=5000, verbose_name="what institutions can ask for")),
                ("closes_at", models.DateTimeField(verbose_name="closes at")),
                (
                    "timezone",
                    accounts.zone_fields.TimezoneField(
                        max_length=64,
                        validators=[accounts.zone_fields.validate_timezone],
                        verbose_name="time zone of the deadline",
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                ("reminded_at", models.DateTimeField(blank=True, null=True, verbose_name="reminder sent at")),
                (
                    "addresses",
                    models.TextField(blank=True, max_length=20000, verbose_name="email addresses of institutions"),
                ),
                (
                    "key",
                    models.CharField(
                        default=events.models.token.new_link_key, editable=False, max_length=32, unique=True
                    ),
                ),
            ],
            options={
                "verbose_name": "call for requests",
                "verbose_name_plural": "calls for requests",
                "ordering": ["-closes_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Expert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="experts",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="expert_entries",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("local_name", models.CharField(blank=True, max_length=150, verbose_name="name in local script")),
                ("affiliation", models.CharField(blank=True, max_length=200, verbose_name="organisation")),
                ("job_title", models.CharField(blank=True, max_length=150, verbose_name="job title")),
                ("city", models.CharField(blank=True, max_length=100, verbose_name="city")),
                (
                    "country",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="experts",
                        to="events.country",
                        verbose_name="country",
                    ),
                ),
                ("expertise", models.TextField(blank=True, max_length=1000, verbose_name="expertise")),
                ("languages", models.CharField(blank=True, max_length=100, verbose_name="languages")),
                ("language_pairs", models.CharField(blank=True, max_length=200, verbose_name="interprets between")),
                ("biography", models.TextField(blank=True, max_length=2000, verbose_name="biography")),
                (
                    "public_since",
                    models.DateTimeField(blank=True, null=True, verbose_name="agreed to a public page at"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="added at")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
                ("search_text", models.TextField(default="", editable=False)),
            ],
            options={
                "verbose_name": "expert",
                "verbose_name_plural": "experts",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False)),
                        fields=("programme", "person"),
                        name="one_expert_entry_per_person_and_programme",
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="expert_has_a_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("number", models.PositiveIntegerField(editable=False, verbose_name="version")),
                ("text", models.TextField(max_length=40000, verbose_name="text (Markdown)")),
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
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="valid from"),
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
            name="Partner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partners",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
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
                ("sources", models.JSONField(blank=True, default=list, verbose_name="sources")),
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
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phases",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
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
                ("sources", models.JSONField(blank=True, default=list, verbose_name="sources")),
                (
                    "countries",
                    models.ManyToManyField(
                        blank=True, related_name="phases", to="events.country", verbose_name="target countries"
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
            name="ProgrammeChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("said", models.TextField(blank=True, verbose_name="details")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
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
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
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
            name="ReleasedFigures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
                ("events", models.PositiveIntegerField(verbose_name="events")),
                ("countries", models.PositiveIntegerField(verbose_name="countries")),
                ("participants", models.PositiveIntegerField(null=True, verbose_name="participants")),
                (
                    "women_percent",
                    models.PositiveSmallIntegerField(null=True, verbose_name="share of women in percent"),
                ),
                ("computed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="computed at")),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="released by",
                    ),
                ),
            ],
            options={
                "verbose_name": "released figures",
                "verbose_name_plural": "released figures",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("women_percent__isnull", True), ("women_percent__lte", 100), _connector="OR"
                        ),
                        name="women_percent_at_most_100",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tags",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
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
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="team_invitations",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
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
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="team",
                        to="events.programme",
                        verbose_name="programme",
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
                ("name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                ("other_names", models.TextField(blank=True, max_length=2000, verbose_name="earlier names")),
                ("address", models.CharField(blank=True, max_length=250, verbose_name="street address")),
                ("city", models.CharField(blank=True, max_length=100, verbose_name="city")),
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
                    "different_from",
                    models.ManyToManyField(blank=True, to="events.venue", verbose_name="different from"),
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
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consent_texts",
                        to="events.question",
                        verbose_name="question",
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("text", models.TextField(max_length=10000, verbose_name="text")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
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
                    "earlier_starts_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="started earlier at"),
                ),
                (
                    "earlier_ends_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ended earlier at"),
                ),
                (
                    "earlier_timezone",
                    models.CharField(blank=True, editable=False, max_length=64, verbose_name="earlier time zone"),
                ),
                (
                    "earlier_precision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("time", "Exact time"),
                            ("day", "Whole days"),
                            ("month", "Month only"),
                            ("year", "Year only"),
                            ("tbc", "To be confirmed"),
                        ],
                        editable=False,
                        max_length=5,
                        verbose_name="earlier date was known to the",
                    ),
                ),
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
                    "nominations_close_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="nominations close at"),
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
                ("title_text", models.TextField(default="", editable=False)),
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
                        condition=models.Q(
                            models.Q(
                                ("earlier_ends_at__isnull", True),
                                ("earlier_precision", ""),
                                ("earlier_starts_at__isnull", True),
                            ),
                            models.Q(
                                ("earlier_ends_at__isnull", False),
                                ("earlier_precision__in", ["time", "day"]),
                                ("earlier_starts_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="event_earlier_date_is_exact",
                    ),
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
            name="ExpertNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="events.expert",
                        verbose_name="expert",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="note")),
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
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
            ],
            options={
                "verbose_name": "note about an expert",
                "verbose_name_plural": "notes about experts",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ExpertPicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "expert",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="picture",
                        to="events.expert",
                        verbose_name="expert",
                    ),
                ),
                ("jpeg", models.BinaryField()),
                ("digest", models.CharField(editable=False, max_length=16)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="added at")),
                ("shown_since", models.DateTimeField(blank=True, null=True, verbose_name="agreed to show it at")),
            ],
            options={
                "verbose_name": "picture of an expert",
                "verbose_name_plural": "pictures of experts",
            },
        ),
        migrations.CreateModel(
            name="PartnerLogo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "partner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="logo",
                        to="events.partner",
                        verbose_name="partner",
                    ),
                ),
                ("png", models.BinaryField()),
                ("digest", models.CharField(editable=False, max_length=16)),
                ("width", models.PositiveSmallIntegerField(editable=False)),
                ("height", models.PositiveSmallIntegerField(editable=False)),
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
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rooms",
                        to="events.venue",
                        verbose_name="venue",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("capacity", models.PositiveIntegerField(blank=True, null=True, verbose_name="seats")),
                ("equipment", models.CharField(blank=True, max_length=300, verbose_name="equipment")),
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
            name="UnavailablePeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unavailable_periods",
                        to="events.expert",
                        verbose_name="expert",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
            ],
            options={
                "verbose_name": "unavailable period",
                "verbose_name_plural": "unavailable periods",
                "ordering": ["starts_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("expert", "starts_on", "ends_on"), name="one_row_per_unavailable_period"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="unavailable_period_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgendaStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agenda_steps",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
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
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("text", models.CharField(max_length=350, verbose_name="change")),
                ("changes", models.JSONField(default=dict, verbose_name="changes")),
                (
                    "people",
                    models.ManyToManyField(
                        blank=True, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="people"
                    ),
                ),
            ],
            options={
                "verbose_name": "step of an agenda",
                "verbose_name_plural": "steps of agendas",
                "ordering": ["event", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AgendaVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agenda_versions",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
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
                ("sessions", models.JSONField(default=dict, verbose_name="sessions")),
            ],
            options={
                "verbose_name": "version of an agenda",
                "verbose_name_plural": "versions of agendas",
                "ordering": ["event", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "number"), name="one_agenda_version_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="agenda_versions_count_from_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Album",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="albums",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="album",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                ("slug", models.SlugField(max_length=120, unique=True, verbose_name="address")),
                ("title", models.CharField(max_length=250, verbose_name="title")),
                ("description", models.TextField(blank=True, max_length=2000, verbose_name="description")),
                ("taken_on", models.DateField(blank=True, null=True, verbose_name="first day")),
                (
                    "revised_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed at"),
                ),
                ("is_sample", models.BooleanField(default=False, verbose_name="sample data")),
            ],
            options={
                "verbose_name": "album",
                "verbose_name_plural": "albums",
                "ordering": [models.OrderBy(models.F("taken_on"), descending=True, nulls_last=True), "title", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="album_has_a_title")
                ],
            },
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="announcements",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
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
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed at")),
                ("begun_at", models.DateTimeField(blank=True, null=True, verbose_name="started at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                ("people", models.PositiveIntegerField(default=0, verbose_name="people")),
                ("left_out", models.PositiveIntegerField(default=0, verbose_name="left out")),
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
            name="ColumnChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="column_choices",
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
                        verbose_name="team member",
                    ),
                ),
                ("columns", models.JSONField(default=list, verbose_name="columns")),
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
            name="CostSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cost_sheet",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                ("currency", models.CharField(default="USD", max_length=3, verbose_name="currency")),
                (
                    "status",
                    models.CharField(
                        choices=[("estimate", "Estimate"), ("approved", "Approved"), ("settled", "Settled")],
                        default="estimate",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
                ),
                ("rule", models.JSONField(blank=True, default=dict, verbose_name="rule of the daily allowance")),
            ],
            options={
                "verbose_name": "cost sheet",
                "verbose_name_plural": "cost sheets",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["estimate", "approved", "settled"])),
                        name="cost_sheet_status_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="delegations",
                        to="events.event",
                        verbose_name="event",
                    ),
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
                    "nomination_closes_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="nominations close at"),
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
            name="DelegationReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="delegation_reports",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="events.country",
                        verbose_name="country",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="delegation_reports",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who writes it",
                    ),
                ),
                ("days_after_end", models.PositiveSmallIntegerField(default=30, verbose_name="days after the end")),
                ("saw", models.TextField(blank=True, max_length=10000, verbose_name="what we saw")),
                (
                    "differs",
                    models.TextField(blank=True, max_length=10000, verbose_name="what differs from our country"),
                ),
                ("will_do", models.TextField(blank=True, max_length=10000, verbose_name="what we will do")),
                ("need", models.TextField(blank=True, max_length=10000, verbose_name="what we need")),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        max_length=200,
                        storage=events.models.answer.private_storage,
                        upload_to=events.models.study_visit.visit_report_path,
                        verbose_name="file",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="name of the file")),
                ("content_type", models.CharField(blank=True, max_length=100, verbose_name="type of the file")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="received on")),
                ("asked_at", models.DateTimeField(blank=True, null=True, verbose_name="link sent at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "key",
                    models.CharField(
                        default=events.models.token.new_link_key, editable=False, max_length=32, unique=True
                    ),
                ),
            ],
            options={
                "verbose_name": "report of a delegation",
                "verbose_name_plural": "reports of delegations",
                "ordering": ["event", "country"],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "country"), name="one_report_per_event_and_country")
                ],
            },
        ),
        migrations.CreateModel(
            name="Engagement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="engagements",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="engagements",
                        to="events.expert",
                        verbose_name="expert",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=events.models.engagement.new_engagement_key, editable=False, max_length=32
                    ),
                ),
                ("mail_tag", models.CharField(blank=True, editable=False, max_length=24)),
                ("mailed_at", models.DateTimeField(blank=True, null=True, verbose_name="link mailed at")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="link ended at")),
                ("equipment", models.CharField(blank=True, max_length=500, verbose_name="equipment")),
                ("needs", models.CharField(blank=True, max_length=500, verbose_name="diet, access and other needs")),
            ],
            options={
                "verbose_name": "engagement of an expert",
                "verbose_name_plural": "engagements of experts",
                "constraints": [
                    models.UniqueConstraint(fields=("event", "expert"), name="one_engagement_per_event_and_expert"),
                    models.CheckConstraint(
                        condition=models.Q(("revoked_at__isnull", True), ("mailed_at__isnull", False), _connector="OR"),
                        name="only_mailed_link_is_revoked",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("mail_tag", ""), _negated=True),
                        fields=("mail_tag",),
                        name="one_engagement_per_mail_tag",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evaluations",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
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
            name="EventChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("said", models.TextField(blank=True, verbose_name="details")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
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
                            ("agenda", "Agenda published"),
                            ("meetings", "Meetings changed"),
                            ("costs", "Costs approved or settled"),
                            ("legs", "Travel changed"),
                            ("terms", "Terms of reference"),
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
                                    "agenda",
                                    "meetings",
                                    "costs",
                                    "legs",
                                    "terms",
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
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="events.event",
                        verbose_name="event",
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
                ("shown_if_values", models.JSONField(blank=True, default=list, verbose_name="if the answer is")),
                ("shown_if_mode", models.JSONField(blank=True, default=list, verbose_name="for formats")),
                (
                    "shown_if_constituency",
                    models.JSONField(blank=True, default=list, verbose_name="for constituencies"),
                ),
                ("shown_if_country", models.JSONField(blank=True, default=list, verbose_name="for countries")),
                ("archived_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="removed at")),
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
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="form_drafts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                ("sealed", models.TextField(verbose_name="encrypted values")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="created at")),
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
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="group_members",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
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
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("address", models.EmailField(max_length=254, verbose_name="email address")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="entered at")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="removed at")),
                ("mailed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="mailed at")),
                ("mails", models.PositiveSmallIntegerField(default=1, verbose_name="number of mails")),
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
            name="Hotel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hotels",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("city", models.CharField(max_length=100, verbose_name="city")),
                (
                    "timezone",
                    accounts.zone_fields.TimezoneField(
                        max_length=64, validators=[accounts.zone_fields.validate_timezone], verbose_name="time zone"
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="address")),
                (
                    "local_address",
                    models.CharField(blank=True, max_length=300, verbose_name="address in local script, for drivers"),
                ),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
            ],
            options={
                "verbose_name": "hotel",
                "verbose_name_plural": "hotels",
                "ordering": ["event", "pk"],
                "constraints": [models.UniqueConstraint(fields=("event", "name"), name="one_hotel_per_name")],
            },
        ),
        migrations.CreateModel(
            name="InvitationCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitation_codes",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "code",
                    models.CharField(default=events.models.invitation.new_code, max_length=20, verbose_name="code"),
                ),
                ("uses", models.PositiveIntegerField(default=1, verbose_name="number of people")),
                ("used", models.PositiveIntegerField(default=0, editable=False, verbose_name="used")),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="valid until")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="for whom")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="made at")),
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
            name="Leg",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="legs",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("flight", "Flight"),
                            ("train", "Train"),
                            ("bus", "Bus"),
                            ("car", "Car"),
                            ("boat", "Boat"),
                        ],
                        default="flight",
                        max_length=6,
                        verbose_name="means of travel",
                    ),
                ),
                ("carrier", models.CharField(blank=True, max_length=80, verbose_name="carrier")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="number")),
                ("from_city", models.CharField(max_length=100, verbose_name="from")),
                (
                    "from_stop",
                    models.CharField(blank=True, max_length=100, verbose_name="airport or station of departure"),
                ),
                (
                    "from_timezone",
                    accounts.zone_fields.TimezoneField(
                        max_length=64,
                        validators=[accounts.zone_fields.validate_timezone],
                        verbose_name="time zone of departure",
                    ),
                ),
                ("to_city", models.CharField(max_length=100, verbose_name="to")),
                ("to_stop", models.CharField(blank=True, max_length=100, verbose_name="airport or station of arrival")),
                (
                    "to_timezone",
                    accounts.zone_fields.TimezoneField(
                        max_length=64,
                        validators=[accounts.zone_fields.validate_timezone],
                        verbose_name="time zone of arrival",
                    ),
                ),
                ("departs_at", models.DateTimeField(verbose_name="departs at")),
                ("arrives_at", models.DateTimeField(verbose_name="arrives at")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("booked", "Booked"),
                            ("changed", "Changed"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("booking", models.CharField(blank=True, max_length=40, verbose_name="booking reference")),
                (
                    "meeting_point",
                    models.CharField(blank=True, max_length=200, verbose_name="meeting point and driver"),
                ),
                (
                    "meeting_minutes",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="time at the meeting point, minutes before the departure"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note for the travellers")),
                (
                    "was_departs_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="departure before the last move"
                    ),
                ),
                (
                    "was_arrives_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="arrival before the last move"
                    ),
                ),
                (
                    "uid",
                    models.CharField(
                        default=events.models.journey.new_leg_uid, editable=False, max_length=120, unique=True
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "revised_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="revised at"),
                ),
            ],
            options={
                "verbose_name": "leg",
                "verbose_name_plural": "legs",
                "ordering": ["departs_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("arrives_at__gt", models.F("departs_at"))),
                        name="leg_arrives_after_departure",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["flight", "train", "bus", "car", "boat"])),
                        name="leg_mode_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["planned", "booked", "changed", "done", "cancelled"])),
                        name="leg_status_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mission",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "emergency",
                    models.TextField(blank=True, max_length=1000, verbose_name="emergency contacts of the mission"),
                ),
                ("public_fields", models.JSONField(blank=True, default=list, verbose_name="public fields")),
                (
                    "is_listed",
                    models.BooleanField(default=True, editable=False, verbose_name="in public lists and feeds"),
                ),
                (
                    "has_public_area",
                    models.BooleanField(default=True, editable=False, verbose_name="public area of action"),
                ),
            ],
            options={
                "verbose_name": "mission",
                "verbose_name_plural": "missions",
            },
        ),
        migrations.CreateModel(
            name="NewsItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="news",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
                ("slug", models.SlugField(max_length=80, verbose_name="address")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("text", models.TextField(max_length=10000, verbose_name="text (Markdown)")),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="news",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="news",
                        to="events.country",
                        verbose_name="country",
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
                    "changed_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed at"),
                ),
            ],
            options={
                "verbose_name": "news",
                "verbose_name_plural": "news",
                "ordering": ["-published_at", "-pk"],
                "indexes": [models.Index(fields=["programme", "published_at"], name="news_of_programme")],
                "constraints": [models.UniqueConstraint(fields=("programme", "slug"), name="one_news_per_address")],
            },
        ),
        migrations.CreateModel(
            name="NominationLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("key", models.CharField(default=events.models.nomination.new_key, editable=False, max_length=16)),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked at")),
                ("mailed_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="mailed at")),
                ("mails", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="number of mails")),
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
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pending_decisions",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
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
                ("at", models.DateTimeField(verbose_name="at")),
                ("due_at", models.DateTimeField(db_index=True, verbose_name="due at")),
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
            name="PendingUpdate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pending_update",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
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
                ("began_at", models.DateTimeField(verbose_name="first changed at")),
                ("due_at", models.DateTimeField(db_index=True, verbose_name="due at")),
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
            name="PolicyDeclaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True, max_length=20000, verbose_name="text (Markdown)")),
                (
                    "next_text",
                    models.TextField(blank=True, max_length=20000, verbose_name="next version of the text (Markdown)"),
                ),
                ("next_text_at", models.DateTimeField(blank=True, null=True, verbose_name="next version from")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="declarations",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
                ("slug", models.SlugField(max_length=80, verbose_name="address")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("adopted_by", models.CharField(blank=True, max_length=300, verbose_name="adopted by")),
                ("adopted_on", models.DateField(blank=True, null=True, verbose_name="adopted on")),
                (
                    "adopted_text",
                    models.CharField(
                        blank=True,
                        help_text="If the day is not known: November 2015",
                        max_length=60,
                        verbose_name="date in words",
                    ),
                ),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="link to the full text")),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="events.event",
                        verbose_name="event of the adoption",
                    ),
                ),
                ("sources", models.JSONField(blank=True, default=list, verbose_name="sources")),
            ],
            options={
                "verbose_name": "declaration of the programme",
                "verbose_name_plural": "declarations of programmes",
                "ordering": ["adopted_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "slug"), name="one_declaration_per_address"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("next_text_at__isnull", True), models.Q(("next_text", ""), _negated=True), _connector="OR"
                        ),
                        name="declaration_next_text_is_there",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminder_rules",
                        to="events.programme",
                        verbose_name="programme",
                    ),
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
                            ("reports", "Experts and institutions with a missing report or document"),
                            ("mission_experts", "Experts of a mission"),
                            ("expert_papers", "Experts whose declaration or agreement is missing"),
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
                            models.Q(("anchor__in", ["event_start", "event_end"]), ("audience", "mission_experts")),
                            models.Q(("anchor__in", ["event_start"]), ("audience", "expert_papers")),
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
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requirements",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
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
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                ("archived_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="removed at")),
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
                (
                    "kind",
                    models.CharField(
                        choices=[("session", "Session"), ("break", "Break"), ("social", "Social event")],
                        default="session",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("abstract", models.TextField(blank=True, max_length=10000, verbose_name="abstract")),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="starts at")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends at")),
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
                (
                    "track",
                    models.CharField(
                        blank=True,
                        help_text="Sessions of one track follow one subject",
                        max_length=60,
                        verbose_name="track",
                    ),
                ),
                ("room", models.CharField(blank=True, max_length=120, verbose_name="room")),
                (
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(class)ss",
                        to="events.venue",
                        verbose_name="place",
                    ),
                ),
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
                (
                    "expected",
                    models.PositiveIntegerField(
                        blank=True, help_text="Empty for all participants", null=True, verbose_name="people expected"
                    ),
                ),
                ("languages", models.JSONField(blank=True, default=list, verbose_name="interpreted into")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                ("time_text", models.CharField(blank=True, max_length=80, verbose_name="time as the source gives it")),
                ("seats_taken", models.PositiveIntegerField(default=0, editable=False, verbose_name="places taken")),
                (
                    "uid",
                    models.CharField(
                        default=events.models.session.new_session_uid, editable=False, max_length=120, unique=True
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("search_text", models.TextField(default="", editable=False)),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "ordering": [models.OrderBy(models.F("starts_at"), nulls_last=True), "position", "pk"],
                "abstract": False,
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
                        condition=models.Q(("kind__in", ["session", "break", "social"])), name="session_kind_known"
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
            name="StudyVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="study_visit",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                ("purpose", models.TextField(blank=True, max_length=2000, verbose_name="purpose")),
                ("questions", models.TextField(blank=True, max_length=3000, verbose_name="questions of the visit")),
                ("outcomes", models.TextField(blank=True, max_length=2000, verbose_name="outcomes")),
                ("host_rules", models.TextField(blank=True, max_length=1000, verbose_name="rules in the host country")),
                (
                    "tour_leader",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="tour leader",
                    ),
                ),
                (
                    "emergency",
                    models.TextField(blank=True, max_length=1000, verbose_name="emergency contacts of the visit"),
                ),
                (
                    "public_fields",
                    models.JSONField(
                        blank=True, default=events.models.study_visit.public_by_default, verbose_name="public fields"
                    ),
                ),
                (
                    "is_listed",
                    models.BooleanField(default=True, editable=False, verbose_name="in public lists and feeds"),
                ),
                (
                    "has_public_days",
                    models.BooleanField(default=True, editable=False, verbose_name="public programme day by day"),
                ),
            ],
            options={
                "verbose_name": "study visit",
                "verbose_name_plural": "study visits",
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
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
            name="AllowanceDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="events.costsheet",
                        verbose_name="cost sheet",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="allowance_days",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "night",
                    models.CharField(
                        choices=[
                            ("place", "Night at the place"),
                            ("air", "Night in the air"),
                            ("last", "Last day, no night"),
                        ],
                        default="place",
                        max_length=5,
                        verbose_name="night",
                    ),
                ),
                ("place", models.CharField(max_length=100, verbose_name="place")),
                ("lodging", models.BooleanField(default=False, verbose_name="lodging provided")),
                ("breakfast", models.BooleanField(default=False, verbose_name="breakfast provided")),
                ("lunch", models.BooleanField(default=False, verbose_name="lunch provided")),
                ("dinner", models.BooleanField(default=False, verbose_name="dinner provided")),
            ],
            options={
                "verbose_name": "day with an allowance",
                "verbose_name_plural": "days with an allowance",
                "ordering": ["sheet", "person", "day"],
                "constraints": [
                    models.UniqueConstraint(fields=("sheet", "person", "day"), name="one_allowance_per_person_and_day"),
                    models.CheckConstraint(
                        condition=models.Q(("night__in", ["place", "air", "last"])), name="allowance_night_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AlternateFocalPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "delegation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alternate",
                        to="events.delegation",
                        verbose_name="delegation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alternate_delegations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="alternate focal point",
                    ),
                ),
            ],
            options={
                "verbose_name": "alternate focal point",
                "verbose_name_plural": "alternate focal points",
            },
        ),
        migrations.CreateModel(
            name="AnnouncementText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "announcement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="events.announcement",
                        verbose_name="announcement",
                    ),
                ),
                ("language", models.CharField(max_length=5, verbose_name="language")),
                ("subject", models.CharField(max_length=250, verbose_name="subject")),
                ("body", models.TextField(max_length=20000, verbose_name="text (Markdown)")),
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
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contributors",
                        to="events.session",
                        verbose_name="session",
                    ),
                ),
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
                    "expert",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="contributions",
                        to="events.expert",
                        verbose_name="entry in the directory",
                    ),
                ),
                (
                    "invitation",
                    models.CharField(
                        choices=[
                            ("none", "Not invited by link"),
                            ("invited", "Invited, no answer yet"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                        ],
                        default="none",
                        max_length=8,
                        verbose_name="invitation",
                    ),
                ),
                ("invited_at", models.DateTimeField(blank=True, null=True, verbose_name="invited at")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                ("decline_reason", models.CharField(blank=True, max_length=300, verbose_name="reason for declining")),
                ("condition", models.CharField(blank=True, max_length=300, verbose_name="condition")),
                (
                    "condition_settled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="condition settled at"),
                ),
                (
                    "condition_answer",
                    models.CharField(blank=True, max_length=300, verbose_name="answer to the condition"),
                ),
                ("booth", models.CharField(blank=True, max_length=8, verbose_name="booth")),
                ("search_text", models.TextField(default="", editable=False)),
            ],
            options={
                "verbose_name": "contributor",
                "verbose_name_plural": "contributors",
                "ordering": ["pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["speaker", "moderator", "panellist", "expert", "interpreter", "host"])
                        ),
                        name="contributor_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at__isnull", True), ("invitation", "none"), ("invited_at__isnull", True)
                            ),
                            models.Q(
                                ("answered_at__isnull", True), ("invitation", "invited"), ("invited_at__isnull", False)
                            ),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("invitation__in", ["accepted", "declined"]),
                                ("invited_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="contributor_invitation_has_its_times",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decline_reason", ""), ("invitation", "declined"), _connector="OR"),
                        name="only_declined_invitation_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("condition", ""), ("invitation", "accepted"), _connector="OR"),
                        name="only_accepted_invitation_has_a_condition",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("condition_answer", ""), ("condition_settled_at__isnull", True)),
                            models.Q(("condition", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="only_condition_is_settled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("booth", ""), ("role", "interpreter"), _connector="OR"),
                        name="only_interpreter_has_a_booth",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CostLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="events.costsheet",
                        verbose_name="cost sheet",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fee", "Fee"),
                            ("ticket", "Ticket"),
                            ("interpretation", "Interpretation"),
                            ("terminal", "Terminal allowance"),
                            ("hotel", "Hotel"),
                            ("transport", "Local transport"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=14,
                        verbose_name="kind",
                    ),
                ),
                ("what", models.CharField(max_length=200, verbose_name="what")),
                (
                    "units",
                    models.DecimalField(
                        decimal_places=2,
                        default=1,
                        max_digits=8,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="units",
                    ),
                ),
                (
                    "price",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="price of a unit",
                    ),
                ),
                (
                    "actual",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="actual cost",
                    ),
                ),
                (
                    "funding",
                    models.CharField(
                        choices=[("programme", "Programme"), ("own", "Own institution"), ("other", "Other donor")],
                        default="programme",
                        max_length=9,
                        verbose_name="paid by",
                    ),
                ),
            ],
            options={
                "verbose_name": "cost",
                "verbose_name_plural": "costs",
                "ordering": ["sheet", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["fee", "ticket", "interpretation", "terminal", "hotel", "transport", "other"])
                        ),
                        name="cost_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("funding__in", ["programme", "own", "other"])), name="cost_funding_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price__gte", 0), ("units__gte", 0)), name="cost_is_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DailyRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rates",
                        to="events.costsheet",
                        verbose_name="cost sheet",
                    ),
                ),
                ("place", models.CharField(max_length=100, verbose_name="place")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="amount",
                    ),
                ),
            ],
            options={
                "verbose_name": "daily rate",
                "verbose_name_plural": "daily rates",
                "ordering": ["sheet", "place"],
                "constraints": [
                    models.UniqueConstraint(fields=("sheet", "place"), name="one_rate_per_place"),
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="rate_is_not_negative"),
                ],
            },
        ),
        migrations.CreateModel(
            name="EventTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                    "nominations_close_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="days before the event on which nominations close"
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
            name="LegTraveller",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "leg",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="travellers",
                        to="events.leg",
                        verbose_name="leg",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="legs",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="traveller",
                    ),
                ),
                ("seat", models.CharField(blank=True, max_length=20, verbose_name="seat")),
            ],
            options={
                "verbose_name": "traveller on a leg",
                "verbose_name_plural": "travellers on legs",
                "ordering": ["leg", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("leg", "person"), name="one_row_per_leg_and_traveller")
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="meeting",
                        to="events.session",
                        verbose_name="session",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("idea", "Idea"),
                            ("asked", "Asked"),
                            ("tentative", "Tentative"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("held", "Held"),
                            ("not_held", "Not held"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="idea",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("institution", models.CharField(blank=True, max_length=200, verbose_name="institution")),
                ("counterpart_name", models.CharField(blank=True, max_length=200, verbose_name="counterpart")),
                (
                    "counterpart_title",
                    models.CharField(blank=True, max_length=200, verbose_name="job title of the counterpart"),
                ),
                ("contact_name", models.CharField(blank=True, max_length=150, verbose_name="contact")),
                (
                    "contact_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="email address of the contact"),
                ),
                ("contact_phone", models.CharField(blank=True, max_length=40, verbose_name="phone of the contact")),
                (
                    "contact_language",
                    models.CharField(blank=True, max_length=10, verbose_name="language of the contact"),
                ),
                ("contact_on_day", models.CharField(blank=True, max_length=200, verbose_name="contact on the day")),
                (
                    "address",
                    models.CharField(blank=True, max_length=300, verbose_name="address in local script, for drivers"),
                ),
                ("aim", models.CharField(blank=True, max_length=300, verbose_name="aim")),
                ("questions", models.TextField(blank=True, max_length=3000, verbose_name="questions to answer")),
                ("brings", models.TextField(blank=True, max_length=1000, verbose_name="to bring")),
                ("dress", models.CharField(blank=True, max_length=200, verbose_name="dress")),
                (
                    "bus_minutes",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="bus or departure, minutes before the start"
                    ),
                ),
                ("getting_there", models.CharField(blank=True, max_length=300, verbose_name="how to get there")),
                ("capacity", models.PositiveIntegerField(blank=True, null=True, verbose_name="visitors at most")),
                (
                    "interpreter_by",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not needed"), ("visitors", "Visitors bring one"), ("host", "Host provides one")],
                        default="",
                        max_length=8,
                        verbose_name="interpreter",
                    ),
                ),
                ("is_step_free", models.BooleanField(blank=True, null=True, verbose_name="step-free")),
                ("photographs", models.CharField(blank=True, max_length=200, verbose_name="photographs")),
                ("gate", models.CharField(blank=True, max_length=300, verbose_name="rules at the entrance")),
                (
                    "security_list",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not needed"),
                            ("names", "Names and organisations"),
                            ("passports", "Names, nationalities and passport numbers"),
                            ("births", "Names, nationalities, passport numbers and dates of birth"),
                        ],
                        default="",
                        max_length=9,
                        verbose_name="security list",
                    ),
                ),
                (
                    "list_for",
                    models.CharField(blank=True, max_length=500, verbose_name="who gets the list with passport data"),
                ),
                (
                    "list_released_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="security list released at"),
                ),
                (
                    "programme_of_host",
                    models.TextField(blank=True, max_length=3000, verbose_name="programme that the host offers"),
                ),
                (
                    "letter_reference",
                    models.CharField(blank=True, max_length=80, verbose_name="reference of the host's letter"),
                ),
                ("asked_at", models.DateTimeField(blank=True, null=True, verbose_name="asked at")),
                (
                    "told_starts_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="start that the host knows"
                    ),
                ),
                (
                    "told_ends_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="end that the host knows"),
                ),
                ("notice_due_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "told_off",
                    models.CharField(
                        blank=True,
                        choices=[("cancelled", "Cancelled"), ("postponed", "Postponed")],
                        editable=False,
                        max_length=9,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                ("answer_note", models.CharField(blank=True, max_length=500, verbose_name="note with the answer")),
                ("expected_people", models.PositiveIntegerField(blank=True, null=True, verbose_name="people expected")),
                ("met_people", models.PositiveIntegerField(blank=True, null=True, verbose_name="people met")),
                ("met_women", models.PositiveIntegerField(blank=True, null=True, verbose_name="of whom women")),
                ("met_names", models.TextField(blank=True, max_length=5000, verbose_name="names of the people met")),
                ("notes", models.TextField(blank=True, max_length=20000, verbose_name="private notes")),
                ("notes_revision", models.PositiveIntegerField(default=0, editable=False)),
                ("gift", models.CharField(blank=True, max_length=200, verbose_name="gift")),
                (
                    "protocol",
                    models.TextField(blank=True, max_length=2000, verbose_name="protocol: seating, speeches, titles"),
                ),
                ("thanked_on", models.DateField(blank=True, null=True, verbose_name="thank-you letter sent on")),
                (
                    "key",
                    models.CharField(
                        default=events.models.token.new_link_key, editable=False, max_length=32, unique=True
                    ),
                ),
            ],
            options={
                "verbose_name": "meeting",
                "verbose_name_plural": "meetings",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "idea",
                                    "asked",
                                    "tentative",
                                    "confirmed",
                                    "declined",
                                    "held",
                                    "not_held",
                                    "cancelled",
                                ],
                            )
                        ),
                        name="meeting_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("met_women__isnull", True), ("met_people__gte", models.F("met_women")), _connector="OR"
                        ),
                        name="women_are_among_people_met",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MissionReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="report",
                        to="events.mission",
                        verbose_name="mission",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("accepted", "Accepted"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("summary", models.TextField(blank=True, max_length=3000, verbose_name="summary")),
                ("context", models.TextField(blank=True, max_length=20000, verbose_name="context")),
                ("positives", models.TextField(blank=True, max_length=10000, verbose_name="what works well")),
                ("other_issues", models.TextField(blank=True, max_length=10000, verbose_name="other issues")),
                (
                    "not_as_planned",
                    models.TextField(blank=True, max_length=3000, verbose_name="what was not as planned, and why"),
                ),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        max_length=200,
                        storage=events.models.answer.private_storage,
                        upload_to="mission-reports",
                        verbose_name="uploaded report",
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=150, verbose_name="file name")),
                ("public_summary", models.JSONField(blank=True, default=dict, verbose_name="public summary")),
                (
                    "shared_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="shared with the institution at"),
                ),
                ("released_at", models.DateTimeField(blank=True, null=True, verbose_name="public summary released at")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
            ],
            options={
                "verbose_name": "mission report",
                "verbose_name_plural": "mission reports",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "submitted", "returned", "accepted"])),
                        name="report_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("released_at__isnull", True), ("status", "accepted"), _connector="OR"),
                        name="only_accepted_report_is_released",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MissionRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mission_requests",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="requests",
                        to="events.callforrequests",
                        verbose_name="call",
                    ),
                ),
                (
                    "mission",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="requests",
                        to="events.mission",
                        verbose_name="mission",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="requests",
                        to="events.studyvisit",
                        verbose_name="study visit",
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=20, verbose_name="reference")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned with a question"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("expert_mission", "Expert mission"), ("study_visit", "Study visit")],
                        default="expert_mission",
                        max_length=14,
                        verbose_name="kind",
                    ),
                ),
                ("topic", models.CharField(max_length=200, verbose_name="topic")),
                ("institution", models.CharField(max_length=200, verbose_name="institution")),
                ("unit", models.CharField(blank=True, max_length=200, verbose_name="unit")),
                (
                    "country",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="events.country",
                        verbose_name="country",
                    ),
                ),
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
                        verbose_name="group",
                    ),
                ),
                ("contact_name", models.CharField(max_length=150, verbose_name="name of the contact")),
                (
                    "contact_title",
                    models.CharField(blank=True, max_length=150, verbose_name="job title of the contact"),
                ),
                ("contact_email", models.EmailField(max_length=254, verbose_name="email address of the contact")),
                ("contact_phone", models.CharField(blank=True, max_length=40, verbose_name="phone of the contact")),
                (
                    "contact_language",
                    models.CharField(blank=True, max_length=10, verbose_name="language for our mails"),
                ),
                (
                    "second_contact",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="second contact: name, email address, phone"
                    ),
                ),
                (
                    "problem",
                    models.TextField(blank=True, max_length=3000, verbose_name="problem, and the aim of the mission"),
                ),
                ("tried_before", models.TextField(blank=True, max_length=3000, verbose_name="what was done so far")),
                ("results_wanted", models.TextField(blank=True, max_length=3000, verbose_name="results wanted")),
                ("questions", models.TextField(blank=True, max_length=3000, verbose_name="questions to answer")),
                (
                    "expert_wished",
                    models.TextField(blank=True, max_length=1000, verbose_name="profile of the expert wished"),
                ),
                ("staff_taking_part", models.CharField(blank=True, max_length=300, verbose_name="staff who take part")),
                ("period", models.TextField(blank=True, max_length=1000, verbose_name="possible periods")),
                ("cities", models.CharField(blank=True, max_length=200, verbose_name="cities")),
                (
                    "languages",
                    models.CharField(blank=True, max_length=200, verbose_name="languages, and interpretation"),
                ),
                (
                    "provides",
                    models.TextField(blank=True, max_length=1000, verbose_name="what the institution provides"),
                ),
                ("confidential", models.TextField(blank=True, max_length=1000, verbose_name="what is confidential")),
                (
                    "endorsed_by",
                    models.CharField(blank=True, max_length=200, verbose_name="endorsed by: name and job title"),
                ),
                (
                    "letter_reference",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="reference and date of the official letter"
                    ),
                ),
                (
                    "letter",
                    models.FileField(
                        blank=True,
                        max_length=200,
                        storage=events.models.answer.private_storage,
                        upload_to="mission-letters",
                        verbose_name="official letter",
                    ),
                ),
                ("letter_name", models.CharField(blank=True, max_length=150, verbose_name="file name of the letter")),
                ("warned_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
                (
                    "key",
                    models.CharField(
                        default=events.models.token.new_link_key, editable=False, max_length=32, unique=True
                    ),
                ),
            ],
            options={
                "verbose_name": "request",
                "verbose_name_plural": "requests",
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reference", ""), _negated=True),
                        fields=("programme", "reference"),
                        name="one_request_per_reference",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "draft"), models.Q(("reference", ""), _negated=True), _connector="OR"
                        ),
                        name="submitted_request_has_a_reference",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "submitted", "returned", "accepted", "declined", "withdrawn"])
                        ),
                        name="request_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["expert_mission", "study_visit"])), name="request_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mission__isnull", True), ("status", "accepted"), _connector="OR"),
                        name="only_accepted_request_has_a_mission",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficialLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "delegation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letter",
                        to="events.delegation",
                        verbose_name="delegation",
                    ),
                ),
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
                ("reviewed_at", models.DateTimeField(blank=True, null=True, verbose_name="reviewed at")),
                ("reason", models.TextField(blank=True, max_length=1000, verbose_name="reason")),
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
            name="Picture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "album",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="events.album",
                        verbose_name="album",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                ("title", models.CharField(max_length=200, verbose_name="caption")),
                (
                    "alt",
                    models.CharField(
                        blank=True,
                        help_text="What the picture shows, in one or two sentences",
                        max_length=500,
                        verbose_name="description for people who cannot see it",
                    ),
                ),
                (
                    "credit",
                    models.CharField(
                        blank=True, help_text="Who took the picture", max_length=200, verbose_name="credit"
                    ),
                ),
                (
                    "licence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cc0", "Public domain (CC0)"),
                            ("by", "CC BY 4.0"),
                            ("by-sa", "CC BY-SA 4.0"),
                            ("by-nd", "CC BY-ND 4.0"),
                            ("by-nc", "CC BY-NC 4.0"),
                            ("by-nc-sa", "CC BY-NC-SA 4.0"),
                            ("by-nc-nd", "CC BY-NC-ND 4.0"),
                            ("by-igo", "CC BY 3.0 IGO"),
                            ("credit", "May be used with the credit"),
                            ("reserved", "All rights reserved"),
                        ],
                        max_length=10,
                        verbose_name="licence",
                    ),
                ),
                ("shows_people", models.BooleanField(default=True, verbose_name="people can be recognised")),
                ("shown_until", models.DateTimeField(blank=True, null=True, verbose_name="consent ends at")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                ("taken_down_at", models.DateTimeField(blank=True, null=True, verbose_name="taken down at")),
                (
                    "taken_down_by",
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
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("team", "The team took it down."),
                            ("consent", "The consent of a person shown has ended."),
                            ("erasure", "The data of a person who is named with it was deleted."),
                        ],
                        max_length=8,
                        verbose_name="reason",
                    ),
                ),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="added at")),
                ("is_sample", models.BooleanField(default=False, verbose_name="sample data")),
            ],
            options={
                "verbose_name": "picture",
                "verbose_name_plural": "pictures",
                "ordering": ["position", "pk"],
                "indexes": [models.Index(fields=["album", "position"], name="picture_album_position")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at__isnull", True),
                            models.Q(models.Q(("alt", ""), _negated=True), models.Q(("credit", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="only_described_pictures_are_published",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("taken_down_at__isnull", True), ("published_at__isnull", True), _connector="OR"
                        ),
                        name="picture_taken_down_is_not_published",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why__in", ["", "team", "consent", "erasure"])),
                        name="reason_of_taken_down_picture_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlannedReminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="planned",
                        to="events.reminderrule",
                        verbose_name="rule",
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
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="registrations",
                        to="events.event",
                        verbose_name="event",
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
            name="RoomStay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "hotel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stays",
                        to="events.hotel",
                        verbose_name="hotel",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="room_stays",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "room_type",
                    models.CharField(
                        choices=[("single", "Single"), ("twin", "Twin"), ("accessible", "Accessible")],
                        default="single",
                        max_length=10,
                        verbose_name="room",
                    ),
                ),
                (
                    "shares_with",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="shared_by",
                        to="events.roomstay",
                        verbose_name="shares with",
                    ),
                ),
                ("is_single_wanted", models.BooleanField(default=False, verbose_name="wants a single room")),
                ("is_non_smoking", models.BooleanField(default=True, verbose_name="non-smoking")),
                ("number", models.CharField(blank=True, max_length=20, verbose_name="room number")),
                ("check_in", models.DateField(verbose_name="first night")),
                ("check_out", models.DateField(verbose_name="departure")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note for the hotel")),
            ],
            options={
                "verbose_name": "stay in a hotel",
                "verbose_name_plural": "stays in hotels",
                "ordering": ["hotel", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("hotel", "person"), name="one_stay_per_hotel_and_person"),
                    models.CheckConstraint(
                        condition=models.Q(("check_out__gt", models.F("check_in"))), name="stay_has_a_night"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("room_type__in", ["single", "twin", "accessible"])), name="room_type_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("shares_with__isnull", True), ("room_type", "twin"), _connector="OR"),
                        name="only_a_twin_room_is_shared",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SessionDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("session", "Session"), ("break", "Break"), ("social", "Social event")],
                        default="session",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("abstract", models.TextField(blank=True, max_length=10000, verbose_name="abstract")),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="starts at")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends at")),
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
                (
                    "track",
                    models.CharField(
                        blank=True,
                        help_text="Sessions of one track follow one subject",
                        max_length=60,
                        verbose_name="track",
                    ),
                ),
                ("room", models.CharField(blank=True, max_length=120, verbose_name="room")),
                (
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(class)ss",
                        to="events.venue",
                        verbose_name="place",
                    ),
                ),
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
                (
                    "expected",
                    models.PositiveIntegerField(
                        blank=True, help_text="Empty for all participants", null=True, verbose_name="people expected"
                    ),
                ),
                ("languages", models.JSONField(blank=True, default=list, verbose_name="interpreted into")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="session_drafts",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "session",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="draft",
                        to="events.session",
                        verbose_name="published session",
                    ),
                ),
                ("is_removed", models.BooleanField(default=False, verbose_name="removed")),
            ],
            options={
                "verbose_name": "draft of a session",
                "verbose_name_plural": "drafts of sessions",
                "ordering": [models.OrderBy(models.F("starts_at"), nulls_last=True), "position", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_at__isnull", True), ("starts_at__isnull", True)),
                            models.Q(("ends_at__gt", models.F("starts_at")), ("starts_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="sessiondraft_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["session", "break", "social"])), name="sessiondraft_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_removed", False), ("session__isnull", False), _connector="OR"),
                        name="only_published_session_is_removed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TermsOfReference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="terms",
                        to="events.mission",
                        verbose_name="mission",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("sent", "Sent to the institution"),
                            ("agreed", "Agreed"),
                            ("replaced", "Replaced"),
                        ],
                        default="draft",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                ("background", models.TextField(blank=True, max_length=5000, verbose_name="background")),
                ("objective", models.TextField(blank=True, max_length=2000, verbose_name="objectives")),
                ("scope", models.TextField(blank=True, max_length=2000, verbose_name="scope")),
                ("out_of_scope", models.TextField(blank=True, max_length=2000, verbose_name="out of scope")),
                ("tasks", models.TextField(blank=True, max_length=5000, verbose_name="tasks")),
                ("profile", models.TextField(blank=True, max_length=2000, verbose_name="profile of the experts")),
                ("inputs", models.TextField(blank=True, max_length=2000, verbose_name="inputs of each side")),
                (
                    "languages",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="languages of the report and the summary"
                    ),
                ),
                ("counterpart", models.TextField(blank=True, max_length=2000, verbose_name="counterpart and duties")),
                (
                    "conduct",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="confidentiality, ownership, visibility"
                    ),
                ),
                ("assumptions", models.TextField(blank=True, max_length=2000, verbose_name="assumptions and risks")),
                ("deliverables", models.JSONField(blank=True, default=list, verbose_name="deliverables")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="what is new in this version")),
                ("first_day", models.DateField(blank=True, editable=False, null=True)),
                ("last_day", models.DateField(blank=True, editable=False, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                ("agreed_at", models.DateTimeField(blank=True, null=True, verbose_name="agreed at")),
                ("agreed_by", models.CharField(blank=True, max_length=200, verbose_name="agreed by")),
                (
                    "agreed_how",
                    models.CharField(blank=True, max_length=100, verbose_name="agreed by link or by letter"),
                ),
                ("answer", models.CharField(blank=True, max_length=2000, verbose_name="wishes of the institution")),
                (
                    "no_comments_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="institution without comments since"),
                ),
            ],
            options={
                "verbose_name": "version of terms of reference",
                "verbose_name_plural": "versions of terms of reference",
                "ordering": ["mission", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("mission", "number"), name="one_version_of_terms_per_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["draft", "sent"])),
                        fields=("mission",),
                        name="one_open_version_of_terms",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "agreed")),
                        fields=("mission",),
                        name="one_agreed_version_of_terms",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "sent", "agreed", "replaced"])),
                        name="terms_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status", "draft"), ("sent_at__isnull", False), _connector="OR"),
                        name="only_sent_terms_go_on",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnnouncementRecipient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="events.registration",
                        verbose_name="registration",
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
                ("value", models.JSONField(blank=True, null=True, verbose_name="answer")),
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
                ("answered_at", models.DateTimeField(verbose_name="answered at")),
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
            name="AnswerFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
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
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="events.mission",
                        verbose_name="mission",
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="events.expert",
                        verbose_name="expert",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("lead", "Lead expert"), ("expert", "Expert"), ("interpreter", "Interpreter")],
                        default="expert",
                        max_length=11,
                        verbose_name="role",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("asked", "Asked"),
                            ("available", "Available"),
                            ("not_available", "Not available"),
                            ("selected", "Selected"),
                            ("agreed", "Agreed"),
                            ("completed", "Completed"),
                            ("released", "Released"),
                            ("withdrew", "Withdrew"),
                        ],
                        default="proposed",
                        max_length=13,
                        verbose_name="status",
                    ),
                ),
                (
                    "days",
                    models.CharField(blank=True, max_length=60, verbose_name="days of preparation, mission and report"),
                ),
                ("condition", models.CharField(blank=True, max_length=500, verbose_name="condition of the expert")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason of the expert")),
                ("asked_at", models.DateTimeField(blank=True, null=True, verbose_name="asked at")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                ("selected_at", models.DateTimeField(blank=True, null=True, verbose_name="selected at")),
                ("agreed_at", models.DateTimeField(blank=True, null=True, verbose_name="agreed at")),
                (
                    "announced_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="named to the institution at"
                    ),
                ),
                (
                    "terms",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="events.termsofreference",
                        verbose_name="terms of reference that were agreed",
                    ),
                ),
                (
                    "release_letter",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="letter of the employer: reference and date"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=events.models.token.new_link_key, editable=False, max_length=32, unique=True
                    ),
                ),
            ],
            options={
                "verbose_name": "assignment",
                "verbose_name_plural": "assignments",
                "ordering": ["mission", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("mission", "expert"), name="one_assignment_per_mission_and_expert"),
                    models.UniqueConstraint(
                        condition=models.Q(("role", "lead"), ("status__in", ["selected", "agreed", "completed"])),
                        fields=("mission",),
                        name="one_selected_lead_expert",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["lead", "expert", "interpreter"])),
                        name="assignment_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "proposed",
                                    "asked",
                                    "available",
                                    "not_available",
                                    "selected",
                                    "agreed",
                                    "completed",
                                    "released",
                                    "withdrew",
                                ],
                            )
                        ),
                        name="assignment_status_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                (
                    "purpose",
                    models.CharField(
                        choices=[("question", "a text in the form of an event")], max_length=10, verbose_name="purpose"
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
                ("notice_mark", models.CharField(max_length=12, verbose_name="mark of the notice")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="given at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
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
            name="Deliverable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliverables",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliverables",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="from whom",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliverables",
                        to="events.missionrequest",
                        verbose_name="from the institution of",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("slides", "Slides"),
                            ("report", "Mission report"),
                            ("comments", "Comments on the report"),
                            ("other", "Something else"),
                        ],
                        default="report",
                        max_length=8,
                        verbose_name="what",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                (
                    "anchor",
                    models.CharField(
                        blank=True,
                        choices=[("start", "the first day"), ("end", "the last day")],
                        editable=False,
                        max_length=5,
                        verbose_name="counted from",
                    ),
                ),
                (
                    "offset",
                    models.SmallIntegerField(blank=True, editable=False, null=True, verbose_name="days from there"),
                ),
                ("is_typed", models.BooleanField(default=False, editable=False, verbose_name="typed by hand")),
                ("first_day", models.DateField(blank=True, editable=False, null=True)),
                ("last_day", models.DateField(blank=True, editable=False, null=True)),
                (
                    "received_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="received at"),
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
            ],
            options={
                "verbose_name": "deliverable",
                "verbose_name_plural": "deliverables",
                "ordering": ["due_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event", "person", "title"), name="one_deliverable_per_person_and_title"
                    ),
                    models.UniqueConstraint(
                        fields=("event", "request", "title"), name="one_deliverable_per_institution_and_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person__isnull", False), ("request__isnull", True)),
                            models.Q(("person__isnull", True), ("request__isnull", False)),
                            _connector="OR",
                        ),
                        name="deliverable_has_one_owner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["slides", "report", "comments", "other"])),
                        name="deliverable_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("anchor", ""), ("offset__isnull", True)),
                            models.Q(("anchor__in", ["start", "end"]), ("offset__isnull", False)),
                            _connector="OR",
                        ),
                        name="deliverable_rule_is_complete",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftContributor",
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
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contributors",
                        to="events.sessiondraft",
                        verbose_name="draft of a session",
                    ),
                ),
            ],
            options={
                "verbose_name": "contributor of a draft",
                "verbose_name_plural": "contributors of drafts",
                "ordering": ["pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["speaker", "moderator", "panellist", "expert", "interpreter", "host"])
                        ),
                        name="draftcontributor_role_known",
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
            name="EvidenceFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
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
                    "requirement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence_files",
                        to="events.requirement",
                        verbose_name="requirement",
                    ),
                ),
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
            name="ExpertRating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "contributor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ratings",
                        to="events.contributor",
                        verbose_name="assignment",
                    ),
                ),
                ("score", models.PositiveSmallIntegerField(verbose_name="rating")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
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
                ("at", models.DateTimeField(auto_now=True, verbose_name="at")),
            ],
            options={
                "verbose_name": "rating of an assignment",
                "verbose_name_plural": "ratings of assignments",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("contributor", "by"), name="one_rating_per_assignment_and_member"),
                    models.CheckConstraint(
                        condition=models.Q(("score__gte", 1), ("score__lte", 5)), name="rating_from_one_to_five"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invite",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            name="KeptRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "registration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="kept_record",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
                ("ground", models.CharField(max_length=300, verbose_name="legal ground")),
                ("until_on", models.DateField(verbose_name="kept until")),
                ("sealed", models.TextField(editable=False, verbose_name="encrypted name and organisation")),
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
            name="KeyChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="key_changes",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
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
            name="ListReader",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="list_readers",
                        to="events.meeting",
                        verbose_name="meeting",
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("email", models.EmailField(max_length=254, verbose_name="email address")),
                ("released_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="released at")),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="released by",
                    ),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="first opened at")),
                (
                    "key",
                    models.CharField(
                        default=events.models.token.new_link_key, editable=False, max_length=32, unique=True
                    ),
                ),
            ],
            options={
                "verbose_name": "reader of a security list",
                "verbose_name_plural": "readers of security lists",
                "ordering": ["meeting", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "email"), name="one_reader_per_meeting_and_address")
                ],
            },
        ),
        migrations.CreateModel(
            name="Nomination",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "registration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="nomination",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("address", models.EmailField(max_length=254, verbose_name="email address")),
                ("position", models.CharField(blank=True, max_length=200, verbose_name="position")),
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
                (
                    "changed_things",
                    models.JSONField(
                        blank=True, default=list, editable=False, verbose_name="changed after the replacement"
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="nominated at")),
                ("priority", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="priority")),
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
            name="PassportConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passport_consents",
                        to="events.meeting",
                        verbose_name="meeting",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passport_consents",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[("asked", "Not answered"), ("given", "Agreed"), ("refused", "Refused")],
                        default="asked",
                        max_length=7,
                        verbose_name="answer",
                    ),
                ),
                ("with_birth_date", models.BooleanField(default=False, verbose_name="includes the date of birth")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked at")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
            ],
            options={
                "verbose_name": "consent to a security list",
                "verbose_name_plural": "consents to security lists",
                "ordering": ["meeting", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "registration"), name="one_consent_per_meeting_and_traveller"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["asked", "given", "refused"])), name="consent_answer_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "asked"), ("answered_at__isnull", True)),
                            models.Q(models.Q(("answer", "asked"), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="consent_has_the_time_of_its_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("with_birth_date", False), ("answer", "given"), _connector="OR"),
                        name="only_consent_includes_date_of_birth",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PicturedPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "picture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="people",
                        to="events.picture",
                        verbose_name="picture",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="A person, or a group such as: all participants", max_length=200, verbose_name="name"
                    ),
                ),
                ("consented_on", models.DateField(blank=True, null=True, verbose_name="agreed on")),
                ("consent_note", models.CharField(blank=True, max_length=200, verbose_name="how")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="consent withdrawn at")),
            ],
            options={
                "verbose_name": "person in a picture",
                "verbose_name_plural": "people in pictures",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="PictureFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "picture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="events.picture",
                        verbose_name="picture",
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "format",
                    models.CharField(
                        choices=[("jpg", "JPEG"), ("webp", "WebP"), ("avif", "AVIF")],
                        max_length=4,
                        verbose_name="format",
                    ),
                ),
                ("width", models.PositiveSmallIntegerField(verbose_name="width in pixels")),
                ("height", models.PositiveSmallIntegerField(verbose_name="height in pixels")),
                (
                    "file",
                    models.FileField(
                        max_length=200,
                        storage=events.models.answer.private_storage,
                        upload_to=events.models.picture.picture_file_path,
                        verbose_name="file",
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
            ],
            options={
                "verbose_name": "file of a picture",
                "verbose_name_plural": "files of pictures",
                "ordering": ["width", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("picture", "format", "width"), name="one_file_per_size_and_format"),
                    models.CheckConstraint(
                        condition=models.Q(("format__in", ["jpg", "webp", "avif"])), name="picture_format_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegistrationChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
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
                    "by_link",
                    models.BooleanField(
                        default=accounts.links.acting.is_by_link, editable=False, verbose_name="by link"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("reason", models.TextField(blank=True, max_length=1000, verbose_name="reason")),
                ("old_facts", models.JSONField(blank=True, default=dict, editable=False, verbose_name="facts before")),
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
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
                ("text", models.TextField(max_length=5000, verbose_name="note")),
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
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="events.missionrequest",
                        verbose_name="institution of",
                    ),
                ),
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
                    models.UniqueConstraint(
                        fields=("event", "rule", "request", "about", "anchor_on"),
                        name="one_reminder_per_institution_and_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person__isnull", False), ("request__isnull", True)),
                            models.Q(("person__isnull", True), ("request__isnull", False)),
                            _connector="OR",
                        ),
                        name="reminder_has_one_recipient",
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
            name="ReportComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="events.missionreport",
                        verbose_name="report",
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("summary", "Summary"),
                            ("findings", "Findings"),
                            ("recommendations", "Recommendations"),
                            ("people", "People met"),
                            ("other", "Something else"),
                        ],
                        max_length=40,
                        verbose_name="part of the report",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("fact", "Correction of a fact"), ("opinion", "Opinion"), ("none", "No comments")],
                        default="fact",
                        max_length=7,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=3000, verbose_name="comment")),
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
                ("by_name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="taken or noted at")),
            ],
            options={
                "verbose_name": "comment on a report",
                "verbose_name_plural": "comments on reports",
                "ordering": ["report", "at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["fact", "opinion", "none"])), name="report_comment_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "none"), models.Q(("text", ""), _negated=True), _connector="OR"),
                        name="report_comment_has_a_text",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="events.missionreport",
                        verbose_name="report",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("text", models.TextField(max_length=3000, verbose_name="finding")),
                (
                    "strength",
                    models.CharField(
                        choices=[("strong", "Strong"), ("medium", "Medium"), ("weak", "Weak")],
                        default="medium",
                        max_length=6,
                        verbose_name="strength",
                    ),
                ),
                (
                    "evidence",
                    models.ManyToManyField(
                        blank=True, related_name="findings", to="events.meeting", verbose_name="evidence"
                    ),
                ),
            ],
            options={
                "verbose_name": "finding",
                "verbose_name_plural": "findings",
                "ordering": ["report", "position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("strength__in", ["strong", "medium", "weak"])),
                        name="finding_strength_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="events.missionreport",
                        verbose_name="report",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("accepted", "Accepted"),
                        ],
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("content", models.JSONField(default=dict, verbose_name="content")),
                ("note", models.CharField(blank=True, max_length=2000, verbose_name="note")),
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
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
            ],
            options={
                "verbose_name": "version of a report",
                "verbose_name_plural": "versions of reports",
                "ordering": ["report", "at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RequestChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="events.missionrequest",
                        verbose_name="request",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned with a question"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="note")),
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
                ("by_name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
            ],
            options={
                "verbose_name": "change of a request",
                "verbose_name_plural": "changes of requests",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RequirementAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("checked_at", models.DateTimeField(blank=True, null=True, verbose_name="checked at")),
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
            name="SessionChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="choices",
                        to="events.session",
                        verbose_name="session",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="session_choices",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="chosen at")),
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
            name="Slides",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "contributor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slides",
                        to="events.contributor",
                        verbose_name="contributor",
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "file",
                    models.FileField(
                        max_length=200,
                        storage=events.models.answer.private_storage,
                        upload_to=events.models.engagement.slides_path,
                        verbose_name="file",
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("content_type", models.CharField(max_length=100, verbose_name="type")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="uploaded at")),
                ("is_mailed", models.BooleanField(default=False, verbose_name="received by email")),
                ("may_publish_since", models.DateTimeField(blank=True, null=True, verbose_name="agreed to publish at")),
                (
                    "in_library_since",
                    models.DateTimeField(blank=True, null=True, verbose_name="agreed to the library at"),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="published by",
                    ),
                ),
            ],
            options={
                "verbose_name": "slides",
                "verbose_name_plural": "slides",
                "ordering": ["uploaded_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at__isnull", True), ("may_publish_since__isnull", False), _connector="OR"
                        ),
                        name="only_agreed_slides_are_published",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_library_since__isnull", True), ("may_publish_since__isnull", False), _connector="OR"
                        ),
                        name="only_agreed_slides_are_in_library",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__lte", 20971520)), name="slides_are_not_too_large"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SlideUpload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "contributor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slide_upload",
                        to="events.contributor",
                        verbose_name="contributor",
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                ("received", models.PositiveIntegerField(default=0, verbose_name="bytes received")),
                ("parts", models.PositiveSmallIntegerField(default=0, verbose_name="parts received")),
                ("started_at", models.DateTimeField(auto_now_add=True, verbose_name="started at")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="last part at")),
            ],
            options={
                "verbose_name": "unfinished upload of slides",
                "verbose_name_plural": "unfinished uploads of slides",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("size__gte", 1), ("size__lte", 20971520)),
                        name="upload_has_a_permitted_size",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("received__lte", models.F("size"))),
                        name="upload_received_no_more_than_its_size",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TravelDetails",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "registration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="travel",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
                ("sealed", models.TextField(editable=False, verbose_name="encrypted details")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
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
            name="TravellerFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "registration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="traveller_file",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
                (
                    "visa",
                    models.CharField(
                        choices=[
                            ("unknown", "Not known"),
                            ("not_needed", "Not needed"),
                            ("letter_asked", "Letter asked for"),
                            ("letter_issued", "Letter issued"),
                            ("applied", "Applied for"),
                            ("granted", "Granted"),
                            ("refused", "Refused"),
                        ],
                        default="unknown",
                        max_length=13,
                        verbose_name="visa",
                    ),
                ),
                ("visa_on", models.DateField(blank=True, null=True, verbose_name="since")),
                ("visa_note", models.CharField(blank=True, max_length=200, verbose_name="note on the visa")),
                ("sealed", models.TextField(blank=True, editable=False, verbose_name="encrypted details")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
            ],
            options={
                "verbose_name": "papers of a traveller",
                "verbose_name_plural": "papers of travellers",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "visa__in",
                                [
                                    "unknown",
                                    "not_needed",
                                    "letter_asked",
                                    "letter_issued",
                                    "applied",
                                    "granted",
                                    "refused",
                                ],
                            )
                        ),
                        name="visa_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TravelLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="travel_looks",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
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
                    "how",
                    models.CharField(
                        choices=[
                            ("page", "viewed on the page"),
                            ("file", "downloaded in a file"),
                            ("emergency", "viewed as an emergency contact"),
                        ],
                        max_length=9,
                        verbose_name="how",
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="first accessed at")),
            ],
            options={
                "verbose_name": "access to travel details",
                "verbose_name_plural": "accesses to travel details",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("registration", "by", "how", "on"), name="one_look_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("how__in", ["page", "file", "emergency"])), name="travel_look_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TwoPeople",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("at", models.DateTimeField(auto_now_add=True)),
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
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="events.answer",
                        verbose_name="answer",
                    ),
                ),
                ("old_value", models.JSONField(blank=True, null=True, verbose_name="from")),
                ("new_value", models.JSONField(blank=True, null=True, verbose_name="to")),
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
                    "by_link",
                    models.BooleanField(
                        default=accounts.links.acting.is_by_link, editable=False, verbose_name="by link"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
            ],
            options={
                "verbose_name": "change of an answer",
                "verbose_name_plural": "changes of answers",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AssignmentChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="events.assignment",
                        verbose_name="assignment",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("asked", "Asked"),
                            ("available", "Available"),
                            ("not_available", "Not available"),
                            ("selected", "Selected"),
                            ("agreed", "Agreed"),
                            ("completed", "Completed"),
                            ("released", "Released"),
                            ("withdrew", "Withdrew"),
                        ],
                        max_length=13,
                        verbose_name="status",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
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
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
            ],
            options={
                "verbose_name": "change of an assignment",
                "verbose_name_plural": "changes of assignments",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Declaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "assignment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="declaration",
                        to="events.assignment",
                        verbose_name="assignment",
                    ),
                ),
                ("employment", models.CharField(blank=True, max_length=500, verbose_name="employment")),
                ("consulting", models.CharField(blank=True, max_length=500, verbose_name="consulting")),
                ("investments", models.CharField(blank=True, max_length=500, verbose_name="investments")),
                ("research", models.CharField(blank=True, max_length=500, verbose_name="money for research")),
                ("family", models.CharField(blank=True, max_length=500, verbose_name="interests of the family")),
                ("statements", models.CharField(blank=True, max_length=500, verbose_name="public statements")),
                ("filled_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="filled in at")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not reviewed yet"),
                            ("cleared", "Cleared"),
                            ("conditions", "Cleared with conditions"),
                            ("not_cleared", "Not cleared"),
                        ],
                        default="",
                        max_length=11,
                        verbose_name="result",
                    ),
                ),
                ("condition", models.CharField(blank=True, max_length=500, verbose_name="condition")),
                ("reviewed_at", models.DateTimeField(blank=True, null=True, verbose_name="reviewed at")),
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
            ],
            options={
                "verbose_name": "declaration of interests",
                "verbose_name_plural": "declarations of interests",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("result__in", ["", "cleared", "conditions", "not_cleared"])),
                        name="declaration_result_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("result", ""), ("reviewed_at__isnull", False), _connector="OR"),
                        name="declaration_result_has_a_review",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result", "conditions"), _negated=True),
                            models.Q(("condition", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cleared_with_conditions_has_a_condition",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follow_ups",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("recommendation", "Recommendation"), ("action", "Action"), ("step", "Next step")],
                        max_length=14,
                        verbose_name="kind",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("text", models.TextField(max_length=2000, verbose_name="what to do")),
                ("first_step", models.CharField(blank=True, max_length=300, verbose_name="first step")),
                (
                    "finding",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="recommendations",
                        to="events.reportfinding",
                        verbose_name="finding",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="steps",
                        to="events.meeting",
                        verbose_name="meeting",
                    ),
                ),
                (
                    "delegation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="actions",
                        to="events.delegation",
                        verbose_name="delegation",
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
                        default="medium",
                        max_length=6,
                        verbose_name="priority",
                    ),
                ),
                ("owner_name", models.CharField(blank=True, max_length=150, verbose_name="owner")),
                (
                    "owner_institution",
                    models.CharField(blank=True, max_length=200, verbose_name="institution of the owner"),
                ),
                (
                    "owner_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="email address of the owner"),
                ),
                ("owner_language", models.CharField(blank=True, max_length=10, verbose_name="language of the owner")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                (
                    "response",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "No response yet"),
                            ("accepted", "Accepted"),
                            ("partly", "Partly accepted"),
                            ("rejected", "Rejected"),
                        ],
                        default="",
                        max_length=8,
                        verbose_name="response",
                    ),
                ),
                (
                    "response_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="reason of the response"),
                ),
                ("responded_on", models.DateField(blank=True, null=True, verbose_name="responded on")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("in_progress", "In progress"),
                            ("partly", "Partly done"),
                            ("done", "Done"),
                            ("not_applicable", "No longer applicable"),
                        ],
                        default="open",
                        max_length=14,
                        verbose_name="status",
                    ),
                ),
                ("evidence", models.CharField(blank=True, max_length=500, verbose_name="evidence, or reason")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("team", "Team and experts"),
                            ("institution", "Institution"),
                            ("public", "Everybody, after the release"),
                        ],
                        default="team",
                        max_length=11,
                        verbose_name="who sees it",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=events.models.token.new_link_key, editable=False, max_length=32, unique=True
                    ),
                ),
            ],
            options={
                "verbose_name": "follow-up",
                "verbose_name_plural": "follow-ups",
                "ordering": ["event", "kind", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "kind", "number"), name="one_follow_up_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["recommendation", "action", "step"])),
                        name="follow_up_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["open", "in_progress", "partly", "done", "not_applicable"])),
                        name="follow_up_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("response__in", ["", "accepted", "partly", "rejected"])),
                        name="follow_up_response_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("response__in", ["", "accepted"]),
                            models.Q(("response_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="refusal_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["open", "in_progress", "partly"]),
                            models.Q(("evidence", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="closed_follow_up_has_evidence_or_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Resource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="resources",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="resources",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="resources",
                        to="events.session",
                        verbose_name="session",
                    ),
                ),
                (
                    "slides",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="resource",
                        to="events.slides",
                        verbose_name="slides",
                    ),
                ),
                ("slug", models.SlugField(max_length=120, unique=True, verbose_name="address")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("publication", "Publication"),
                            ("presentation", "Presentation"),
                            ("report", "Report"),
                            ("video", "Video"),
                            ("link", "Link"),
                        ],
                        default="publication",
                        max_length=12,
                        verbose_name="type",
                    ),
                ),
                (
                    "genre",
                    models.CharField(
                        blank=True,
                        help_text="Such as: brief, proceedings, guide, training package",
                        max_length=60,
                        verbose_name="what it is",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("summary", models.TextField(blank=True, max_length=5000, verbose_name="summary")),
                (
                    "authors",
                    models.TextField(
                        blank=True, help_text="One person on each line", max_length=2000, verbose_name="authors"
                    ),
                ),
                (
                    "institutions",
                    models.TextField(
                        blank=True,
                        help_text="One institution on each line",
                        max_length=1000,
                        verbose_name="institutions as authors",
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1500),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="year",
                    ),
                ),
                ("publisher", models.CharField(blank=True, max_length=200, verbose_name="publisher")),
                ("pages", models.PositiveIntegerField(blank=True, null=True, verbose_name="number of pages")),
                ("isbn", models.CharField(blank=True, max_length=150, verbose_name="ISBN")),
                ("doi", models.CharField(blank=True, max_length=150, verbose_name="DOI")),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="language")),
                (
                    "licence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cc0", "Public domain (CC0)"),
                            ("by", "CC BY 4.0"),
                            ("by-sa", "CC BY-SA 4.0"),
                            ("by-nd", "CC BY-ND 4.0"),
                            ("by-nc", "CC BY-NC 4.0"),
                            ("by-nc-sa", "CC BY-NC-SA 4.0"),
                            ("by-nc-nd", "CC BY-NC-ND 4.0"),
                            ("by-igo", "CC BY 3.0 IGO"),
                            ("credit", "May be used with the credit"),
                            ("reserved", "All rights reserved"),
                        ],
                        max_length=10,
                        verbose_name="licence",
                    ),
                ),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="link")),
                (
                    "revised_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed at"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="added at")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("is_sample", models.BooleanField(default=False, verbose_name="sample data")),
                ("sources", models.JSONField(blank=True, default=list, verbose_name="sources")),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="note on the sources")),
                ("title_text", models.TextField(default="", editable=False)),
                ("search_text", models.TextField(default="", editable=False)),
                (
                    "areas",
                    models.ManyToManyField(
                        blank=True, related_name="resources", to="events.areaofaction", verbose_name="areas of action"
                    ),
                ),
                (
                    "countries",
                    models.ManyToManyField(
                        blank=True, related_name="resources", to="events.country", verbose_name="countries"
                    ),
                ),
            ],
            options={
                "verbose_name": "resource",
                "verbose_name_plural": "resources",
                "ordering": [models.OrderBy(models.F("year"), descending=True, nulls_last=True), "title", "pk"],
                "indexes": [
                    models.Index(fields=["published_at", "programme"], name="resource_published"),
                    models.Index(fields=["programme", "kind"], name="resource_programme_kind"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["publication", "presentation", "report", "video", "link"])),
                        name="resource_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="resource_has_a_title"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisaChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visa_changes",
                        to="events.travellerfile",
                        verbose_name="papers",
                    ),
                ),
                (
                    "visa",
                    models.CharField(
                        choices=[
                            ("unknown", "Not known"),
                            ("not_needed", "Not needed"),
                            ("letter_asked", "Letter asked for"),
                            ("letter_issued", "Letter issued"),
                            ("applied", "Applied for"),
                            ("granted", "Granted"),
                            ("refused", "Refused"),
                        ],
                        max_length=13,
                        verbose_name="visa",
                    ),
                ),
                ("visa_on", models.DateField(blank=True, null=True, verbose_name="since")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note on the visa")),
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
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
            ],
            options={
                "verbose_name": "change of a visa",
                "verbose_name_plural": "changes of visas",
                "ordering": ["file", "at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="documents",
                        to="events.session",
                        verbose_name="session",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("everyone", "Everyone who sees the event"),
                            ("participants", "Confirmed participants, contributors and the team"),
                            ("team", "The team only"),
                        ],
                        default="everyone",
                        max_length=12,
                        verbose_name="who sees it",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="link")),
                (
                    "resource",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="documents",
                        to="events.resource",
                        verbose_name="resource of the library",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("url", ""), ("file", ""), _connector="OR"),
                        name="document_is_a_link_or_a_file",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ["everyone", "participants", "team"])),
                        name="document_audience_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUpChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "follow_up",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="events.followup",
                        verbose_name="follow-up",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("in_progress", "In progress"),
                            ("partly", "Partly done"),
                            ("done", "Done"),
                            ("not_applicable", "No longer applicable"),
                        ],
                        max_length=14,
                        verbose_name="status",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="note")),
                ("asked_for", models.CharField(blank=True, max_length=20, verbose_name="occasion")),
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
                ("by_name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
            ],
            options={
                "verbose_name": "change of a follow-up",
                "verbose_name_plural": "changes of follow-ups",
                "ordering": ["follow_up", "at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("asked_for", ""), _negated=True),
                        fields=("follow_up", "asked_for"),
                        name="one_question_per_occasion",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LibraryChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("said", models.TextField(blank=True, verbose_name="details")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="library_changes",
                        to="events.programme",
                        verbose_name="programme",
                    ),
                ),
                (
                    "resource",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="changes",
                        to="events.resource",
                        verbose_name="resource",
                    ),
                ),
                (
                    "album",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="changes",
                        to="events.album",
                        verbose_name="album",
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("added", "Added"),
                            ("changed", "Details changed"),
                            ("file", "New version of the file"),
                            ("published", "Published"),
                            ("scheduled", "Publication planned"),
                            ("taken_back", "Taken back from the public"),
                            ("new_picture", "Picture added"),
                            ("picture", "Picture changed"),
                            ("shown", "Picture published"),
                            ("taken_down", "Picture taken down"),
                            ("picture_gone", "Picture deleted"),
                            ("order", "Order of the pictures changed"),
                            ("no_resource", "Resource deleted"),
                            ("no_album", "Album deleted"),
                        ],
                        max_length=12,
                        verbose_name="what",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of the library",
                "verbose_name_plural": "changes of the library",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "what__in",
                                [
                                    "added",
                                    "changed",
                                    "file",
                                    "published",
                                    "scheduled",
                                    "taken_back",
                                    "new_picture",
                                    "picture",
                                    "shown",
                                    "taken_down",
                                    "picture_gone",
                                    "order",
                                    "no_resource",
                                    "no_album",
                                ],
                            )
                        ),
                        name="library_change_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("resource__isnull", True), ("album__isnull", True), _connector="OR"),
                        name="library_change_of_one_row",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ResourceCover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "resource",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cover",
                        to="events.resource",
                        verbose_name="resource",
                    ),
                ),
                ("jpeg", models.BinaryField()),
                ("digest", models.CharField(editable=False, max_length=16)),
                ("width", models.PositiveSmallIntegerField(editable=False)),
                ("height", models.PositiveSmallIntegerField(editable=False)),
            ],
            options={
                "verbose_name": "cover of a resource",
                "verbose_name_plural": "covers of resources",
            },
        ),
        migrations.CreateModel(
            name="ResourceFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "resource",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="events.resource",
                        verbose_name="resource",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "file",
                    models.FileField(
                        max_length=200,
                        storage=events.models.answer.private_storage,
                        upload_to=events.models.resource.resource_file_path,
                        verbose_name="file",
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name of the file")),
                ("content_type", models.CharField(max_length=100, verbose_name="type")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                (
                    "what_changed",
                    models.CharField(blank=True, max_length=200, verbose_name="what is new in this version"),
                ),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="uploaded at")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a resource",
                "verbose_name_plural": "files of resources",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("resource", "number"), name="one_file_per_resource_version")
                ],
            },
        ),
        migrations.AddField(
            model_name="programme",
            name="members",
            field=models.ManyToManyField(
                related_name="programmes", through="events.TeamMember", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="leg",
            name="people",
            field=models.ManyToManyField(
                related_name="+", through="events.LegTraveller", to=settings.AUTH_USER_MODEL, verbose_name="travellers"
            ),
        ),
        add_trigram_indexes(
            events__Event="search_text",
            events__Session="search_text",
            events__Contributor="search_text",
            events__Expert="search_text",
            events__Resource="search_text",
        ),
    ]
