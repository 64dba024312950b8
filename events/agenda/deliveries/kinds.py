"""How organisers call the mails, in the log of what was sent."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, str | Promise] = {
    "announcement": _("Announcement"),
    "digest": _("Daily digest"),
    "details_reminder": _("Details are missing still"),
    "details_wanted": _("Details are wanted"),
    "event_cancelled": _("The event is cancelled"),
    "event_moved": _("The event is moved"),
    "event_postponed": _("The event is postponed"),
    "invited": _("Invitation to register"),
    "nominated": _("They are nominated"),
    "nomination_link": _("Link to nominate"),
    "offer_lapsed": _("The offer has lapsed"),
    "organizers_note": _("A note from the organisers"),
    "place_offered": _("A place is offered"),
    "registered_already": _("Registered already"),
    "registration_confirmed": _("Their place is confirmed"),
    "registration_declined": _("There is no place for them"),
    "registration_kept": _("Two registrations made one"),
    "registration_merged": _("Registered under another address"),
    "registration_received": _("Their registration has arrived"),
    "registration_switched": _("They take part in another way"),
    "registration_waitlisted": _("They are on the waiting list"),
    "registration_withdrawn": _("Their place is given back"),
    "reminder": _("Reminder"),
    "seat_free": _("A seat has become free"),
}


def kind_label(kind: str) -> str:
    """Return what people call mails of this kind."""
    return str(KINDS.get(kind, kind.replace("_", " ").capitalize()))
