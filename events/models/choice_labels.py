"""The labels of the values of fields with choices, for rows of long lists."""

from django.db.models import TextChoices


def choice_label(choices: type[TextChoices], value: str) -> str:
    """Return the label of a value in the current language. A value that is not among the choices is its own label.

    Django's methods get_..._display() translate the labels of all choices, each time. In a list of 50 events they took a
    tenth of the time of the page. So the models of long lists have their own."""
    return str(choices(value).label) if value in choices else value
