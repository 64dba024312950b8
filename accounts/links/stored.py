"""Tokens that are stored as a digest: for an address that is not mailed, and that its owner sees only once.

A copy of the database then gives no access. A lookup by digest reveals nothing about the token by its time."""

import secrets
from hashlib import sha256


def new_token() -> str:
    """Return a random token of 43 characters."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """Return the digest that is stored for a token."""
    return sha256(token.encode()).hexdigest()
