"""The periods after which personal data is deleted, where a programme or a question may shorten them."""

from django.conf import settings

from events.models import Programme

LEAST_ANSWER_DAYS = 30  # reports are written from the answers
MOST_TRAVEL_DAYS = 365


def most_answer_days() -> int:
    """Return the period of this installation for answers: no programme and no question can make it longer."""
    return int(settings.RETENTION_DAYS["answers"])


def answer_days(of_programme: int | None, of_question: int | None = None) -> int:
    """Return how many days after the event an answer is kept: the shortest of the periods that are set."""
    return min(days for days in (most_answer_days(), of_programme, of_question) if days is not None)


def answer_days_of(programme: Programme) -> int:
    return answer_days(programme.answers_keep_days)
