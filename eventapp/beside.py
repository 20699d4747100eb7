"""Runs a module as a program beside the server, and ends it when the server is gone, even where that was killed.

`python -m eventapp.beside <module> <process id of the server>`
"""

import os
import runpy
import sys
import threading
import time

_LOOK_EVERY_SECONDS = 0.5


def _end_with(server: int) -> None:
    """Ends this process, whatever it is doing, once it has another parent."""
    while os.getppid() == server:
        time.sleep(_LOOK_EVERY_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    _program, module, server = sys.argv
    threading.Thread(target=_end_with, args=[int(server)], daemon=True).start()
    runpy.run_module(module, run_name="__main__", alter_sys=True)
