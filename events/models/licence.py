from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Licence(TextChoices):
    """What readers may do with a resource or a picture. Without a value, the source does not say it."""

    CC0 = "cc0", _("Public domain (CC0)")
    BY = "by", "CC BY 4.0"
    BY_SA = "by-sa", "CC BY-SA 4.0"
    BY_ND = "by-nd", "CC BY-ND 4.0"
    BY_NC = "by-nc", "CC BY-NC 4.0"
    BY_NC_SA = "by-nc-sa", "CC BY-NC-SA 4.0"
    BY_NC_ND = "by-nc-nd", "CC BY-NC-ND 4.0"
    IGO = "by-igo", "CC BY 3.0 IGO"
    CREDIT = "credit", _("May be used with the credit")
    RESERVED = "reserved", _("All rights reserved")


LICENCE_URLS: dict[str, str] = {
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
    Licence.IGO: "https://creativecommons.org/licenses/by/3.0/igo/",
    **{
        str(licence): f"https://creativecommons.org/licenses/{licence}/4.0/"
        for licence in (Licence.BY, Licence.BY_SA, Licence.BY_ND, Licence.BY_NC, Licence.BY_NC_SA, Licence.BY_NC_ND)
    },
}


def licence_url(licence: str) -> str:
    """Return the address of the text of a licence; "" if it has none."""
    return LICENCE_URLS.get(licence, "")
