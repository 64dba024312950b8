"""The URLs of the site and of the yardsticks: stored bytes, and a page of the workspace that has only its frame."""

import os
from pathlib import Path

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from config.urls import urlpatterns as site
from events.permissions import Action, event_for

KEPT = {name.stem: name.read_bytes() for name in Path(os.environ["BENCH_BYTES"]).glob("*.bin")}


@event_for(Action.VIEW_EVENTS)
def frame(request, event):
    return render(request, "organise/workspace.html")


urlpatterns = [
    path("yardstick/<str:name>", lambda request, name: HttpResponse(KEPT[name])),
    path("yardstick/frame/<slug:slug>/", frame, name="frame"),
    *site,
]
