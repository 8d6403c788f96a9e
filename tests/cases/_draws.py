"""Random inputs for the fuzz, log-uniform over what float32 meets."""

import math

import numpy as np


def log_uniform(rng, n, low, high):
    return np.exp(rng.uniform(math.log(low), math.log(high), n)).astype(np.float32)


def signed(rng, n, low, high):
    return (log_uniform(rng, n, low, high) * rng.choice([-1, 1], n)).astype(np.float32)


def location_scale(rng, n):
    """Residuals from 1e-8 to 1e4 scales, scales from 1e-6 to 1e6."""
    scale = log_uniform(rng, n, 1e-6, 1e6)
    loc = signed(rng, n, 1e-3, 1e3) * scale
    return (loc + signed(rng, n, 1e-8, 1e4) * scale).astype(np.float32), loc.astype(np.float32), scale


def log_box(rng, n):
    """Targets from 1e-38 to 5e37, scales from 1e-6 to 1e6, residuals of log y from 1e-8 to 1e4 scales."""
    y = log_uniform(rng, n, 1.2e-38, 5e37)
    scale = log_uniform(rng, n, 1e-6, 1e6)
    return y, (np.log(y) + signed(rng, n, 1e-8, 1e4) * scale).astype(np.float32), scale


def gamma_box(rng, n):
    """Concentrations from 1e-4 to 1e7, rates from 1e-6 to 1e6, targets of 1e-12 to 1e6 means and close to the mean."""
    concentration = log_uniform(rng, n, 1e-4, 1e7)
    rate = log_uniform(rng, n, 1e-6, 1e6)
    spread = np.where(rng.random(n) < 0.5, signed(rng, n, 1e-3, 30.0) / np.sqrt(concentration), 0)
    relative = np.where(abs(spread) < 0.9, 1 + spread, log_uniform(rng, n, 1e-12, 1e6))
    return (concentration / rate * relative).astype(np.float32), concentration, rate


def fractions(rng, n):
    """Fractions from 1.2e-38 up to the last below 1."""
    near_one = (1 - log_uniform(rng, n, 1e-7, 0.5)).astype(np.float32)
    return np.where(rng.random(n) < 0.5, near_one, log_uniform(rng, n, 1.2e-38, 0.5))


def fractions_of_shapes(rng, n):
    """Two shapes from 1e-4 to 1e7, and fractions of all sizes and close to the mean."""
    a, b = log_uniform(rng, n, 1e-4, 1e7), log_uniform(rng, n, 1e-4, 1e7)
    mean = a / (a + b)
    y = mean + signed(rng, n, 1e-3, 30.0) * mean * np.sqrt(b / a / (a + b))
    inside = (y > 1e-37) & (y < 1) & (rng.random(n) < 0.5)
    return np.where(inside, y, fractions(rng, n)).astype(np.float32), a, b


def scaled(rng, n):
    """Scales from 1e-6 to 1e6, targets from 1e-8 to 1e4 of them."""
    scale = log_uniform(rng, n, 1e-6, 1e6)
    return scale * log_uniform(rng, n, 1e-8, 1e4), scale


def counts(rng, n):
    return np.floor(log_uniform(rng, n, 1.0, 1e8) - 1)


def shares(rng, n):
    """Counts of all fractions of totals up to 1e7, and the totals."""
    total = np.floor(log_uniform(rng, n, 1.0, 1e7))
    return np.floor((total + 1) * rng.beta(0.3, 0.3, n).clip(0, 0.99999)).clip(0, total).astype(np.float32), total


def random_logits(rng, n):
    return signed(rng, 5 * n, 1e-6, 1e6).reshape(n, 5)


def vectors(rng, n, d):
    """Rows of location_scale, d entries each."""
    return tuple(x.reshape(n, d) for x in location_scale(rng, n * d))


def everyday_vectors(rng, n, d):
    """Locations and scales of one magnitude, d entries each."""
    return rng.normal(0, 3, (n, d)).astype(np.float32), log_uniform(rng, n * d, 0.3, 3.0).reshape(n, d)
