from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.requests import SignedInRequest
from events.organise.search.find import KINDS, LONGEST_TEXT, find, find_others


@login_required
@never_cache
@require_GET
def search(request: SignedInRequest) -> HttpResponse:
    """Show what the search finds, as a page, or as the content of the search box for its script."""
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST_TEXT]
    kind = request.GET.get("kind", "")
    groups = find(request.user, text, kind if kind in KINDS else "")
    count = sum(len(group.hits) for group in groups)
    context = {
        "text": text,
        "kind": kind if kind in KINDS else "",
        "groups": groups,
        "count": count,
        "has_more": any(group.has_more for group in groups),
        "others": find_others(request.user) if text and not groups else None,
    }
    is_box = bool(request.htmx)
    return render(request, "organise/search.html#hits" if is_box else "organise/search.html", context)
