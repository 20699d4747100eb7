"""People who come

 places, waiting lists, My day, and what would help them.:Nothing is built on top of it.
"""
