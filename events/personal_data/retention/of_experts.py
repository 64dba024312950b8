"""Delete what nobody needs any more in the directory of experts."""

from datetime import timedelta

from django.utils.timezone import now

from events.engagements import uploads
from events.experts.queries import unused_since
from events.models import UnavailablePeriod
from events.personal_data.batches import cutoff, delete_rows

PERIODS_KEPT = timedelta(days=30)


def delete_unused() -> int:
    """Delete entries without any assignment that nobody has changed for a long time, and past unavailable days."""
    past = UnavailablePeriod.objects.filter(ends_on__lt=(now() - PERIODS_KEPT).date())
    return delete_rows(unused_since(cutoff("experts"))) + delete_rows(past)


def delete_unfinished_uploads() -> int:
    """Delete uploads of slides that nobody has continued for a week."""
    return uploads.delete_unfinished()
