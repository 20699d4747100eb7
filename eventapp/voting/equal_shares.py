"""The count: weighted Method of Equal Shares on minutes, exact, with a reason for each candidate.

Plain values in, plain values out. This module is its front door; `docs/voting.md` has the rule with its mathematics.
"""

from eventapp.voting.enough import enough as enough
from eventapp.voting.limits import Limits as Limits
from eventapp.voting.promise import ejr_plus_violations as ejr_plus_violations
from eventapp.voting.tallying import tally as tally
from eventapp.voting.values import BallotValue as BallotValue
from eventapp.voting.values import Candidate as Candidate
from eventapp.voting.values import Enough as Enough
from eventapp.voting.values import Outcome as Outcome
from eventapp.voting.values import Rules as Rules
from eventapp.voting.values import Tally as Tally
from eventapp.voting.values import Why as Why
