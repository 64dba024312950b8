"""The targets of an event for the balance of its participants."""

from collections.abc import Mapping

from django.db import transaction

from events.models import Event, Target


@transaction.atomic
def set_targets(event: Event, percents: Mapping[str, int | None]) -> None:
    """Replace the targets of event. `percents` maps a measure to a percentage, or to None for no target."""
    event.targets.all().delete()
    Target.objects.bulk_create(
        Target(event=event, measure=measure, percent=percent) for measure, percent in percents.items() if percent
    )
