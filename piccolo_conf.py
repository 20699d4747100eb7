"""Where the `piccolo` command looks when it is run in this folder. The program itself uses `eventapp.piccolo_conf`."""

from eventapp.piccolo_conf import APP_REGISTRY, DB

__all__ = ["APP_REGISTRY", "DB"]
