"""What partners offer for the programme, from an idea in three fields to a full proposal.

Choosing among proposals is voting; giving them a room is timetable.
"""
