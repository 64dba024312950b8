"""What an event aims at."""

from collections.abc import Mapping

from django.db import transaction

from events.models import Event, Target


@transaction.atomic
def set_targets(event: Event, percents: Mapping[str, int | None]) -> None:
    """Let event aim at these shares, by measure and in per cent; None for no aim."""
    event.targets.all().delete()
    Target.objects.bulk_create(
        Target(event=event, measure=measure, percent=percent) for measure, percent in percents.items() if percent
    )
