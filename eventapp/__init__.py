"""Plan, vote on, publish and book an event that several organisations put on together."""

__version__ = "0.1.0"
