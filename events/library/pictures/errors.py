from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.errors import DomainError


class MissingForPublicationError(DomainError):
    """Raised when a picture lacks something that a public picture must have."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(_("Before it is public, the picture needs: %(missing)s.") % {"missing": ", ".join(missing)})


class PictureTakenDownError(DomainError):
    advice = gettext_lazy(
        "This picture was taken down, and its files are deleted. Upload it again if everybody agrees."
    )
