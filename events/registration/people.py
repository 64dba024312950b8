"""Find and create the people whom users describe by an address and a name."""

from collections.abc import Sequence

from accounts import services
from accounts.errors import DomainError
from accounts.identity import Description, DescriptionsRefusedError
from accounts.models import User
from events.registration.errors import BulkDecisionError, NobodyMeantError


def described_people(descriptions: Sequence[Description]) -> list[User]:
    """Return the people whom the descriptions mean, in their order. Create those who are new.

    Raise BulkDecisionError, with NobodyMeantError by the position, if a question about the name is not answered."""
    try:
        return services.get_or_create_people(descriptions)
    except DescriptionsRefusedError as error:
        problems = {position: NobodyMeantError(problem.advice) for position, problem in error.problems.items()}
        raise BulkDecisionError({**problems}) from error


def described_person(address: str, *, answer: str = "", **profile: str) -> User:
    """Return the person whom an address and a profile mean, or create them. Raise NobodyMeantError."""
    try:
        return services.get_or_create_person(address, answer=answer, **profile)
    except DomainError as error:
        raise NobodyMeantError(error.advice) from error
