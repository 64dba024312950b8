import pytest
from django.db.models import TextChoices
from django.utils.functional import lazystr

from events.models import Event, Registration
from events.models.choice_labels import choice_label

pytestmark = pytest.mark.look


class Unread:
    """A label that must not be translated."""

    def __str__(self) -> str:
        raise AssertionError


class Colour(TextChoices):
    RED = "red", lazystr("Red")
    BLUE = "blue", lazystr(Unread())


def test_only_the_label_of_the_value_is_translated() -> None:
    assert choice_label(Colour, "red") == "Red"
    with pytest.raises(AssertionError):
        choice_label(Colour, "blue")


def test_an_unknown_value_is_its_own_label() -> None:
    assert choice_label(Colour, "") == ""
    assert choice_label(Colour, "green") == "green"


@pytest.mark.parametrize(
    ("row", "name"),
    [(Event(), "kind"), (Event(), "status"), (Registration(), "status"), (Registration(), "mode")],
)
def test_models_have_the_labels_of_their_choices(row: Event | Registration, name: str) -> None:
    for value, label in row._meta.get_field(name).choices:
        setattr(row, name, value)
        assert getattr(row, f"get_{name}_display")() == str(label)
