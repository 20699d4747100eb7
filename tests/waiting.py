"""A program that never ends by itself, for `test_beside.py`."""

import threading

if __name__ == "__main__":
    print("begun", flush=True)
    threading.Event().wait()
