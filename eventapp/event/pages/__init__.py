"""What is shown of the event: to everybody, to its partners, and to its organisers."""

from eventapp.event.pages import new_event, organisations, people, plan, public, settings, written

handlers = [
    *public.handlers,
    *plan.handlers,
    *new_event.handlers,
    *settings.handlers,
    *written.handlers,
    *people.handlers,
    *organisations.handlers,
]
