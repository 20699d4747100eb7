"""Messages owed to people: the outbox and its delivery.

What a message says is decided by the subject whose fact it tells.
"""
