"""The types of requests in views."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class HtmxRequest(HttpRequest):
    """A request after django_htmx's middleware: `htmx` is true for a request that htmx has sent."""

    htmx: HtmxDetails


class SignedInRequest(HtmxRequest):
    """The request of a person who has signed in: views behind `login_required` take it."""

    user: User
