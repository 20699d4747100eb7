"""Who did what to what, for organisers.

Faults of the program go to the server's own log, not here.
"""
