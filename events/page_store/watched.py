"""What public pages show: the tables, and the columns that count. A change of them ends every stored page.

tests/events/page_store/test_watched.py fails if a stored page reads a table that is not here."""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

# The counters of seats change with each registration. Stored pages compare them by event instead: see store.py.
SEAT_COUNTERS = ("seats_taken", "seats_kept", "room_kept", "online_taken", "online_kept")


@dataclass(frozen=True)
class Watched:
    """A model, by its label.

    only: the columns that count. without: those that do not. has_rows: whether a new or deleted row counts. moments:
    columns with a time at which pages change, such as the start of what is published later."""

    label: str
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    has_rows: bool = True
    moments: tuple[str, ...] = ()

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.label)

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def columns(self) -> list[str]:
        """The columns whose change ends stored pages. A generated column changes only with another one."""
        fields = [field for field in self.model._meta.concrete_fields if not field.generated]
        if self.only:
            fields = [field for field in fields if field.name in self.only]
        return [str(field.column) for field in fields if field.name not in self.without]


WATCHED = (
    # Whoever shows the free seats of an event adds the times of its registration: see Shown.add().
    Watched(
        "events.Event",
        without=(*SEAT_COUNTERS, "vevent", "officer", "nominations_close_at", "details_due_at", "travel_keep_days"),
        moments=("starts_at", "ahead_until"),
    ),
    Watched("events.Event_areas"),
    Watched("events.Event_countries"),
    Watched("events.Session"),
    Watched("events.AgendaVersion"),
    Watched("events.Contributor"),
    Watched("events.Expert"),
    Watched("events.Slides"),
    Watched("events.Document"),
    Watched("events.Venue"),
    Watched("events.Mission"),
    Watched("events.MissionReport"),
    Watched("events.FollowUp"),
    Watched("events.StudyVisit"),
    Watched("events.Meeting"),
    Watched("events.Programme", moments=("next_text_at",)),
    Watched("events.Programme_countries"),
    Watched("events.ReleasedFigures"),
    Watched("events.Phase"),
    Watched("events.Phase_countries"),
    Watched("events.AreaOfAction", moments=("next_text_at",)),
    Watched("events.PolicyDeclaration", moments=("next_text_at", "published_at")),
    Watched("events.NewsItem", moments=("published_at",)),
    Watched("events.Partner"),
    Watched("events.PartnerLogo"),
    Watched("events.Country"),
    Watched("events.CountryMembership"),
    Watched("events.Delegation", only=("event", "country", "focal_point")),
    Watched("events.Resource", moments=("published_at",)),
    Watched("events.Resource_areas"),
    Watched("events.Resource_countries"),
    Watched("events.ResourceFile"),
    Watched("events.ResourceCover"),
    Watched("events.Album", moments=("published_at",)),
    Watched("events.Picture", moments=("shown_until",)),
    Watched("events.PictureFile"),
    Watched("events.FormerSlug"),
    Watched("accounts.Organisation"),
    # A person is shown only through another row, such as that of a contributor.
    Watched("accounts.User", only=("name", "organisation"), has_rows=False),
)
