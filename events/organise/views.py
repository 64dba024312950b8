from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.requests import SignedInRequest
from events.organise import queries
from events.permissions import Action, programmes_where


@login_required
@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    page = Paginator(queries.workspace(request.user), 50).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "programmes": programmes_where(request.user, Action.EDIT_EVENTS),
        "attention": queries.attention(request.user),
    }
    return render(request, "organise/home.html", context)
