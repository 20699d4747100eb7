"""Writing Easy Read: some lines, each a picture and a short sentence."""

from typing import Any

from wtforms import SelectField, StringField

from eventapp.forms import Form, Posted, longest, offered
from eventapp.programme.easy.lines import Written
from eventapp.programme.easy.pictures import PICTURES
from eventapp.texts import _, lazy

# Of a session a few facts follow anyway; a page is longer.
OF_SESSION, OF_PAGE = 6, 12
LONGEST = 120


class EasyForm(Form):
    """The lines of one text: make it with `easy_form`."""

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """The fields line by line: picture and words."""
        return [(self[f"picture_{number}"], self[f"words_{number}"]) for number in range(1, len(list(self)) // 2 + 1)]

    @property
    def lines(self) -> Written:
        """What was written, without the lines that are empty."""
        return tuple((picture.data or "", words.data) for picture, words in self.rows if words.data)


def easy_form(lines: Written, number: int, picture: str, posted: Posted | None = None) -> EasyForm:
    """The form with these lines and room for `number`; where nothing is written, `picture` is chosen for the first."""
    fields: dict[str, Any] = {}
    for row in range(1, max(number, len(lines)) + 1):
        fields[f"picture_{row}"] = SelectField(lazy("Picture"), default="", choices=_pictures)
        fields[f"words_{row}"] = StringField(
            _("Line %(number)s") % {"number": row}, [longest(LONGEST)], render_kw={"class": "easy-words"}
        )
    written = lines or ((picture, ""),)
    data = {
        f"{name}_{row}": value
        for row, line in enumerate(written, 1)
        for name, value in zip(("picture", "words"), line, strict=True)
    }
    made: EasyForm = type("EasyForm", (EasyForm,), fields)(posted, data=data)
    return made


def _pictures() -> list[Any]:
    return offered({"": _("No picture")} | {key: str(words) for key, words in PICTURES.items()})
