"""Textbook formulas in mpmath that several rows use. They never call nllax."""

import mpmath as mp


def normal(y, loc, scale):
    return -((y - loc) ** 2) / (2 * scale**2) - mp.log(scale) - mp.log(2 * mp.pi) / 2


def log_ndtr(y, loc, scale):
    return mp.log(mp.erfc(-(y - loc) / (scale * mp.sqrt(2))) / 2)


def mirrored(log_cdf):
    """The log_sf of a distribution that is symmetric about its loc."""
    return lambda y, loc, *rest: log_cdf(2 * loc - y, loc, *rest)


def log_hazard_cdf(hazard):
    return lambda y, *values: mp.log(-mp.expm1(-hazard(y, *values))) if y > 0 else -mp.inf


def xlogy(x, y):
    return mp.mpf(0) if x == 0 else x * mp.log(y)
