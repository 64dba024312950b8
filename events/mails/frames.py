"""The content security policy of a frame that shows a mail on a page."""

from django.utils.csp import CSP

# The policy of a frame that shows a mail: its own styles and embedded pictures. It runs, loads and sends nothing.
MAIL_FRAME_CSP: dict[str, list[str] | str] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": ["data:"],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    "sandbox": "",  # an empty list of permissions (CSP level 3, 6.3.2)
}
