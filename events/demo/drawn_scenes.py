"""Simple scenes that are drawn by a program, for sample pictures. They show no place and nobody."""

import math
from io import BytesIO
from typing import Any

WIDTH, HEIGHT = 960, 640


def jpeg(scene: str) -> bytes:
    """Return a scene as a JPEG: "hall", "table", "classroom", "river" or "steppe"."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 (slow to import, and only the demo draws)

    picture = Image.new("RGB", (WIDTH, HEIGHT), "#f2ead8")
    SCENES[scene](ImageDraw.Draw(picture))
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=88)
    return stream.getvalue()


def _sky(draw: Any, top: tuple[int, int, int], bottom: tuple[int, int, int], until: int) -> None:
    for line in range(until):
        share = line / until
        colour = tuple(round(one + (other - one) * share) for one, other in zip(top, bottom, strict=True))
        draw.line((0, line, WIDTH, line), fill=colour)


def _hall(draw: Any) -> None:
    _sky(draw, (18, 60, 66), (27, 92, 98), HEIGHT)
    draw.rectangle((220, 60, 740, 300), fill="#e9f3f1")
    draw.rectangle((440, 290, 520, 345), fill="#7a4a12")
    for row in range(5):
        seats = 9 + row * 2
        for seat in range(seats):
            x = WIDTH / 2 + (seat - (seats - 1) / 2) * (64 - row * 2)
            y = 380 + row * 58
            draw.ellipse((x - 17, y - 17, x + 17, y + 17), fill=("#f0b26c", "#e9e6dc", "#d9a37c")[(seat + row) % 3])
            draw.rounded_rectangle((x - 25, y + 16, x + 25, y + 64), 14, fill="#0d3b40")


def _table(draw: Any) -> None:
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill="#cfdcc8")
    draw.ellipse((300, 140, 660, 500), fill="#a4552b")
    draw.ellipse((330, 170, 630, 470), fill="#b96a3c")
    for seat in range(8):
        angle = math.tau * seat / 8
        x, y = 480 + 245 * math.cos(angle), 320 + 245 * math.sin(angle)
        draw.ellipse((x - 34, y - 34, x + 34, y + 34), fill=("#2a4f9c", "#7b3468", "#2f6b2f", "#12545a")[seat % 4])
        draw.rectangle((480 + 130 * math.cos(angle) - 20, 320 + 130 * math.sin(angle) - 14, 480 + 130 * math.cos(angle) + 20, 320 + 130 * math.sin(angle) + 14), fill="#fdfcf8")  # fmt: skip


def _classroom(draw: Any) -> None:
    draw.rectangle((0, 0, WIDTH, 300), fill="#e6ddc6")
    draw.rectangle((0, 300, WIDTH, HEIGHT), fill="#c9b48c")
    draw.rectangle((200, 50, 760, 250), fill="#1d4128")
    draw.line([(240, 220), (360, 190), (480, 165), (600, 110), (720, 75)], fill="#fdfcf8", width=6)
    for row in range(4):
        for desk in range(5):
            left, top = 70 + desk * 172, 320 + row * 78
            draw.rounded_rectangle((left, top, left + 130, top + 34), 6, fill="#7a4a12")
            draw.ellipse(
                (left + 46, top + 22, left + 84, top + 60), fill=("#2a4f9c", "#7b3468", "#33424a")[(desk + row) % 3]
            )


def _river(draw: Any) -> None:
    _sky(draw, (68, 52, 98), (240, 150, 92), 330)
    draw.rectangle((0, 330, WIDTH, HEIGHT), fill="#4a4a78")
    for place in range(26):
        x = place * 38 + 8
        height = 18 + (place * 37) % 46
        draw.rectangle((x, 330 - height, x + 26, 330), fill="#2b2540")
        draw.rectangle((x + 9, 330 - height + 8, x + 14, 330 - height + 14), fill="#f8d27a")
        draw.line((x + 12, 340, x + 12, 380 + height), fill="#d98f5a", width=3)
    for left, top in ((220, 470), (600, 540)):
        draw.polygon([(left, top), (left + 170, top), (left + 140, top + 34), (left + 30, top + 34)], fill="#1a1428")
        draw.rectangle((left + 60, top - 34, left + 110, top), fill="#7a3b2a")


def _steppe(draw: Any) -> None:
    _sky(draw, (92, 150, 202), (222, 236, 240), 360)
    draw.polygon([(0, 360), (200, 290), (420, 350), (640, 270), (960, 350), (960, 420), (0, 420)], fill="#8aa06a")
    draw.rectangle((0, 400, WIDTH, HEIGHT), fill="#b8b266")
    draw.polygon([(470, 400), (500, 400), (700, HEIGHT), (360, HEIGHT)], fill="#d8c79a")


SCENES = {"hall": _hall, "table": _table, "classroom": _classroom, "river": _river, "steppe": _steppe}
