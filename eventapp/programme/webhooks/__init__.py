"""Webhooks: partners' own websites are told when an edition is published.

What is owed to them is written with the edition and sent after it. How messages to people go out is said in `notices`.
"""
