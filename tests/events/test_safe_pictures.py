"""Each file that cannot be used as a picture has its own message."""

from io import BytesIO

import pytest
from PIL import Image, ImageCms

from events.safe_pictures import MB, PictureLimits, PictureRejectedError, read_pixels

LIMITS = PictureLimits()


def picture(width=40, height=30, form="JPEG", **options):
    stream = BytesIO()
    Image.new("L", (width, height)).save(stream, form, **options)
    return stream


def read(content):
    return read_pixels(BytesIO(content), len(content), LIMITS)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "SVG"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><svg/>', "SVG"),
        (b"%PDF-1.7", "PDF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"\xff\xd8\xff broken", "damaged"),
        (b"GIF89a", "GIF"),
        (b"MZ a program", "not a picture"),
    ],
)
def test_each_other_file_has_its_own_message(content, message):
    with pytest.raises(PictureRejectedError, match=message):
        read(content)


def test_cut_off_picture_is_refused():
    content = picture(400, 400, form="PNG", compress_level=0).getvalue()

    with pytest.raises(PictureRejectedError, match="damaged or incomplete"):
        read(content[: len(content) // 2])


@pytest.mark.parametrize("side", [10_000, 14_000])  # 100 megapixels, and 196, at which Pillow itself stops
def test_picture_with_too_many_pixels_is_refused(side):
    stream = BytesIO()
    Image.new("1", (side, side)).save(stream, "PNG")

    with pytest.raises(PictureRejectedError, match="The limit is 50 million"):
        read(stream.getvalue())


def test_large_file_is_refused_before_it_is_read():
    with pytest.raises(PictureRejectedError, match="The limit is 20 MB"):
        read_pixels(BytesIO(), 200 * MB, LIMITS)


def test_place_is_noticed_and_lost():
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (13.0, 45.0, 0.0)  # the latitude

    with_place, without = read(picture(exif=exif).getvalue()), read(picture().getvalue())

    assert (with_place.had_place, without.had_place) == (True, False)
    assert dict(with_place.image.getexif()) == {}


def test_moving_picture_shows_its_first_frame():
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    stream = BytesIO()
    frames[0].save(stream, "WEBP", save_all=True, append_images=frames[1:], lossless=True)

    assert read(stream.getvalue()).image.getpixel((0, 0)) == (255, 0, 0, 255)


def test_picture_is_turned_as_the_camera_was_held():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned to the right

    assert read(picture(40, 30, exif=exif).getvalue()).image.size == (30, 40)


def coloured(image, form, **options):
    stream = BytesIO()
    image.save(stream, form, **options)
    return read(stream.getvalue()).image.getpixel((0, 0))


def test_grey_with_16_bits_keeps_its_shades():
    assert coloured(Image.new("I;16", (8, 8), 128 * 256), "PNG") == (128, 128, 128, 255)


def test_colours_of_printers_become_those_of_screens():
    red, green, blue, _alpha = coloured(Image.new("CMYK", (8, 8), (0, 216, 204, 55)), "JPEG")

    assert red > 190
    assert max(green, blue) < 50


def swapped_profile():
    """Return a profile of colours in which red and blue are exchanged."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_profile_of_colours_is_applied_before_it_is_lost(form):
    options = {"lossless": True} if form == "WEBP" else {}
    pixel = coloured(Image.new("RGBA", (8, 8), (200, 30, 40, 255)), form, icc_profile=swapped_profile(), **options)

    assert pixel == (40, 30, 200, 255)


@pytest.mark.parametrize("mode", ["RGB", "CMYK", "L"])
@pytest.mark.parametrize("profile", [b"no profile", swapped_profile()])
def test_profile_that_does_not_fit_is_left_out(mode, profile):
    image = Image.new("RGB", (8, 8), "white").convert(mode)

    assert coloured(image, "JPEG", icc_profile=profile) == (255, 255, 255, 255)


def test_cut_off_picture_with_a_profile_is_refused():
    content = picture(400, 400, icc_profile=swapped_profile(), quality=100).getvalue()

    with pytest.raises(PictureRejectedError, match="damaged or incomplete"):
        read(content[: len(content) - 700])
