"""The form of a comment."""

from wtforms import (
    TextAreaField,
)

from eventapp.forms import Form, longest, required
from eventapp.texts import lazy


class CommentForm(Form):
    body = TextAreaField(
        lazy("Your comment"),
        [required(lazy("Write your comment first.")), longest(2000)],
        description=lazy("Partners and organisers who are signed in see it, with your name."),
    )
