import pytest
from django.http import QueryDict
from django.utils.timezone import now

from events.models import Answer, Contributor, Registration, SessionChoice, Tag
from events.participants import filtering
from events.participants.registration_filter import NOT_SAID, AnswerFilter, RegisteredBy, RegistrationFilter
from events.participants.table_form import TableForm
from events.permissions import Action
from events.registration.services import register
from tests.events.questions.helpers import ask
from tests.factories import make_country, make_delegation, make_event, make_person

FULL = RegistrationFilter(
    search="Đào & co",
    status="confirmed",
    country="TH",
    constituency=NOT_SAID,
    gender="woman",
    mode="online",
    registered_by=7,
    funding="other",
    session=8,
    track="Benefits & services",
    delegation=9,
    tags=(3, 4),
    answers=(AnswerFilter(5, "halal"), AnswerFilter(6, NOT_SAID)),
)


@pytest.mark.parametrize(
    "registration_filter", [RegistrationFilter(), FULL, RegistrationFilter(registered_by=RegisteredBy.OTHERS)]
)
def test_parse_returns_the_serialized_filter(registration_filter):
    assert RegistrationFilter.parse(registration_filter.serialize()) == registration_filter


def test_serialize_leaves_out_empty_fields():
    assert RegistrationFilter(status="confirmed", tags=(3,)).serialize() == "status=confirmed&tag=3"


@pytest.mark.parametrize(
    "text",
    ["status=lost", "tag=x", "by=nobody", "page=2", "q_x=1", "funding=lost", "mode=lost", "session=x", "delegation=x"],
)
def test_parse_refuses_other_text(text):
    with pytest.raises(ValueError):  # noqa: PT011 - any ValueError
        RegistrationFilter.parse(text)


@pytest.fixture
def event(db):
    return make_event()


def test_form_returns_the_filter_that_its_address_contains(event):
    row = register(event, make_person(gender="woman", country="TH"))
    make_country("TH")
    asked = ask(event, "yes_no")
    tag = Tag.objects.create(programme=event.programme, name="vip")
    row.tags.add(tag)
    query = f"q=An&country=TH&gender=woman&by=self&tag={tag.pk}&{asked.field_name}=yes"

    form = TableForm(QueryDict(query + "&status=lost"), event=event, may=frozenset(Action))

    assert form.registration_filter() == RegistrationFilter.parse(query)
    assert not form.filters_make_sense


@pytest.mark.parametrize(
    "outdated",
    [
        RegistrationFilter(country="XX"),
        RegistrationFilter(gender="nobody"),
        RegistrationFilter(registered_by=999_999),
        RegistrationFilter(tags=(999_999,)),
        RegistrationFilter(session=999_999),
        RegistrationFilter(track="None"),
        RegistrationFilter(delegation=999_999),
        RegistrationFilter(answers=(AnswerFilter(999_999, "yes"),)),
    ],
)
def test_filter_is_outdated_when_a_part_of_it_does_not_exist(event, outdated):
    register(event, make_person())

    assert filtering.is_outdated(event, outdated)


def test_filter_is_outdated_when_no_registration_has_the_tag(event):
    row = register(event, make_person())
    tag = Tag.objects.create(programme=event.programme, name="vip")
    row.tags.add(tag)
    assert not filtering.is_outdated(event, RegistrationFilter(tags=(tag.pk,)))

    row.tags.clear()

    assert filtering.is_outdated(event, RegistrationFilter(tags=(tag.pk,)))


def test_filter_is_outdated_when_an_answer_is_not_offered(event):
    row = register(event, make_person())
    meal, origin = ask(event, "single", labels=["Halal"]), ask(event, "country")
    Answer.objects.create(registration=row, question=origin, value="TH", answered_at=now())

    def is_outdated(question, value):
        return filtering.is_outdated(event, RegistrationFilter(answers=(AnswerFilter(question.pk, value),)))

    assert [is_outdated(meal, value) for value in ("halal", NOT_SAID, "fish")] == [False, False, True]
    assert [is_outdated(origin, value) for value in ("TH", NOT_SAID, "VN")] == [False, False, True]


