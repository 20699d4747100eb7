"""Codes for phones to scan."""

from functools import lru_cache

import segno

# What a scratched or folded poster may lose: 15 percent.
_CORRECTION = "m"


# Drawing one takes some milliseconds, and it is on each session's page.
@lru_cache(maxsize=1024)
def qr_code(address: str) -> str:
    """The address as an SVG element that takes the width it is given, black on white in every colour scheme."""
    return segno.make(address, error=_CORRECTION, micro=False).svg_inline(omitsize=True, light="white", lineclass=None)
