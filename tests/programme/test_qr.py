import re
from xml.etree import ElementTree as ET

import segno

from eventapp.programme.qr import qr_code

ADDRESS = "https://day.example.org/day/s/7"


def test_a_code_is_drawn_dot_by_dot_as_the_standard_wants_it() -> None:
    picture = ET.fromstring(qr_code(ADDRESS))

    background, dots = picture
    drawn = sum(int(width) for width in re.findall(r"h(\d+)", dots.attrib["d"]))
    assert (background.attrib["fill"], dots.attrib["stroke"]) == ("#fff", "#000")
    assert drawn == sum(map(sum, segno.make(ADDRESS, error="m", micro=False).matrix))


def test_a_code_brings_nothing_that_a_page_refuses() -> None:
    assert re.findall(r"(?:style|script|href|xmlns)", qr_code(ADDRESS)) == []
