"""A program that never ends by itself, for `test_beside.py`."""

import threading

if __name__ == "__main__":
    threading.Event().wait()
