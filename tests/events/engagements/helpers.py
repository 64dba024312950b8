"""An expert with an invitation, and the files of slides."""

from contextlib import suppress
from io import BytesIO
from zipfile import ZipFile

from accounts.links.tokens import make_token
from events.contributors.links import ENGAGEMENT
from events.contributors.services import ContributorEntry, add
from events.engagements import services
from events.models import Contributor, Engagement, Event
from events.models.answer import private_storage
from events.models.engagement import PARTS_FOLDER, SLIDES_FOLDER
from tests.events.contributors.scene import make_session
from tests.factories import make_event, make_member

PDF = b"%PDF-1.7\n" + b"slides " * 100 + b"\n%%EOF\n"


def make_contributor(event: Event | None = None, **fields: object) -> Contributor:
    event = event or make_event()
    session = fields.pop("session", None) or make_session(event, "Profiling job seekers")
    values = {"name": "An Tran", "role": "speaker", "address": "an@example.org"} | fields
    return add(event, ContributorEntry(session=session, **values), by=make_member(event.programme))


def invited(event: Event | None = None, **fields: object) -> tuple[Contributor, Engagement]:
    contributor = make_contributor(event, **fields)
    contributor.session.event = event or contributor.session.event
    engagement = services.invite(contributor, by=make_member(contributor.session.event.programme))
    contributor.refresh_from_db()
    return contributor, engagement


def token_of(engagement: Engagement) -> str:
    return make_token(ENGAGEMENT, Engagement.objects.select_related("expert__person").get(pk=engagement.pk))


def make_pptx(size: int = 0, **parts: bytes) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("ppt/presentation.xml", "<presentation/>")
        if size:
            archive.writestr("ppt/media/film.mp4", bytes(range(256)) * (size // 256))
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def slide_paths() -> set[str]:
    """Return the paths of all slides and parts of slides in the storage."""
    found = set()
    for folder in (SLIDES_FOLDER, PARTS_FOLDER):
        with suppress(FileNotFoundError):
            found |= {f"{folder}/{name}" for name in private_storage().listdir(folder)[1]}
    return found
