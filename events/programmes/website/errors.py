from django.utils.translation import gettext_lazy as _

from events.errors import DomainError


class WebsiteError(DomainError):
    """Raised when a change of the public pages is refused. `field` is the field of the form that caused it, or ""."""

    field = ""


class TextChangedMeanwhileError(WebsiteError):
    field = "text"
    advice = _("Somebody else has saved this text since you opened it. Copy your changes, and open the page again.")


class EmptyDraftError(WebsiteError):
    field = "text"
    advice = _(
        "Without a text there is nothing to save for later. To remove the text from the page, publish it empty now."
    )
