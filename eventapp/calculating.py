"""Long calculations run in processes of their own: a thread would hold the interpreter, and requests would wait."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable

from eventapp.settings import ROOT

# A whole result is one line.
_LONGEST_LINE = 2**28


async def calculate(module: str, question: bytes, hear: Callable[[bytes], None]) -> tuple[int, str]:
    """Runs a module as a program with the question as its standard input; `hear` gets each line that it writes.

    Returns how it ended (0: well) and the end of what it complained about. When cancelled it kills the process, which
    also ends by itself soon after this one was killed.
    """
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "eventapp.beside", module, str(os.getpid())),
        cwd=ROOT,
        limit=_LONGEST_LINE,
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
    )
    try:
        complaint = await _talk(process, question, hear)
        ended = await process.wait()
    except BaseException:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        await process.wait()
        raise
    return ended, complaint.decode(errors="replace")[-500:]


async def _talk(process: asyncio.subprocess.Process, question: bytes, hear: Callable[[bytes], None]) -> bytes:
    to, answers, complaints = process.stdin, process.stdout, process.stderr
    assert to is not None  # noqa: S101 (they are pipes, as asked for above)
    assert answers is not None  # noqa: S101
    assert complaints is not None  # noqa: S101

    async def ask() -> None:
        # A process that ends at once reads nothing; how it ended is told by the caller.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            to.write(question)
            await to.drain()
            to.close()

    async def listen() -> None:
        async for line in answers:
            hear(line.strip())

    _asked, _listened, complaint = await asyncio.gather(ask(), listen(), complaints.read())
    return complaint
