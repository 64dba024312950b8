"""The countries of travellers have the name of the table of countries, in the language of the reader."""

import pytest
from django.utils.translation import override

from events.journeys.meetings.visitors import people_by_country, visitors_of
from events.journeys.people import travellers_of
from events.models import DelegationReport, Registration
from events.study_visits import mail_texts
from tests.events.journeys.scene import make_visit
from tests.factories import make_country, make_delegation, make_person, make_session

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "name"), [("en", "Viet Nam"), ("fr", "Viêt Nam"), ("vi", "Việt Nam")])
def test_a_country_has_one_name_in_each_language(language, name):
    country, event = make_country("VN", name="Viet Nam"), make_visit()
    alone = make_person(country="VN")
    of_delegation = make_person()
    for person, delegation in ((alone, None), (of_delegation, make_delegation(event, country=country))):
        Registration.objects.create(event=event, person=person, delegation=delegation, status="confirmed")
    report = DelegationReport(event=event, country=country)

    with override(language):
        names = {one.group for one in travellers_of(event).values()}
        names |= {one.country for one in visitors_of(make_session(event))}
        names |= {country for country, _people in people_by_country(event)}
        names |= {value for label, value in mail_texts.report_asked(report, "x").facts if value.startswith("Vi")}

    assert names == {name}
