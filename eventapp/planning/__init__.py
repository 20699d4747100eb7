"""Planning workshops and survey results: where ideas come from.

The ideas themselves are proposals.
"""
