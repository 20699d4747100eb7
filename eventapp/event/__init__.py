"""The event: where and when it is, its rooms, its switches, and who organises it.

What happens in the rooms is left to timetable.
"""
