"""The people of the examples, by their keys. Each is marked as sample data before a service meets them."""

from typing import Any

from accounts.models import User
from accounts.models.search import fold
from events.demo import people


def person(row: dict[str, Any], **more: str) -> User:
    """Create the person of a row. Those without an address of their own get one from their name."""
    known = {name: row[name] for name in ("gender", "constituency", "phone", "timezone", "country") if row.get(name)}
    city = row.get("lives_in", {})
    known |= {"timezone": city["timezone"]} if city else {}
    known |= {"country": row["nationality"]} if "nationality" in row else {}
    if row.get("organisation"):
        known["organisation_name"] = row["organisation"]
    if row.get("job_title"):
        known["position"] = row["job_title"]
    address = row.get("email") or f"{fold(row['name']).replace(' ', '.')}@{people.DOMAIN}"
    return people.sample(address, name=row["name"], **known, **more)
