"""The diets that travellers choose from. What is not in the list, they write in their own words."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Diet(TextChoices):
    """A preference for meals. An allergy is apart from it: see events.travel.emergency."""

    NONE = "none", _("No special diet")
    VEGETARIAN = "vegetarian", _("Vegetarian")
    VEGAN = "vegan", _("Vegan")
    HALAL = "halal", _("Halal")
    KOSHER = "kosher", _("Kosher")
    NO_PORK = "no_pork", _("No pork")
    NO_BEEF = "no_beef", _("No beef")
    OTHER = "other", _("Another diet, in my own words")
