"""Guard views outside the pages of an account that change what people may do."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.protection.middleware import SAFE_METHODS, ask
from accounts.protection.reauthentication import has_reauthenticated


def reauthenticated_to_change(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorator: a change needs a fresh code, passkey or app. The posted form is sent again after it.

    Put it below the decorator that authorises the view, and below the one that limits its methods."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in SAFE_METHODS and not has_reauthenticated(request):
            return ask(request)
        return view(request, *args, **kwargs)

    return guarded
