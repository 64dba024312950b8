"""The slides of contributors in the library: while the contributor agrees, and the team publishes them."""

from events.library import history
from events.models import Event, Resource, Slides
from events.slugs import save_with_slug


def follow_slides(slides: Slides) -> None:
    """Create the resource that shows these slides in the library, if the library may show them and has none.

    Call this in the transaction that changes who may see the slides.

    ResourceQuerySet.published() hides the resource as soon as the consent or the publication ends. The resource goes with
    the slides."""
    if not (slides.in_library_since and slides.published_at) or Resource.objects.filter(slides=slides).exists():
        return
    session = slides.contributor.session
    event = session.event
    resource = Resource(
        programme_id=event.programme_id,
        event=event,
        session=session,
        slides=slides,
        kind=Resource.Kind.PRESENTATION,
        title=session.title,
        authors=slides.contributor.name,
        year=event.local_starts_at.year if event.local_starts_at else None,
        is_sample=event.is_sample,
        published_at=slides.published_at,
    )
    save_with_slug(resource, title=session.title, fallback="slides")
    if Event.objects.filter(pk=event.pk).with_public_area().exists():
        resource.areas.set(event.areas.all())
    history.record(resource, history.What.ADDED, [slides.name], by=slides.published_by)
