"""Resources and pictures of the sample season. All of them are marked as samples; the pictures are drawn here."""

from datetime import timedelta
from io import BytesIO

from django.utils.timezone import now

from accounts.models import User
from events.demo import drawn_scenes
from events.library.editing.services import add_file, save_resource
from events.library.pictures import services as pictures
from events.library.pictures.drawing import draw
from events.models import Album, AreaOfAction, Country, Event, Programme, Resource
from events.questions.file_validation import PDF, ValidatedFile

# (scene, caption, description, whether people can be recognised)
SCENES = (
    ("hall", "Sample: plenary session", "A drawn hall seen from the back: rows of round heads before a lit stage.", True),
    ("table", "Sample: group work", "A drawn round table seen from above, with eight seats around it.", False),
    ("classroom", "Sample: calculating a scheme", "A drawn classroom: four rows of desks before a board with a rising line.", False),
    ("river", "Sample: the evening of the first day", "A drawn river at dusk, with two boats and lights on the far bank.", False),
    ("steppe", "Sample: on the way to the next host", "A drawn steppe under a wide sky, with a road to low hills.", False),
)  # fmt: skip


def load(programme: Programme, area: AreaOfAction, past: Event, organizer: User) -> None:
    """Add a report in two versions, a video, a draft, one resource for later, an album and a draft of an album."""
    report = _resource(programme, area, "Sample report: extending coverage", by=organizer, kind="report", event=past, year=past.starts_at.year if past.starts_at else None, licence="by")  # fmt: skip
    for number, what in enumerate(["", "Sample: the table on page 2 is corrected"], 1):
        content = _pdf(f"Sample report, version {number}")
        add_file(report, ValidatedFile(content, PDF, "sample-report.pdf"), what_changed=what, by=organizer)
    video = {"kind": "video", "url": "https://example.org/sample-video"}
    _resource(programme, area, "Sample video: opening of the season", by=organizer, **video)
    _resource(programme, area, "Sample guide for later", by=organizer, published_at=now() + timedelta(days=7))
    _resource(programme, area, "Sample draft of a brief", by=organizer, published_at=None, genre="Brief")
    _albums(programme, past, organizer)


def _resource(programme: Programme, area: AreaOfAction, title: str, *, by: User, **fields: object) -> Resource:
    values = {"published_at": now() - timedelta(days=4), "institutions": "Sample team", "language": "en"} | fields
    resource = Resource(
        programme=programme, title=title, summary=f"{title}. It does not exist.", is_sample=True, **values
    )
    return save_resource(resource, areas=[area], countries=Country.objects.filter(pk="TH"), by=by)


def _albums(programme: Programme, past: Event, organizer: User) -> None:
    shown = Album(programme=programme, event=past, title=f"Pictures: {past.title}", is_sample=True)
    draft = Album(programme=programme, title="Sample album that is not finished", is_sample=True)
    for album, scenes in ((shown, SCENES[:4]), (draft, SCENES[4:])):
        album.description = "Sample pictures, drawn by a program. They show nobody."
        pictures.save_album(album, by=organizer)
        for scene, title, alt, has_people in scenes:
            content = drawn_scenes.jpeg(scene)
            drawing = draw(BytesIO(content), len(content))
            picture = pictures.add_picture(
                album, drawing, title=title, alt=alt, credit="Drawn by Plenary", licence="cc0", shows_people=has_people,
                is_sample=True, by=organizer,
            )  # fmt: skip
            if has_people:
                picture.people.create(
                    name="All sample participants",
                    consented_on=now().date(),
                    consent_note="Sample: in the opening session",
                )
            if album is shown:
                pictures.publish_picture(picture, by=organizer)
    pictures.publish_album(shown, by=organizer)


def _pdf(text: str) -> bytes:
    """Return a PDF of one page with a line of text."""
    stream = f"BT /F1 18 Tf 72 760 Td ({text}) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(content))
    return content + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table) + end
