from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models.search import JoinedField, Searchable
from accounts.zone_fields import TimezoneField

# OpenStreetMap needs no key and no agreement, and its pages work on old phones.
MAP_OF_COORDINATES = "https://www.openstreetmap.org/?mlat={0}&mlon={1}#map=17/{0}/{1}"


class VenueQuerySet(models.QuerySet["Venue"]):
    def usable_in(self, programme: models.Model) -> "VenueQuerySet":
        """Return the venues of programme, and those that belong to no programme yet."""
        return self.filter(Q(programme=programme) | Q(programme=None)).order_by(
            F("programme").asc(nulls_last=True), "name", "pk"
        )


class Venue(Searchable):
    """A place where events happen. All events of its programme share it.

    The time zone is empty until a person has confirmed it."""

    # Empty for a venue that no programme has used yet: the first event at this venue decides.
    programme = models.ForeignKey(
        "events.Programme", models.CASCADE, null=True, blank=True, related_name="venues", verbose_name=_("programme")
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    # The names of venues that were merged into this one, one on each line. People still search for them.
    other_names = models.TextField(_("earlier names"), blank=True, max_length=2_000)
    address = models.CharField(_("street address"), max_length=250, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = models.ForeignKey(
        "events.Country", models.PROTECT, null=True, blank=True, related_name="venues", verbose_name=_("country")
    )
    timezone = TimezoneField(_("time zone"), blank=True)
    map_url = models.URLField(_("link to a map"), blank=True, max_length=500)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    accessibility = models.TextField(_("accessibility"), blank=True, max_length=2_000)
    capacity = models.PositiveIntegerField(
        _("people that the room holds"), null=True, blank=True, help_text=_("Empty if it is not known")
    )
    # Venues with a similar name that a person has looked at: they are not the same.
    different_from = models.ManyToManyField("self", blank=True, verbose_name=_("different from"))

    search_text = JoinedField(sources=["city", "name", "other_names"])

    objects = VenueQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__isnull=False,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
                name="venue_on_the_globe",
            )
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.name, self.city, self.country.name if self.country else ""]))

    @property
    def city_text(self) -> str:
        """The city and the country: "Ha Noi, Viet Nam"."""
        return ", ".join(filter(None, [self.city, self.country.name if self.country else ""]))

    @property
    def map_link(self) -> str:
        """The link to a map: the one that a person gave, else one for the coordinates; "" without both."""
        if self.map_url or self.latitude is None or self.longitude is None:
            return self.map_url
        return MAP_OF_COORDINATES.format(*map(plain_number, (self.latitude, self.longitude)))


def plain_number(number: object) -> str:
    """Return a decimal number without zeros at its end: "13.7563"."""
    text = str(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


class Room(models.Model):
    """A room of a venue.

    Sessions name their room as text, because a host may give a room that nobody has listed. They follow a new name."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="rooms", verbose_name=_("venue"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name = models.CharField(_("name"), max_length=120)
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    equipment = models.CharField(_("equipment"), max_length=300, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [
            models.UniqueConstraint(Lower("name"), "venue", name="one_room_per_name"),
            models.CheckConstraint(condition=~Q(name=""), name="room_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
