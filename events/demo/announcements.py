"""Announcements of the sample team: one that is sent, in three languages, and one that is scheduled."""

from datetime import datetime, time, timedelta

from django.utils.timezone import now

from accounts.models import User
from events.announcements import audience, services
from events.announcements.services import RecipientGroups
from events.models import Event
from events.participants.registration_filter import RegistrationFilter
from notifications.wording.defaults import MailSource

DINNER = {
    "en": (
        "{event} – how to get there",
        "The sample train leaves **Sample Central at 08:10** on both days; a colleague waits at the exit.\n\n"
        "- Bring your badge: it opens the doors.\n- The interpreters ask you to send your slides to {contact}.\n\n"
        "There is a dinner by the river on the first evening. Tell us if you do not come.",
    ),
    "fr": (
        "{event} – comment venir",
        "Le train fictif quitte **Sample Central à 08:10** les deux jours ; un collègue vous attend à la sortie.\n\n"
        "- Apportez votre badge : il ouvre les portes.\n- Les interprètes vous prient d’envoyer vos diapositives à "
        "{contact}.\n\nUn dîner a lieu au bord du fleuve le premier soir. Dites-nous si vous n’y venez pas.",
    ),
    "vi": (
        "{event} – cách đến nơi",
        "Chuyến tàu mẫu rời **Sample Central lúc 08:10** cả hai ngày; một đồng nghiệp chờ ở lối ra.\n\n"
        "- Xin mang theo thẻ: thẻ mở các cửa.\n- Phiên dịch viên nhờ quý vị gửi bản trình chiếu đến {contact}.\n\n"
        "Tối đầu tiên có bữa ăn bên bờ sông. Nếu không đến được, xin báo cho chúng tôi.",
    ),
}
HANDBOOK = {
    "en": (
        "A handbook on social protection floors",
        "The programme has put together a **sample handbook** with what nine countries told us.\n\n"
        "It is on the page of the event: {event_link}",
    )
}


def load(events: dict[str, Event], organizer: User) -> None:
    """Send an announcement to the confirmed people of the hybrid seminar, and schedule optional news."""
    floors = events["floors"]
    sent = services.write(
        floors,
        RecipientGroups(filter=RegistrationFilter(status="confirmed"), contributors=True),
        _texts(DINNER),
        is_optional=False,
        by=organizer,
    )
    services.send_now(sent, as_shown=audience.resolve(sent).fingerprint, by=organizer)
    scheduled = services.write(floors, RecipientGroups(), _texts(HANDBOOK), is_optional=True, by=organizer)
    day = now().astimezone(floors.zone).date() + timedelta(days=4)
    services.schedule(scheduled, send_at=datetime.combine(day, time(9), floors.zone), by=organizer)


def _texts(texts: dict[str, tuple[str, str]]) -> dict[str, MailSource]:
    return {language: MailSource(subject, subject, body) for language, (subject, body) in texts.items()}
