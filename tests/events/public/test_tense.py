"""The texts about registration agree with the state of the event at each time: nothing has ended that is still ahead."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from events.models import Event
from tests.factories import make_event, make_person, make_venue

pytestmark = [pytest.mark.look, pytest.mark.django_db]
OPENS, CLOSES = datetime(2027, 1, 4, 9, tzinfo=UTC), datetime(2027, 2, 1, 17, tzinfo=UTC)
STARTS = datetime(2027, 3, 9, 9, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=8)
MOMENTS = {
    "before": OPENS - timedelta(days=30), "open": OPENS + timedelta(days=1), "closed": CLOSES + timedelta(days=1),
    "during": STARTS + timedelta(hours=1), "after": ENDS + timedelta(days=1),
}  # fmt: skip


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("policy", Event.Policy.values)
@pytest.mark.parametrize("status", ["published", "postponed", "cancelled"])
def test_texts_about_registration_match_the_state(client, status, policy, moment):
    event = make_event(
        status=status, policy=policy, starts_at=STARTS, ends_at=ENDS, registration_opens_at=OPENS, registration_closes_at=CLOSES, timezone="UTC"
    )  # fmt: skip
    at = MOMENTS[moment]
    with time_machine.travel(at, tick=False):
        client.force_login(make_person())
        event = Event.objects.get(pk=event.pk)
        pages = [client.get(event.get_absolute_url()), client.get(reverse("self_service:register", args=[event.slug]))]
        texts = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode())) for page in pages]

    for text in texts:
        assert ("It closed on" in text or "Registration closed on" in text) <= (
            at >= CLOSES and policy in Event.SELF_REGISTRATION
        )
        assert ("It opens on" in text) <= (at < OPENS and policy in Event.SELF_REGISTRATION and status == "published")
        assert "It was open until" not in text
        assert ("until 1 February 2027" in text) <= event_is_open(status, policy, at)
        if status == "cancelled" or (at > ENDS and status != "postponed"):
            assert "If you need a place" not in text
            assert "Please contact the focal point" not in text


def event_is_open(status, policy, at):
    return status == "published" and policy in Event.SELF_REGISTRATION and OPENS <= at < CLOSES


def test_a_nomination_only_event_never_says_that_its_future_window_was_open(client):
    event = make_event(
        policy="nomination", starts_at=STARTS, ends_at=ENDS, registration_closes_at=CLOSES, venue=make_venue()
    )
    with time_machine.travel(datetime(2026, 11, 28, tzinfo=UTC)):
        text = client.get(reverse("self_service:register", args=[event.slug])).content.decode()
        text += client.get(event.get_absolute_url()).content.decode()

    assert "1 February 2027" not in text
    assert "closed on" not in text
