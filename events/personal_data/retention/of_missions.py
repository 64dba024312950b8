"""Delete the data of the contacts of missions and visits: drafts of requests early, the rest some time after the event."""

from django.db.models import Model, Q, QuerySet

from events.models import FollowUp, Meeting, MissionRequest
from events.personal_data.batches import change_in_batches, cutoff, empty_fields, over_since
from events.questions.files import delete_on_commit

Status = MissionRequest.Status


def delete_request_drafts() -> int:
    """Delete the drafts of requests that nobody has changed or sent for some time, with their letters."""
    rows = MissionRequest.objects.filter(status=Status.DRAFT, changed_at__lt=cutoff("request_drafts"))
    return change_in_batches(rows, _delete_with_letters)


def _delete_with_letters(rows: QuerySet[MissionRequest]) -> int:
    found = list(rows.values_list("pk", "letter"))
    delete_on_commit(path for _pk, path in found if path)
    return MissionRequest.objects.filter(pk__in=[pk for pk, _path in found]).delete()[1].get("events.MissionRequest", 0)


def delete_contacts() -> int:
    """Empty the names and addresses of contacts: after the event, or after the last change of a request that has none."""
    before = cutoff("event_records")
    ended = Q(status__in=[Status.DECLINED, Status.WITHDRAWN], changed_at__lt=before)
    requests = MissionRequest.objects.filter(ended | over_since(before, "mission__event__"))
    count = _empty(
        requests, "contact_name", "contact_title", "contact_email", "contact_phone", "second_contact", "endorsed_by"
    )
    meetings = Meeting.objects.filter(over_since(before, "session__event__"))
    count += _empty(meetings, "contact_name", "contact_email", "contact_phone", "contact_on_day")
    follow_ups = FollowUp.objects.filter(over_since(before, "event__")).exclude(status__in=FollowUp.UNFINISHED)
    return count + _empty(follow_ups, "owner_name", "owner_email")


def _empty[M: Model](rows: QuerySet[M], *names: str) -> int:
    return empty_fields(rows, **dict.fromkeys(names, ""))
