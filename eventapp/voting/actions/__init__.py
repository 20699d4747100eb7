"""What organisers and voters do with a round."""

from eventapp.voting.actions.casting import cast_ballot, change_ballot
from eventapp.voting.actions.closing import close_if_over, close_round, count_round, explain_round
from eventapp.voting.actions.confirming import confirm_result, offer_instead
from eventapp.voting.actions.moving import end_round_early, prolong_round
from eventapp.voting.actions.paper import (
    put_name_on_paper,
    put_person_on_paper,
    take_back_typed_ballot,
    take_off_paper,
    type_in_ballot,
)
from eventapp.voting.actions.preparing import FEWEST_CANDIDATES, Stale, change_round, new_round, open_round

__all__ = [
    "FEWEST_CANDIDATES",
    "Stale",
    "cast_ballot",
    "change_ballot",
    "change_round",
    "close_if_over",
    "close_round",
    "confirm_result",
    "count_round",
    "end_round_early",
    "explain_round",
    "new_round",
    "offer_instead",
    "open_round",
    "prolong_round",
    "put_name_on_paper",
    "put_person_on_paper",
    "take_back_typed_ballot",
    "take_off_paper",
    "type_in_ballot",
]
