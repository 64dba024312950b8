from django.utils.csp import CSP

# What a mail may do in a frame of ours: look as it looks, with what it carries. It runs, loads and sends nothing.
MAIL_FRAME_CSP = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": ["data:"],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    "sandbox": True,
}
