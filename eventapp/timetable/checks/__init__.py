"""What cannot stay in a timetable and what organisers should know of it, where else a session could be, and its worth.

Plain values in and out. It knows nothing of the search for plans, so that a fault of one is seen by the other.
"""
