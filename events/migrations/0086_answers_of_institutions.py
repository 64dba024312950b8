from django.db import migrations, models


class Migration(migrations.Migration):
    """An institution can answer that it has no comments."""

    dependencies = [("events", "0085_fill_search_texts")]

    operations = [
        migrations.AddField(
            model_name="termsofreference",
            name="no_comments_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="institution without comments since"),
        ),
        migrations.RemoveConstraint(model_name="reportcomment", name="report_comment_kind_known"),
        migrations.AlterField(
            model_name="reportcomment",
            name="kind",
            field=models.CharField(
                choices=[("fact", "Correction of a fact"), ("opinion", "Opinion"), ("none", "No comments")],
                default="fact",
                max_length=7,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="reportcomment",
            name="text",
            field=models.TextField(blank=True, max_length=3000, verbose_name="comment"),
        ),
        migrations.AddConstraint(
            model_name="reportcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["fact", "opinion", "none"])), name="report_comment_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportcomment",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "none"), models.Q(("text", ""), _negated=True), _connector="OR"),
                name="report_comment_has_a_text",
            ),
        ),
    ]
