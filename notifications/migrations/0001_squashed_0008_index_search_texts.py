"""All migrations up to the last one that it replaces, in one: a new database is ready in a third of the time."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.trigram_indexes import add_trigram_indexes


class Migration(migrations.Migration):
    replaces = [
        ("notifications", "0001_initial"),
        ("notifications", "0002_hold_messages"),
        ("notifications", "0003_replies_for_days"),
        ("notifications", "0004_limit_text_of_mail"),
        ("notifications", "0005_answer_a_mail"),
        ("notifications", "0006_search_texts"),
        ("notifications", "0007_fill_search_texts"),
        ("notifications", "0008_index_search_texts"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0015_index_search_texts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Wording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope", models.CharField(blank=True, max_length=60, verbose_name="scope")),
                ("kind", models.CharField(max_length=40, verbose_name="mail")),
                ("language", models.CharField(max_length=5, verbose_name="language")),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("subject", models.CharField(blank=True, max_length=250, verbose_name="subject")),
                ("heading", models.CharField(blank=True, max_length=200, verbose_name="heading")),
                ("body", models.TextField(blank=True, max_length=20000, verbose_name="text (Markdown)")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("is_current", models.BooleanField(default=True, verbose_name="current")),
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
                "verbose_name": "mail text",
                "verbose_name_plural": "mail texts",
                "ordering": ["scope", "kind", "language", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scope", "kind", "language", "version"), name="one_wording_per_version"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("scope", "kind", "language"),
                        name="one_current_wording",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("body", ""), ("heading", ""), ("subject", "")),
                            models.Q(
                                models.Q(("subject", ""), _negated=True),
                                models.Q(("heading", ""), _negated=True),
                                models.Q(("body", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="wording_whole_or_empty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="wording_version_counts_from_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Refusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "email",
                    models.EmailField(blank=True, help_text="In lower case", max_length=254, verbose_name="address"),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[("news", "news of the programme"), ("digest", "the daily summary")],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                ("scope", models.CharField(blank=True, max_length=60, verbose_name="where")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="refusals",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "refusal of mails",
                "verbose_name_plural": "refusals of mails",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person", None), models.Q(("email", ""), _negated=True)),
                            models.Q(("email", ""), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="refusal_is_somebodys",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("what__in", ["news", "digest"])), name="refusal_what_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False)),
                        fields=("person", "what", "scope"),
                        name="one_refusal_per_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person", None)),
                        fields=("email", "what", "scope"),
                        name="one_refusal_per_address",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("dedupe_key", models.CharField(max_length=200, unique=True, verbose_name="dedupe key")),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("topic", models.CharField(blank=True, max_length=60, verbose_name="topic")),
                ("to_email", models.EmailField(max_length=254, verbose_name="to")),
                ("to_name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                ("from_email", models.CharField(blank=True, max_length=254, verbose_name="from")),
                ("reply_to", models.EmailField(blank=True, max_length=254, verbose_name="reply to")),
                ("message_id", models.CharField(max_length=200, unique=True, verbose_name="Message-ID")),
                ("in_reply_to", models.CharField(blank=True, max_length=200, verbose_name="in reply to")),
                ("subject", models.CharField(max_length=250, verbose_name="subject")),
                ("text", models.TextField(verbose_name="text")),
                ("html", models.TextField(blank=True, verbose_name="HTML")),
                ("words_mark", models.CharField(blank=True, max_length=12, verbose_name="mark of the text")),
                ("ics", models.TextField(blank=True, verbose_name="calendar part")),
                ("ics_method", models.CharField(blank=True, max_length=10, verbose_name="calendar method")),
                ("optional", models.CharField(blank=True, max_length=80, verbose_name="optional")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("held", "held until the event is published"),
                            ("queued", "waiting"),
                            ("sending", "being sent"),
                            ("sent", "sent"),
                            ("failed", "failed"),
                            ("dropped", "no longer needed"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="due at")),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="not after")),
                ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="claimed at")),
                ("claimed_by", models.CharField(blank=True, max_length=32, verbose_name="claimed by")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("search_text", models.TextField(default="", editable=False)),
                (
                    "recipient",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recipient",
                    ),
                ),
                (
                    "resent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="resent by",
                    ),
                ),
                (
                    "resent_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="resends",
                        to="notifications.message",
                        verbose_name="resent from",
                    ),
                ),
                (
                    "wording",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="notifications.wording",
                        verbose_name="mail text",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(condition=models.Q(("status", "queued")), fields=["due_at", "id"], name="message_due"),
                    models.Index(
                        condition=models.Q(("status", "sending")), fields=["claimed_at"], name="message_claimed"
                    ),
                    models.Index(fields=["topic", "-created_at"], name="message_topic"),
                    models.Index(fields=["to_email", "topic", "id"], name="message_turn"),
                    models.Index(fields=["recipient", "topic", "id"], name="message_turn_of_person"),
                    models.Index(
                        condition=models.Q(("expires_at__isnull", False), ("status", "queued")),
                        fields=["expires_at"],
                        name="message_expires",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["held", "queued", "sending", "sent", "failed", "dropped"])),
                        name="message_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("status", "sent")),
                            models.Q(models.Q(("status", "sent"), _negated=True), ("sent_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="message_sent_has_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "sending"), _negated=True),
                            ("claimed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="message_sending_is_claimed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ics_method__in", ["", "REQUEST", "CANCEL"])), name="message_method_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InboundMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("message_id", models.CharField(blank=True, max_length=200, verbose_name="Message-ID")),
                (
                    "via",
                    models.CharField(
                        choices=[("imap", "mailbox"), ("webhook", "webhook")],
                        default="imap",
                        max_length=10,
                        verbose_name="received by",
                    ),
                ),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="received at")),
                ("sender", models.CharField(blank=True, max_length=254, verbose_name="from")),
                ("recipients", models.TextField(blank=True, verbose_name="to")),
                ("subject", models.CharField(blank=True, max_length=250, verbose_name="subject")),
                ("excerpt", models.TextField(blank=True, verbose_name="text")),
                ("raw", models.BinaryField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reply", "Calendar reply"),
                            ("counter", "Proposal of another time"),
                            ("bounce", "Not delivered"),
                            ("auto_reply", "Automatic reply"),
                            ("other", "Email"),
                        ],
                        default="other",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("done", "done"), ("set_aside", "to review")],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("too_large", "The email is too large."),
                            ("too_complex", "The email has too many parts or too many levels of parts."),
                            ("unreadable", "The calendar part is unreadable."),
                            ("tnef", "The email is in a format that only Outlook reads (winmail.dat)."),
                            ("encrypted", "The email is encrypted, or its signature hides the content."),
                            ("words", "A person has written a text, not a calendar reply."),
                            ("automatic", "This is an automatic reply, such as an out-of-office message."),
                            ("no_invite", "The address does not belong to an invite."),
                            ("several_invites", "The email was sent to the addresses of several invites."),
                            ("other_event", "This is a reply to an invite for another event."),
                            ("other_person", "Neither the attendee nor the sender is the invited person."),
                            ("not_an_answer", "The calendar part is not a reply."),
                            ("one_day", "The person replies for some days only."),
                            ("no_answer_in_it", "The reply does not contain yes, maybe or no."),
                            ("counter", "The person proposes another time or place."),
                            ("delegated", "The person passes the invite on to another person."),
                            ("contributor_declined", "A contributor declines."),
                            ("stale", "This is a reply to an earlier version of the invite."),
                            ("repeated", "The same reply, or a later one, was received before."),
                            ("not_held", "The invite was already cancelled."),
                            ("bounced", "The address does not accept email."),
                            ("refused", "The email was refused. The address may be correct."),
                            ("delayed", "The email is delayed. The other server keeps trying."),
                            ("unknown_bounce", "The returned email is unknown here."),
                            ("delivered", "The email was delivered."),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                ("detail", models.TextField(blank=True, verbose_name="detail")),
                ("topic", models.CharField(blank=True, max_length=60, verbose_name="topic")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
                ("search_text", models.TextField(default="", editable=False)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "settled_by",
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
                    "bounced",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="bounces",
                        to="notifications.message",
                        verbose_name="returned message",
                    ),
                ),
            ],
            options={
                "verbose_name": "incoming mail",
                "verbose_name_plural": "incoming mails",
                "ordering": ["-received_at", "-pk"],
                "indexes": [
                    models.Index(condition=models.Q(("state", "waiting")), fields=["id"], name="inbound_waiting"),
                    models.Index(fields=["topic", "state", "-received_at"], name="inbound_topic"),
                    models.Index(
                        condition=models.Q(("raw__isnull", False)), fields=["received_at"], name="inbound_kept"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["reply", "counter", "bounce", "auto_reply", "other"])),
                        name="inbound_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("state", "waiting")),
                            models.Q(("settled_at__isnull", False), ("state__in", ["done", "set_aside"])),
                            _connector="OR",
                        ),
                        name="inbound_settled_has_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "set_aside"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="inbound_set_aside_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("sent", "accepted"),
                            ("retry", "will be tried again"),
                            ("failed", "refused"),
                            ("dropped", "no longer needed"),
                            ("bounced", "returned"),
                            ("delayed", "delayed on its way"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("smtp_code", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="code")),
                ("server_said", models.TextField(blank=True, verbose_name="answer of the server")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="notifications.message",
                        verbose_name="message",
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ["sent", "retry", "failed", "dropped", "bounced", "delayed"])
                        ),
                        name="delivery_outcome_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BouncedAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.EmailField(max_length=254, verbose_name="address")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                ("status", models.CharField(blank=True, max_length=12, verbose_name="status")),
                ("server_said", models.TextField(blank=True, verbose_name="answer of the server")),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="notifications.message",
                        verbose_name="message",
                    ),
                ),
            ],
            options={
                "verbose_name": "bounced address",
                "verbose_name_plural": "bounced addresses",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("address"), name="one_row_per_bounced_address"
                    )
                ],
            },
        ),
        add_trigram_indexes(notifications__Message="search_text", notifications__InboundMail="search_text"),
    ]
