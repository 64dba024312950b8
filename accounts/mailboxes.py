"""Sign in as another person at the same mailbox."""

from allauth.account.adapter import get_adapter
from django.contrib.auth import logout
from django.http import HttpRequest

from accounts.models import User


def sign_in_as(request: HttpRequest, person: User) -> None:
    """End the session of the signed-in person, and begin one for a person whom they have just added to their mailbox."""
    logout(request)
    get_adapter().login(request, person)
