"""The sample event: invented people plan, vote on, publish and book a Peer Support Day.

`event.toml` and `proposals.toml` hold what it says; `loading.py` brings it in by the same actions as everything else.
"""
