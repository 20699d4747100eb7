"""People who come: places, waiting lists, My day, and what would help them.

Every change of a place goes through `writer.py`, which decides by the rules in `decide.py` and stores in one
transaction. Nothing is built on top of it.
"""
