from typing import Any

from django.conf import settings

from events.models import Country


def country_json_ld(country: Country) -> dict[str, Any]:
    """Return country as a schema.org Country."""
    return {
        "@context": "https://schema.org",
        "@type": "Country",
        "name": country.name,
        "identifier": country.pk,
        "url": settings.BASE_URL + country.get_absolute_url(),
    }
