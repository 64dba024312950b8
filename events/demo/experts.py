"""Ten sample experts with earlier work, one answer with a condition, one refusal, slides, and two interpreters."""

from datetime import timedelta
from email import policy
from email.message import EmailMessage
from io import BytesIO
from typing import Any

from django.utils.timezone import now

from accounts.models import User
from events.calendar_replies.services import process_mail
from events.calendars.itip import organizer_address
from events.contributors.services import ContributorEntry, add
from events.demo import people
from events.engagements import services as engagements
from events.engagements import slides
from events.experts import directory, services
from events.experts.pictures import draw_picture
from events.interpretation import services as interpretation
from events.models import Contributor, Country, Engagement, Event, Expert, Programme, Session, Slides
from notifications.inbox import services as inbox

# (name, name in local script, job title, city, country, expertise, languages, pairs)
EXPERTS = [
    ("Haruka Sample", "見本 遥", "Senior adviser, employment insurance", "Osaka", "JP",
     "benefit claims, one-stop counters, fraud control", "ja en", ""),
    ("Somsak Sample", "สมศักดิ์ ตัวอย่าง", "Independent consultant", "Bangkok", "TH",
     "profiling, labour market data, indicators", "th en id", ""),
    ("Maria Contoh", "", "Head of benefits", "Jakarta", "ID", "benefit claims, case management", "id en", ""),
    ("Oyuna Sample", "Жишээ Оюуна", "Head, unemployment benefits", "Ulaanbaatar", "MN",
     "one-stop counters, benefit claims", "mn ru en", ""),
    ("Hùng Mẫu", "", "Head of division", "Ha Noi", "VN", "job placement, benefit claims", "vi en", ""),
    ("Sreymom Sample", "គំរូ ស្រីមុំ", "Deputy director, employment", "Phnom Penh", "KH",
     "law drafting, benefit claims", "km en fr", ""),
    ("Siew Ling Sample", "", "Economist", "Kuala Lumpur", "MY", "actuarial, pensions", "ms en zh", ""),
    ("Rizal Specimen", "", "Labour inspector", "Manila", "PH", "inspection, informal workers", "tl en", ""),
    ("Lan Mẫu", "", "Interpreter", "Ha Noi", "VN", "simultaneous, consecutive", "vi en", "en-vi"),
    ("Dara Sample", "តារា គំរូ", "Interpreter", "Phnom Penh", "KH", "simultaneous", "km en", "en-km"),
]  # fmt: skip
BIOGRAPHY = "Sample biography: ran the claims counters of three offices, and wrote the manual on interviews."
SLIDES = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
LANGUAGES = ["km", "th", "vi"]


def load(event: Event, organizer: User, earlier: Event) -> None:
    """Fill the directory, and invite four experts to sessions of event. earlier: a past event, where some have worked."""
    programme = event.programme
    experts = {row[0]: _expert(programme, row) for row in EXPERTS}
    sessions = list(event.sessions.order_by("starts_at", "position"))
    event.sessions.filter(pk__in=[session.pk for session in sessions[:3]]).update(languages=LANGUAGES)
    _earlier_work(list(experts.values())[:6], earlier, organizer)
    haruka, somsak, maria = (experts[name] for name in ("Haruka Sample", "Somsak Sample", "Maria Contoh"))
    for expert, session in zip((haruka, somsak, maria), sessions, strict=False):
        _invite(expert, session, organizer, Contributor.Role.SPEAKER)
    for name in ("Lan Mẫu", "Dara Sample"):
        for session in sessions[:2]:
            _name(experts[name], session, organizer, Contributor.Role.INTERPRETER)
    lan = Contributor.objects.get(session=sessions[0], expert=experts["Lan Mẫu"])
    interpretation.assign(sessions[0], {lan.pk: "vi"}, by=organizer)
    _answer(haruka, event, organizer)
    task = Contributor.objects.get(session__event=event, expert=maria)
    engagements.decline(_engagement(maria, event), task.pk, reason="Sample reason: I teach on both days.")
    with_condition = Contributor.objects.get(session__event=event, expert=somsak)
    engagements.accept(_engagement(somsak, event), with_condition.pk, condition="Sample condition: only by video.")
    directory.adopt(Contributor.objects.filter(session__event__programme=programme))


