from django.utils.translation import gettext_lazy as _

from events.registration.errors import RegistrationError


class DeliverableGoneError(RegistrationError):
    advice = _("This has been removed from the list in the meantime. Nothing was changed.")


class AlreadyListedError(RegistrationError):
    advice = _("This person or institution has a deliverable with this title already. Choose another title.")


class NobodyToAskError(RegistrationError):
    advice = _("All speakers, panellists and experts with an email address have slides on this list already.")
