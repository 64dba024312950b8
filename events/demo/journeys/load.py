"""Load the two worked examples as an own programme, through the services that the pages use."""

from django.db import transaction

from accounts.models import User
from events.demo import people
from events.demo.journeys import example, mission, study_visit
from events.demo.journeys.example import ExampleVenues
from events.models import AreaOfAction, Country, Programme, TeamMember
from events.slugs import find_by_slug

SLUG = "unemployment-protection-sample"


@transaction.atomic
def load() -> Programme:
    """Create the programme with the expert mission and the study visit. If it exists, change nothing."""
    data = example.read()
    facts = data["programme"]
    if programme := find_by_slug(Programme.objects.all(), SLUG):
        return programme
    programme = Programme.objects.create(
        slug=SLUG,
        name=facts["title"],
        short_name="Unemployment protection (sample)",
        summary="Two invented examples: an expert mission to Indonesia and a study visit to Japan. All people, "
        "institutions and figures are sample data.",
        contact_email=f"team@{people.DOMAIN}",
        is_sample=True,
    )
    programme.phases.create(name=facts["phase"])
    programme.partners.create(name=facts["donor"], role="funder", country=Country.objects.get(pk="JP"))
    programme.countries.set(Country.objects.filter(pk__in=["ID", "KH", "MN", "VN"]))
    area = AreaOfAction.objects.create(
        programme=programme, slug="unemployment-insurance", name=data["expert_mission"]["event"]["area"]
    )
    team = _team(programme, data["team"])
    places = ExampleVenues(programme, data["places"])
    mission.load(data, programme, team, places, area)
    study_visit.load(data, programme, team, places, area)
    return programme


def _team(programme: Programme, rows: list[dict[str, str]]) -> dict[str, User]:
    """Create the team, and return it by the keys of the example. A visitor of the demonstration is a manager, too."""
    team = {}
    for row in rows:
        person = people.sample(row["email"], name=row["name"], timezone=row["timezone"])
        team[row["key"]] = person
        TeamMember.objects.create(programme=programme, person=person, role=row["role"])
    organizer = User.objects.get(email=people.SIGN_INS["organizer"])
    TeamMember.objects.create(programme=programme, person=organizer, role=TeamMember.Role.MANAGER)
    return team
