"""Who takes part in planning: organisations, people, and their signing in."""

from piccolo.columns import Boolean, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from eventapp import clock
from eventapp.db.columns import ForeignKey
from eventapp.ids import new_id


class Organisation(Table, tablename="organisation"):
    """A partner: a trust, a support group, a shed, a soup lunch. Listed by name only, with no rank."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    name = Text(null=False)
    other_names = Text(null=False)
    created_at = Timestamptz(null=False, default=clock.now)


class Person(Table, tablename="person"):
    """Somebody who signs in: a partner or an organiser."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    email = Text(null=False)
    name = Text(null=False)
    created_at = Timestamptz(null=False, default=clock.now)


class Membership(Table, tablename="membership"):
    """This person belongs to this organisation."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.cascade)
    created_at = Timestamptz(null=False, default=clock.now)


class SignInLink(Table, tablename="sign_in_link"):
    """A link and a six-digit code that were sent to a person; either signs them in once, within 30 minutes."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade)
    link_hash = Text(null=False)
    code_hash = Text(null=False)
    next_path = Text(null=False)
    created_at = Timestamptz(null=False, default=clock.now)
    expires_at = Timestamptz(null=False, default=clock.now)
    used_at = Timestamptz(null=True, default=None)
    wrong_codes = Integer(null=False, default=0)


class SignIn(Table, tablename="sign_in"):
    """A browser in which a person is signed in. Deleting the row signs it out."""

    id = Varchar(length=12, primary_key=True, default=new_id)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade)
    secret_hash = Text(null=False)
    own_device = Boolean(null=False, default=False)
    created_at = Timestamptz(null=False, default=clock.now)
    seen_at = Timestamptz(null=False, default=clock.now)
    expires_at = Timestamptz(null=False, default=clock.now)
