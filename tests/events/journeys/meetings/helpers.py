"""Meetings for tests. Those of the expert mission are the worked example."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from events.journeys.meetings.links import host_link
from events.models import Event, Meeting, Session
from tests.factories import make_event, make_session

DIRECTOR, RATNA = "Dr Hendra Kusuma", "Ratna Wulandari"
# Local start and end, zone, women met, names of the people met.
MISSION = [
    ("2027-04-12 09:00", "10:30", "Asia/Jakarta", 3,
     [DIRECTOR, RATNA, "Bagus", "Sari Anggraini", "Tono Prasetyo", "Lilis Marlina", "Joko Santoso"]),
    ("2027-04-12 13:30", "15:30", "Asia/Jakarta", 4,
     ["Maria Situmorang", "Agus Halim", "Nur Aini", "Wahyu Nugroho", "Fitri Handayani", "Dian Permata"]),
    ("2027-04-13 10:00", "12:00", "Asia/Jakarta", 5,
     ["Bambang Wijaya", "Siti Rahma", "Andi Mappa", "Yulia Chandra", "Rudi Hartono", "Eka Sulastri", "Made Wirawan",
      "Nia Kurnia", "Surya Dharma", "Tuti Alawiyah", "Hasan Basri"]),
    ("2027-04-14 13:30", "15:30", "Asia/Jayapura", 2,
     ["Yosefa Kambu", "Markus Wenda", "Ros Imbiri", "Elias Mote", "Petrus Rumbiak"]),
    ("2027-04-15 08:30", "11:30", "Asia/Jayapura", 3,
     ["Fransiska Dimara", "Yunus Ayomi", "Debora Sroyer", "Grace Hamadi"]),
    ("2027-04-16 09:30", "11:15", "Asia/Jakarta", 6,
     [DIRECTOR, RATNA, "Bagus", "Maria Situmorang", "Agus Halim", "Nur Aini", "Bambang Wijaya", "Siti Rahma",
      "Sari Anggraini", "Lilis Marlina", "Tono Prasetyo", "Dian Permata"]),
]  # fmt: skip


def at(local: str, zone: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))


def make_visit(event: Event | None = None, *, day: int = 0, hour: str = "10:00", **fields: Any) -> Meeting:
    """Create a meeting with a contact, on the first day of the event, or of a new study visit."""
    event = event or make_event(kind="study_visit")
    session = make_session(event, day=day, at=hour, title=fields.pop("title", "A day at the counter"))
    fields = {
        "institution": "Employment Office",
        "contact_name": "Hara Emi",
        "contact_email": "hara.emi@example.org",
        "aim": "See the counter",
        **fields,
    }
    return Meeting.objects.create(session=session, **fields)


def make_mission() -> Event:
    """Create the expert mission with its six meetings, all of them held."""
    event = make_event(kind="expert_mission", policy="none", timezone="Asia/Jakarta")
    for number, (start, end, zone, women, names) in enumerate(MISSION, 1):
        session = Session.objects.create(
            event=event,
            title=f"Meeting {number}",
            timezone=zone,
            starts_at=at(start, zone),
            ends_at=at(f"{start[:10]} {end}", zone),
        )
        Meeting.objects.create(
            session=session, status="held", met_people=len(names), met_women=women, met_names="\n".join(names)
        )
    return event


def path_of_host(meeting: Meeting) -> str:
    """Return the path of the page behind the personal link."""
    return "/" + host_link(meeting).split("/", 3)[3]
