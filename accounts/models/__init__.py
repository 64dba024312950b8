"""People and the bodies they work for."""

from accounts.models.organisation import Organisation
from accounts.models.user import Constituency, User

__all__ = ["Constituency", "Organisation", "User"]
