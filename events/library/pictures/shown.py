"""A picture as a page shows it: the addresses of its sizes, in the smallest format and as JPEG."""

from dataclasses import dataclass

from django.urls import reverse

from events.models import Picture, PictureFile

Format = PictureFile.Format


@dataclass(frozen=True)
class ShownPicture:
    """`files` are all JPEG files and `small` those in the smaller format, from the smallest to the largest.

    team: the slug of the programme whose team reads it; "" for everybody."""

    picture: Picture
    files: list[PictureFile]
    small: list[PictureFile]
    team: str = ""

    @property
    def src(self) -> str:
        return self._address(self.first)

    @property
    def thumbnail(self) -> str:
        return self._address(self.files[0])

    @property
    def first(self) -> PictureFile:
        """The file that a browser without `srcset` shows: the middle one."""
        return self.files[len(self.files) // 2]

    @property
    def largest(self) -> PictureFile:
        return self.files[-1]

    @property
    def srcset(self) -> str:
        return self._srcset(self.files)

    @property
    def small_srcset(self) -> str:
        return self._srcset(self.small)

    def for_team(self, programme: str) -> "ShownPicture":
        """Return the picture with addresses that the team of the programme with this slug may read, also of a draft."""
        return ShownPicture(self.picture, self.files, self.small, team=programme)

    @property
    def small_type(self) -> str:
        return self.small[0].content_type if self.small else ""

    def _srcset(self, files: list[PictureFile]) -> str:
        return ", ".join(f"{self._address(file)} {file.width}w" for file in files)

    def _address(self, file: PictureFile) -> str:
        if self.team:
            return reverse("library:team_file", args=[self.team, file.key, file.format])
        return file.get_absolute_url()


def shown(picture: Picture) -> ShownPicture | None:
    """Return a picture as it is shown; None if its files are lost. The files of the picture must be loaded."""
    files = sorted(picture.files.all(), key=lambda file: file.width)
    jpegs = [file for file in files if file.format == Format.JPEG]
    if not jpegs:
        return None
    return ShownPicture(picture, jpegs, [file for file in files if file.format != Format.JPEG])
