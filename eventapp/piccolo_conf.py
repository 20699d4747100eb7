"""Tells Piccolo which engine its tables use. `eventapp.db` names this module to it, from whatever folder one starts."""

from piccolo.conf.apps import AppRegistry

from eventapp.db import engine

DB = engine()

APP_REGISTRY = AppRegistry(apps=["eventapp.piccolo_app"])
