"""A vote's pages: its rules, the ballot, closing and counting, and the result."""

from eventapp.voting.pages import ballot, closing, moving, paper, result, rules, trial, vote

handlers = [
    *vote.handlers,
    *rules.handlers,
    *moving.handlers,
    *ballot.handlers,
    *closing.handlers,
    *paper.handlers,
    *result.handlers,
    *trial.handlers,
]
