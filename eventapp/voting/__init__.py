"""Rounds, secret ballots and the fair count.

What a chosen proposal becomes is left to timetable.
"""
