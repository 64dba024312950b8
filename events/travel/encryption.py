"""What nobody should read in the database, sealed: the first key seals, every key opens, so that keys can be changed.

Without FIELD_KEYS the key follows from SECRET_KEY. That one opens also once there are others, so that nothing is lost
on the day on which they are set."""

import base64
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"plenary: sealed fields"


class DecryptionError(Exception):
    """Raised when none of the keys of this installation opens what was sealed, or what comes out is not ours."""


def encrypt(facts: Mapping[str, Any]) -> str:
    """Return facts (JSON) as a text that tells nothing without a key."""
    return _keys().encrypt(json.dumps(facts, ensure_ascii=False).encode()).decode()


def decrypt(sealed: str) -> dict[str, Any]:
    """Return the facts that were sealed. Raises CannotRead."""
    try:
        facts = json.loads(_keys().decrypt(sealed))
    except (InvalidToken, ValueError, UnicodeError) as error:
        raise DecryptionError from error
    if not isinstance(facts, dict):
        raise DecryptionError
    return facts


def reencrypt(sealed: str) -> str:
    """Return the same facts, sealed with the first key. Raises CannotRead."""
    try:
        return _keys().rotate(sealed).decode()
    except InvalidToken as error:
        raise DecryptionError from error


def _keys() -> MultiFernet:
    return _ring(tuple(settings.FIELD_KEYS), (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _ring(keys: tuple[str, ...], secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([*map(Fernet, keys), *map(Fernet, map(_from_secret, secrets))])


def _from_secret(secret: str) -> bytes:
    # RFC 5869: SECRET_KEY signs sessions too; a key for each purpose lets neither tell of the other.
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(derived)
