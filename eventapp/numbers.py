"""Whole numbers in addresses and in what people type."""


def whole_number(text: str, *, digits: int) -> int | None:
    """The number that is written here in 0 to 9 alone, in at most so many digits. None for anything else."""
    # Python also reads numbers of other scripts, signs and underscores, and refuses thousands of digits with a fault.
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None
