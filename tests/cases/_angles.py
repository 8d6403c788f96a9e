"""What rows of angles share."""

import math


def one_turn(loc, *parameters):
    """The turn around the mean direction, split there."""
    return ((loc - math.pi, loc), (loc, loc + math.pi))


NO_CIRCLE = {"variance": "the spread of an angle is its resultant length, not a second moment"} | dict.fromkeys(
    ("log_cdf", "log_sf", "log_interval", "quantile"), "a circle has no beginning"
)
