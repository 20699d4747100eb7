"""The count: weighted Method of Equal Shares on minutes, exact, with a reason for each candidate.

Plain values in, plain values out. This module is its front door; `docs/voting.md` has the rule with its mathematics.
"""

from eventapp.voting.tally.enough import enough as enough
from eventapp.voting.tally.limits import Limits as Limits
from eventapp.voting.tally.promise import ejr_plus_violations as ejr_plus_violations
from eventapp.voting.tally.tallying import tally as tally
from eventapp.voting.tally.values import BallotValue as BallotValue
from eventapp.voting.tally.values import Candidate as Candidate
from eventapp.voting.tally.values import Enough as Enough
from eventapp.voting.tally.values import Outcome as Outcome
from eventapp.voting.tally.values import Rules as Rules
from eventapp.voting.tally.values import Tally as Tally
from eventapp.voting.tally.values import Why as Why
