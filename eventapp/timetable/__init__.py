"""Sessions, and their rooms and times in the working timetable.

What the public sees of it is programme.
"""
