"""Photos of workshops: small, upright, without what the camera wrote; and files that are none are told."""

import asyncio
import threading
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st
from PIL import Image

from eventapp import photos
from eventapp.errors import Refused
from eventapp.photos import LARGEST_FILE, LARGEST_RESULT, SmallPhoto, shrink, shrink_in_turn

PLACE = 0x8825  # the part of a photo's facts that says where it was taken


def a_photo(kind: str = "JPEG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **more: object) -> bytes:
    file = BytesIO()
    Image.new(mode, size, "white" if mode == "RGB" else None).save(file, kind, **more)
    return file.getvalue()


def with_facts(turned: int = 1) -> bytes:
    facts = Image.Exif()
    facts[0x0112] = turned
    facts[0x010F] = "A camera"
    facts.get_ifd(PLACE)[1] = "N"
    return a_photo(exif=facts, comment=b"secret words")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_photos_of_three_kinds_are_kept_as_jpeg(kind: str, mode: str) -> None:
    small = shrink(a_photo(kind, mode=mode))

    assert (Image.open(BytesIO(small.image)).format, small.width, small.height) == ("JPEG", 40, 30)


def test_what_the_camera_wrote_is_gone() -> None:
    photo = with_facts()
    assert b"secret words" in photo
    assert PLACE in Image.open(BytesIO(photo)).getexif()

    kept = Image.open(BytesIO(shrink(photo).image))

    assert dict(kept.getexif()) == {}
    assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}


def test_a_photo_taken_sideways_is_turned() -> None:
    small = shrink(with_facts(turned=6))

    assert (small.width, small.height) == (30, 40)


def test_a_large_photo_becomes_small() -> None:
    small = shrink(a_photo(size=(6400, 3200)))

    assert (small.width, small.height) == (1600, 800)


def test_even_noise_fits() -> None:
    file = BytesIO()
    Image.effect_noise((1600, 1600), 200).convert("RGB").save(file, "PNG")

    assert len(shrink(file.getvalue()).image) <= LARGEST_RESULT


def test_what_was_see_through_is_white() -> None:
    small = Image.open(BytesIO(shrink(a_photo("PNG", mode="RGBA")).image))

    assert small.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "We cannot read this file as a photo. Choose a JPEG, PNG or WebP file."),
        (b"PK\x03\x04" + bytes(200), "We cannot read this file as a photo. Choose a JPEG, PNG or WebP file."),
        (b"<svg onload=alert(1)>", "We cannot read this file as a photo. Choose a JPEG, PNG or WebP file."),
        (a_photo("GIF"), "We cannot read this file as a photo. Choose a JPEG, PNG or WebP file."),
        (a_photo()[:300], "We cannot read this file as a photo. Choose a JPEG, PNG or WebP file."),
        (
            b"\x00\x00\x00\x18ftypheic" + bytes(50),
            "This is a HEIC photo, which most browsers cannot show. Save it as JPEG, then choose that.",
        ),
        (bytes(LARGEST_FILE + 1), "This file is larger than 10 megabytes. Choose a smaller one."),
    ],
)
def test_what_is_no_photo_is_told(file: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        shrink(file)


@pytest.mark.parametrize("side", [5_100, 20_000])
def test_a_small_file_that_unpacks_to_very_much_is_not_unpacked(side: int) -> None:
    bomb = a_photo("PNG", (side, side), mode="1")

    assert len(bomb) < 100_000
    with pytest.raises(Refused, match="more points than we can read"):
        shrink(bomb)


@trying(max_examples=150)
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_a_damaged_photo_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    photo = bytearray(a_photo(kind))
    for place in data.draw(st.lists(st.integers(0, len(photo) - 1), max_size=8)):
        photo[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(photo)))

    try:
        small = shrink(bytes(photo[:cut] if data.draw(st.booleans()) else photo))
    except Refused:
        return
    assert Image.open(BytesIO(small.image)).format == "JPEG"


async def test_of_several_photos_at_once_one_after_the_other_is_made_small(monkeypatch: pytest.MonkeyPatch) -> None:
    alone, together = threading.Lock(), []

    def made_small(data: bytes, largest: int) -> SmallPhoto:
        together.append(not alone.acquire(blocking=False))
        try:
            return shrink(data, largest)
        finally:
            if not together[-1]:
                alone.release()

    monkeypatch.setattr(photos, "shrink", made_small)

    small = await asyncio.gather(*(shrink_in_turn(a_photo()) for _ in range(6)))

    assert [photo.width for photo in small] == [40] * 6
    assert together == [False] * 6
