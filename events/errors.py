"""The base class of all domain errors. It is defined in accounts, because notifications uses it too."""

from accounts.errors import DomainError

__all__ = ["DomainError"]
