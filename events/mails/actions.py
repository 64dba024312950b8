"""What the reader of a mail can do: the label and the address of each link below its text."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.mails.context import MailContext
from events.models import Registration

Action = tuple[str, str]  # label and address


def see_event(context: MailContext) -> Action:
    return _("See the event"), context.event_url


def own_page(context: MailContext) -> Action | None:
    if not context.links.own_page:
        return None
    if not (context.registration and context.registration.may_be_withdrawn):
        return _("See your registration"), context.links.own_page
    if context.is_registered_by_other:
        return _("See or decline this registration"), context.links.own_page
    return _("See or cancel your registration"), context.links.own_page


def answer_nomination_if_asked(context: MailContext) -> Action | None:
    return answer_nomination(context) if context.is_nominated else None


def give_seat_back(context: MailContext) -> Action:
    return _("Cancel my registration"), f"{_declined_page(context)}#give-back"


def keep_seat(context: MailContext) -> Action:
    return _("Keep my place"), f"{_declined_page(context)}#keep"


def _declined_page(context: MailContext) -> str:
    return context.links.declined or context.links.own_page  # a preview has no such link


def register_again(context: MailContext) -> Action | None:
    if not context.event.is_registration_open:
        return None
    return _("Register again"), context.links.register or context.event_url


def _link(label: str | Promise, address: Callable[[MailContext], str]) -> Callable[[MailContext], Action]:
    # Only a preview has no such address: there the link leads to the event.
    return lambda context: (str(label), address(context) or context.event_url)


register = _link(gettext_lazy("Register"), lambda context: context.links.register)


def register_if_invited(context: MailContext) -> Action | None:
    is_invited = context.registration and context.registration.status == Registration.Status.INVITED
    return register(context) if is_invited else None


def open_contribution_if_any(context: MailContext) -> Action | None:
    return open_contribution(context) if context.links.contribution else None


answer_request = _link(gettext_lazy("Say whether you will come"), lambda context: context.links.own_page)
answer_offer = _link(gettext_lazy("Accept or decline the place"), lambda context: context.links.own_page)
answer_nomination = _link(gettext_lazy("Say whether you will come"), lambda context: context.links.nominee)
nominate = _link(gettext_lazy("Nominate people"), lambda context: context.links.nominate)
upload_letter = _link(gettext_lazy("Upload the official letter"), lambda context: context.links.nominate)
see_nominations = _link(gettext_lazy("See your nominations"), lambda context: context.links.nominate)
enter_details = _link(gettext_lazy("Enter your details"), lambda context: context.links.details)
evaluate = _link(gettext_lazy("Evaluate the event"), lambda context: context.links.evaluation)
change_sessions = _link(gettext_lazy("See or change your sessions"), lambda context: context.links.own_page)
answer_contribution = _link(gettext_lazy("Accept or decline"), lambda context: context.links.contribution)
answer_assignment = _link(gettext_lazy("Say whether you can come"), lambda context: context.links.contribution)
respond = _link(gettext_lazy("Respond"), lambda context: context.links.contribution)
report_progress = _link(gettext_lazy("Say how far it is"), lambda context: context.links.contribution)
open_contribution = _link(gettext_lazy("Open your page"), lambda context: context.links.contribution)
open_renewed = _link(gettext_lazy("Open your page"), lambda context: context.links.renewed)
open_journey = _link(gettext_lazy("Open your journey"), lambda context: context.links.journey)
