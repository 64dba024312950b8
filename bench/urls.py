"""The URLs of the site and of the yardstick: a view that returns stored bytes."""

import os
from pathlib import Path

from django.http import HttpResponse
from django.urls import path

from config.urls import urlpatterns as site

KEPT = {name.stem: name.read_bytes() for name in Path(os.environ["BENCH_BYTES"]).glob("*.bin")}

urlpatterns = [path("yardstick/<str:name>", lambda request, name: HttpResponse(KEPT[name])), *site]
