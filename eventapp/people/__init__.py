"""Organisations, the people who belong to them, and their signing in.

What an organisation or a person does at one event is left to event and the subjects above.
"""
