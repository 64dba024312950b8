"""The page behind the link that undoes changes of an account."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.encryption import DecryptionError
from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from accounts.models import SignInChange
from accounts.protection import changes, notices, texts


@behind_link(changes.UNDO)
def undo_sign_in_change(request: HttpRequest, link: Link[SignInChange]) -> HttpResponse:
    """Show what the link undoes. A post undoes it; mail scanners, which only look, change nothing."""
    change = link.subject
    try:
        addresses = changes.trusted_addresses(change)
        reverted = texts.sentences(changes.what_undoing_reverts(change))
    except DecryptionError:
        return render(request, "protection/undo.html", {"is_unreadable": True}, status=410)
    context = {"change": change, "reverted": reverted, "person": change.person}
    if change.undone_at is not None:
        return render(request, "protection/undo.html", context | {"is_undone": True}, status=410)
    if request.method != "POST":
        return render(request, "protection/undo.html", context)
    try:
        lost = changes.undo(change)
    except changes.ChangeNotUndoableError as error:
        messages.error(request, error.advice)
        return redirect(request.path)
    notices.send_undone(change.person, addresses)
    if request.user == change.person:
        logout(request)
    if lost:
        messages.warning(
            request,
            _("Some addresses belong to another account by now and could not be restored: %(addresses)s.")
            % {"addresses": ", ".join(lost)},
        )
    messages.success(request, _("The changes are undone, and everybody is signed out of this account. Sign in again."))
    return redirect("account_login")
