"""Mails to nominees and focal points."""

from django.utils.translation import gettext_lazy

from events.mails import actions
from events.mails.catalogue.groups import NOMINATION
from events.mails.declarations import Mail, MailVariant
from events.mails.footer import FOCAL_POINT, NOMINEE
from events.mails.placeholders import COMMON, DELEGATION, DELEGATIONS, MOMENT, READER_MOMENT, RESERVE, WHAT_NEXT
from events.models import Registration, Step

MAILS = (
    Mail(
        name="reminder_nominated",
        label=gettext_lazy("Reminder: the nominee has not answered"),
        group=NOMINATION,
        placeholders=(DELEGATION, RESERVE, MOMENT, READER_MOMENT, *COMMON),
        actions=(actions.answer_nomination, actions.see_event),
        footer=NOMINEE,
    ),
    Mail(
        name="nominated",
        label=gettext_lazy("Nominated"),
        group=NOMINATION,
        placeholders=(DELEGATION, *COMMON),
        actions=(actions.answer_nomination, actions.see_event),
        footer=NOMINEE,
        status=Registration.Status.NOMINATED,
        variants=(
            MailVariant(
                name="nominated_reserve",
                label=gettext_lazy("Nominated as a reserve"),
                group=NOMINATION,
                placeholders=(DELEGATION, *COMMON),
                footer=NOMINEE,
                applies=lambda context: context.is_reserve,
            ),
        ),
    ),
    Mail(
        name="seat_free",
        label=gettext_lazy("A seat of the delegation is free for a reserve"),
        group=NOMINATION,
        placeholders=(WHAT_NEXT, *COMMON),
        required={"what_next"},
        actions=(actions.answer_nomination_if_asked, actions.see_event),
        footer=NOMINEE,
        step=Step.SEAT,
    ),
    Mail(
        name="nomination_link",
        label=gettext_lazy("A focal point is asked to nominate"),
        group=NOMINATION,
        placeholders=(DELEGATIONS, *COMMON),
        required={"delegations"},
        actions=(actions.nominate, actions.see_event),
        footer=FOCAL_POINT,
        variants=(
            MailVariant(
                name="nomination_reminder",
                label=gettext_lazy("A focal point is asked to nominate again"),
                group=NOMINATION,
                placeholders=(DELEGATIONS, *COMMON),
                required={"delegations"},
                footer=FOCAL_POINT,
                applies=lambda context: context.nomination is None or not context.nomination.is_first,
            ),
        ),
    ),
    Mail(
        name="reminder_seats",
        label=gettext_lazy("Reminder: a focal point has free seats"),
        group=NOMINATION,
        placeholders=(DELEGATIONS, *COMMON),
        required={"delegations"},
        actions=(actions.nominate, actions.see_event),
        footer=FOCAL_POINT,
    ),
)
