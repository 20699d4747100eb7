"""Editions of the programme: publishing, public pages, calendar feeds.

Places and waiting lists are booking's.
"""
