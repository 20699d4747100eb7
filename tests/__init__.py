"""The tests mirror the code: `tests/booking/test_actions.py` tests `eventapp/booking/actions.py`."""
