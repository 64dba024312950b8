"""Draw PDFs and pictures with Typst. The data reaches the template as JSON, so that no text can be read as markup."""

import json
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.conf import settings

TEMPLATES = Path(__file__).parent / "templates"
FONTS = settings.BASE_DIR / "static" / "pdf-fonts"


class TypesettingError(Exception):
    """Raised when a document cannot be drawn."""


def fingerprint(template: str, data: Mapping[str, Any]) -> str:
    """Return a mark of a document: the same template with the same data has the same mark."""
    text = (TEMPLATES / template).read_bytes() + json.dumps(data, ensure_ascii=False, sort_keys=True).encode()
    return blake2b(text, digest_size=12).hexdigest()


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the PDF of a template (a file name in templates/) with data. Raise TypesettingError.

    Characters that the fonts of the project do not have come from the fonts of the system, if it has them."""
    return _compile(template, data)


def typeset_picture(template: str, data: Mapping[str, Any]) -> bytes:
    """Return a template of one page as a PNG, with one pixel for each point. Raise TypesettingError."""
    return _compile(template, data, format="png", ppi=72)


def _compile(template: str, data: Mapping[str, Any], **options: Any) -> bytes:
    import typst  # noqa: PLC0415 (slow to import, and only documents need it)

    try:
        drawn: bytes = typst.compile(
            TEMPLATES / template,
            root=TEMPLATES,
            font_paths=[FONTS],
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            **options,
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise TypesettingError(str(error)) from error
    return drawn