def test_filter_is_current_when_the_event_has_all_parts(event):
    make_country("TH")
    row = register(event, make_person(gender="woman", country="TH"))
    Registration.objects.filter(pk=row.pk).update(registered_by=make_person())
    row.refresh_from_db()
    wanted = RegistrationFilter(country="TH", gender="woman", registered_by=row.registered_by_id)

    assert not filtering.is_outdated(event, wanted)
    assert list(filtering.matching(event, wanted)) == [row]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "searched"),
    [
        ("Hà Nội Trần", "hanoi"),
        ("Hà Nội Trần", "Ha Noi"),
        ("Hà Nội Trần", "tran hanoi"),
        ("Hanoi Tran", "Hà Nội"),
        ("Phạm Văn Đồng", "phamvandong"),
    ],
)
def test_search_ignores_accents_and_spaces(name, searched):
    event = make_event()
    wanted = register(event, make_person(name=name))
    register(event, make_person(name="Somebody Else"))

    assert list(filtering.matching(event, RegistrationFilter(search=searched))) == [wanted]


@pytest.mark.django_db
def test_search_finds_the_organisation_without_its_spaces():
    event = make_event()
    wanted = register(event, make_person(organisation_name="Viện Hà Nội"))
    register(event, make_person(organisation_name="Other"))

    assert list(filtering.matching(event, RegistrationFilter(search="hanoi"))) == [wanted]


@pytest.mark.django_db
def test_session_track_and_delegation_select_those_who_chose_and_those_nominated():
    event = make_event()
    first, second = (
        event.sessions.create(title=title, track="Benefits", is_optional=True) for title in ("First", "Second")
    )
    other = event.sessions.create(title="Other", is_optional=True)
    rows = [register(event, make_person()) for _number in range(4)]
    for row, session in zip(rows, (first, second, other), strict=False):
        SessionChoice.objects.create(registration=row, session=session)
    delegation = make_delegation(event, country=make_country("TH"))
    Registration.objects.filter(pk=rows[3].pk).update(delegation=delegation)

    def found(**fields):
        return set(filtering.matching(event, RegistrationFilter(**fields)))

    assert found(session=first.pk) == {rows[0]}
    assert found(track="Benefits") == {rows[0], rows[1]}
    assert found(track="Benefits", session=other.pk) == set()
    assert found(delegation=delegation.pk) == {rows[3]}


@pytest.mark.django_db
def test_form_offers_the_sessions_tracks_and_delegations_of_the_event():
    event = make_event()
    chosen = event.sessions.create(
        title="Chosen", track="Benefits", is_optional=True, starts_at=event.starts_at, ends_at=event.ends_at
    )
    spoken = event.sessions.create(title="Spoken")
    Contributor.objects.create(session=spoken, name="Speaker")
    event.sessions.create(title="Nobody's")
    delegation = make_delegation(event, country=make_country("TH"))

    def form(query="", **options):
        return TableForm(QueryDict(query), event=event, may=frozenset(Action), **options)

    fields = form().fields
    start = chosen.starts_at.astimezone(event.zone)
    assert [key for key, _label in fields["session"].choices] == ["", str(chosen.pk)]
    assert dict(fields["session"].choices)[str(chosen.pk)] == f"Chosen · {start:%a} {start.day} {start:%b}, 09:00"
    assert [key for key, _label in fields["track"].choices] == ["", "Benefits"]
    assert [key for key, _label in fields["delegation"].choices] == ["", str(delegation.pk)]
    with_contributors = form(with_contributors=True).fields["session"].choices
    assert [key for key, _label in with_contributors] == ["", str(chosen.pk), str(spoken.pk)]
    wanted = RegistrationFilter(session=chosen.pk, track="Benefits", delegation=delegation.pk)
    assert form(wanted.serialize()).registration_filter() == wanted


@pytest.mark.django_db
def test_form_of_an_event_without_an_agenda_has_no_filters_of_it():
    form = TableForm(QueryDict("session=3"), event=make_event(), may=frozenset(Action))

    assert not {"session", "track", "delegation"} & set(form.fields)
    assert not form.filters_make_sense
