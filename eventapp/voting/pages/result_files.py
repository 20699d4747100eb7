"""A result to take away as a file, and to count again."""

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from eventapp.voting.counting import read_result
from eventapp.voting.election import election_of
from eventapp.voting.files.result_files import as_json, as_pabulib, tells_ballots
from eventapp.voting.pages.finding import counted_round_or_404
from eventapp.voting.reading import contenders
from eventapp.voting.tables import Round
from eventapp.web import Answer, Asked, event_or_404, partner_or_404


@get("/{slug:str}/vote/result.json")
async def download_last_result(request: Asked, slug: FromPath[str]) -> Answer:
    return await _json(request, slug)


@get("/{slug:str}/vote/results/{round_id:str}/votes.json")
async def download_result(request: Asked, slug: FromPath[str], round_id: FromPath[str]) -> Answer:
    return await _json(request, slug, round_id)


@get("/{slug:str}/vote/result.pb")
async def download_last_pabulib(request: Asked, slug: FromPath[str]) -> Answer:
    return await _pabulib(request, slug)


@get("/{slug:str}/vote/results/{round_id:str}/votes.pb")
async def download_pabulib(request: Asked, slug: FromPath[str], round_id: FromPath[str]) -> Answer:
    return await _pabulib(request, slug, round_id)


async def _json(request: Asked, slug: str, round_id: str = "") -> Answer:
    """The ballots without names, and what came out, for those who want to count again."""
    round_ = await _round(request, slug, round_id)
    file = as_json(round_, await contenders(round_), await election_of(round_), read_result(round_))
    return _download(file, f"{slug}-vote.json", "application/json")


async def _pabulib(request: Asked, slug: str, round_id: str = "") -> Answer:
    """The same for other programs. Not there where no ballots are told."""
    round_ = await _round(request, slug, round_id)
    election = await election_of(round_)
    if not tells_ballots(round_, election):
        raise NotFoundException
    file = as_pabulib(round_, await contenders(round_), election, read_result(round_))
    return _download(file.encode(), f"{slug}-vote.pb", "text/plain; charset=utf-8")


async def _round(request: Asked, slug: str, round_id: str) -> Round:
    event = await event_or_404(slug)
    await partner_or_404(request, event)
    return await counted_round_or_404(event, round_id)


def _download(content: bytes, name: str, media_type: str) -> Answer:
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


handlers = [download_last_result, download_result, download_last_pabulib, download_pabulib]
