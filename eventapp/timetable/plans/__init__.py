"""Plans that the program makes: what is asked of the solver, in which turns it searches, and what its answers say.

Nothing in here changes the timetable; taking a plan is one of the timetable's actions.
"""
