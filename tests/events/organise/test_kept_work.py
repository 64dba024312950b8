"""The findings of the work list are kept for a minute, and end with a change in the workspace."""

from zoneinfo import ZoneInfo

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from events.kept import WorkspaceChangeMiddleware
from events.models import Event
from events.organise.work.queries import work_list
from events.registration.services import register
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Bangkok")


@pytest.fixture
def programme():
    return make_programme(slug="ours")


@pytest.fixture
def organiser(programme, settings):
    settings.WORK_LIST_SECONDS = 60
    return make_member(programme)


def waiting(organiser):
    return sum(item.finding.count for item in work_list(organiser, ZONE) if item.kind.key == "decide")


def ask_for_a_seat(programme):
    register(make_event(programme=programme, policy=Event.Policy.APPROVAL), make_person())


def respond_to(method, path, status=302):
    request = getattr(RequestFactory(), method)(path)
    WorkspaceChangeMiddleware(lambda _request: HttpResponse(status=status))(request)


def test_findings_are_kept_and_need_no_query_for_events(organiser, programme, django_assert_max_num_queries):
    ask_for_a_seat(programme)
    assert waiting(organiser) == 1

    ask_for_a_seat(programme)

    with django_assert_max_num_queries(1):  # the roles
        assert waiting(organiser) == 1


@pytest.mark.parametrize(
    ("method", "path", "ends"),
    [
        ("post", "/organise/events/x/registrations/", True),
        ("post", "/admin/events/event/", True),
        ("get", "/organise/events/x/registrations/", False),
        ("post", "/events/x/register/", False),
    ],
)
def test_a_change_in_the_workspace_ends_what_is_kept(organiser, programme, method, path, ends):
    ask_for_a_seat(programme)
    assert waiting(organiser) == 1
    ask_for_a_seat(programme)

    respond_to(method, path)

    assert waiting(organiser) == (2 if ends else 1)


def test_other_programmes_and_roles_have_their_own_findings(organiser, programme):
    ask_for_a_seat(programme)
    assert waiting(organiser) == 1

    assert waiting(make_member(make_programme())) == 0
    assert waiting(make_member(programme, "viewer")) == 0


def test_without_seconds_everything_is_read(organiser, programme, settings):
    settings.WORK_LIST_SECONDS = 0
    ask_for_a_seat(programme)
    assert waiting(organiser) == 1
    ask_for_a_seat(programme)

    assert waiting(organiser) == 2
