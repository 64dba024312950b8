"""Start the scripts of allauth without inline scripts."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def on_load(function: str, **ids: Any) -> SafeString:
    """Return an element that makes account/js/onload.js call function with the ids of its elements.

    The element holds data, not a script, so the Content-Security-Policy allows it."""
    data = json.dumps({"ids": {name: str(value) for name, value in ids.items()}}).translate(ESCAPES)
    return format_html(
        '<script data-allauth-onload="{}" type="application/json">{}</script>',
        function,
        mark_safe(data),  # noqa: S308 (escaped above, like Django's json_script)
    )
