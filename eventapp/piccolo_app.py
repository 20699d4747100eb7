"""The one Piccolo app. Several that refer to one another could not be migrated from empty."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

SUBJECTS = (
    "people",
    "event",
    "venue",
    "planning",
    "proposals",
    "voting",
    "timetable",
    "programme",
    "booking",
    "notices",
    "log",
)

APP_CONFIG = AppConfig(
    app_name="eventapp",
    migrations_folder_path=Path(__file__).parent / "piccolo_migrations",
    table_classes=table_finder([f"eventapp.{subject}.tables" for subject in SUBJECTS], exclude_imported=True),
    commands=[],
)
