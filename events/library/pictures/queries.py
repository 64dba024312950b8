"""What a picture lacks before it can be public."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from events.models import Picture, PicturedPerson


def missing_of(picture: Picture, people: Iterable[PicturedPerson]) -> list[str]:
    """Return what a picture of these people lacks before it can be public, in words."""
    missing = []
    if not picture.alt.strip():
        missing.append(_("a description for people who cannot see it"))
    if not picture.credit.strip():
        missing.append(_("the credit"))
    if picture.shows_people:
        people = list(people)
        if not people:
            missing.append(_("who is shown, with their consent"))
        missing += [_("the consent of %(name)s") % {"name": person.name} for person in people if not person.agrees]
    return missing
