"""Photos of walls and ways in: made small, the right way up, and without anything that the camera wrote into them.

Takes a second of one core, and no more than about 350 megabytes, whatever the file is.
"""

import asyncio
import struct
import warnings
import zlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from eventapp.errors import Refused
from eventapp.texts import _

LARGEST_FILE = 10_000_000
LONGEST_SIDE = 1600
LARGEST_RESULT = 400_000
# JPEG is read at about the size that is wanted, the others whole: a small file can unpack to more than a server has.
MOST_PIXELS = {"JPEG": 50_000_000, "MPO": 50_000_000, "PNG": 25_000_000, "WEBP": 16_000_000}
# Each smaller than the one before. Words on a flip chart can be read in all but the last two.
STEPS = ((LONGEST_SIDE, 80), (LONGEST_SIDE, 65), (LONGEST_SIDE, 50), (1200, 50), (1000, 40), (640, 30))

# What Pillow is known to raise for files that are not what they say. It raises OSError for most.
_BROKEN = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True)
class SmallPhoto:
    """A JPEG with its size in pixels."""

    image: bytes
    width: int
    height: int


# Each takes much memory for a moment, so they wait for one another.
_one_at_a_time = asyncio.Lock()


async def shrink_in_turn(data: bytes, largest: int = LARGEST_RESULT) -> SmallPhoto:
    """As `shrink`, beside whatever else the process does."""
    async with _one_at_a_time:
        return await asyncio.to_thread(shrink, data, largest)


def shrink(data: bytes, largest: int = LARGEST_RESULT) -> SmallPhoto:
    """The photo as it is kept, in about `largest` bytes or fewer.

    Raises `Refused` for what is no photo, is of another kind, or is too large.
    """
    if len(data) > LARGEST_FILE:
        raise Refused(_("This file is larger than 10 megabytes. Choose a smaller one."))
    if _is_heic(data):
        raise Refused(_("This is a HEIC photo, which most browsers cannot show. Save it as JPEG, then choose that."))
    try:
        with warnings.catch_warnings():
            # A library's grumbling about a file is not for the log; sizes are looked at here.
            warnings.simplefilter("ignore")
            return _small(_upright(data), largest)
    except Image.DecompressionBombError:
        raise Refused(_too_many_points()) from None
    except _BROKEN:
        raise Refused(_("We cannot read this file as a photo. Choose a JPEG, PNG or WebP file.")) from None


def _too_many_points() -> str:
    return _("This photo has more points than we can read. Choose a smaller one.")


def _is_heic(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")


def _upright(data: bytes) -> Image.Image:
    """The picture in plain colours, as it was seen when it was taken, about as large as it will be."""
    with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as found:
        if found.width * found.height > MOST_PIXELS[found.format or "PNG"]:
            raise Refused(_too_many_points())
        found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        found.thumbnail((2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
        return _on_white(ImageOps.exif_transpose(found))


def _on_white(picture: Image.Image) -> Image.Image:
    """In red, green and blue only. Where it was see-through it is white, as paper is."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper


def _small(picture: Image.Image, largest: int) -> SmallPhoto:
    # A new picture, which has nothing of what came with the old one.
    picture = Image.frombytes("RGB", picture.size, picture.tobytes())
    photo = SmallPhoto(b"", 0, 0)
    for side, quality in STEPS:
        picture.thumbnail((side, side), Image.Resampling.LANCZOS)
        written = BytesIO()
        picture.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
        photo = SmallPhoto(written.getvalue(), picture.width, picture.height)
        if len(photo.image) <= largest:
            break
    return photo
