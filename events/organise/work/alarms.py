"""Alarms of the nightly tasks. They belong to no event."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from events.daily_tasks.queries import find_problems
from events.organise.work.declarations import Finding, Topic, WorkKind
from events.organise.work.scope import Scope
from events.permissions import Action

ABOUT_TASKS = "/privacy/#retention"  # the page that shows the last run


def _one(names: list[str]) -> Iterator[Finding]:
    if names:
        yield Finding(None, len(names), is_for_today=True)


def _late(_scope: Scope) -> Iterator[Finding]:
    return _one(find_problems().late)


def _failed(_scope: Scope) -> Iterator[Finding]:
    return _one(find_problems().failed)


KINDS = (
    WorkKind(
        "late_tasks",
        Topic.SYSTEM,
        Action.EDIT_EVENTS,
        ngettext_lazy(
            "%(count)d nightly task that has not run for two days: tell your administrator",
            "%(count)d nightly tasks that have not run for two days: tell your administrator",
            "count",
        ),
        _("View"),
        _late,
        ABOUT_TASKS,
    ),
    WorkKind(
        "failed_tasks",
        Topic.SYSTEM,
        Action.EDIT_EVENTS,
        ngettext_lazy(
            "%(count)d nightly task that has failed: tell your administrator",
            "%(count)d nightly tasks that have failed: tell your administrator",
            "count",
        ),
        _("View"),
        _failed,
        ABOUT_TASKS,
    ),
)
