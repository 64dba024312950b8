"""The strength of SECRET_KEY. config/settings.py uses this module, so it must not import Django's settings."""

from django.core.exceptions import ImproperlyConfigured

SHORTEST = 50  # characters
FEWEST_DIFFERENT = 10  # different characters; a random key of 50 characters has about 35
COMMAND = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'


def check_secret_key(key: str, fallbacks: list[str], *, public_key: str, is_public_allowed: bool) -> None:
    """Raise ImproperlyConfigured unless key is long and varied, and no key is the public one of the demonstration.

    Older keys (fallbacks) may be short: they must keep data readable until a new key has replaced them."""
    if not key:
        raise ImproperlyConfigured(
            f"Set SECRET_KEY to a random text of {SHORTEST} characters or more, or PLENARY_DEMO=1 to try Plenary out. "
            f"This command prints one: {COMMAND}"
        )
    if public_key in {key, *fallbacks} and not is_public_allowed:
        raise ImproperlyConfigured(
            "Set SECRET_KEY to a random text of your own: the key of the demonstration is public."
        )
    if len(key) < SHORTEST:
        raise ImproperlyConfigured(
            f"Set SECRET_KEY to a random text of {SHORTEST} characters or more: it has only {len(key)}. "
            f"This command prints one: {COMMAND}"
        )
    if len(set(key)) < FEWEST_DIFFERENT or _repeats(key):
        raise ImproperlyConfigured(
            f"Set SECRET_KEY to a random text: it repeats itself. This command prints one: {COMMAND}"
        )


def _repeats(key: str) -> bool:
    """Return whether key consists of copies of its beginning, which may be cut off at the end."""
    return any((key[:length] * len(key))[: len(key)] == key for length in range(1, len(key) // 2 + 1))
