"""Proposals: finding them, adding an idea, growing it, doing it together, talking about it."""

from eventapp.proposals.pages import (
    drafts,
    edit,
    finding,
    gaps,
    host_times,
    idea,
    preview,
    proposal,
    same,
    suggestions,
    together,
)

handlers = [
    *finding.handlers,
    *gaps.handlers,
    *idea.handlers,
    *proposal.handlers,
    *preview.handlers,
    *edit.handlers,
    *drafts.handlers,
    *together.handlers,
    *suggestions.handlers,
    *same.handlers,
    *host_times.handlers,
]
