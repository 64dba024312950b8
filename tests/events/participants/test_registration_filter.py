import pytest
from django.http import QueryDict
from django.utils.timezone import now

from events.models import Answer, Registration, Tag
from events.participants import filtering
from events.participants.registration_filter import NOT_SAID, AnswerFilter, RegisteredBy, RegistrationFilter
from events.participants.table_form import TableForm
from events.permissions import Action
from events.registration.services import register
from tests.events.questions.helpers import ask
from tests.factories import make_country, make_event, make_person

FULL = RegistrationFilter(
    search="Đào & co",
    status="confirmed",
    country="TH",
    constituency=NOT_SAID,
    gender="woman",
    mode="online",
    registered_by=7,
    funding="other",
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


@pytest.mark.parametrize("text", ["status=lost", "tag=x", "by=nobody", "page=2", "q_x=1", "funding=lost", "mode=lost"])
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
