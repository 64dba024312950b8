from django.utils.translation import gettext_lazy as _

from events.registration.errors import RegistrationError


class DeliverableGoneError(RegistrationError):
    advice = _("Somebody has taken this off the list meanwhile. Nothing was changed.")


class AlreadyListedError(RegistrationError):
    advice = _("This person owes the event something of this title already: give it another title.")


class NobodyToAskError(RegistrationError):
    advice = _("No speaker, panellist or expert with an address is without slides on this list.")
