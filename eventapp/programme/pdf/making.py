"""Has sheets set as PDF, in a process of their own."""

import asyncio
import base64
import json
import logging
from dataclasses import dataclass

from eventapp.calculating import calculate
from eventapp.errors import Refused
from eventapp.programme.pdf.words import SHEETS, sheet_words
from eventapp.programme.published import Published
from eventapp.texts import _

logger = logging.getLogger("eventapp")

# Five hundred posters take two seconds, five hundred sessions a quarter of one.
_LONGEST_SECONDS = 60
# Whoever comes while one is set waits: the other core is for everybody else.
_one_at_a_time = asyncio.Lock()


@dataclass(frozen=True)
class Pdf:
    """A sheet as PDF. `lacks` says what keeps it from being PDF/UA; empty where nothing does."""

    body: bytes
    lacks: str


async def make_pdf(sheet: str, shown: Published, room: str = "") -> Pdf:
    """The sheet (a key of `SHEETS`) of what is published; of the doors only the room's, where one is named.

    Raises `Refused` where nothing is in that room, or where it could not be made.
    """
    words = await asyncio.to_thread(sheet_words, sheet, shown, room)
    if sheet == "doors" and not words["signs"]:
        raise Refused(_("Nothing is in the programme for “%(room)s”.") % {"room": room})
    question = json.dumps({"layout": SHEETS[sheet], "words": words}).encode()
    heard: list[bytes] = []
    try:
        async with _one_at_a_time, asyncio.timeout(_LONGEST_SECONDS):
            ended, complaint = await calculate("eventapp.programme.pdf.setting", question, heard.append)
    except TimeoutError:
        ended, complaint = 1, "it took too long"
    if ended != 0 or not heard:
        logger.error("the PDF %s of %s could not be made: %s", sheet, shown.event.slug, complaint)
        raise Refused(_("The PDF could not be made. Please try again in a few minutes."))
    told = json.loads(heard[-1])
    if told["lacks"]:
        logger.warning("the PDF %s of %s is not PDF/UA: %s", sheet, shown.event.slug, told["lacks"])
    return Pdf(base64.b64decode(told["pdf"]), told["lacks"])
