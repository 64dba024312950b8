"""Why the reader gets a mail, and whether they can do without such mails: what stands below each."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

NOMINEES = ("nominated", "seat_free", "reminder_nominated")


def why(name: str, context: Mapping[str, Any]) -> str:
    """Return why the reader gets mail `name`, in the language that is active."""
    said = {"title": context["event"].title}
    if name in NOMINEES:
        return _("You get this mail because this address was named for “%(title)s”.") % said
    if name == "invited":
        return _("You get this mail because the organisers of “%(title)s” wrote this address down.") % said
    if _names_people(name, context):
        return _("You get this mail because the organisers of “%(title)s” ask you to name people.") % said
    if name == "contributor_removed":
        return _("You get this mail because you were to contribute to “%(title)s”.") % said
    if "registration" not in context:
        return _("You get this mail because you contribute to “%(title)s”.") % said
    return _("You get this mail because this address was registered for “%(title)s”.") % said


def choice(name: str, context: Mapping[str, Any]) -> str:
    """Return whether the reader can do without mails such as `name`: all but news are about what they do themselves."""
    if context.get("refuse_url"):
        return _("This mail is optional: it is news of the programme, which you can turn off.")
    if name in NOMINEES:
        return _("This mail is part of your nomination and cannot be turned off.")
    if name == "invited":
        return _("This mail is your invitation and cannot be turned off.")
    if _names_people(name, context):
        return _("This mail is part of naming people for the event and cannot be turned off.")
    if "registration" not in context:
        return _("This mail is part of what you contribute and cannot be turned off.")
    return _("This mail is part of your registration and cannot be turned off.")


def is_of_contributor(kind: str) -> bool:
    """Say whether words of this kind are for who contributes, with a place or without."""
    return kind.startswith("contributor_") or kind.endswith("_contributor")


def _names_people(name: str, context: Mapping[str, Any]) -> bool:
    return name == "nomination_link" or bool(context.get("is_focal_point"))
