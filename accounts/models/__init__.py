"""People and their organisations."""

from accounts.models.gender import Gender
from accounts.models.organisation import Organisation
from accounts.models.sign_in_change import SignInChange
from accounts.models.user import Constituency, User

__all__ = ["Constituency", "Gender", "Organisation", "SignInChange", "User"]