def _expert(programme: Programme, row: tuple[str, ...]) -> Expert:
    name, local_name, job_title, city, country, subjects, languages, pairs = row
    address = f"expert.{country.lower()}{len(name)}@{people.DOMAIN}"
    person = people.sample(address, name=name, organisation_name="Sample Institute", country=country)
    return Expert.objects.create(
        programme=programme,
        person=person,
        name=name,
        local_name=local_name,
        job_title=job_title,
        affiliation="Sample Institute",
        city=city,
        country=Country.objects.filter(pk=country).first(),
        expertise="\n".join(subjects.split(", ")),
        languages=languages,
        language_pairs=pairs,
        biography=BIOGRAPHY,
    )


def _earlier_work(experts: list[Expert], earlier: Event, organizer: User) -> None:
    sessions = list(earlier.sessions.order_by("starts_at", "position"))
    for number, expert in enumerate(experts):
        task = Contributor.objects.create(
            session=sessions[number % len(sessions)],
            name=expert.name,
            affiliation=expert.affiliation,
            person=expert.person,
            expert=expert,
        )
        if earlier.is_past:
            services.rate(task, 3 + number % 3, note="Sample note: clear, with examples.", by=organizer)


def _name(expert: Expert, session: Session, organizer: User, role: Contributor.Role) -> Contributor:
    assert expert.person  # noqa: S101 (for the type checker: sample experts have one)
    entry = ContributorEntry(
        expert.name, role, session, expert.affiliation, expert.person.email, answer="", expert=expert
    )
    return add(session.event, entry, by=organizer)


def _invite(expert: Expert, session: Session, organizer: User, role: Contributor.Role) -> None:
    engagements.invite(_name(expert, session, organizer, role), by=organizer)


def _engagement(expert: Expert, event: Event) -> Engagement:
    return Engagement.objects.select_related("expert__person", "event__programme").get(expert=expert, event=event)


def _answer(expert: Expert, event: Event, organizer: User) -> None:
    """Let the expert accept, and give a picture, slides, needs and days."""
    task, engagement = Contributor.objects.get(session__event=event, expert=expert), _engagement(expert, event)
    engagements.accept(engagement, task.pk)
    engagements.save_needs(engagement, equipment="A whiteboard", needs="Vegetarian")
    services.agree_to_page(expert, is_public=True)
    services.set_picture(expert, draw_picture(*_portrait()), is_shown=True)
    start = (event.starts_at or now()).date()
    services.set_unavailable(expert, [(start - timedelta(days=6), start - timedelta(days=2))])
    services.add_note(expert, "Sample note: send the questions two weeks before.", by=organizer)
    _mail_slides(engagement)
    slides.agree(task, may_publish=True, in_library=True)
    slides.publish(event, Slides.objects.get(contributor=task).key, by=organizer)


def _mail_slides(engagement: Engagement) -> None:
    """Let the expert send slides by email, in reply to the invitation."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = engagement.expert.person.email if engagement.expert.person else ""
    message["To"] = organizer_address(engagement.mail_tag)
    message["Subject"] = "Re: You are invited to contribute"
    message.set_content("Sample email: my slides are attached.")
    message.add_attachment(SLIDES, maintype="application", subtype="pdf", filename="sample-slides.pdf")
    process_mail(inbox.receive(message.as_bytes()))


def _portrait() -> tuple[Any, int]:
    """Return a drawn face: no picture of a real person."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 (slow to import)

    picture = Image.new("RGB", (600, 600), "#dfe8e6")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((120, 380, 480, 760), fill="#12545a")
    draw.ellipse((200, 130, 400, 390), fill="#e3b58f")
    draw.pieslice((190, 110, 410, 340), 180, 360, fill="#3a2a22")
    content = BytesIO()
    picture.save(content, "PNG")
    return BytesIO(content.getvalue()), len(content.getvalue())
