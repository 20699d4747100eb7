"""Forms for signing in."""

from wtforms import BooleanField, EmailField, HiddenField, StringField

from eventapp.forms import Form, email_address, longest, required
from eventapp.texts import lazy


class SignInForm(Form):
    email = EmailField(
        lazy("Your email address"),
        [required(lazy("Tell us your email address.")), longest(254), email_address()],
        render_kw={"autocomplete": "email"},
    )
    next = HiddenField(filters=[lambda path: path or "/"])


class CodeForm(Form):
    code = StringField(
        lazy("Six-digit code"),
        [required(lazy("Write the six digits from the message.")), longest(20)],
        filters=[lambda code: "".join(letter for letter in code or "" if letter.isdecimal())],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )
    own_device = BooleanField(lazy("This is my own device. Keep me signed in for 30 days"))


class ContinueForm(Form):
    own_device = BooleanField(lazy("This is my own device. Keep me signed in for 30 days"))
