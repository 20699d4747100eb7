"""A vote's pages: its rules, the ballot, closing and counting, and the result."""

from eventapp.voting.pages import ballot, closing, confirming, moving, paper, result, result_files, rules, trial, vote

handlers = [
    *vote.handlers,
    *rules.handlers,
    *moving.handlers,
    *ballot.handlers,
    *closing.handlers,
    *paper.handlers,
    *result.handlers,
    *result_files.handlers,
    *confirming.handlers,
    *trial.handlers,
]
