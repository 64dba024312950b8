"""What protects the pages of Django's admin that change who signs in, and what they may do."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin

from accounts.models import User
from accounts.protection import changes, notices, proof, snapshots
from accounts.protection.middleware import ask, origin_of_request
from accounts.protection.reauthentication import has_reauthenticated
from accounts.protection.snapshots import Snapshot


class ProtectedAdmin(ModelAdmin):
    """Pages that ask for a fresh code, passkey or app before they show or take a form."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changeform_view(request, *args, **kwargs) if has_reauthenticated(request) else ask(request)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list to all; its actions need reauthentication."""
        if request.method == "POST" and not has_reauthenticated(request):
            return ask(request)
        return super().changelist_view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().delete_view(request, *args, **kwargs) if has_reauthenticated(request) else ask(request)


def record_corrected_address(request: HttpRequest, person: User, before: Snapshot) -> None:
    """End all access of the previous address of person, which an administrator has corrected, and tell its reader.

    A reader who had proved that address gets a link that undoes the change. Another reader may be a stranger at a
    mistyped address: they get no link. The caller has saved the person, in the same transaction.
    before: the state before the change."""
    proof.end_access_of_previous_address(person)
    found = snapshots.differences(before, snapshots.take(person))
    origin = origin_of_request(request)
    if before.verified:
        notices.send_after_commit(changes.record_change(person, before, found, origin))
    else:
        notices.send_without_link(person, before.email, found, origin)
