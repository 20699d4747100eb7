"""Proposals: finding them, adding an idea, growing it, doing it together, talking about it."""

from eventapp.proposals.pages import edit, finding, host_times, idea, proposal, suggestions, together

handlers = [
    *finding.handlers,
    *idea.handlers,
    *proposal.handlers,
    *edit.handlers,
    *together.handlers,
    *suggestions.handlers,
    *host_times.handlers,
]
