"""Encryption of personal data in the database.

The first key encrypts and every key decrypts, so that keys can be replaced. If FIELD_KEYS is empty, the key is derived
from SECRET_KEY. The derived key still decrypts after FIELD_KEYS has been set, so that no data is lost."""

import base64
import json
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db.models import QuerySet

# Part of the key derivation: data that is already encrypted cannot be decrypted after a change.
PURPOSE = b"plenary: sealed fields"


class DecryptionError(Exception):
    """Raised when no key of this installation decrypts the data, or when the decrypted data is invalid."""


def encrypt(values: Mapping[str, Any]) -> str:
    """Return values, which JSON must be able to store, as an encrypted text."""
    return _keys().encrypt(json.dumps(values, ensure_ascii=False).encode()).decode()


def decrypt(encrypted: str) -> dict[str, Any]:
    """Return the values that encrypt() was given. Raise DecryptionError."""
    try:
        values = json.loads(_keys().decrypt(encrypted))
    except (InvalidToken, ValueError, UnicodeError) as error:
        raise DecryptionError from error
    if not isinstance(values, dict):
        raise DecryptionError
    return values


def reencrypt(encrypted: str) -> str:
    """Return the same values, encrypted with the first key. Raise DecryptionError."""
    try:
        return _keys().rotate(encrypted).decode()
    except InvalidToken as error:
        raise DecryptionError from error


def reencrypt_all(rows: QuerySet[Any], column: str = "sealed") -> tuple[int, int]:
    """Encrypt a column of rows with the first key; return how many, and how many no key could decrypt.

    Empty columns are left out."""
    done = unreadable = 0
    for pk, stored in rows.exclude(**{column: ""}).values_list("pk", column).iterator():
        try:
            encrypted = reencrypt(stored)
        except DecryptionError:
            unreadable += 1
        else:
            # The filter skips a row that was saved in the meantime: it already uses the first key.
            done += rows.model._default_manager.filter(pk=pk, **{column: stored}).update(**{column: encrypted})
    return done, unreadable


def keyed_digests(text: str) -> list[str]:
    """Return digests by which a text is found without being stored: the one to store, and those of older keys.

    Without the key, nobody can try out which text a digest belongs to."""
    keys = map(_derive_key, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
    return [blake2b(text.encode(), key=key, digest_size=32).hexdigest() for key in keys]


def _keys() -> MultiFernet:
    return _build_keys(tuple(settings.FIELD_KEYS), (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _build_keys(keys: tuple[str, ...], secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([*map(Fernet, keys), *map(Fernet, map(_derive_key, secrets))])


def _derive_key(secret: str) -> bytes:
    # RFC 5869. SECRET_KEY also signs sessions. Separate keys ensure that neither reveals the other.
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(derived)
