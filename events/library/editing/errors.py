from django.utils.translation import gettext_lazy as _

from events.errors import DomainError


class LibraryError(DomainError):
    """The base class of the errors of the library. The advice tells the user what to do."""


class SlidesOfContributorError(LibraryError):
    advice = _("The slides of a contributor are published and taken back on the page of the slides of their event.")


class ResourceGoneError(LibraryError):
    advice = _("Somebody has deleted this resource in the meantime.")
