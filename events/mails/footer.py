"""The footer of a mail: why the reader gets it, and whether it can be turned off."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.mails.context import MailContext


@dataclass(frozen=True)
class Footer:
    """reason: why the reader gets the mail; %(title)s is the title of the event.
    choice: that the mail cannot be turned off, and why.
    is_for_contributor: the mail is written to a contributor, whether they have a seat or not."""

    reason: str | Promise
    choice: str | Promise
    is_for_contributor: bool = False


PARTICIPANT = Footer(
    gettext_lazy("You get this email because this address was registered for “%(title)s”."),
    gettext_lazy("This email is part of your registration and cannot be turned off."),
)
INVITED = Footer(
    gettext_lazy("You get this email because the organisers of “%(title)s” have invited this address."),
    gettext_lazy("This email is your invitation and cannot be turned off."),
)
NOMINEE = Footer(
    gettext_lazy("You get this email because this address was nominated for “%(title)s”."),
    gettext_lazy("This email is part of your nomination and cannot be turned off."),
)
FOCAL_POINT = Footer(
    gettext_lazy("You get this email because the organisers of “%(title)s” ask you to nominate people."),
    gettext_lazy("This email is part of the nominations for the event and cannot be turned off."),
)
CONTRIBUTOR = Footer(
    gettext_lazy("You get this email because you contribute to “%(title)s”."),
    gettext_lazy("This email is part of your contribution and cannot be turned off."),
    is_for_contributor=True,
)
INVITED_CONTRIBUTOR = Footer(INVITED.reason, INVITED.choice, is_for_contributor=True)
FORMER_CONTRIBUTOR = Footer(
    gettext_lazy("You get this email because you were a contributor to “%(title)s”."), CONTRIBUTOR.choice, True
)
MISSION_EXPERT = Footer(
    gettext_lazy("You get this email because the organisers of “%(title)s” ask you to take part as an expert."),
    gettext_lazy("This email is part of your assignment and cannot be turned off."),
    is_for_contributor=True,
)
OWNER = Footer(
    gettext_lazy("You get this email because this address is responsible for a task that follows “%(title)s”."),
    gettext_lazy("This email is part of the follow-up and cannot be turned off."),
    is_for_contributor=True,
)
INSTITUTION = Footer(
    gettext_lazy("You get this email because this address is the contact of an institution for “%(title)s”."),
    OWNER.choice,
)
TRAVELLER = Footer(
    gettext_lazy("You get this email because you travel for “%(title)s”."),
    gettext_lazy("This email is part of your journey and cannot be turned off."),
)

LINK_ASKED_FOR = Footer(
    gettext_lazy(
        "You get this email because you, or the organisers of “%(title)s” for you, asked for your personal link."
    ),
    gettext_lazy("This email is sent only when somebody asks for it, and cannot be turned off."),
)


def footer_for_role(context: MailContext) -> Footer:
    """Return the footer of a mail that goes to people of several roles."""
    if context.nomination:
        return FOCAL_POINT
    return PARTICIPANT if context.registration else CONTRIBUTOR


def reason_line(footer: Footer, context: MailContext) -> str:
    return str(footer.reason) % {"title": context.event.title}


def choice_line(footer: Footer, context: MailContext) -> str:
    if context.links.refuse:
        return _("This email is optional news of the programme. You can turn it off.")
    return str(footer.choice)
