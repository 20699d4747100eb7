"""Codes for phones to scan."""

import segno

# What a scratched or folded poster may lose: 15 percent.
_CORRECTION = "m"


def qr_code(address: str) -> str:
    """The address as an SVG element that takes the width it is given, black on white in every colour scheme."""
    return segno.make(address, error=_CORRECTION, micro=False).svg_inline(omitsize=True, light="white", lineclass=None)
