"""Sample people. They are invented and marked as samples, and mail to their addresses is never delivered (RFC 2606)."""

from accounts.models import Constituency, Gender, User
from events.models import Programme, TeamMember
from events.programmes.invitations import invite

DOMAIN = "example.org"
GIVEN = [
    "Aisyah",
    "Bayu",
    "Chanthou",
    "Dara",
    "Enkhjin",
    "Farah",
    "Gantulga",
    "Hnin",
    "Intan",
    "Jose",
    "Kamala",
    "Linh",
    "Maricel",
    "Nadia",
    "Oyuna",
    "Phuong",
    "Quyen",
    "Rizal",
    "Sokha",
    "Thida",
]
# Given names with a stated gender. The other people state none.
WOMEN = {"Aisyah", "Chanthou", "Farah", "Hnin", "Intan", "Kamala", "Maricel", "Nadia", "Oyuna", "Thida"}
MEN = {"Bayu", "Dara", "Gantulga", "Jose", "Linh", "Phuong", "Rizal", "Sokha"}
FAMILY = ["Sample", "Example", "Specimen", "Muster", "Contoh"]
COUNTRIES = ["TH", "VN", "KH", "ID", "PH", "MM", "LA", "MY", "MN", "JP", "TL", "BN", "SG"]
# The time zones of people from these countries. The other people have not chosen one.
ZONES = {
    "ID": "Asia/Jakarta",
    "PH": "Asia/Manila",
    "MM": "Asia/Yangon",
    "MY": "Asia/Kuala_Lumpur",
    "MN": "Asia/Ulaanbaatar",
    "JP": "Asia/Tokyo",
    "TL": "Asia/Dili",
}
TRIPARTITE = [Constituency.GOVERNMENT, Constituency.EMPLOYERS, Constituency.WORKERS]
BODIES = {
    Constituency.GOVERNMENT: "Sample Ministry of Labour",
    Constituency.EMPLOYERS: "Sample Employers' Federation",
    Constituency.WORKERS: "Sample Trade Union Congress",
}
# The addresses for sign-in that `make run` prints.
SIGN_INS = {
    "participant": f"participant@{DOMAIN}",
    "focal point": f"focal.point@{DOMAIN}",
    "organizer": f"organizer@{DOMAIN}",
}
TEAM = {
    SIGN_INS["organizer"]: TeamMember.Role.MANAGER,
    f"coordinator@{DOMAIN}": TeamMember.Role.COORDINATOR,
    f"reception@{DOMAIN}": TeamMember.Role.RECEPTION,
    f"viewer@{DOMAIN}": TeamMember.Role.VIEWER,
}


def sample(email: str, **fields: str) -> User:
    """Return the sample person with this address. Create them if they do not exist."""
    person = User.objects.filter(email=email).first()
    return person or User.objects.create_user(email, is_sample=True, **fields)


def crowd(count: int) -> list[User]:
    """Return count sample participants, from all countries and constituencies in turn."""
    return [
        sample(
            f"sample.person{number}@{DOMAIN}",
            name=f"{GIVEN[number % len(GIVEN)]} {FAMILY[number // len(GIVEN) % len(FAMILY)]}",
            country=COUNTRIES[number % len(COUNTRIES)],
            constituency=TRIPARTITE[number % 3],
            organisation_name=BODIES[TRIPARTITE[number % 3]],
            position="Sample participant",
            gender=gender(GIVEN[number % len(GIVEN)]),
            timezone=ZONES.get(COUNTRIES[number % len(COUNTRIES)], ""),
        )
        for number in range(count)
    ]


def gender(given: str) -> str:
    return Gender.WOMAN if given in WOMEN else Gender.MAN if given in MEN else ""


def participant() -> User:
    """Return the sample participant. A visitor of the demo can sign in with this account."""
    return sample(
        SIGN_INS["participant"],
        name="Sample Participant",
        country="TH",
        constituency=Constituency.WORKERS,
        organisation_name=BODIES[Constituency.WORKERS],
        timezone="Asia/Bangkok",
    )


def focal_point() -> User:
    """Return the sample focal point. A visitor of the demo can sign in with this account."""
    return sample(SIGN_INS["focal point"], name="Sample Focal Point", country="VN")


def team(programme: Programme) -> None:
    """Create the team of programme, with one person for each role, and one who has not accepted yet."""
    for email, role in TEAM.items():
        person = sample(
            email, name=f"Sample {role.label}", position=f"Programme {role.label.lower()}", timezone="Asia/Bangkok"
        )
        TeamMember.objects.get_or_create(programme=programme, person=person, defaults={"role": role})
    organizer = User.objects.get(email=SIGN_INS["organizer"])
    invite(
        programme,
        f"new.colleague@{DOMAIN}",
        name="Sample Colleague",
        role=TeamMember.Role.COORDINATOR,
        by=organizer,
    )
