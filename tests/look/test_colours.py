import re
from itertools import product
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "static" / "app.css").read_text()

TEXTS = ["text", "soft", "link", "link-hover", "stop"]
GROUNDS = ["page", "card", "sunk"]
TINTS = ["leaf-soft", "sun-soft", "brick-soft", "sky-soft", "plum-soft"]


def tokens(scheme: str) -> dict[str, str]:
    """The colours of a scheme. Dark overrides what light says."""
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
    found = dict(re.findall(r"--([\w-]+): (#\w+);", light))
    return found | dict(re.findall(r"--([\w-]+): (#\w+);", dark)) if scheme == "dark" else found


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def too_close(scheme: str, pairs: list[tuple[str, str]], least: float) -> list[str]:
    colours = tokens(scheme)
    ratios = {f"{one} on {other}": contrast(colours[one], colours[other]) for one, other in pairs}
    return [f"{pair}: {ratio:.2f}" for pair, ratio in ratios.items() if ratio < least]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_every_ground(scheme: str) -> None:
    pairs = [*product(TEXTS, GROUNDS), *product(["text"], TINTS), ("soft", "sun-soft")]
    pairs += [("leaf-text", "leaf"), ("leaf-text", "leaf-hover"), ("stop-text", "stop"), ("stop-text", "stop-hover")]

    assert too_close(scheme, pairs, 4.5) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_of_fields_and_the_focus_ring_stand_out_from_every_ground(scheme: str) -> None:
    assert too_close(scheme, [*product(["edge", "ring", "leaf"], GROUNDS)], 3) == []


def test_dark_gives_every_colour_of_light_its_own_value() -> None:
    same = {name for name, colour in tokens("light").items() if tokens("dark")[name] == colour}

    assert same == set()


def test_text_follows_the_size_that_the_reader_chose() -> None:
    sizes = re.findall(r"font(?:-size)?:[^;]*", CSS)

    assert [size for size in sizes if re.search(r"\dpx", size)] == []
