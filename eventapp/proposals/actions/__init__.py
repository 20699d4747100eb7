"""What partners and organisers do with proposals."""

from eventapp.proposals.actions.cohosts import (
    accept_cohosting,
    ask_organisation,
    ask_to_join,
    decline_cohosting,
    leave_proposal,
    take_back_asking,
)
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

__all__ = [
    "Stale",
    "accept_cohosting",
    "add_comment",
    "add_idea",
    "add_selected_proposal",
    "add_selected_proposals",
    "ask_organisation",
    "ask_to_join",
    "bring_back_proposal",
    "decide_proposals",
    "decline_cohosting",
    "leave_proposal",
    "revise_proposal",
    "submit_proposal",
    "take_back_asking",
    "withdraw_proposal",
]
