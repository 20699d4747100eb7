"""What partners and organisers do with proposals."""

from eventapp.proposals.actions.cohosts import (
    accept_cohosting,
    ask_organisation,
    ask_to_join,
    decline_cohosting,
    leave_proposal,
    take_back_asking,
)
from eventapp.proposals.actions.drafts import draft_of, drop_draft, forget_old_drafts, keep_draft, typed_in
from eventapp.proposals.actions.host_times import add_host_time, remove_host_time
from eventapp.proposals.actions.parts import Stale
from eventapp.proposals.actions.proposing import (
    add_comment,
    add_idea,
    add_selected_proposal,
    add_selected_proposals,
    bring_back_proposal,
    decide_proposals,
    revise_proposal,
    submit_proposal,
    withdraw_proposal,
)
from eventapp.proposals.actions.same import mark_same, unmark_same
from eventapp.proposals.actions.suggestions import (
    accept_suggestion,
    decline_suggestion,
    suggest_words,
    take_back_suggestion,
)

__all__ = [
    "Stale",
    "accept_cohosting",
    "accept_suggestion",
    "add_comment",
    "add_host_time",
    "add_idea",
    "add_selected_proposal",
    "add_selected_proposals",
    "ask_organisation",
    "ask_to_join",
    "bring_back_proposal",
    "decide_proposals",
    "decline_cohosting",
    "decline_suggestion",
    "draft_of",
    "drop_draft",
    "forget_old_drafts",
    "keep_draft",
    "leave_proposal",
    "mark_same",
    "remove_host_time",
    "revise_proposal",
    "submit_proposal",
    "suggest_words",
    "take_back_asking",
    "take_back_suggestion",
    "typed_in",
    "unmark_same",
    "withdraw_proposal",
]
