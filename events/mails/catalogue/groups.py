"""The headings under which organisers find mails."""

from django.utils.translation import gettext_lazy

REGISTRATION = gettext_lazy("Registration")
NOMINATION = gettext_lazy("Nomination")
EVENT = gettext_lazy("The event")
CONTRIBUTORS = gettext_lazy("Contributors")
MISSIONS = gettext_lazy("Expert missions")
JOURNEYS = gettext_lazy("Travel")
HOSTS = gettext_lazy("Hosts")
FOLLOW_UP = gettext_lazy("Follow-up")
TEAM = gettext_lazy("The team")
