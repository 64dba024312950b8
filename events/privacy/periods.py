"""The periods after which personal data is deleted, where a programme or a question may shorten them."""

from django.conf import settings

from events.models import Event, Programme

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


def usual_travel_days() -> int:
    """Return how many days after an event its travel details are kept, if the programme and the team set nothing."""
    return int(Event._meta.get_field("travel_keep_days").default)


def travel_days_of(programme: Programme) -> int:
    """Return how many days travel details are kept after new events of programme."""
    return programme.travel_keep_days or usual_travel_days()
