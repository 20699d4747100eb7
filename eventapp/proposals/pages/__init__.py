"""Proposals: finding them, adding an idea, growing it, doing it together, talking about it."""

from eventapp.proposals.pages import edit, finding, idea, proposal

handlers = [
    *finding.handlers,
    *idea.handlers,
    *proposal.handlers,
    *edit.handlers,
]
