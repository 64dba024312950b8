"""People and their organisations."""

from accounts.models.organisation import Organisation
from accounts.models.user import Constituency, User

__all__ = ["Constituency", "Organisation", "User"]
