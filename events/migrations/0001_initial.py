import datetime
import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.models.user
import events.models.answer
import events.models.event
import events.models.invitation
import events.models.invite
import events.models.nomination
import events.models.registration
import events.models.session


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.JSONField(blank=True, null=True, verbose_name="answer")),
                ("answered_at", models.DateTimeField(verbose_name="answered at")),
            ],
            options={
                "verbose_name": "answer",
                "verbose_name_plural": "answers",
                "ordering": ["question__position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AreaOfAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, verbose_name="address")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("description", models.TextField(blank=True, verbose_name="description")),
            ],
            options={
                "verbose_name": "area of action",
                "verbose_name_plural": "areas of action",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="ConsentText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("text", models.TextField(verbose_name="text")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
            ],
            options={
                "verbose_name": "consent text",
                "verbose_name_plural": "consent texts",
                "ordering": ["question", "version"],
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
            name="AnswerChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("old_value", models.JSONField(blank=True, null=True, verbose_name="from")),
                ("new_value", models.JSONField(blank=True, null=True, verbose_name="to")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
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
            model_name="answer",
            name="consent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="events.consenttext",
                verbose_name="text agreed to",
            ),
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
                ("summary", models.TextField(blank=True, verbose_name="summary")),
                ("description", models.TextField(blank=True, verbose_name="description (Markdown)")),
                ("audience", models.TextField(blank=True, verbose_name="who it is for")),
                ("outcome", models.TextField(blank=True, verbose_name="outcome")),
                ("organised_by", models.CharField(blank=True, max_length=400, verbose_name="organised by")),
                ("supported_by", models.CharField(blank=True, max_length=400, verbose_name="supported by")),
                ("online_url", models.URLField(blank=True, verbose_name="joining link")),
                (
                    "timezone",
                    models.CharField(
                        max_length=64, validators=[accounts.models.user.validate_timezone], verbose_name="time zone"
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
                ("is_sample", models.BooleanField(default=False, verbose_name="sample data")),
                ("sources", models.JSONField(blank=True, default=list, verbose_name="sources")),
                ("note", models.TextField(blank=True, verbose_name="note on the sources")),
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
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="link")),
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
            },
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("to_registered", models.BooleanField(default=True, verbose_name="to people who are registered")),
                ("filters", models.TextField(blank=True, verbose_name="filters")),
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
                            ("no_event", "The event was cancelled first."),
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
                            ("reserves", "Order of reserves changed"),
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
                            ("rules", "Reminders changed"),
                            ("contributors", "Contributors changed"),
                        ],
                        max_length=12,
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
            ],
            options={
                "verbose_name": "question of an event",
                "verbose_name_plural": "questions of an event",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.AddField(
            model_name="answer",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="answers",
                to="events.eventquestion",
                verbose_name="question",
            ),
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
            ],
            options={
                "verbose_name": "pending update",
                "verbose_name_plural": "pending updates",
                "ordering": ["due_at", "pk"],
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
                ("focus", models.TextField(blank=True, verbose_name="focus")),
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
            },
        ),
        migrations.AddField(
            model_name="event",
            name="phase",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="events",
                to="events.phase",
                verbose_name="phase",
            ),
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
            ],
            options={
                "verbose_name": "planned reminder",
                "verbose_name_plural": "planned reminders",
                "ordering": ["due_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("short_name", models.CharField(blank=True, max_length=60, verbose_name="short name")),
                ("summary", models.TextField(blank=True, verbose_name="summary")),
                ("description", models.TextField(blank=True, verbose_name="description (Markdown)")),
                ("starts_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="first year")),
                ("ends_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="last year")),
                ("contact_email", models.EmailField(blank=True, max_length=254, verbose_name="contact")),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[("en", "English"), ("fr", "Français"), ("vi", "Tiếng Việt")],
                        max_length=5,
                        verbose_name="language of mails",
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
            },
        ),
        migrations.AddField(
            model_name="phase",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="phases",
                to="events.programme",
                verbose_name="programme",
            ),
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
            },
        ),
        migrations.AddField(
            model_name="event",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="events",
                to="events.programme",
                verbose_name="programme",
            ),
        ),
        migrations.AddField(
            model_name="areaofaction",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="areas",
                to="events.programme",
                verbose_name="programme",
            ),
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
                        help_text="Leave empty to keep them forever.",
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
            },
        ),
        migrations.AddField(
            model_name="eventquestion",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="uses",
                to="events.question",
                verbose_name="question",
            ),
        ),
        migrations.AddField(
            model_name="consenttext",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="consent_texts",
                to="events.question",
                verbose_name="question",
            ),
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
                ("needs", models.TextField(blank=True, verbose_name="dietary and access needs")),
                ("remark", models.TextField(blank=True, verbose_name="remark")),
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
                    "reply_tag",
                    models.CharField(
                        default=events.models.registration.new_reply_tag, editable=False, max_length=24, unique=True
                    ),
                ),
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
            ],
            options={
                "verbose_name": "registration",
                "verbose_name_plural": "registrations",
                "ordering": ["created_at", "pk"],
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
                ("revision", models.DateTimeField(blank=True, editable=False, null=True)),
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
            ],
            options={
                "verbose_name": "invite",
                "verbose_name_plural": "invites",
                "ordering": ["pk"],
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
            },
        ),
        migrations.AddField(
            model_name="answer",
            name="registration",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="answers",
                to="events.registration",
                verbose_name="registration",
            ),
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
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
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
                ("text", models.TextField(verbose_name="note")),
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
                ("text", models.TextField(blank=True, verbose_name="text")),
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
            },
        ),
        migrations.AddField(
            model_name="plannedreminder",
            name="rule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="planned",
                to="events.reminderrule",
                verbose_name="rule",
            ),
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("abstract", models.TextField(blank=True, verbose_name="abstract")),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="starts at")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends at")),
                ("time_text", models.CharField(blank=True, max_length=80, verbose_name="time as the source gives it")),
                (
                    "timezone",
                    models.CharField(
                        blank=True,
                        help_text="Empty for the time zone of the event",
                        max_length=64,
                        validators=[accounts.models.user.validate_timezone],
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
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "ordering": [models.OrderBy(models.F("starts_at"), nulls_last=True), "position", "pk"],
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
            },
        ),
        migrations.AddField(
            model_name="registration",
            name="tags",
            field=models.ManyToManyField(
                blank=True, related_name="registrations", to="events.tag", verbose_name="tags"
            ),
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
            },
        ),
        migrations.AddField(
            model_name="programme",
            name="members",
            field=models.ManyToManyField(
                related_name="programmes", through="events.TeamMember", to=settings.AUTH_USER_MODEL
            ),
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
        ),
        migrations.CreateModel(
            name="Venue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                ("address", models.CharField(blank=True, max_length=250, verbose_name="street address")),
                ("city", models.CharField(blank=True, max_length=100, verbose_name="city")),
                (
                    "timezone",
                    models.CharField(
                        blank=True,
                        max_length=64,
                        validators=[accounts.models.user.validate_timezone],
                        verbose_name="time zone",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "venue",
                "verbose_name_plural": "venues",
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="session",
            name="venue",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="sessions",
                to="events.venue",
                verbose_name="place",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="venue",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="events",
                to="events.venue",
                verbose_name="venue",
            ),
        ),
        migrations.CreateModel(
            name="AnnouncementText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=5, verbose_name="language")),
                ("subject", models.CharField(max_length=250, verbose_name="subject")),
                ("body", models.TextField(verbose_name="text (Markdown)")),
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
                ("will_do", models.TextField(blank=True, verbose_name="How will you use what you have learnt?")),
                ("comment", models.TextField(blank=True, verbose_name="What should we do differently next time?")),
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
        migrations.AddConstraint(
            model_name="delegation",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="delegation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("country__isnull", False), models.Q(("constituency", ""), _negated=True), _connector="OR"
                ),
                name="delegation_is_of_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegation",
            constraint=models.UniqueConstraint(
                fields=("event", "country", "constituency"), name="one_delegation_per_country_and_constituency"
            ),
        ),
        migrations.AddConstraint(
            model_name="delegation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("country__isnull", True)),
                fields=("event", "constituency"),
                name="one_delegation_per_constituency_alone",
            ),
        ),
        migrations.AddIndex(
            model_name="announcement",
            index=models.Index(condition=models.Q(("state", "scheduled")), fields=["send_at"], name="announcement_due"),
        ),
        migrations.AddIndex(
            model_name="announcement",
            index=models.Index(
                condition=models.Q(("state", "sending")), fields=["begun_at"], name="announcement_sending"
            ),
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to_registered", True), ("to_contributors", True), ("to_focal_points", True), _connector="OR"
                ),
                name="announcement_is_to_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("begun_at", None), ("ended_at", None), ("send_at", None), ("state", "draft")),
                    models.Q(
                        ("begun_at", None), ("ended_at", None), ("send_at__isnull", False), ("state", "scheduled")
                    ),
                    models.Q(("begun_at__isnull", False), ("ended_at", None), ("state", "sending")),
                    models.Q(("begun_at__isnull", False), ("ended_at__isnull", False), ("state", "sent")),
                    models.Q(("ended_at__isnull", False), ("state", "cancelled")),
                    _connector="OR",
                ),
                name="announcement_state_has_its_times",
            ),
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stopped", ""),
                    models.Q(("state", "cancelled"), ("stopped__in", ["late", "no_event", "filters"])),
                    _connector="OR",
                ),
                name="announcement_stopped_is_cancelled",
            ),
        ),
        migrations.AddConstraint(
            model_name="eventchange",
            constraint=models.CheckConstraint(
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
                            "rules",
                            "contributors",
                        ],
                    )
                ),
                name="event_change_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitationcode",
            constraint=models.UniqueConstraint(
                models.F("event"), django.db.models.functions.text.Upper("code"), name="one_invitation_code_per_event"
            ),
        ),
        migrations.AddConstraint(
            model_name="invitationcode",
            constraint=models.CheckConstraint(
                condition=models.Q(("used__lte", models.F("uses"))), name="invitation_code_not_used_up_twice"
            ),
        ),
        migrations.AddConstraint(
            model_name="nominationlink",
            constraint=models.UniqueConstraint(fields=("event", "person"), name="one_nomination_link_per_focal_point"),
        ),
        migrations.AddConstraint(
            model_name="pendingupdate",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__gte", models.F("began_at"))), name="pending_update_due_after_it_began"
            ),
        ),
        migrations.AddConstraint(
            model_name="phase",
            constraint=models.UniqueConstraint(fields=("programme", "position"), name="one_phase_per_position"),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.UniqueConstraint(fields=("programme", "name"), name="one_partner_per_name"),
        ),
        migrations.AddConstraint(
            model_name="partner",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["funder", "implementer", "partner"])), name="partner_role_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="areaofaction",
            constraint=models.UniqueConstraint(fields=("programme", "slug"), name="one_area_per_address"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(fields=("programme", "slug"), name="one_question_per_key"),
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
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ["team", "organisers"])), name="question_audience_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("minimum__isnull", True),
                    ("maximum__isnull", True),
                    ("maximum__gte", models.F("minimum")),
                    _connector="OR",
                ),
                name="question_bounds_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="eventquestion",
            constraint=models.UniqueConstraint(fields=("event", "question"), name="one_use_of_a_question_per_event"),
        ),
        migrations.AddConstraint(
            model_name="eventquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage__in", ["registration", "confirmed"])), name="question_stage_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="eventquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("shown_if_question__isnull", True),
                    models.Q(("shown_if_question", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="question_does_not_depend_on_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="consenttext",
            constraint=models.UniqueConstraint(fields=("question", "version"), name="one_consent_text_per_version"),
        ),
        migrations.AddConstraint(
            model_name="consenttext",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gte", 1)), name="consent_versions_begin_at_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaces__isnull", True),
                    models.Q(("replaces", models.F("registration")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_replaces_themselves",
            ),
        ),
        migrations.AddIndex(
            model_name="keychange",
            index=models.Index(
                condition=models.Q(("seen_at__isnull", True)), fields=["registration"], name="key_change_unseen"
            ),
        ),
        migrations.AddConstraint(
            model_name="keychange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("what__in", ["name", "certificate_name", "passport_name", "passport_number", "nationality"])
                ),
                name="key_change_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="keychange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("seen_at__isnull", True)),
                fields=("registration", "what"),
                name="one_unseen_change_of_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="invite",
            constraint=models.UniqueConstraint(fields=("event", "person"), name="one_invite_per_person_and_event"),
        ),
        migrations.AddConstraint(
            model_name="invite",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["CHAIR", "REQ-PARTICIPANT", "OPT-PARTICIPANT", "NON-PARTICIPANT"])),
                name="invite_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="invite",
            constraint=models.CheckConstraint(
                condition=models.Q(("partstat__in", ["NEEDS-ACTION", "ACCEPTED", "TENTATIVE", "DECLINED"])),
                name="invite_partstat_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="invite",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("method", ""), ("sequence__isnull", True)),
                    models.Q(("method__in", ["REQUEST", "CANCEL"]), ("sequence__isnull", False)),
                    _connector="OR",
                ),
                name="invite_sent_has_a_sequence",
            ),
        ),
        migrations.AddConstraint(
            model_name="answerfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("registration__isnull", True), ("kept_for__isnull", True), _connector="XOR"),
                name="file_is_of_one_answer_or_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="answerfile",
            constraint=models.UniqueConstraint(fields=("registration", "question"), name="one_file_per_answer"),
        ),
        migrations.AddConstraint(
            model_name="answerfile",
            constraint=models.UniqueConstraint(
                fields=("kept_for", "question"), name="one_kept_file_per_person_and_question"
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                fields=("registration", "question"), name="one_answer_per_registration_and_question"
            ),
        ),
        migrations.AddIndex(
            model_name="announcementrecipient",
            index=models.Index(
                condition=models.Q(("state", "due")), fields=["announcement", "id"], name="recipient_to_queue"
            ),
        ),
        migrations.AddConstraint(
            model_name="announcementrecipient",
            constraint=models.UniqueConstraint(fields=("announcement", "person"), name="one_announcement_per_person"),
        ),
        migrations.AddConstraint(
            model_name="announcementrecipient",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["registered", "contributor", "focal_point"])),
                name="recipient_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="announcementrecipient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("state__in", ["due", "queued"])),
                    models.Q(
                        ("reason__in", ["ended", "merged", "no_address", "bounced", "refused", "gone", "taken_back"]),
                        ("state", "left_out"),
                    ),
                    _connector="OR",
                ),
                name="recipient_left_out_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("archived_at__isnull", True), ("event__isnull", True)),
                fields=("programme", "anchor", "audience", "mode", "is_after", "unit", "amount", "hour"),
                name="one_default_rule_per_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("archived_at__isnull", True), ("event__isnull", False)),
                fields=("event", "anchor", "audience", "mode", "is_after", "unit", "amount", "hour"),
                name="one_event_rule_per_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("anchor__in", ["event_start", "event_end", "session_start"]), ("audience", "confirmed")),
                    models.Q(("anchor__in", ["event_start", "registration_close"]), ("audience", "pending")),
                    models.Q(
                        ("anchor__in", ["event_start", "nomination_deadline", "registration_close"]),
                        ("audience", "nominated"),
                    ),
                    models.Q(("anchor__in", ["event_start", "details_due"]), ("audience", "details")),
                    models.Q(("anchor__in", ["event_start", "nomination_deadline"]), ("audience", "free_seats")),
                    models.Q(("anchor__in", ["offer_lapse"]), ("audience", "offered")),
                    models.Q(
                        ("anchor__in", ["event_start", "event_end", "session_start"]), ("audience", "contributors")
                    ),
                    models.Q(("anchor__in", ["event_start", "deliverable_due"]), ("audience", "slides")),
                    models.Q(("anchor__in", ["event_end", "deliverable_due"]), ("audience", "reports")),
                    models.Q(("anchor__in", ["event_end"]), ("audience", "not_evaluated")),
                    models.Q(("anchor__in", ["event_end"]), ("audience", "no_shows")),
                    _connector="OR",
                ),
                name="reminder_anchor_fits_audience",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode__in", ["", "in_person", "online"])), name="reminder_mode_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit__in", ["days", "hours"])), name="reminder_unit_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekends__in", ["any", "avoid"])), name="reminder_weekends_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("condition__in", ["", "not_accepted"])), name="reminder_condition_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("hour__gte", 8), ("hour__lte", 20)), name="reminder_hour_is_of_the_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__lte", 400)), name="reminder_amount_within_a_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("condition", ""), ("audience__in", ["confirmed"]), _connector="OR"),
                name="reminder_condition_of_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("mode", ""), ("audience__in", ["confirmed", "pending", "nominated", "offered"]), _connector="OR"
                ),
                name="reminder_mode_of_registered",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_after", False),
                    ("anchor__in", ["event_start", "event_end", "deliverable_due"]),
                    _connector="OR",
                ),
                name="reminder_after_what_goes_on",
            ),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(condition=models.Q(("state", "due")), fields=["event", "id"], name="reminder_to_queue"),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("event", "rule", "person", "about", "anchor_on"), name="one_reminder_per_person_and_date"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("skip", ""), ("state__in", ["due", "queued"])),
                    models.Q(("skip__in", ["too_late", "superseded", "gone", "void"]), ("state", "skipped")),
                    _connector="OR",
                ),
                name="reminder_skipped_has_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="plannedreminder",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)), fields=["event", "next_at"], name="reminder_next"
            ),
        ),
        migrations.AddConstraint(
            model_name="plannedreminder",
            constraint=models.UniqueConstraint(
                fields=("rule", "event", "about", "anchor_at"), name="one_plan_per_rule_and_moment"
            ),
        ),
        migrations.AddConstraint(
            model_name="plannedreminder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("skip", ""),
                    models.Q(("done_at__isnull", False), ("skip__in", ["by_hand", "too_late", "superseded", "void"])),
                    _connector="OR",
                ),
                name="planned_skip_is_an_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="contributor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("role__in", ["speaker", "moderator", "panellist", "expert", "interpreter", "host"])
                ),
                name="contributor_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                condition=models.Q(("session__isnull", True)),
                fields=("registration",),
                name="one_attendance_at_the_event",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                condition=models.Q(("session__isnull", False)),
                fields=("registration", "session"),
                name="one_attendance_per_session",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionchoice",
            constraint=models.UniqueConstraint(
                fields=("session", "registration"), name="one_choice_per_session_and_registration"
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(
                models.F("programme"), django.db.models.functions.text.Lower("name"), name="one_tag_per_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="tag_has_a_name"),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(fields=["event", "status"], name="registration_event_status"),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                condition=models.Q(("status", "waitlisted")),
                fields=["event", "queued_at", "id"],
                name="registration_waitlist",
            ),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                condition=models.Q(
                    ("delegation__isnull", True), ("offer_expires_at__isnull", True), ("status", "waitlisted")
                ),
                fields=["event", "mode", "queued_at", "id"],
                name="registration_in_line",
            ),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                condition=models.Q(("offer_expires_at__isnull", False)),
                fields=["offer_expires_at"],
                name="registration_offer",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        ["invited", "nominated", "pending", "waitlisted", "confirmed", "declined", "withdrawn"],
                    )
                ),
                name="registration_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "waitlisted"), _negated=True), ("queued_at__isnull", False), _connector="OR"
                ),
                name="registration_waitlisted_has_a_turn",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reserve_rank__isnull", True),
                    models.Q(("delegation__isnull", False), ("status__in", ["nominated", "pending"])),
                    _connector="OR",
                ),
                name="registration_reserve_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode__in", ["in_person", "online"])), name="registration_mode_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(("funding__in", ["", "programme", "own", "other"])),
                name="registration_funding_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(("offer_expires_at__isnull", True), ("status", "waitlisted"), _connector="OR"),
                name="registration_offer_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into__isnull", True),
                    models.Q(("status", "withdrawn"), models.Q(("merged_into", models.F("id")), _negated=True)),
                    _connector="OR",
                ),
                name="registration_merged_has_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                fields=("event", "person"), name="one_registration_per_person_and_event"
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(fields=("event", "measure"), name="one_target_per_measure"),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(("measure__in", ["women", "first_time", "government", "employers", "workers"])),
                name="target_measure_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__gte", 1), ("percent__lte", 100)), name="target_is_a_share"
            ),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.UniqueConstraint(
                fields=("programme", "person"), name="one_role_per_person_and_programme"
            ),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["manager", "coordinator", "reception", "viewer"])),
                name="team_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_year__isnull", True),
                    ("ends_year__isnull", True),
                    ("ends_year__gte", models.F("starts_year")),
                    _connector="OR",
                ),
                name="programme_years_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="traveldetails",
            constraint=models.CheckConstraint(
                condition=models.Q(("sealed", ""), _negated=True), name="travel_details_are_sealed"
            ),
        ),
        migrations.AddConstraint(
            model_name="travellook",
            constraint=models.UniqueConstraint(fields=("registration", "by", "how", "on"), name="one_look_a_day"),
        ),
        migrations.AddConstraint(
            model_name="travellook",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ["page", "file"])), name="travel_look_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="twopeople",
            constraint=models.UniqueConstraint(fields=("first", "second"), name="two_people_once_per_pair"),
        ),
        migrations.AddConstraint(
            model_name="twopeople",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__lt", models.F("second"))), name="two_people_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_at__isnull", True), ("starts_at__isnull", True)),
                    models.Q(("ends_at__gt", models.F("starts_at")), ("starts_at__isnull", False)),
                    _connector="OR",
                ),
                name="session_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("seats__isnull", True), ("seats__gte", models.F("seats_taken")), _connector="OR"),
                name="session_never_oversold",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["status", "ends_at"], name="event_status_ends"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["starts_at", "id", "ahead_until", "status"], name="event_starts"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["ahead_until", "status", "id"], name="event_ahead"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["programme", "-starts_at"], name="event_programme_starts"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "published", "postponed", "cancelled"])),
                name="event_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["regional_seminar", "expert_mission", "study_visit", "training", "meeting"])
                ),
                name="event_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("days_as__in", ["free", "busy", "hours", "block"])), name="event_days_as_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode__in", ["in_person", "online", "hybrid"])), name="event_mode_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("policy__in", ["none", "open", "approval", "nomination", "invitation"])),
                name="event_policy_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("online_kept__lte", models.F("seats_kept")), ("online_taken__lte", models.F("seats_taken"))
                ),
                name="event_online_places_are_places",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("mode", "hybrid"),
                    models.Q(("online_seats__isnull", True), ("room_seats__isnull", True)),
                    _connector="OR",
                ),
                name="event_hybrid_has_places_by_mode",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("registration_opens_at__isnull", True),
                    ("registration_closes_at__isnull", True),
                    ("registration_closes_at__gt", models.F("registration_opens_at")),
                    _connector="OR",
                ),
                name="event_registration_window_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "published"), _negated=True), ("published_at__isnull", False), _connector="OR"
                ),
                name="event_published_has_a_time",
            ),
        ),
    ]
