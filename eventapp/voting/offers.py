"""What organisers can offer to those whose proposal is not chosen."""

from eventapp.texts import lazy

# As stored in `Candidate.offer`, and as it stands in lists.
OFFERS = {
    "stall": lazy("A stall or table"),
    "drop-in": lazy("A drop-in corner"),
    "next year": lazy("A place on next year’s list"),
}
# The same as a sentence to the people who proposed it.
OFFERED = {
    "stall": lazy("We would like to offer you a stall or table, where people can come and talk to you."),
    "drop-in": lazy("We would like to offer you a corner where people can drop in, with no fixed start."),
    "next year": lazy("We would like to put it on the list for next year. You do not need to write it again."),
}
