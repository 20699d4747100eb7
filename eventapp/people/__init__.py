"""Organisations, the people who belong to them, and their signing in.

What somebody may do at one event is left to event.
"""
